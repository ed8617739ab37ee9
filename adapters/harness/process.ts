import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { plainLine } from "../../core/plain-line.ts";
import { UnusableTarget } from "../unusable.ts";
import { BrokenHarness } from "./broken.ts";
import { type Asked, type CallResult, checkMade, decodeResult, mostResultBytes } from "./calls.ts";
import { encodeFrame, FRAME, type Frame, FrameReader, frameName } from "./frames.ts";
import { HELLO_BYTES, type Hello, parseHello } from "./hello.ts";

/** Milliseconds that hello may take: harnesses load frameworks, or boot simulators. */
const HELLO_MILLISECONDS = 30_000;

/** Milliseconds that any answer may take beside its call's own time: the link's. */
export const LINK_MILLISECONDS = 5000;

/** Bytes a millisecond that a link moves at least, or it counts as silent however steadily it drips. */
const LEAST_RATE = 16;

/** Bytes that are written at a time, so that it is seen whether they are taken. */
const WRITE_BYTES = 65536;

/** How often it is looked whether an answer is late. */
const WATCH_MILLISECONDS = 100;

/** What is kept of the end of its standard error. */
const COMPLAINT_BYTES = 2048;

/** Bytes of an error frame's text. */
export const ERROR_BYTES = 4096;

/** How long a harness may take to end once its standard input has. */
const END_MILLISECONDS = 2000;

/** How long it is read on once it has ended: for what it wrote last. */
const DRAIN_MILLISECONDS = 500;

/** An answer that is to come. */
interface Awaited {
  readonly type: number;
  readonly id: number;
  /** Most bytes of its payload. */
  readonly most: number;
  /** How long nothing may come or be taken. */
  readonly milliseconds: number;
  /** Bytes that were sent and not yet taken when it was asked for. */
  readonly ahead: number;
  /** In words: `hello`. */
  readonly what: string;
  take(payload: Buffer): void;
  fail(error: BrokenHarness): void;
}

/** A harness: its process, and the frames that go to and fro. */
export class Harness {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly awaited: Awaited[] = [];
  private readonly reader: FrameReader;
  private readonly timer: NodeJS.Timeout;
  private broken: BrokenHarness | null = null;
  private ended = false;
  private id = 0;
  /** The answer that was late when it was looked the last time. */
  private late: Awaited | null = null;
  /** When the first of `awaited` came to be the first. */
  private since = 0;
  /** When bytes last came, or were taken. */
  private active = 0;
  /** Bytes that were sent, and not yet taken. */
  private pending = 0;
  /** The end of its standard error. */
  private complaint = Buffer.alloc(0);
  private readonly now: () => number;
  private readonly leads: boolean;

