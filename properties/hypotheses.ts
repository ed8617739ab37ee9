import type { Arena } from "../core/arena.ts";
import type { ElementFormat } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { sameValue } from "../core/ulp.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { MEAN, NONE, type Reduction, SUM } from "../reference/operator.ts";
import { type Case, poisonBits } from "./case.ts";
import { entryFormat } from "./fingerprint.ts";
import type { Inputs } from "./inputs.ts";
import { type Layout, LOGITS_GRAD } from "./layout.ts";

/** Operands of a label cell, and where wrong ones might come from. Values, not bits. */
export interface Operands {
  readonly c: Case;
  readonly inputs: Inputs;
  readonly row: number;
  readonly label: number;
  readonly g: number;
  readonly w: number;
  readonly t: number;
}

/** A way to compute label cells that engineers are known to slip into. */
interface Hypothesis {
  readonly name: HypothesisName;
  /** What the kernel seems to do, in words. */
  readonly text: string;
  readonly reductions: readonly Reduction[];
  /** The clause that is broken rather than the formula's. */
  readonly clause?: ClauseId;
  /** What the label cell would hold; `null`: it does not say. */
  readonly value: (o: Operands) => number | null;
}

export type HypothesisName =
  | "as-sum"
  | "as-mean"
  | "as-mean-first"
  | "as-none"
  | "sign-missing"
  | "loss-grad-ignored"
  | "weight-ignored"
  | "loss-grad-by-row"
  | "loss-grad-first"
  | "weight-by-row"
  | "weight-first"
  | "weight-next"
  | "weight-previous"
  | "weight-absolute"
  | "total-absolute"
  | "by-batch"
  | "total-of-labels"
  | "total-of-weights"
  | "zero"
  | "accumulates"
  | "label-8-bit"
  | "label-16-bit";

const ALL = [SUM, MEAN, NONE] as const;
const gradient = ({ inputs, row }: Operands): number | null =>
  row < inputs.lossGrad.length ? (inputs.lossGrad.values[row] as number) : null;
const weightAt = ({ inputs }: Operands, at: number): number | null =>
  at >= 0 && at < inputs.weight.length ? (inputs.weight.values[at] as number) : null;
const over = ({ c, t }: Operands): number => (c.reduction === MEAN ? t : 1);
const withWeight = (o: Operands, w: number | null): number | null => (w === null ? null : (-o.g * w) / over(o));

/** Simpler hypotheses first. */
export const HYPOTHESES: readonly Hypothesis[] = [
  { name: "zero", text: "label cells are 0", reductions: ALL, value: () => 0 },
  { name: "sign-missing", text: "the minus sign is missing", reductions: ALL, value: (o) => (o.g * o.w) / over(o) },
  {
    name: "loss-grad-by-row",
    text: "loss_grad[i] is used in place of loss_grad[0]",
    reductions: [SUM, MEAN],
    clause: "loss-grad-extent",
    value: (o) => {
      const g = gradient(o);
      return g === null ? null : (-g * o.w) / over(o);
    },
  },
  {
    name: "loss-grad-first",
    text: "loss_grad[0] is used for every row",
    reductions: [NONE],
    clause: "loss-grad-extent",
    value: (o) => -(o.inputs.lossGrad.values[0] as number) * o.w,
  },
  { name: "as-sum", text: "the result is not divided by total_weight", reductions: [MEAN], value: (o) => -o.g * o.w },
  {
    name: "as-mean",
    text: "the result is divided by total_weight",
    reductions: [SUM, NONE],
    clause: "total-weight-unused",
    value: (o) => (-o.g * o.w) / o.t,
  },
  {
    name: "as-mean-first",
    text: "the result is that of mean",
    reductions: [NONE],
    clause: "loss-grad-extent",
    value: (o) => (-(o.inputs.lossGrad.values[0] as number) * o.w) / o.t,
  },
  {
    name: "as-none",
    text: "the result is that of none",
    reductions: [MEAN],
    value: (o) => {
      const g = gradient(o);
      return g === null ? null : -g * o.w;
    },
  },
  { name: "by-batch", text: "the result is divided by batch", reductions: ALL, value: (o) => (-o.g * o.w) / o.c.batch },
  {
    name: "total-of-labels",
    text: "the total is recomputed from the labels' weights",
    reductions: ALL,
    value: (o) => {
      let sum = 0;
      for (let i = 0; i < o.c.batch; i++) sum += o.inputs.weight.values[o.inputs.labels[i] as number] as number;
      return (-o.g * o.w) / sum;
    },
  },
  {
    name: "total-of-weights",
    text: "the total is recomputed from all weights",
    reductions: ALL,
    value: (o) => {
      let sum = 0;
      for (let j = 0; j < o.c.classNum; j++) sum += o.inputs.weight.values[j] as number;
      return (-o.g * o.w) / sum;
    },
  },
  { name: "loss-grad-ignored", text: "loss_grad is ignored", reductions: ALL, value: (o) => -o.w / over(o) },
  { name: "weight-ignored", text: "weight is ignored", reductions: ALL, value: (o) => -o.g / over(o) },
  {
    name: "weight-by-row",
    text: "weight[i] is used in place of weight[label]",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, o.row)),
  },
  {
    name: "weight-first",
    text: "weight[0] is used for every class",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, 0)),
  },
  {
    name: "weight-next",
    text: "weight[label + 1] is used",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, o.label + 1)),
  },
  {
    name: "weight-previous",
    text: "weight[label - 1] is used",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, o.label - 1)),
  },
  {
    name: "label-8-bit",
    text: "labels are cut to 8 bits",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, o.label & 0xff)),
  },
  {
    name: "label-16-bit",
    text: "labels are cut to 16 bits",
    reductions: ALL,
    value: (o) => withWeight(o, weightAt(o, o.label & 0xffff)),
  },
  { name: "weight-absolute", text: "the sign of weight is lost", reductions: ALL, value: (o) => withWeight(o, Math.abs(o.w)) },
  {
    name: "total-absolute",
    text: "the sign of total_weight is lost",
    reductions: [MEAN],
    value: (o) => (-o.g * o.w) / Math.abs(o.t),
  },
  {
    name: "accumulates",
    text: "the result is added to what stood in the output",
    reductions: ALL,
    value: (o) => {
      if (o.c.poison === "left") return null;
      const format = entryFormat(o.c.entry);
      return format.round(format.fromBits(poisonBits(o.c)) + format.round((-o.g * o.w) / over(o)));
    },
  },
];

