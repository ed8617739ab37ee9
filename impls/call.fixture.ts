import type { Platform } from "../core/contract.ts";
import { type ElementFormat, formatOf } from "../core/format.ts";
import { halfValue } from "../core/half.ts";
import type { Random } from "../core/random.ts";
import {
  type Elements,
  ENTRIES,
  type EntryName,
  type GradientCall,
  type GradientKernel,
  type Reduction,
} from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { BUILT_INS } from "./index.ts";

/** Unwritten bytes between buffers and behind the last one. */
const GAP_BYTES = 64;

/** Every built-in implementation, loaded. */
export async function loadBuiltIns(): Promise<GradientKernel[]> {
  return Promise.all(Object.values(BUILT_INS).map((load) => load()));
}

export function createMemory(kernel: GradientKernel, pages: number): WebAssembly.Memory {
  return kernel.threads
    ? new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    : new WebAssembly.Memory({ initial: pages });
}

/** The entries that a kernel serves on a platform. */
export function servedEntries(kernel: GradientKernel, platform: Platform): EntryName[] {
  return entriesOf(platform).filter((entry) => kernel.elementTypes.includes(ENTRIES[entry].type));
}

export interface Shape {
  readonly batch: number;
  readonly classNum: number;
}

/** A call of the first mask with all its buffers in `memory`: `logits` overlaps the other inputs, as in the document's examples. */
export function layOut(
  memory: WebAssembly.Memory,
  entry: EntryName,
  { batch, classNum }: Shape,
  reduction: Reduction,
): GradientCall {
  const Class = ENTRIES[entry].type === "fp" ? Float32Array : Uint16Array;
  const bytes = Class.BYTES_PER_ELEMENT;
  let free = GAP_BYTES;
  const reserve = (size: number): number => {
    const offset = free;
    free = Math.ceil((offset + size + GAP_BYTES) / 64) * 64;
    return offset;
  };
  const elements = (length: number): Elements => new Class(memory.buffer, reserve(length * bytes), length);
  const lossGrad = elements(batch);
  const labels = new Int32Array(memory.buffer, reserve(batch * 4), batch);
  const weight = elements(classNum);
  const totalWeight = elements(1);
  const logits = new Class(memory.buffer, GAP_BYTES, batch * classNum);
  free = Math.max(free, Math.ceil((logits.byteOffset + logits.byteLength) / 64) * 64);
  const logitsGrad = elements(batch * classNum);
  return { entry, logits, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction, coreMask: 1 };
}

/** The call with a mask drawn from all of the platform's. */
export function withAnyMask(call: GradientCall, platform: Platform, random: Random): GradientCall {
  return { ...call, coreMask: random.between(1, fullMask(platform)) };
}

/** One value in four is of the kinds that go wrong; the others are signed, distinct and of moderate size. */
function drawValue(format: ElementFormat, random: Random): number {
  if (!random.oneIn(4)) return (random.oneIn(2) ? 1 : -1) * 2 ** random.between(-6, 6) * (1 + random.word() / 2 ** 32);
  const magnitude = random.pick([
    0,
    Infinity,
    NaN,
    1,
    format.maxFinite,
    format.minNormal,
    format.minSubnormal,
    7 * format.minSubnormal,
  ]);
  return random.oneIn(2) ? magnitude : -magnitude;
}

/** Draws the inputs, and poisons the output with NaN or a finite pattern. Labels are first, last or any. */
export function drawInputs(call: GradientCall, random: Random): void {
  const format = formatOf(ENTRIES[call.entry].type);
  for (const view of [call.lossGrad, call.weight, call.totalWeight]) {
    for (let i = 0; i < view.length; i++) view[i] = stored(call, format.round(drawValue(format, random)));
  }
  const pattern = random.below(3);
  for (let row = 0; row < call.batch; row++) {
    call.labels[row] = [0, call.classNum - 1, random.below(call.classNum)][pattern] as number;
  }
  poison(call, random.oneIn(2) ? NaN : -3.5);
}

/** What a view holds for a value: the value itself for fp, its bits for hp. */
export function stored(call: GradientCall, value: number): number {
  return ENTRIES[call.entry].type === "fp" ? value : formatOf("hp").toBits(value);
}

/** A view's elements as values. */
export function valuesOf(call: GradientCall, view: Elements): ArrayLike<number> {
  if (ENTRIES[call.entry].type === "fp") return view;
  const values = new Float64Array(view.length);
  for (let i = 0; i < values.length; i++) values[i] = halfValue(view[i] as number);
  return values;
}

export function poison(call: GradientCall, value: number): void {
  call.logitsGrad.fill(stored(call, value));
}

/** The bytes before and behind the output, up to the gap behind it. */
export function bytesAround({ logitsGrad }: GradientCall): Buffer {
  const start = logitsGrad.byteOffset;
  const end = start + logitsGrad.byteLength;
  return Buffer.concat([new Uint8Array(logitsGrad.buffer, 0, start), new Uint8Array(logitsGrad.buffer, end, GAP_BYTES)]);
}