  private constructor(command: readonly string[], now: () => number, leads: boolean) {
    this.now = now;
    this.leads = leads;
    this.reader = new FrameReader(
      (type, id) => this.admit(type, id),
      (frame) => this.take(frame),
    );
    const [program, ...args] = command as [string, ...string[]];
    this.child = spawn(program, args, { stdio: "pipe", shell: false, detached: leads });
    this.child.on("error", (error) => this.fail(new UnstartableHarness(error.message)));
    this.child.on("close", (code, signal) => this.noteEnd(code, signal));
    // What it started may hold its streams open for ever.
    this.child.on("exit", (code, signal) => setTimeout(() => this.noteEnd(code, signal), DRAIN_MILLISECONDS));
    this.child.stdout.on("data", (chunk: Buffer) => this.read(chunk));
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.complaint = Buffer.concat([this.complaint, chunk]).subarray(-COMPLAINT_BYTES);
    });
    // A harness that has ended reads no more: its end says so.
    this.child.stdin.on("error", () => {});
    this.timer = setInterval(() => this.watch(), WATCH_MILLISECONDS);
  }

  /**
   * Starts the command, without a shell, and waits for hello. `now`: milliseconds since some moment. `leads`: it gets a process
   * group of its own, which ends with it; else it is in the caller's.
   *
   * @throws UnusableTarget if it cannot be started; BrokenHarness if no hello comes.
   */
  static async start(
    command: readonly string[],
    now: () => number,
    leads = false,
  ): Promise<{ readonly harness: Harness; readonly hello: Hello }> {
    const harness = new Harness(command, now, leads);
    try {
      const payload = await harness.expect(FRAME.hello, 0, HELLO_BYTES, HELLO_MILLISECONDS, "hello");
      return { harness, hello: parseHello(payload) };
    } catch (error) {
      await harness.end();
      if (error instanceof UnstartableHarness)
        throw new UnusableTarget(`exec:${command.join(" ")}: cannot be started: ${error.message}`);
      throw error;
    }
  }

  /** Sends a batch. The results come in the order of its calls. */
  async batch(payload: Buffer, asked: readonly Asked[]): Promise<CallResult[]> {
    const id = this.send(FRAME.batch, payload);
    try {
      const results = await Promise.all(
        asked.map((one, call) => {
          const { entry, batch, classNum } = one.shape;
          const what = `the result of call ${call} of ${asked.length} in batch ${id} (${entry}, ${batch} x ${classNum})`;
          const milliseconds = one.milliseconds + LINK_MILLISECONDS;
          return this.await(FRAME.result, id, mostResultBytes(one), milliseconds, what, (payload) =>
            decodeResult(payload, call, one),
          );
        }),
      );
      checkMade(results, asked);
      return results;
    } catch (error) {
      return await this.giveUp(error);
    }
  }

  /** Sends a frame, and gives the id that its answer must have. */
  send(type: number, payload: Buffer): number {
    this.id = (this.id + 1) >>> 0;
    this.write(encodeFrame({ type, id: this.id, payload }));
    return this.id;
  }

  private write(bytes: Buffer): void {
    this.pending += bytes.length;
    for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
      const part = bytes.subarray(at, at + WRITE_BYTES);
      this.child.stdin.write(part, () => {
        this.pending -= part.length;
        this.active = this.now();
      });
    }
  }

  /** Sends bytes as they are, as frames or not. Resolves once they are on their way. */
  sendRaw(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.child.stdin.write(bytes, () => resolve());
    });
  }

  /** Waits for the next answer: of a type, with an id, of `most` bytes; `what` it is, in words. */
  expect(type: number, id: number, most: number, milliseconds: number, what: string): Promise<Buffer> {
    return this.await(type, id, most, milliseconds, what, (payload) => payload);
  }

  /** Waits for the next answer, which is read as it comes: before whatever follows it. */
  private await<T>(
    type: number,
    id: number,
    most: number,
    milliseconds: number,
    what: string,
    read: (payload: Buffer) => T,
  ): Promise<T> {
    return new Promise((resolve, fail) => {
      if (this.broken !== null) {
        fail(this.broken);
        return;
      }
      if (this.awaited.length === 0) this.since = this.now();
      const take = (payload: Buffer): void => resolve(read(payload));
      this.awaited.push({ type, id, most, milliseconds, what, ahead: this.pending, take, fail });
    });
  }

  /** Closes its standard input. Gives its exit code, or `null` if it had to be killed. */
  async end(): Promise<number | null> {
    this.ended = true;
    clearInterval(this.timer);
    try {
      return await this.endChild();
    } finally {
      // What it started may hold its streams, which would keep this process from its own end.
      for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) stream.destroy();
      if (this.leads) this.endGroup();
    }
  }

  private endGroup(): void {
    try {
      process.kill(-(this.child.pid as number), "SIGKILL");
    } catch {
      // Nobody of it is left.
    }
  }

  private async endChild(): Promise<number | null> {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null)
      return this.child.exitCode;
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.end();
    const late = setTimeout(() => this.child.kill("SIGKILL"), this.broken === null ? END_MILLISECONDS : 0);
    await gone;
    clearTimeout(late);
    return this.child.exitCode;
  }

  private read(chunk: Buffer): void {
    if (this.broken !== null || this.ended) return;
    this.active = this.now();
    try {
      this.reader.push(chunk);
    } catch (error) {
      this.fail(error as BrokenHarness);
    }
  }

  private admit(type: number, id: number): number {
    const [first] = this.awaited;
    if (type === FRAME.error) return ERROR_BYTES;
    if (first === undefined) throw new BrokenHarness(`expected nothing until the next frame is sent; came ${frameName(type)}`);
    if (type !== first.type || id !== first.id)
      throw new BrokenHarness(
        `expected ${first.what}; came ${frameName(type)}${id === first.id ? "" : ` with id ${id} in place of ${first.id}`}`,
      );
    return first.most;
  }

  private take(frame: Frame): void {
    const [first] = this.awaited;
    if (first === undefined || frame.type !== first.type || frame.id !== first.id) {
      const text = plainLine(frame.payload.toString("utf8"), 200);
      throw new BrokenHarness(`expected ${first?.what ?? "nothing"}; came the error frame ${JSON.stringify(text)}`);
    }
    first.take(frame.payload);
    this.awaited.shift();
    this.since = this.now();
  }

  private watch(): void {
    const [first] = this.awaited;
    const now = this.now();
    const late =
      first !== undefined &&
      (now - Math.max(this.since, this.active) > first.milliseconds ||
        now - this.since > first.milliseconds + (first.most + first.ahead) / LEAST_RATE);
    // Seen late twice: this process may have been busy itself, and the answer wait in the pipe.
    const again = late && this.late === first;
    this.late = late ? first : null;
    if (!again) return;
    const came = this.reader.inside ? `only ${this.reader.progress}` : "nothing";
    this.fail(new BrokenHarness(`expected ${first.what} within ${first.milliseconds} ms; came ${came}`));
  }

  private noteEnd(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.ended) return;
    const end = signal === null ? `exit code ${code}` : signal;
    const what = this.awaited[0]?.what ?? "a harness that waits for the next frame";
    const cut = this.reader.inside ? `, after ${this.reader.progress}` : "";
    this.fail(new BrokenHarness(`expected ${what}; the harness ended (${end})${cut}`));
  }

  private async giveUp(error: unknown): Promise<never> {
    if (error instanceof BrokenHarness) this.fail(error);
    throw this.broken ?? error;
  }

  private fail(error: BrokenHarness): void {
    if (this.broken !== null) return;
    const last = plainLine(this.complaint.toString("utf8").trim().split("\n").at(-1) ?? "", 200);
    const said =
      last === "" || error instanceof UnstartableHarness ? "" : `; it last said on standard error: ${JSON.stringify(last)}`;
    this.broken = said === "" ? error : new BrokenHarness(`${error.message}${said}`);
    for (const one of this.awaited.splice(0)) one.fail(this.broken);
    this.child.kill("SIGKILL");
  }
}

/** The command names no program that can be run. */
class UnstartableHarness extends BrokenHarness {}
