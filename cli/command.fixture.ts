import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { RunRecord } from "../core/record.ts";

/** The command as it is built: vitest's global setup sees to that. */
const COMMAND = fileURLToPath(new URL("../dist/cli/nllgrad.js", import.meta.url));

/** How a call of the command ended. */
export interface Called {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** What a call of the command is given besides its arguments. */
export interface CallOptions {
  readonly folder?: string;
  /** Variables on top of this process's own, of which those about colour and GitHub are taken away. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Called with ways to interrupt the command as Ctrl-C does, and to end it as `kill -9` does; and with its process id. */
  readonly watch?: (interrupt: () => void, kill: () => void, pid: number) => void;
}

/** Runs the command in a process group of its own, as a terminal does. */
export async function nllgrad(args: readonly string[], options: CallOptions = {}): Promise<Called> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, GITHUB_ACTIONS: _github, ...inherited } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.folder ?? scratchFolder(),
    env: { ...inherited, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString("utf8");
  });
  const send = (signal: NodeJS.Signals) => (): void => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), signal);
  };
  options.watch?.(send("SIGINT"), send("SIGKILL"), child.pid as number);
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, out, err }));
  });
}

/** The record on standard output, which holds nothing else. */
export function recordOf({ out }: Called): RunRecord {
  return JSON.parse(out) as RunRecord;
}
