import { spawn } from "node:child_process";
import type { Finding } from "../core/record.ts";
import { visible } from "../reports/plain.ts";

/** Milliseconds that a command may take for one finding. */
const PATIENCE = 60_000;

/** Commands that run at a time; further findings wait. */
const AT_ONCE = 2;

/** Findings that wait at most: a kernel that is wrong in everything shows hundreds in one epoch. */
const WAITING = 1000;

/** What is kept of what a command says, for telling why it failed. */
const SAID = 300;

/**
 * Runs a command for each new finding. The finding comes as JSON on its standard input; its identity and its token are its last two
 * arguments, the token empty where there is nothing to run. No shell reads any of it. A command that fails, hangs or is missing is said, and nothing more comes of it.
 */
export class OnFinding {
  private readonly command: readonly string[];
  private readonly failed: (message: string) => void;
  private readonly patience: number;
  private readonly waiting: Finding[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly enders = new Set<() => void>();
  private dropped = 0;

  /** `command`: its words. `failed`: told once for each that did not end well. */
  constructor(command: readonly string[], failed: (message: string) => void, patience: number = PATIENCE) {
    this.command = command;
    this.failed = failed;
    this.patience = patience;
  }

  tell(finding: Finding): void {
    if (this.waiting.length >= WAITING) {
      this.dropped++;
      if (this.dropped === 1)
        this.failed(`${this.command[0]}: more than ${WAITING} findings wait for it, and it is not run for further ones`);
      return;
    }
    this.waiting.push(finding);
    this.next();
  }

  /** Waits for the commands that run and wait. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Ends what runs, and begins nothing more. */
  async end(): Promise<void> {
    this.waiting.length = 0;
    for (const end of this.enders) end();
    await this.settled();
  }

  private next(): void {
    while (this.running.size < AT_ONCE) {
      const finding = this.waiting.shift();
      if (finding === undefined) return;
      const run = this.run(finding).then((problem) => {
        this.running.delete(run);
        if (problem !== null) this.failed(`${this.command[0]}: ${problem}, for ${finding.id}`);
        this.next();
      });
      this.running.add(run);
    }
  }

  /** What went wrong, or `null`. */
  private async run(finding: Finding): Promise<string | null> {
    const [program, ...words] = this.command as [string, ...string[]];
    return await new Promise((resolve) => {
      // A group of its own, which ends with it.
      const child = spawn(program, [...words, finding.id, finding.token ?? ""], {
        stdio: ["pipe", "ignore", "pipe"],
        detached: true,
      });
      let said = "";
      let late = false;
      const kill = (): void => {
        try {
          process.kill(-(child.pid as number), "SIGKILL");
        } catch {
          child.kill("SIGKILL");
        }
      };
      const timer = setTimeout(() => {
        late = true;
        kill();
      }, this.patience);
      const settle = (problem: string | null): void => {
        clearTimeout(timer);
        this.enders.delete(kill);
        // What it has started and left behind does not outlive it, nor hold its output open.
        if (child.pid !== undefined) kill();
        child.stderr.destroy();
        resolve(problem);
      };
      this.enders.add(kill);
      child.on("error", (error) => settle(`cannot be started (${(error as NodeJS.ErrnoException).code ?? error.message})`));
      child.stdin.on("error", () => {
        // It does not read what it is given, which is its own affair.
      });
      child.stderr.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString("utf8")).slice(0, SAID);
      });
      child.on("exit", (code, signal) => {
        const words = visible(said.trim().split("\n").at(-1) ?? "");
        const saying = words === "" ? "" : `, saying: ${words}`;
        if (late) settle(`took longer than ${this.patience / 1000} s, and was ended${saying}`);
        else settle(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}${saying}`);
      });
      child.stdin.end(`${JSON.stringify(finding)}\n`);
    });
  }
}
