import { ENTRY_NAMES, REDUCTION_NAMES } from "../reference/operator.ts";
import { type Case, FILLS, PLACEMENTS, POISONS, UNUSED } from "./case.ts";
import { LABEL_CLASSES, type LabelPattern, VALUE_CLASSES, type ValuePattern } from "./patterns.ts";

/** One way in which cases differ, with finitely many values. */
interface Axis {
  readonly name: string;
  readonly values: readonly string[];
  /** The place among `values` that a case has, or -1. */
  of(c: Case): number;
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
const bits = (n: number): number => 31 - Math.clz32(n);
const valuesOf = (pattern: ValuePattern): number => (pattern.kind === "explicit" ? -1 : VALUE_CLASSES.indexOf(pattern.values));
const labelsOf = (pattern: LabelPattern): number => (pattern.kind === "explicit" ? -1 : LABEL_CLASSES.indexOf(pattern.labels));

const AXES: readonly Axis[] = [
  {
    name: "entry and reduction",
    values: ENTRY_NAMES.flatMap((entry) => REDUCTION_NAMES.map((reduction) => `${entry} ${reduction}`)),
    of: (c) => 3 * ENTRY_NAMES.indexOf(c.entry) + c.reduction,
  },
  { name: "batch modulo 32", values: numbers(0, 31), of: (c) => c.batch % 32 },
  { name: "class_num modulo 32", values: numbers(0, 31), of: (c) => c.classNum % 32 },
  { name: "binary digits of batch", values: numbers(0, 31), of: (c) => bits(c.batch) + 1 },
  { name: "binary digits of class_num", values: numbers(0, 31), of: (c) => bits(c.classNum) + 1 },
  { name: "core_mask", values: numbers(0, 255), of: (c) => (c.entry.endsWith("_s") && c.coreMask < 256 ? c.coreMask : -1) },
  { name: "labels", values: LABEL_CLASSES, of: (c) => labelsOf(c.labels) },
  { name: "loss_grad", values: VALUE_CLASSES, of: (c) => valuesOf(c.lossGrad) },
  { name: "weight", values: VALUE_CLASSES, of: (c) => valuesOf(c.weight) },
  { name: "unused inputs", values: UNUSED, of: (c) => UNUSED.indexOf(c.unused) },
  { name: "logits", values: FILLS, of: (c) => FILLS.indexOf(c.logits) },
  { name: "output before the call", values: POISONS, of: (c) => POISONS.indexOf(c.poison) },
  { name: "placement", values: PLACEMENTS, of: (c) => PLACEMENTS.indexOf(c.placement) },
];

/** Cases by the values of each axis: counts that merge by addition. */
export type CoverageCounts = number[][];

/** No cases yet. */
export function emptyCoverage(): CoverageCounts {
  return AXES.map((axis) => axis.values.map(() => 0));
}

/** Counts one case. */
export function cover(counts: CoverageCounts, c: Case): void {
  for (let a = 0; a < AXES.length; a++) {
    const place = (AXES[a] as Axis).of(c);
    if (place >= 0) (counts[a] as number[])[place] = ((counts[a] as number[])[place] as number) + 1;
  }
}

/** Adds what another shard counted. */
export function mergeCoverage(into: CoverageCounts, from: CoverageCounts): void {
  into.forEach((axis, a) => {
    axis.forEach((count, k) => {
      axis[k] = count + ((from[a] as number[])[k] as number);
    });
  });
}

/** Counts by axis and value, the values that occurred alone. */
export function readableCoverage(counts: CoverageCounts): Record<string, Record<string, number>> {
  return Object.fromEntries(
    AXES.map((axis, a) => [
      axis.name,
      Object.fromEntries(
        axis.values.map((value, k) => [value, (counts[a] as number[])[k] as number] as const).filter(([, count]) => count > 0),
      ),
    ]),
  );
}
