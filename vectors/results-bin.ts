import type { Sight } from "../adapters/callee.ts";
import { BrokenHarness } from "../adapters/harness/broken.ts";
import { type CallResult, decodeResult, mostResultBytes } from "../adapters/harness/calls.ts";
import { type Admission, FRAME, FRAME_BYTES, type Frame, FrameReader } from "../adapters/harness/frames.ts";
import { HELLO_BYTES, type Hello, parseHello } from "../adapters/harness/hello.ts";
import { ERROR_BYTES } from "../adapters/harness/process.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { plainLine } from "../core/plain-line.ts";
import type { StratumName } from "../properties/strata.ts";
import type { EntryName } from "../reference/operator.ts";
import { HarnessFailure } from "../runner/session.ts";
import { ReadFile } from "./files.ts";
import type { PackBatch } from "./plans.ts";
import type { Results } from "./results.ts";

/** Bytes that are read at a time. */
const PORTION = 2 ** 20;

/** Results as the harness protocol has them: hello, then a frame for each call. */
export class FrameResults implements Results {
  readonly path: string;
  readonly name: string;
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  readonly leftOut: readonly StratumName[] = [];
  private readonly file: ReadFile;
  private at = 0;
  /** Results that were read. */
  private came = 0;

  /** @throws UnusableTarget if the file cannot be read, or does not begin with hello; HarnessFailure if an error is all it holds. */
  constructor(path: string) {
    this.path = path;
    this.file = new ReadFile(path, "what the harness wrote for calls.bin");
    try {
      const { name, entries, abilities } = this.readHello();
      this.name = name;
      this.entries = entries;
      this.sees = {
        faults: false,
        around: abilities.has("guards"),
        inputs: abilities.has("inputs"),
        late: false,
        examples: false,
      };
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  take({ first, calls, asked, id }: PackBatch): readonly CallResult[] | null {
    const results: CallResult[] = [];
    for (const [k, one] of asked.entries()) {
      const what = `the result of call ${first + k} (${one.shape.entry}, ${one.shape.batch} x ${one.shape.classNum})`;
      const admit: Admission = (type, came) => {
        if (type === FRAME.error) return ERROR_BYTES;
        if (type !== FRAME.result) throw this.odd(what, `came a frame of type ${type}`);
        if (came !== id)
          throw new UnusableTarget(
            `${this.path}: ${what} should answer frame 0x${id.toString(16)}, and answers 0x${came.toString(16)}: it is of another pack, or out of order; run this pack's calls.bin and bring back what comes of it`,
          );
        return mostResultBytes(one);
      };
      const frame = this.next(admit, what);
      if (frame === null) return null;
      this.refuseError(frame, what);
      results.push(this.attempt(what, () => decodeResult(frame.payload, k, one)));
      this.came++;
    }
    return this.made(results, first, calls.length);
  }

  finish(calls: number): void {
    const what = `nothing after the results of ${calls} calls`;
    const more = this.next((type) => (type === FRAME.error ? ERROR_BYTES : this.tooMany(calls)), what);
    if (more !== null) this.refuseError(more, what);
  }

  close(): void {
    this.file.close();
  }

  private tooMany(calls: number): never {
    throw new UnusableTarget(
      `${this.path}: holds more than the results of the pack's ${calls} calls; run this pack's calls.bin once, and bring back what comes of it`,
    );
  }

  /** Results up to the last call that was made: nothing after it is looked at. */
  private made(results: readonly CallResult[], first: number, calls: number): readonly CallResult[] {
    const open = results.findIndex(({ outcome }) => outcome === null);
    if (open < 0) return results;
    const before = results[open - 1]?.outcome?.kind;
    if (before !== "crashed" && before !== "hung")
      throw this.odd(
        `call ${first + open} of ${calls} in its batch to be made`,
        "came «not made», though no call before it in its batch crashed or hung",
      );
    return results.slice(0, open);
  }

  private readHello(): Hello {
    const what = "hello";
    const frame = this.next((type) => {
      if (type === FRAME.hello) return HELLO_BYTES;
      if (type === FRAME.error) return ERROR_BYTES;
      throw this.odd(what, `came a frame of type ${type}`);
    }, what);
    if (frame === null) throw this.odd(what, "the file is empty");
    this.refuseError(frame, what);
    return this.attempt(what, () => parseHello(frame.payload));
  }

  private refuseError({ type, payload }: Frame, what: string): void {
    if (type !== FRAME.error) return;
    const text = plainLine(payload.toString("utf8"), 200);
    throw new HarnessFailure(`${this.path}: expected ${what}; the harness wrote the error ${JSON.stringify(text)}`);
  }

  private odd(expected: string, came: string): UnusableTarget {
    return new UnusableTarget(
      `${this.path}: expected ${expected}; ${came}, after ${this.came === 0 ? "no result" : `the result of call ${this.came - 1}`}; run the pack again, and copy what comes back as bytes`,
    );
  }

  private attempt<T>(what: string, action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw error instanceof BrokenHarness ? this.odd(what, error.message) : error;
    }
  }

  /** The next frame, or `null` at the file's end. */
  private next(admit: Admission, what: string): Frame | null {
    if (this.at === this.file.size) return null;
    const frames: Frame[] = [];
    const reader = new FrameReader(admit, (frame) => frames.push(frame));
    const head = this.push(reader, FRAME_BYTES, what);
    for (let left = head.readUInt32LE(16); left > 0; left -= PORTION) this.push(reader, Math.min(left, PORTION), what);
    return frames[0] as Frame;
  }

  private push(reader: FrameReader, bytes: number, what: string): Buffer {
    const there = Math.min(bytes, this.file.size - this.at);
    const part = this.file.read(this.at, there);
    this.at += there;
    this.attempt(what, () => reader.push(part));
    if (there < bytes) throw this.odd(what, `the file ends in the middle of it, with ${reader.progress}`);
    return part;
  }
}
