import { MEAN, NONE, type Reduction, SUM } from "../../../reference/operator.ts";
import type { CauseId } from "../causes.ts";
import { coreAt, coresOf, SPLITS, shareOf } from "../shares.ts";
import type { LabelCell } from "./cell.ts";

/** What a label cell is computed with in place of its own operands. */
export type SubstitutionName = `computed with ${string}`;

/** A label cell that is computed with another operand than its own: another element, or a function of its own. */
export interface Substitution {
  /** What is taken, in words. */
  readonly name: SubstitutionName;
  readonly cause: CauseId;
  readonly reductions: readonly Reduction[];
  /** What the label cell would hold; `null` where it is not known. */
  value(cell: LabelCell): number | null;
}

const ALL = [SUM, MEAN, NONE] as const;
const SCALAR = [SUM, MEAN] as const;
const ROWS = [NONE] as const;

type Index = (cell: LabelCell) => number | null;

/** An element of an input; `null` past its end. */
function element(
  { length, values }: { readonly length: number; readonly values: Float64Array },
  at: number | null,
): number | null {
  return at !== null && at >= 0 && at < length ? (values[at] as number) : null;
}

const over = ({ c, t }: LabelCell): number => (c.reduction === MEAN ? t : 1);
const result = (cell: LabelCell, g: number | null, w: number | null): number | null =>
  g === null || w === null ? null : (-g * w) / over(cell);

const gradient = (name: string, cause: CauseId, reductions: readonly Reduction[], at: Index): Substitution => ({
  name: `computed with loss_grad[${name}]`,
  cause,
  reductions,
  value: (cell) => result(cell, element(cell.inputs.lossGrad, at(cell)), cell.w),
});
/** The weight of a class, or of the label of a row. */
const weight = (name: string, cause: CauseId, at: Index): Substitution => ({
  name: `computed with weight[${name}]`,
  cause,
  reductions: ALL,
  value: (cell) => result(cell, cell.g, element(cell.inputs.weight, at(cell))),
});
const ofRow = (name: string, cause: CauseId, row: Index): Substitution =>
  weight(`labels[${name}]`, cause, (cell) => {
    const at = row(cell);
    return at === null || at < 0 || at >= cell.c.batch ? null : (cell.inputs.labels[at] as number);
  });
const formula = (
  name: string,
  cause: CauseId,
  value: (cell: LabelCell) => number | null,
  reductions: readonly Reduction[] = ALL,
): Substitution => ({ name: `computed with ${name}`, cause, reductions, value });

/** Widths of vectors and groups that rows and classes come in. */
const GROUPS = [2, 4, 8, 16, 32, 64] as const;
const POWERS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] as const;

const rankOf = (cell: LabelCell, split: (typeof SPLITS)[number]): number =>
  shareOf(cell.c.batch, coresOf(cell.c.coreMask), cell.row, split).rank;

const GRADIENTS: readonly Substitution[] = [
  ...SPLITS.flatMap((split) => [
    gradient("rank of the core", "loss-grad-by-core", SCALAR, (cell) => rankOf(cell, split)),
    gradient("number of the core", "loss-grad-by-core", SCALAR, (cell) => coreAt(cell.c.coreMask, rankOf(cell, split))),
    gradient(
      "i - first row of the share",
      "loss-grad-of-another-row",
      ROWS,
      ({ c, row }) => row - shareOf(c.batch, coresOf(c.coreMask), row, split).from,
    ),
  ]),
  gradient("label", "loss-grad-of-another-row", ROWS, ({ label }) => label),
  gradient("label", "loss-grad-by-row", SCALAR, ({ label }) => label),
  gradient("i + 1", "loss-grad-of-another-row", ROWS, ({ row }) => row + 1),
  gradient("i - 1", "loss-grad-of-another-row", ROWS, ({ row }) => row - 1),
  gradient("batch - 1 - i", "loss-grad-of-another-row", ROWS, ({ c, row }) => c.batch - 1 - row),
  ...GROUPS.flatMap((m) => [
    gradient(`i ^ ${m - 1}`, "loss-grad-of-another-row", ROWS, ({ row }) => row ^ (m - 1)),
    gradient(`i % ${m}`, "loss-grad-of-another-row", ROWS, ({ row }) => row % m),
    gradient(`i % ${m}`, "loss-grad-by-row", SCALAR, ({ row }) => row % m),
    gradient(`i - i % ${m}`, "loss-grad-of-another-row", ROWS, ({ row }) => row - (row % m)),
    gradient(`i - ${m}`, "loss-grad-of-another-row", ROWS, ({ row }) => row - m),
    gradient(`i + ${m}`, "loss-grad-of-another-row", ROWS, ({ row }) => row + m),
  ]),
];

