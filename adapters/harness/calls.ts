import type { Arena } from "../../core/arena.ts";
import { type Outcome, RETURNED } from "../../core/contract.ts";
import { plainLine } from "../../core/plain-line.ts";
import { BUFFERS, type CallShape, ENTRY_NAMES, REDUCTION_NAMES, type Reduction } from "../../reference/operator.ts";
import { BrokenHarness } from "./broken.ts";

/** Where the six buffers of a call lie in an arena, and the guards around them. Bytes. */
export interface Placed {
  readonly offset: Float64Array;
  readonly bytes: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** How a buffer is filled: its bytes as they are in the arena, a pattern of 32 bits repeated, or as the call before left it. */
export type Content = "bytes" | "left" | number;

/** Integers before a call's data. */
const CALL_WORDS = 36;
const CONTENT = { bytes: 0, fill: 1, left: 2 } as const;

const LOGITS_GRAD = BUFFERS.indexOf("logitsGrad");
const ALL_REGIONS = 2 ** BUFFERS.length - 1;

/** Bytes of a result before its text, and of a text at most. */
const RESULT_BYTES = 16;
const TEXT_BYTES = 4096;

const padded = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** What a result must look like: how many bytes each buffer has with its guards. */
export interface Asked {
  readonly shape: CallShape;
  readonly milliseconds: number;
  readonly sizes: readonly number[];
}

/** Most bytes that the result of a call may have. */
export function mostResultBytes({ sizes }: Asked): number {
  return RESULT_BYTES + TEXT_BYTES + sizes.reduce((sum, bytes) => sum + padded(bytes), 0);
}

/** A batch's payload on its way: calls one behind the other. */
export class BatchWriter {
  private parts: Buffer[] = [];
  asked: Asked[] = [];
  /** Bytes that it sends, and that its results may have. */
  bytes = 0;

  /** Adds a call whose inputs stand in the arena. Without `guards`, nothing is asked for around the buffers. */
  add(shape: CallShape, milliseconds: number, placed: Placed, contents: readonly Content[], arena: Arena, guards: boolean): void {
    const head = Buffer.alloc(4 * CALL_WORDS);
    const words = [
      ENTRY_NAMES.indexOf(shape.entry),
      shape.batch,
      shape.classNum,
      shape.reduction,
      shape.coreMask,
      Math.min(milliseconds, 0xffffffff),
    ];
    const data: Buffer[] = [];
    const sizes: number[] = [];
    for (let b = 0; b < BUFFERS.length; b++) {
      const offset = placed.offset[b] as number;
      const bytes = placed.bytes[b] as number;
      const before = guards ? offset - (placed.low[b] as number) : 0;
      const behind = guards ? (placed.high[b] as number) - offset - bytes : 0;
      const content = contents[b] as Content;
      sizes.push(before + bytes + behind);
      if (content === "bytes") {
        words.push(bytes, before, behind, CONTENT.bytes, 0);
        // A copy: the arena is laid anew for the next call before this one is sent.
        const copy = Buffer.alloc(padded(bytes));
        copy.set(new Uint8Array(arena.buffer, offset, bytes));
        data.push(copy);
      } else if (content === "left") words.push(bytes, before, behind, CONTENT.left, 0);
      else words.push(bytes, before, behind, CONTENT.fill, content);
    }
    words.forEach((word, k) => {
      head.writeUInt32LE(word, 4 * k);
    });
    this.parts.push(head, ...data);
    const asked = { shape, milliseconds, sizes };
    this.asked.push(asked);
    this.bytes += data.reduce((sum, part) => sum + part.length, head.length) + mostResultBytes(asked);
  }

  /** The payload of everything that was added. `alignment`: bytes, of every buffer's start. */
  finish(alignment: number): Buffer {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(this.asked.length, 0);
    head.writeUInt32LE(alignment, 4);
    return Buffer.concat([head, ...this.parts]);
  }
}

/** What came of one call. */
export interface CallResult {
  /** `null`: it was not made, since a call before it in the batch crashed or hung. */
  readonly outcome: Outcome | null;
  /** Each buffer with its guards, as far as it was sent. */
  readonly regions: readonly (Buffer | null)[];
}

/**
 * Reads a result's payload. `call`: its place in the batch.
 *
 * @throws BrokenHarness if it is not a result of that call.
 */
export function decodeResult(payload: Buffer, call: number, asked: Asked): CallResult {
  if (payload.length < RESULT_BYTES)
    throw new BrokenHarness(`expected a result, of ${RESULT_BYTES} bytes at least; came ${payload.length}`);
  const [place, status, textBytes, bits] = [0, 4, 8, 12].map((at) => payload.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  if (place !== call) throw new BrokenHarness(`expected the result of call ${call}; came that of call ${place}`);
  if (status > 4) throw new BrokenHarness(`expected a status from 0 to 4; came ${status}`);
  if (textBytes > TEXT_BYTES) throw new BrokenHarness(`expected a text of at most ${TEXT_BYTES} bytes; came one of ${textBytes}`);
  if (bits > ALL_REGIONS) throw new BrokenHarness(`expected regions of ${BUFFERS.length} buffers; came 0x${bits.toString(16)}`);
  if (status === 0 && (bits & (1 << LOGITS_GRAD)) === 0)
    throw new BrokenHarness("expected logits_grad with a call that returned; came a result without it");
  const sent = BUFFERS.map((_, b) => (bits & (1 << b)) !== 0);
  const length = asked.sizes.reduce(
    (sum, bytes, b) => sum + (sent[b] === true ? padded(bytes) : 0),
    RESULT_BYTES + padded(textBytes),
  );
  if (payload.length !== length)
    throw new BrokenHarness(`expected a result of ${length} bytes, by its head and the buffers' sizes; came ${payload.length}`);
  const text = plainLine(payload.subarray(RESULT_BYTES, RESULT_BYTES + textBytes).toString("utf8"), 400);
  let at = RESULT_BYTES + padded(textBytes);
  const regions = asked.sizes.map((bytes, b) => {
    if (sent[b] !== true) return null;
    const region = payload.subarray(at, at + bytes);
    at += padded(bytes);
    return region;
  });
  return { outcome: outcomeOf(status, text, asked.milliseconds), regions };
}

/**
 * Looks whether calls were left out for a reason: one of the same batch that crashed or hung before them.
 *
 * @throws BrokenHarness if one was not, which would be asked for again for ever.
 */
export function checkMade(results: readonly CallResult[], asked: readonly Asked[]): void {
  for (const [k, { outcome }] of results.entries()) {
    if (outcome?.kind === "crashed" || outcome?.kind === "hung") return;
    if (outcome !== null) continue;
    const { entry, reduction } = (asked[k] as Asked).shape;
    throw new BrokenHarness(
      `expected call ${k} (${entry}, ${REDUCTION_NAMES[reduction as Reduction]}) to be made; came "not made", though no call before it crashed or hung`,
    );
  }
}

function outcomeOf(status: number, text: string, milliseconds: number): Outcome | null {
  switch (status) {
    case 0:
      return RETURNED;
    case 1:
      return { kind: "threw", error: text === "" ? "an error without a text" : text };
    case 2:
      return { kind: "crashed", signal: text === "" ? "a crash" : text };
    case 3:
      return { kind: "hung", milliseconds };
    default:
      return null;
  }
}
