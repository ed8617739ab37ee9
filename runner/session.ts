import type { ChildProcess } from "node:child_process";
import { closeSync, readSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { faultIn } from "../adapters/native/fault.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { Outcome } from "../core/contract.ts";
import type { Asked } from "./answering.ts";
import { takeHost } from "./host-process.ts";
import {
  BEACON,
  BEACON_BYTES,
  BEACON_FILE,
  type Death,
  type HostOptions,
  type Introduction,
  LOADING,
  type Opened,
  type Reply,
  type Request,
  type Target,
} from "./protocol.ts";

/** How often the beacon is read while a host works. */
const WATCH_MILLISECONDS = 40;

/** How long a host may take for what is not a call: to load a kernel, to answer. */
const PATIENCE_MILLISECONDS = 20_000;

/** What a kernel printed is kept up to here; the rest is counted. */
const PRINTED_LIMIT = 2048;

/** Characters that are kept of what a process said last, and milliseconds after its end in which that may still come. */
const SAID_LIMIT = 160;
const SAID_MILLISECONDS = 50;

/** How long a harness, or a module, may take to let go of what it holds. */
const CLOSE_MILLISECONDS = 3000;

/** The harness itself failed: never a verdict on a kernel. */
export class HarnessFailure extends Error {
  override readonly name = "HarnessFailure";
}

/** A reply, or the death of the host. */
export type Answer<K extends Reply["kind"]> = Extract<Reply, { kind: K }> | { readonly kind: "died"; readonly death: Death };

/** Whether a host lived to answer. */
export function isReply<K extends Reply["kind"]>(answer: Answer<K>): answer is Extract<Reply, { kind: K }> {
  return answer.kind !== "died";
}

/** Whatever hosts a kernel, as those see it who have something to ask. */
export interface Hosted {
  /** What the kernel wrote to its standard output and error. */
  readonly printed: string;
  readonly printedBytes: number;
  readonly opened: Opened | undefined;
  /** Sends a request and waits for its answer, or for the host's death. */
  ask<K extends Reply["kind"]>(request: Asked): Promise<Answer<K>>;
  /** Ends the host, with all that it started. */
  end(): Promise<void>;
}

/** A process that hosts a kernel, seen from outside. It may die at any call: that is an answer like any other. */
export class Session implements Hosted {
  printed = "";
  printedBytes = 0;
  opened: Opened | undefined;
  private readonly target: Target;
  private readonly child: ChildProcess;
  /** The beacon's file. */
  private readonly file: number;
  private readonly page = Buffer.alloc(BEACON_BYTES);
  private readonly timer: NodeJS.Timeout;
  private waiting: { resolve(reply: Reply | { kind: "died"; death: Death }): void; since: number } | null = null;
  private hung: number | null = null;
  /** The end of what the process wrote to its standard error. */
  private said = "";
  private serial = -1;
  private serialSince = 0;

  private constructor(target: Target) {
    this.target = target;
    const { child, file } = takeHost();
    this.child = child;
    this.file = file;
    const keep = (chunk: Buffer): void => {
      this.printedBytes += chunk.length;
      if (this.printed.length < PRINTED_LIMIT)
        this.printed += chunk.toString("utf8").slice(0, PRINTED_LIMIT - this.printed.length);
    };
    this.child.stdout?.on("data", keep);
    this.child.stderr?.on("data", keep);
    this.child.on("message", (reply: Reply) => this.settle(reply));
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.said = (this.said + chunk.toString("utf8")).slice(-SAID_LIMIT);
    });
    this.child.on("exit", async (code, signal) => {
      await this.lastWords();
      this.settle({ kind: "died", death: this.death(code, signal) });
    });
    this.timer = setInterval(() => this.watch(), WATCH_MILLISECONDS);
  }

  /**
   * Starts a host and opens the kernel in it.
   *
   * @throws UnusableTarget if the kernel cannot be opened; HarnessFailure if the host is at fault.
   */
  static async start(options: Omit<HostOptions, "beacon">): Promise<Session> {
    const session = new Session(options.target);
    const reply = await session.ask<"opened">({ kind: "open", options: { ...options, beacon: BEACON_FILE } });
    if (reply.kind === "opened") {
      session.opened = reply.opened;
      return session;
    }
    return await session.failToOpen(reply.death);
  }

  /**
   * Asks a target what it offers, in a process of its own.
   *
   * @throws UnusableTarget if it cannot be asked; HarnessFailure if its harness is at fault.
   */
  static async introduce(target: Target): Promise<Introduction> {
    const session = new Session(target);
    const reply = await session.ask<"introduced">({ kind: "introduce", target, beacon: BEACON_FILE });
    if (reply.kind === "died") return await session.failToOpen(reply.death);
    await session.end();
    return reply.introduction;
  }

  private async failToOpen(death: Death): Promise<never> {
    const printed = this.printed.trim().split("\n").slice(-1).join("");
    await this.end();
    const end = `${describeEnd(death.outcome)}${printed === "" ? "" : `, saying: ${printed}`}`;
    const { target } = this;
    if (death.item === LOADING && "path" in target)
      throw new UnusableTarget(
        `${target.path}: its process died while it was loaded (${end}); does it load in a program of its own?`,
      );
    throw new HarnessFailure(`the process that was to host the kernel ended before it had begun (${end})`);
  }

  async ask<K extends Reply["kind"]>(request: Request): Promise<Answer<K>> {
    const reply = await new Promise<Reply | { kind: "died"; death: Death }>((resolve) => {
      if (!this.isAlive()) {
        resolve({ kind: "died", death: this.death(this.child.exitCode, this.child.signalCode) });
        return;
      }
      this.waiting = { resolve, since: Date.now() };
      this.child.send(request, () => {});
    });
    if (reply.kind === "unusable") {
      await this.end();
      throw new UnusableTarget(reply.message);
    }
    if (reply.kind === "broken") {
      await this.end();
      throw new HarnessFailure(reply.message);
    }
    if (reply.kind === "died" && this.opened !== undefined && this.target.kind === "exec") {
      // The kernel is not in that process: whatever ended it, it was not a call.
      await this.end();
      throw new HarnessFailure(`the process that talks to the harness ended (${describeEnd(reply.death.outcome)})`);
    }
    return reply as Answer<K>;
  }

  async end(): Promise<void> {
    const { kind } = this.target;
    const closes = kind === "exec" || kind === "module";
    if (closes && this.opened !== undefined && this.waiting === null && this.isAlive()) await this.close();
    clearInterval(this.timer);
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    const alive = this.isAlive();
    this.killGroup();
    if (alive) await gone;
    this.closeFile();
  }

  /** Tells whoever holds something outside of the process to let go: a harness, by the end of its standard input; a module. */
  private async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, CLOSE_MILLISECONDS);
      const done = (): void => {
        clearTimeout(late);
        resolve();
      };
      this.waiting = { resolve: done, since: Date.now() };
      this.child.send({ kind: "close" } satisfies Request, () => {});
    });
  }

  private isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private killGroup(): void {
    try {
      process.kill(-(this.child.pid as number), "SIGKILL");
    } catch {
      // Nobody of it is left, or the system has no groups.
      this.child.kill("SIGKILL");
    }
  }

  private closed = false;

  private closeFile(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.file);
  }

  /** Waits for what the process wrote before it ended: why a C library gave up on it, or which assertion failed. */
  private async lastWords(): Promise<void> {
    const { stderr } = this.child;
    if (stderr === null || stderr.readableEnded) return;
    // Whatever the process started may hold the other end open.
    const late = new AbortController();
    const end = new Promise((resolve) => stderr.once("close", resolve));
    await Promise.race([end, delay(SAID_MILLISECONDS, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
  }

  private settle(reply: Reply | { kind: "died"; death: Death }): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve(reply);
  }

  /** Kills the host once a call has taken longer than allowed. */
  private watch(): void {
    if (this.waiting === null || this.closed) return;
    readSync(this.file, this.page, 0, BEACON_BYTES, 0);
    const word = (index: number): number => this.page.readUInt32LE(4 * index);
    const serial = word(BEACON.serial);
    const now = Date.now();
    if (serial !== this.serial) {
      this.serial = serial;
      this.serialSince = now;
    }
    const inside = word(BEACON.inside) === 1;
    const since = Math.max(this.serialSince, this.waiting.since);
    const allowed = inside ? word(BEACON.allowed) : PATIENCE_MILLISECONDS;
    if (now - since <= allowed) return;
    this.hung = allowed;
    this.killGroup();
  }

  private death(code: number | null, signal: NodeJS.Signals | null): Death {
    if (!this.closed) readSync(this.file, this.page, 0, BEACON_BYTES, 0);
    const word = (index: number): number => this.page.readUInt32LE(4 * index);
    const place = { inside: word(BEACON.inside) === 1, item: word(BEACON.item), call: word(BEACON.call) };
    if (this.hung !== null) return { ...place, outcome: { kind: "hung", milliseconds: this.hung } };
    const said = this.said.trim().split("\n").at(-1) ?? "";
    const outcome: Death["outcome"] =
      signal === null ? { kind: "exited", code: code ?? -1 } : (faultIn(this.page) ?? { kind: "crashed", signal });
    return { ...place, outcome: said === "" ? outcome : { ...outcome, said } };
  }
}

/** How a process ended, in a few words. */
function describeEnd(outcome: Outcome): string {
  switch (outcome.kind) {
    case "returned":
      return "it returned";
    case "threw":
      return outcome.error;
    case "crashed":
      return outcome.signal;
    case "exited":
      return `exit code ${outcome.code}`;
    case "hung":
      return `no answer within ${outcome.milliseconds} ms`;
  }
}