const WEIGHTS: readonly Substitution[] = [
  ...POWERS.flatMap((k) => [
    weight(`label % ${2 ** k}`, "wrong-weight", ({ label }) => label % 2 ** k),
    weight(`min(label, ${2 ** k - 1})`, "wrong-weight", ({ label }) => Math.min(label, 2 ** k - 1)),
  ]),
  weight("min(label, batch - 1)", "wrong-weight", ({ c, label }) => Math.min(label, c.batch - 1)),
  weight("min(label, class_num - 2)", "label-wrapped", ({ c, label }) => Math.min(label, c.classNum - 2)),
  weight("label & (class_num - 1)", "label-wrapped", ({ c, label }) => label & (c.classNum - 1)),
  weight("i % class_num", "wrong-weight", ({ c, row }) => row % c.classNum),
  weight("label ^ 1", "wrong-weight", ({ label }) => label ^ 1),
  weight("label - label % 2", "wrong-weight", ({ label }) => label - (label % 2)),
  weight("class_num - 1 - label", "wrong-weight", ({ c, label }) => c.classNum - 1 - label),
  weight("class_num - 1", "wrong-weight", ({ c }) => c.classNum - 1),
  ofRow("i - 1", "wrong-weight", ({ row }) => row - 1),
  ofRow("i + 1", "wrong-weight", ({ row }) => row + 1),
  ofRow("0", "wrong-weight", () => 0),
  ofRow("batch - 1", "wrong-weight", ({ c }) => c.batch - 1),
  ...GROUPS.flatMap((m) => [
    ofRow(`i ^ ${m - 1}`, "wrong-weight", ({ row }) => row ^ (m - 1)),
    ofRow(`i - i % ${m}`, "wrong-weight", ({ row }) => row - (row % m)),
    ofRow(`i % ${m}`, "wrong-weight", ({ row }) => row % m),
  ]),
];

const FUNCTIONS: readonly Substitution[] = [
  formula("the weight twice", "weight-twice", (cell) => result(cell, cell.g, cell.w * cell.w)),
  formula("loss_grad twice", "scaled", (cell) => result(cell, cell.g * cell.g, cell.w)),
  formula("total_weight twice", "divided-twice", ({ g, w, t }) => (-g * w) / t / t, [MEAN]),
  formula("a product with total_weight", "not-divided", ({ g, w, t }) => -g * w * t, [MEAN]),
  formula("a division by batch besides", "divided-by-batch", (cell) => (-cell.g * cell.w) / over(cell) / cell.c.batch),
  formula("a product with batch", "scaled", (cell) => ((-cell.g * cell.w) / over(cell)) * cell.c.batch),
  formula("a division by class_num", "scaled", (cell) => (-cell.g * cell.w) / over(cell) / cell.c.classNum),
  formula("|loss_grad|", "sign-missing", (cell) => result(cell, Math.abs(cell.g), cell.w)),
  formula("|-result|", "sign-missing", (cell) => Math.abs((cell.g * cell.w) / over(cell))),
  ...SPLITS.map((split) =>
    formula("the weights of the rows of the share as total", "total-recomputed", ({ c, inputs, row, g, w }) => {
      const { from, to } = shareOf(c.batch, coresOf(c.coreMask), row, split);
      let sum = 0;
      for (let i = from; i < to; i++) sum += inputs.weight.values[inputs.labels[i] as number] as number;
      return (-g * w) / sum;
    }),
  ),
  formula("the bits of total_weight as an integer", "total-element-type", ({ c, g, w }) => (-g * w) / c.totalWeight, [MEAN]),
  formula("max(total_weight, 1)", "total-guarded", ({ g, w, t }) => (-g * w) / Math.max(t, 1), [MEAN]),
  formula("total_weight + 1", "total-guarded", ({ g, w, t }) => (-g * w) / (t + 1), [MEAN]),
  formula("total_weight + batch", "total-guarded", ({ c, g, w, t }) => (-g * w) / (t + c.batch), [MEAN]),
];

const SUBSTITUTIONS: readonly Substitution[] = [...FUNCTIONS, ...GRADIENTS, ...WEIGHTS];

/** The names of the substitutions of a cause. */
export function substitutionsOf(cause: CauseId): SubstitutionName[] {
  return [...new Set(SUBSTITUTIONS.filter((one) => one.cause === cause).map(({ name }) => name))];
}

/** The weight of some class that nobody knows how it came by. */
export const OTHER_CLASS: SubstitutionName = "computed with the weight of another class";

/** Classes that are looked through for another weight. */
const MOST_CLASSES = 256;

/** Whether the weight of some other class gives what stands there. */
function isOtherClass(cell: LabelCell, near: (expected: number) => boolean): boolean {
  const { values, length } = cell.inputs.weight;
  for (let j = 0; j < Math.min(length, MOST_CLASSES); j++)
    if (j !== cell.label && near((-cell.g * (values[j] as number)) / over(cell))) return true;
  return false;
}

/** The substitutions that give what a label cell holds, of those that are asked for, and those that say nothing of it. */
export function substitutionsIn(
  cell: LabelCell,
  received: number,
  near: (expected: number) => boolean,
  isAsked: (name: SubstitutionName) => boolean,
): { readonly giving: readonly SubstitutionName[]; readonly silent: readonly SubstitutionName[] } {
  const giving = new Set<SubstitutionName>();
  const silent = new Set<SubstitutionName>();
  const isTelling = Number.isFinite(received) && received !== 0;
  for (const { name, reductions, value } of SUBSTITUTIONS) {
    if (!isAsked(name)) continue;
    const expected = reductions.includes(cell.c.reduction) ? value(cell) : null;
    const isNear = expected !== null && near(expected);
    if (expected === null || (isNear && !isTelling)) silent.add(name);
    else if (isNear) giving.add(name);
  }
  if (isTelling && isAsked(OTHER_CLASS) && isOtherClass(cell, near)) giving.add(OTHER_CLASS);
  // Of ways to split rows that have one name any may be the kernel's.
  return { giving: [...giving], silent: [...silent].filter((name) => !giving.has(name)) };
}
