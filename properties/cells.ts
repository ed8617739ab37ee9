import type { ElementFormat } from "../core/format.ts";
import { ulp } from "../core/ulp.ts";
import { isPlainMean } from "../reference/mean.ts";
import { ENTRY_NAMES, type EntryName, REDUCTIONS, type Reduction } from "../reference/operator.ts";

/** Upper ends of the bins of errors in ULP of the exact value's binade; what is more is counted beyond them. 0.5 is one rounding. */
export const ULP_BOUNDS: readonly number[] = [0.125, 0.25, 0.375, 0.5, 0.75, 1, 1.5, 2, 2.5, 4, 8];

/** Upper ends of the bins of relative errors, in units of the unit roundoff u. */
export const RELATIVE_BOUNDS: readonly number[] = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32];

/** The error of what is no finite number: JSON has no infinity either. */
const NOWHERE = Number.MAX_VALUE;

/** A label cell and its operands, as bits: JSON has no NaN. */
interface CellOperands {
  readonly g: number;
  readonly w: number;
  /** That of 1 outside of mean. */
  readonly t: number;
  /** What came, without the formula's minus sign. */
  readonly received: number;
}

/** What was counted of the label cells of one entry and reduction: numbers that merge by addition. */
export interface CellCounts {
  /** Infinities and NaN among operands or results. */
  special: number;
  /** Subnormal operands or results, kept or flushed. */
  subnormals: number;
  /** Cells by their error, each bin up to one of `ULP_BOUNDS`, and what is beyond. */
  readonly ulp: number[];
  /** The same by relative error. */
  readonly relative: number[];
  /** Of the cell that is furthest off; 0: all are exact. */
  worstError: number;
  worst: CellOperands | null;
}

/** Counts of each entry and reduction, in the order of `sliceOf`. */
export type Cells = CellCounts[];

/** Entries and reductions, numbered through. */
export const SLICES: readonly { readonly entry: EntryName; readonly reduction: Reduction }[] = ENTRY_NAMES.flatMap((entry) =>
  REDUCTIONS.map((reduction) => ({ entry, reduction })),
);

/** The number of an entry and reduction. */
export function sliceOf({ entry, reduction }: { readonly entry: EntryName; readonly reduction: Reduction }): number {
  return REDUCTIONS.length * ENTRY_NAMES.indexOf(entry) + reduction;
}

/** Nothing counted yet. */
export function emptyCellCounts(): CellCounts {
  const bins = (bounds: readonly number[]): number[] => new Array(bounds.length + 1).fill(0);
  return { special: 0, subnormals: 0, ulp: bins(ULP_BOUNDS), relative: bins(RELATIVE_BOUNDS), worstError: 0, worst: null };
}

/** Nothing counted yet, of any entry and reduction. */
export function emptyCells(): Cells {
  return SLICES.map(emptyCellCounts);
}

/**
 * Counts a cell's error, unless some order of evaluation comes near over- or underflow: legal results part ways there, and an error says
 * nothing of rounding. `exact`: g*w/t as a double; `t`: 1 outside
 * of mean; `received`: without the minus sign.
 */
export function noteError(
  counts: CellCounts,
  format: ElementFormat,
  g: number,
  w: number,
  t: number,
  received: number,
  exact: number,
): void {
  if (!isNormal(format, g) || !isNormal(format, w) || !isNormal(format, exact)) return;
  if (t !== 1 && !isPlainMean(format, g, w, t)) return;
  const difference = Math.abs(received - exact);
  // NaN, which is further off than any number.
  const off = difference === difference ? difference : Infinity;
  const error = Math.min(off / ulp(format, exact), NOWHERE);
  count(counts.ulp, ULP_BOUNDS, error);
  count(counts.relative, RELATIVE_BOUNDS, off / (Math.abs(exact) * format.unitRoundoff));
  if (error > counts.worstError) {
    counts.worstError = error;
    const [gBits, wBits, tBits, bits] = [g, w, t, received].map((x) => format.toBits(x)) as [number, number, number, number];
    counts.worst = { g: gBits, w: wBits, t: tBits, received: bits };
  }
}

function isNormal({ minNormal, maxFinite }: ElementFormat, x: number): boolean {
  const magnitude = Math.abs(x);
  return magnitude >= minNormal && magnitude <= maxFinite;
}

function count(bins: number[], bounds: readonly number[], value: number): void {
  const k = bounds.findIndex((bound) => value <= bound);
  (bins[k < 0 ? bounds.length : k] as number) += 1;
}

/** Adds what was counted later in the stream. */
export function mergeCells(into: Cells, from: Cells): void {
  from.forEach((counts, k) => {
    const sum = into[k] as CellCounts;
    sum.special += counts.special;
    sum.subnormals += counts.subnormals;
    for (const [n, cells] of counts.ulp.entries()) (sum.ulp[n] as number) += cells;
    for (const [n, cells] of counts.relative.entries()) (sum.relative[n] as number) += cells;
    if (counts.worstError <= sum.worstError) return;
    sum.worstError = counts.worstError;
    sum.worst = counts.worst;
  });
}
