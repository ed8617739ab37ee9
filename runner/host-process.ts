import { type ChildProcess, fork } from "node:child_process";
import { constants, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiledScript } from "../core/compiled.ts";
import { BEACON_BYTES } from "./protocol.ts";

/** A process that waits for its first request, and the open file that it will say in which call it is. */
export interface HostProcess {
  readonly child: ChildProcess;
  readonly file: number;
}

/** Processes that nobody has taken yet. */
const idle: HostProcess[] = [];

/**
 * Starts processes before anybody knows what for: one takes longer to begin than most wrong kernels to be found, and this process has
 * code of its own to load meanwhile.
 */
export function startHosts(count: number): void {
  for (let k = 0; k < count; k++) idle.push(startHost());
}

/** A process that serves nobody else. */
export function takeHost(): HostProcess {
  return idle.shift() ?? startHost();
}

/** Ends those that nobody took. */
export function dismissHosts(): void {
  for (const { child } of idle.splice(0)) child.kill("SIGKILL");
}

function startHost(): HostProcess {
  const file = namelessFile();
  ftruncateSync(file, BEACON_BYTES);
  const child = fork(compiledScript("host", import.meta.url), [], {
    execArgv: [],
    // A group of its own, which ends with it: whatever the kernel or its harness started.
    detached: true,
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc", file],
  });
  // One that cannot be started is told by its end.
  child.on("error", () => {});
  return { child, file };
}

/** With Linux, what opens a file that never has a name, in a folder; Node.js has no constant for it. */
const NAMELESS = 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR;

/**
 * A file without a name, that a host gets as an open one: nothing is left of it, however this process ends. Where files have to have one at
 * first, it is taken away at once.
 */
function namelessFile(): number {
  if (process.platform === "linux") {
    try {
      return openSync(tmpdir(), NAMELESS, 0o600);
    } catch {
      // Not every file system can.
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-"));
  const file = openSync(join(folder, "beacon"), "w+");
  rmSync(folder, { recursive: true, force: true });
  return file;
}
