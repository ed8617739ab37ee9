import type { KernelContext } from "../core/contract.ts";
import type { ElementType } from "../core/format.ts";
import { ENTRIES, type GradientCall, MEAN, NONE } from "../reference/operator.ts";
import { instantiate } from "./wasm/encoder.ts";
import { kernel, type MeanOrder, type WasmCall } from "./wasm/kernel.ts";

/** A call as its rows are written: addresses are byte offsets in the memory. */
export interface Rows {
  readonly type: ElementType;
  readonly lossGrad: number;
  /** Bytes from one row's upstream gradient to the next row's. */
  readonly gradientStep: number;
  readonly labels: number;
  readonly weight: number;
  readonly totalWeight: number;
  readonly isMean: boolean;
  readonly logitsGrad: number;
  readonly rowBytes: number;
}

/** The rows of a call that has been checked. */
export function rowsOf(call: GradientCall): Rows {
  const elementBytes = call.logitsGrad.BYTES_PER_ELEMENT;
  return {
    type: ENTRIES[call.entry].type,
    lossGrad: call.lossGrad.byteOffset,
    gradientStep: call.reduction === NONE ? elementBytes : 0,
    labels: call.labels.byteOffset,
    weight: call.weight.byteOffset,
    totalWeight: call.totalWeight.byteOffset,
    isMean: call.reduction === MEAN,
    logitsGrad: call.logitsGrad.byteOffset,
    rowBytes: call.classNum * elementBytes,
  };
}

/** Bytes zeroed at a time where rows are narrow: half of a small second-level cache, which later hits in the block want. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Rows from this width on are zeroed all at once: memset streams a fill of tens of megabytes past the caches at over twice
 * the speed of filling it block by block, and scattering brings back one line in eight or fewer. Narrower rows get most of
 * their lines back, and so are scattered block by block while the lines are in the cache.
 */
const WIDE_ROW_BYTES = 512;

/** How many of the rows, at most, to zero before their label cells are written. */
function blockRows(rows: number, rowBytes: number): number {
  return rowBytes >= WIDE_ROW_BYTES ? rows : Math.floor(BLOCK_BYTES / rowBytes);
}

/** Writes a call's rows from `first` up to `end`, which it leaves out. */
export type RowsWriter = (rows: Rows, first: number, end: number) => void;

/**
 * Writes rows in WebAssembly: its memory.fill is memset, where a typed array's own `fill` stores element by element, five times slower,
 * on memory that is shared.
 */
export function rowsWriter(memory: KernelContext["memory"], order: MeanOrder): RowsWriter {
  const { fp, hp } = instantiate(kernel(order), memory) as { fp: WasmCall; hp: WasmCall };
  return ({ type, lossGrad, gradientStep, labels, weight, totalWeight, isMean, logitsGrad, rowBytes }, first, end) => {
    const run = type === "fp" ? fp : hp;
    run(
      lossGrad + first * gradientStep,
      gradientStep,
      labels + first * Int32Array.BYTES_PER_ELEMENT,
      weight,
      totalWeight,
      isMean ? 1 : 0,
      logitsGrad + first * rowBytes,
      rowBytes,
      end - first,
      blockRows(end - first, rowBytes),
    );
  };
}