/** Every name, simpler hypotheses first. */
export const HYPOTHESIS_NAMES: readonly HypothesisName[] = HYPOTHESES.map(({ name }) => name);

/** The hypothesis of a name. */
export function hypothesisOf(name: HypothesisName): { readonly text: string; readonly clause?: ClauseId } {
  return HYPOTHESES.find((hypothesis) => hypothesis.name === name) as Hypothesis;
}

/** How near a cell must be to what a hypothesis says, relatively: more than any order of steps moves it. */
const NEAR: Readonly<Record<"half" | "float", number>> = { half: 2 ** -7, float: 2 ** -14 };

/** Whether a cell holds what a hypothesis says, or nearly. */
export function isNearHypothesis(format: ElementFormat, expected: number, received: number): boolean {
  const near = format.bytes === 2 ? NEAR.half : NEAR.float;
  return (
    sameValue(format.round(expected), received) ||
    Math.abs(received - expected) <= near * Math.abs(expected) + 4 * format.minSubnormal
  );
}

/** Whether operands are such that formulas differ in what they give: finite, not tiny or huge, and enough of them. */
function isTame(c: Case, inputs: Inputs, rows: number): boolean {
  if (inputs.lossGrad.length < rows) return false;
  const tame = (x: number): boolean => Math.abs(x) > 2 ** -7 && Math.abs(x) < 2 ** 7;
  if (c.reduction === MEAN && !tame(inputs.totalWeight.values[0] as number)) return false;
  for (let row = 0; row < rows; row++) {
    if (!tame(inputs.weight.values[inputs.labels[row] as number] as number)) return false;
    if ((row === 0 || c.reduction === NONE) && !tame(inputs.lossGrad.values[row] as number)) return false;
  }
  return true;
}

/**
 * The hypotheses that explain every label cell of a call that just ended, and differ from the right value in one at
 * least. `null` if the case
 * tells nothing. The memory must be as the call left it.
 */
export function explain(c: Case, inputs: Inputs, layout: Layout, arena: Arena): HypothesisName[] | null {
  const format = entryFormat(c.entry);
  const first = (layout.offset[LOGITS_GRAD] as number) / format.bytes;
  const agrees = (expected: number, received: number): boolean => isNearHypothesis(format, expected, received);
  const rows = Math.min(c.batch, 64);
  if (!isTame(c, inputs, rows)) return null;
  return HYPOTHESES.filter(({ reductions, value }) => {
    if (!reductions.includes(c.reduction)) return false;
    let differs = false;
    for (let row = 0; row < rows; row++) {
      const label = inputs.labels[row] as number;
      const at = first + row * c.classNum + label;
      const received = (format.bytes === 4 ? arena.f32[at] : HALF_VALUES[arena.u16[at] as number]) as number;
      const o: Operands = {
        c,
        inputs,
        row,
        label,
        g: inputs.lossGrad.values[c.reduction === NONE ? row : 0] as number,
        w: inputs.weight.values[label] as number,
        t: inputs.totalWeight.values[0] as number,
      };
      const expected = value(o);
      if (expected === null || !agrees(expected, received)) return false;
      differs ||= !agrees((-o.g * o.w) / over(o), received);
    }
    return differs;
  }).map(({ name }) => name);
}
