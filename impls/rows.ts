import { halfBits, halfValue } from "../core/half.ts";
import { ENTRIES, type GradientCall, MEAN, NONE } from "../reference/operator.ts";
import type { ZeroFill } from "./wasm/zero-fill.ts";

/** What writing rows takes of a call that has been checked. */
export type RowsCall = Omit<GradientCall, "logits" | "coreMask">;

/** Bytes zeroed at a time where rows are narrow: half of a small second-level cache, which later hits in the block want. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Rows from this width on are zeroed all at once: memset streams a fill of tens of megabytes past the caches at over twice
 * the speed of filling it block by block, and scattering brings back one line in eight or fewer. Narrower rows get most of
 * their lines back, and so are scattered block by block while the lines are in the cache.
 */
const WIDE_ROW_BYTES = 512;

/** How many of the rows, at most, to zero before their label cells are written. */
export function blockRows(rows: number, rowBytes: number): number {
  return rowBytes >= WIDE_ROW_BYTES ? rows : Math.floor(BLOCK_BYTES / rowBytes);
}

/** Writes the output's rows from `first` up to `end`, which it leaves out. */
export function writeRows(zero: ZeroFill, call: RowsCall, first: number, end: number): void {
  const { logitsGrad, classNum } = call;
  const scatter = ENTRIES[call.entry].type === "fp" ? scatterFloats : scatterHalves;
  const rowBytes = classNum * logitsGrad.BYTES_PER_ELEMENT;
  const step = blockRows(end - first, rowBytes);
  for (let row = first; row < end; row += step) {
    const blockEnd = Math.min(row + step, end);
    zero(logitsGrad.byteOffset + row * rowBytes, (blockEnd - row) * rowBytes);
    scatter(call, row, blockEnd);
  }
}

// The label cells in order A, (g*w)/t, with steps in float. Sum and none divide by 1, which changes nothing. The two
// differ in nothing but decoding and encoding, and are two so that each is compiled for one class of array.

function scatterFloats(call: RowsCall, first: number, end: number): void {
  const { lossGrad, labels, weight, logitsGrad, classNum } = call;
  const gradientStep = call.reduction === NONE ? 1 : 0;
  const t = call.reduction === MEAN ? (call.totalWeight[0] as number) : 1;
  for (let row = first; row < end; row++) {
    const label = labels[row] as number;
    const product = Math.fround((lossGrad[row * gradientStep] as number) * (weight[label] as number));
    logitsGrad[row * classNum + label] = -product / t;
  }
}

function scatterHalves(call: RowsCall, first: number, end: number): void {
  const { lossGrad, labels, weight, logitsGrad, classNum } = call;
  const gradientStep = call.reduction === NONE ? 1 : 0;
  const t = call.reduction === MEAN ? halfValue(call.totalWeight[0] as number) : 1;
  for (let row = first; row < end; row++) {
    const label = labels[row] as number;
    const g = halfValue(lossGrad[row * gradientStep] as number);
    // The product of two halves is exact in float: sum and none round once.
    const product = Math.fround(g * halfValue(weight[label] as number));
    logitsGrad[row * classNum + label] = halfBits(Math.fround(-product / t));
  }
}
