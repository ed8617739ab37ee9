import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { ENTRIES, ENTRY_NAMES, NONE, REDUCTION_NAMES } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import { type Case, FILLS, PLACEMENTS, typeOf, UNUSED } from "./case.ts";
import { LABEL_CLASSES, VALUE_CLASSES } from "./patterns.ts";
import { RESULTS, resultOf } from "./results.ts";

/**
 * One way in which calls differ, with few values: what kernels branch on, not what they compute with. Combinations of
 * values of two and of three axes are what a campaign meters.
 */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
  /** The place among `values` that a case has, or -1. */
  of(c: Case, platform: Platform): number;
}

/** Classes of `batch`: for small extents by the cores that share the rows, then by size. */
export const BATCHES = ["1", "fewer than cores", "as many as cores", "to 16", "to 80", "to 2^14", "past 2^14"] as const;

/** Classes of `class_num`: for small extents by what is left of vectors of 8 and 16, then by size. */
const CLASSES = ["1", "2 to 7", "8", "9 to 15", "16 k", "16 k + 1", "16 k - 1", "other to 80", "to 2^14", "past 2^14"] as const;

/** Places on the axes of both extents. */
interface Extents {
  readonly batch: number;
  readonly classes: number;
}

/** The first class of each extent that the stratum `small` does not reach, and the first that `medium` does not. */
export const LARGE: Extents = { batch: BATCHES.indexOf("to 2^14"), classes: CLASSES.indexOf("to 2^14") };
export const HUGE: Extents = { batch: BATCHES.indexOf("past 2^14"), classes: CLASSES.indexOf("past 2^14") };

export const MASKS = ["none", "first core", "another core", "all cores", "first cores", "some cores"] as const;

/** Elements of `loss_grad`. */
export const LENGTHS = ["the one that is used", "more than are used", "one a row"] as const;

export const TOTALS = ["zero", "subnormal", "infinite", "NaN", "1", "batch", "negative", "near 1", "far from 1"] as const;

/** Values between 2^-8 and 2^8 are near 1. */
const NEAR = 2 ** 8;

function batchClass({ batch }: Case, { cores }: Platform): number {
  if (batch > 80) return batch > 2 ** 14 ? 6 : 5;
  if (batch < 2) return batch - 1;
  if (batch <= cores) return batch < cores ? 1 : 2;
  return batch <= 16 ? 3 : 4;
}

function classClass({ classNum }: Case): number {
  if (classNum > 80) return classNum > 2 ** 14 ? 9 : 8;
  if (classNum < 16) return classNum === 1 ? 0 : classNum < 8 ? 1 : classNum === 8 ? 2 : classNum === 15 ? 6 : 3;
  const rest = classNum % 16;
  return rest === 0 ? 4 : rest === 1 ? 5 : rest === 15 ? 6 : 7;
}

function maskClass({ entry, coreMask: mask }: Case, platform: Platform): number {
  if (ENTRIES[entry].storage === "p") return 0;
  if (mask === 1) return 1;
  if (mask === fullMask(platform)) return 3;
  if ((mask & (mask - 1)) === 0) return 2;
  return (mask & (mask + 1)) === 0 ? 4 : 5;
}

function totalClass(c: Case): number {
  const format = formatOf(typeOf(c));
  const t = format.fromBits(c.totalWeight);
  if (Number.isNaN(t)) return 3;
  const size = Math.abs(t);
  if (size === Infinity) return 2;
  if (size < format.minNormal) return size === 0 ? 0 : 1;
  if (t === 1) return 4;
  if (c.totalWeight === format.toBits(c.batch)) return 5;
  if (t < 0) return 6;
  return size >= 1 / NEAR && size <= NEAR ? 7 : 8;
}

/** The axes. Stored campaigns name their values by place: a change begins another version of the stream. */
export const AXES: readonly Axis[] = [
  { name: "entry", values: ENTRY_NAMES, of: (c) => ENTRY_NAMES.indexOf(c.entry) },
  { name: "reduction", values: REDUCTION_NAMES, of: (c) => c.reduction },
  { name: "batch", values: BATCHES, of: batchClass },
  { name: "class_num", values: CLASSES, of: classClass },
  { name: "core_mask", values: MASKS, of: maskClass },
  { name: "labels", values: LABEL_CLASSES, of: (c) => (c.labels.kind === "drawn" ? LABEL_CLASSES.indexOf(c.labels.labels) : -1) },
  {
    name: "loss_grad",
    values: VALUE_CLASSES,
    of: (c) => (c.lossGrad.kind === "drawn" ? VALUE_CLASSES.indexOf(c.lossGrad.values) : -1),
  },
  {
    name: "loss_grad elements",
    values: LENGTHS,
    of: (c) => (c.reduction === NONE ? 2 : c.lossGradLength > 1 ? 1 : 0),
  },
  {
    name: "weight",
    values: VALUE_CLASSES,
    of: (c) => (c.weight.kind === "drawn" ? VALUE_CLASSES.indexOf(c.weight.values) : -1),
  },
  { name: "total_weight", values: TOTALS, of: totalClass },
  { name: "unused inputs", values: UNUSED, of: (c) => UNUSED.indexOf(c.unused) },
  { name: "logits", values: FILLS, of: (c) => FILLS.indexOf(c.logits) },
  { name: "output before the call", values: FILLS, of: (c) => (c.poison === "left" ? -1 : FILLS.indexOf(c.poison)) },
  { name: "placement", values: PLACEMENTS, of: (c) => PLACEMENTS.indexOf(c.placement) },
  // Last: what sets it goes by what the others have.
  { name: "result", values: RESULTS, of: resultOf },
];

/** The number of the first value of each axis: values of all axes are numbered through. */
export const FIRST_VALUE: readonly number[] = AXES.map((_, a) =>
  AXES.slice(0, a).reduce((sum, axis) => sum + axis.values.length, 0),
);

/** How many values all axes have together. */
export const VALUES: number = AXES.reduce((sum, axis) => sum + axis.values.length, 0);

/** The axis of a value that is numbered through, and its place there. */
export function placeOfValue(value: number): { readonly axis: number; readonly place: number } {
  const axis = FIRST_VALUE.findLastIndex((first) => first <= value);
  return { axis, place: value - (FIRST_VALUE[axis] as number) };
}

/** The place of an axis by its name. */
export function axisNamed(name: string): number {
  return AXES.findIndex((axis) => axis.name === name);
}
