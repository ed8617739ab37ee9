import { MEAN, NONE, type Reduction, SUM } from "../../reference/operator.ts";
import type { CellKind } from "../violation.ts";
import type { CauseId } from "./causes.ts";
import type { Evidence, ExaminedCall } from "./evidence.ts";
import { conversionsTo } from "./models/conversions.ts";
import type { ImpliedName } from "./models/implied.ts";
import type { ModelName } from "./models/models.ts";
import { OTHER_CLASS, substitutionsOf } from "./models/substitutions.ts";
import { coresOf } from "./shares.ts";
import type { FamilyName } from "./statements/families.ts";
import type { Got } from "./units.ts";

/** What speaks for a cause: every part that a rule has must hold, each as far as it does. */
export interface Rule {
  readonly cause: CauseId;
  readonly on: readonly CellKind[];
  readonly reductions?: readonly Reduction[];
  /** What wrong cells hold. */
  readonly got?: readonly Got[];
  /** Wrong formulas, one of which gives what wrong cells hold, and what right ones do where no statement parts them. */
  readonly models?: readonly ModelName[];
  /** What wrong cells imply to be a constant. */
  readonly constant?: ImpliedName | "contents";
  /** Statements, the sharpest of which parts wrong units from right ones. */
  readonly families?: readonly FamilyName[];
  /** It would show in the smallest of calls. */
  readonly anywhere?: true;
  /** Right cells need not follow the formula: it is about how far wrong ones are off. */
  readonly anyway?: true;
  /** What else must be so. */
  readonly when?: (evidence: Evidence) => boolean;
  /** How likely it is next to others that the evidence speaks for as well; 0 if left out. */
  readonly weight?: number;
}

const LABEL = ["label"] as const;
const OFF = ["off-label"] as const;
const CELLS = ["label", "off-label"] as const;
const ENDS = ["crash", "exit", "throw"] as const;
const UNWRITTEN = ["poison"] as const;
const LOST = ["poison", "zero"] as const;
const SCALAR = [SUM, MEAN] as const;
const PRODUCTS = [SUM, NONE] as const;

const model = (cause: CauseId, models: readonly ModelName[], more: Partial<Rule> = {}): Rule => ({
  cause,
  on: LABEL,
  models,
  weight: 0.08,
  ...(more.families === undefined ? { anywhere: true as const } : {}),
  ...more,
});
const arithmetic = (cause: CauseId, models: readonly ModelName[], more: Partial<Rule> = {}): Rule => ({
  cause,
  on: LABEL,
  models,
  weight: 0.1,
  ...more,
});
const place = (cause: CauseId, on: readonly CellKind[], families: readonly FamilyName[], more: Partial<Rule> = {}): Rule => ({
  cause,
  on,
  families,
  weight: 0.03,
  ...more,
});
const buffer =
  (name: string, past = true) =>
  ({ violation: { cell } }: Evidence): boolean =>
    cell.buffer === name && past === (cell.byte ?? 0) >= 0;
const faults = ({ violation }: Evidence): boolean => violation.received.startsWith("SIG");
const received =
  (pattern: RegExp) =>
  ({ violation }: Evidence): boolean =>
    pattern.test(violation.received);

/** Whether a shrunk case is too small to fill a stack of megabytes, by elements or by recursion. */
const isForBuffer = ({ plan }: Evidence): boolean =>
  plan.kind === "call" && plan.call.batch < 1000 && 4 * plan.call.batch * plan.call.classNum < 2 ** 17;

const areTorn = (calls: readonly ExaminedCall[]): boolean =>
  mostly(
    calls.filter(({ torn, case: { batch } }) => torn !== undefined && batch > 1),
    ({ torn }) => torn === true,
  );
const areUnwritten = (calls: readonly ExaminedCall[]): boolean => mostly(calls, ({ unwritten }) => unwritten);
const mostly = (calls: readonly ExaminedCall[], is: (call: ExaminedCall) => boolean): boolean => {
  const failing = calls.filter((call) => call.failing);
  return failing.length > 0 && failing.filter(is).length >= 0.7 * failing.length;
};
/** Whether calls fail otherwise when they are made again. */
const areUnsteady = (calls: readonly ExaminedCall[]): boolean => {
  const failing = calls.filter((call) => call.failing);
  return failing.filter((call) => call.unsteady).length >= Math.max(2, failing.length / 5);
};
const onOldOutput = ({ plan }: Evidence): boolean => plan.kind === "call" && plan.call.poison === "left";
const history = (evidence: Evidence): boolean =>
  evidence.again === "history" || (evidence.plan.kind === "call" && evidence.plan.before.length > 0 && !onOldOutput(evidence));
const hasUnsteadyState = ({ again, calls }: Evidence): boolean => again === "always" && areUnsteady(calls);
const isUnwritten = ({ violation }: Evidence): boolean => violation.received.includes("never written");
const hasCores = ({ plan }: Evidence): boolean =>
  plan.kind === "call" && plan.call.entry.endsWith("_s") && coresOf(plan.call.coreMask) > 1;
/** No kept input leaves a cell unwritten. */
const isUnwrittenByCores = (evidence: Evidence): boolean => history(evidence) && isUnwritten(evidence) && hasCores(evidence);
const isAddedByHistory = (evidence: Evidence): boolean =>
  history(evidence) &&
  isUnwritten(evidence) &&
  evidence.plan.kind === "call" &&
  ["nan", "infinity"].includes(evidence.plan.call.poison);
const isUnwrittenByHistory = (evidence: Evidence): boolean =>
  (history(evidence) || evidence.again === "never") && areUnwritten(evidence.calls);

/** Every rule; of equals the first wins. */
export const RULES: readonly Rule[] = [
  // The formula.
  model("sign-missing", ["sign-missing", ...substitutionsOf("sign-missing")]),
  model("weight-ignored", ["weight-ignored"]),
  model("loss-grad-ignored", ["loss-grad-ignored"]),
  model("loss-grad-by-row", ["loss-grad-by-row", ...substitutionsOf("loss-grad-by-row")], { reductions: SCALAR }),
  model("loss-grad-by-core", substitutionsOf("loss-grad-by-core"), { reductions: SCALAR, weight: 0.07 }),
  model("loss-grad-first", ["loss-grad-first"], { reductions: [NONE] }),
  model("label-repeated", ["row-before", "another-row"], { reductions: [NONE], families: ["repeated label"], weight: 0.25 }),
  model("loss-grad-of-another-row", substitutionsOf("loss-grad-of-another-row"), { reductions: [NONE], weight: 0.07 }),
  model("loss-grad-of-another-row", ["another-row"], { reductions: [NONE], anyway: true, weight: 0.05 }),
  model("total-guarded", ["as-sum"], { reductions: [MEAN], families: ["guarded total"], weight: 0.12 }),
  model("not-divided", ["as-sum"], { reductions: [MEAN] }),
  model("divided-by-total", ["as-mean"], { reductions: PRODUCTS }),
  model("divided-twice", substitutionsOf("divided-twice"), { reductions: [MEAN] }),
  model("divided-by-batch", ["by-batch", ...substitutionsOf("divided-by-batch")]),
  model("divided-by-cores", ["by-cores"], { weight: 0.09 }),
  model("total-recomputed", ["total-of-weights", "total-of-labels"]),
  model("total-guarded", substitutionsOf("total-guarded"), { reductions: [MEAN] }),
  model("total-sign-lost", ["total-absolute", ...substitutionsOf("total-sign-lost")], { reductions: [MEAN] }),
  place("total-by-row", LABEL, ["row in a vector"], { reductions: [MEAN], got: ["nan"], weight: 0.06 }),
  place("total-sign-lost", LABEL, ["negative total"], { reductions: [MEAN], got: ["nan", "zero"], weight: 0.1 }),
  place("total-guarded", LABEL, ["guarded total"], { reductions: [MEAN], got: ["number", "stray", "nan"] }),
  model("weight-sign-lost", ["weight-absolute"], { families: ["negative weight"], weight: 0.12 }),
  place("weight-sign-lost", LABEL, ["negative weight"], { got: ["zero"], weight: 0.06 }),
  place("operand-clamped", LABEL, ["negative gradient"], { got: ["zero"], weight: 0.06 }),
  place("zero-operand-replaced", LABEL, ["zero operand"], { got: ["number", "stray", "nan"], weight: 0.12 }),
  model("weight-inverted", ["weight-inverted"]),
  arithmetic("weight-inverted", ["reciprocal-weight"], { weight: 0.12 }),
  model("accumulates", ["accumulates"]),
  place("branch-missing", LABEL, ["everywhere"], { anywhere: true, got: ["zero"] }),
  model("wrong-weight", ["weight-by-row", "weight-first", "weight-next", "weight-previous", ...substitutionsOf("wrong-weight")]),
  model("label-wrapped", substitutionsOf("label-wrapped")),
  model("wrong-weight", [OTHER_CLASS], { anyway: true, weight: 0.05 }),
  model("weight-twice", substitutionsOf("weight-twice")),
  model("scaled", substitutionsOf("scaled")),
  { cause: "scaled", on: LABEL, constant: "factor", weight: 0.06 },
  { cause: "operand-clamped", on: LABEL, constant: "loss_grad", families: ["large operand", "small operand"], weight: 0.06 },
  { cause: "operand-clamped", on: LABEL, constant: "weight", families: ["large operand", "small operand"], weight: 0.06 },
  { cause: "total-guarded", on: LABEL, constant: "total_weight", families: ["large operand", "small operand"], weight: 0.06 },
  model("value-guessed", ["weight-ignored", "weight-one", "gradient-one", "as-sum"], {
    families: ["total like batch", "ones first"],
    weight: 0.12,
  }),
  arithmetic("epsilon-added", conversionsTo(/epsilon/), { weight: 0.2 }),
  place("wrong-fast-path", CELLS, ["one class"], { weight: 0.05 }),
  place("wrong-fast-path", CELLS, ["one shape"], { weight: 0.06 }),
  arithmetic("operand-through-integer", conversionsTo(/integer|short|point/), { weight: 0.13 }),
  place("operand-through-integer", LABEL, ["large operand"], { got: ["number", "zero", "stray", "near"], weight: 0.04 }),
  place("value-sentinel", LABEL, ["one operand value"], { got: LOST, weight: 0.02 }),
  place("value-sentinel", LABEL, ["one operand value"], { got: ["number", "stray", "nan"], weight: 0.085 }),
  place("value-sentinel", CELLS, ["one label"], { got: LOST, weight: 0.07 }),
  place("value-guessed", CELLS, ["equal edges"], { weight: 0.06 }),
  place("special-values-lost", LABEL, ["special operand"], {
    got: ["zero", "number", "stray", "infinity", "near"],
    weight: 0.12,
  }),
  place("total-leaks", LABEL, ["odd total"], { reductions: PRODUCTS }),
  place("unused-elements-leak", LABEL, ["odd unused", "odd value"], { got: ["nan"] }),
  // A NaN out of finite operands comes from elements that the formula does not take.
  { cause: "unused-elements-leak", on: LABEL, got: ["nan"], weight: -0.17 },
  place("logits-used", CELLS, ["odd logits"]),
  { cause: "off-label-constant", on: OFF, constant: "contents", weight: 0.04 },
  place("off-label-computed", OFF, ["special operand"], { got: ["nan"], weight: 0.06 }),

  // Labels.
  place("label-off-by-one", OFF, ["other label"], { anywhere: true, got: ["stray", "number", "nan"], weight: 0.06 }),
  place("label-of-another-row", OFF, ["label of another row"], { weight: 0.06 }),
  place("label-wrapped", OFF, ["wrapped label"], { weight: 0.06 }),
  place("lane-permuted", OFF, ["lane"], { weight: 0.06 }),
  place("label-element-size", OFF, ["wide label"], { weight: 0.06 }),
  place("label-zero-skipped", LABEL, ["label zero"], { got: LOST, weight: 0.06 }),
  place("label-narrowed", OFF, ["large label"], { weight: 0.05 }),
  place("label-narrowed", OFF, ["narrow label"], { weight: 0.06 }),
  place("label-narrowed", OFF, ["label in a type"], { weight: 0.07 }),
  place("scratch-not-cleaned", OFF, ["multiple of the label"], { weight: 0.06 }),
  place("label-narrowed", LABEL, ["large label"], { got: ["zero", "number", "stray"], weight: 0.04 }),
  model("label-narrowed", ["label-8-bit", "label-16-bit"], { weight: 0.12, families: ["large label"] }),

  // Zero-fill.
  place("no-zero-fill", OFF, ["everywhere"], { anywhere: true, got: UNWRITTEN, weight: 0.05 }),
  place("vector-tail", OFF, ["column tail", "element tail"], { got: LOST, weight: 0.05 }),
  place("head-not-handled", CELLS, ["head"], { got: LOST, weight: 0.06 }),
  place("tile-boundary", LABEL, ["label in the tail"], { got: LOST, weight: 0.05 }),
  place("row-longer-than-tile", CELLS, ["column from", "last tile", "whole tiles"], { got: UNWRITTEN, weight: 0.05 }),
  place("zero-fill-too-short", OFF, ["last column", "doubling", "short tile"], { got: UNWRITTEN, weight: 0.055 }),
  place("zero-fill-too-short", OFF, ["back part"], { got: UNWRITTEN, weight: 0.02 }),
  { cause: "scratch-not-cleaned", on: OFF, got: ["stray"], weight: 0.02 },
  place("old-contents-used", OFF, ["old contents"], { got: ["poison", "nan", "number"] }),
  { cause: "old-contents-used", on: OFF, when: onOldOutput, weight: 0.2 },
  place("early-exit", CELLS, ["zero operand"], { got: UNWRITTEN, weight: 0.06 }),
  // Where nothing tells which ones.
  { cause: "zero-fill-erases-labels", on: LABEL, got: ["zero"], weight: -0.2 },
  place("zero-fill-erases-labels", LABEL, ["late rows", "edge row of a share", "several cores", "last row"], {
    got: ["zero"],
    weight: 0.05,
  }),

  // Cores and rows.
  place("mask-not-compacted", CELLS, ["mask with gaps"], { weight: 0.04 }),
  place("mask-hard-coded", CELLS, ["mask not full"], { weight: 0.07 }),
  place("core-missing", CELLS, ["share of a core", "core in the mask"], { got: [...LOST, "stray"] }),
  place("remainder-of-rows", CELLS, ["row remainder", "number of cores"], { got: LOST, weight: 0.05 }),
  place("more-cores-than-rows", CELLS, ["few rows"], { weight: 0.05 }),
  place("group-of-rows", CELLS, ["row group", "tail of a share"], { got: LOST, weight: 0.04 }),
  place("queue-full", CELLS, ["threshold", "late rows", "late rows of a share"], { got: LOST, weight: 0.04 }),
  place("share-boundary", LABEL, ["first column of a share"], { weight: 0.06 }),
  place("share-boundary", LABEL, ["edge row of a share"]),
  place("row-stride", OFF, ["other stride"], { weight: 0.06 }),
  place("row-stride", OFF, ["rows past the first"], { weight: 0.01 }),
  place("integer-too-narrow", OFF, ["narrow offset", "narrow row"], { weight: 0.06 }),
  place("integer-too-narrow", OFF, ["far element"], { weight: 0.05 }),
  place("integer-too-narrow", LABEL, ["far element"], { got: [...LOST, "stray"], weight: 0.05 }),
  place("output-elsewhere", CELLS, ["everywhere"], { got: UNWRITTEN, weight: 0.06, when: ({ calls }) => areUnwritten(calls) }),
  // The document's examples differ from other calls in their addresses alone.
  { cause: "integer-too-narrow", on: CELLS, weight: 0.1, when: ({ plan }) => plan.kind === "example" },
  {
    cause: "race",
    on: CELLS,
    weight: 0.2,
    when: ({ again, violation, calls }) => violation.entry.endsWith("_s") && (again === "sometimes" || areUnsteady(calls)),
  },
  place("race", CELLS, ["several cores"], { got: UNWRITTEN, weight: 0.04 }),

  // Memory.
  place("store-past-end", ["around"], ["aligned rows", "shape", "last label last"], { when: buffer("logitsGrad") }),
  place("share-not-clamped", ["around"], ["row remainder", "few rows"], { when: buffer("logitsGrad"), weight: 0.05 }),
  place("share-not-clamped", ["crash"], ["row remainder"], { when: received(/SIGSEGV|SIGBUS/) }),
  place("zero-fill-too-long", ["around"], ["everywhere"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && faults(evidence),
    weight: 0.04,
  }),
  // What runs far over the end meets memory that faults; an element or two do not.
  place("store-past-end", ["around"], ["everywhere"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && !faults(evidence),
    weight: 0.04,
  }),
  { cause: "store-before-start", on: ["around"], when: buffer("logitsGrad", false), weight: 0.1 },
  model("over-read-loss-grad", ["gradient-last"], { reductions: SCALAR, weight: 0.09 }),
  place("integer-too-narrow", ["around"], ["far element"], { weight: 0.14 }),
  place("integer-too-narrow", ["crash"], ["far element"]),
  { cause: "scratch-overflow", on: ["around", "crash"], when: received(/own memory/), weight: 0.5 },
  place("row-stride", ["around"], ["aligned rows", "shape"], {
    when: (evidence) => buffer("logitsGrad")(evidence) && areTorn(evidence.calls),
    weight: 0.08,
  }),
  { cause: "over-read-loss-grad", on: ["around"], when: buffer("lossGrad") },
  { cause: "over-read-weight", on: ["around"], when: buffer("weight") },
  { cause: "over-read-labels", on: ["around"], when: buffer("labels") },
  { cause: "input-written", on: ["input"] },

  // How calls end.
  place("endless-loop", ["hang"], ["shape", "large shape", "everywhere"]),
  place("barrier-waits", ["hang"], ["mask not full", "few rows", "mask with gaps", "number of cores"], { weight: 0.05 }),
  place("refuses-shape", ENDS, ["shape", "large shape", "few rows", "number of cores"], {
    when: received(/SIGABRT|SIGFPE|SIGILL|SIGTRAP|exited|[Ee]rror|trap|refuse|must|invalid/),
    weight: 0.05,
  }),
  place("refuses-value", ENDS, ["odd value"], {
    when: received(/SIGABRT|SIGFPE|SIGILL|SIGTRAP|exited|[Ee]rror|trap|refuse|must|invalid/),
    weight: 0.04,
  }),
  place("stack-overflow", ["crash"], ["large shape"], {
    when: (evidence) => received(/SIGSEGV|SIGBUS/)(evidence) && !isForBuffer(evidence),
    weight: 0.05,
  }),
  place("scratch-overflow", ["crash"], ["large shape"], {
    when: (evidence) => received(/SIGSEGV|SIGBUS|SIGABRT/)(evidence) && isForBuffer(evidence),
    weight: 0.05,
  }),
  place("misaligned-access", ["crash"], ["aligned rows", "aligned shares"], {
    when: received(/SIGSEGV(?!.*outside)|SIGBUS|SIGILL/),
    weight: 0.06,
  }),
  { cause: "returns-early", on: ["late"], weight: 0.5 },
  {
    cause: "returns-early",
    on: CELLS,
    weight: 0.45,
    when: ({ mendedByWaiting, calls }) => mendedByWaiting || calls.some(({ mended }) => mended),
  },
  {
    cause: "returns-early",
    on: ["crash", "hang"],
    weight: 0.45,
    when: ({ violation }) => violation.clause === "complete-on-return",
  },

  // State.
  { cause: "input-kept", on: [...LABEL, "relation"], weight: 0.3, when: history },
  // What no input gives: an infinity or NaN that stood there, and something added to it.
  { cause: "accumulates", on: LABEL, weight: 0.32, when: isAddedByHistory },
  { cause: "returns-early", on: LABEL, weight: 0.34, when: isUnwrittenByCores },
  {
    cause: "race",
    on: CELLS,
    weight: 0.33,
    when: (evidence) => history(evidence) && hasCores(evidence) && areUnsteady(evidence.calls),
  },
  { cause: "contents-kept", on: OFF, weight: 0.3, when: history },
  // What a call finds depends on the one before, each time in the same way: cores that race leave cells out rather.
  { cause: "contents-kept", on: OFF, got: ["number", "stray", "nan", "infinity"], weight: 0.25, when: hasUnsteadyState },
  { cause: "output-elsewhere", on: OFF, got: UNWRITTEN, weight: 0.35, when: isUnwrittenByHistory },
  place("uninitialised", LABEL, ["tail of a share"], { got: ["number", "nan", "zero", "stray"], weight: 0.02 }),
  { cause: "uninitialised", on: CELLS, weight: 0.05, when: ({ again }) => again === "sometimes" },

  // Arithmetic.
  arithmetic("rounds-toward-zero", ["cut"]),
  arithmetic("rounds-ties-away", ["ties-away"]),
  arithmetic("rounds-twice", ["twice-1", "twice-2", "twice-3"]),
  arithmetic("sticky-bits-lost", ["guard-1", "guard-2", "guard-3"]),
  arithmetic("rounds-upward", ["upward", "downward"]),
  arithmetic("carry-lost", ["carry-lost"]),
  arithmetic("saturates", ["saturates", "clamped-to-half"], { weight: 0.12 }),
  arithmetic("overflows-too-early", ["overflows-early"], { weight: 0.12 }),
  place("overflows-too-early", LABEL, ["operand from"], { got: ["infinity"], weight: 0.05 }),
  place("overflow-bits", LABEL, ["result out of range"], { got: ["nan", "number", "stray", "infinity"], weight: 0.04 }),
  place("overflow-bits", LABEL, ["overflowing result"], { got: ["nan", "number", "zero", "stray"], weight: 0.05 }),
  arithmetic("subnormal-operand", ["subnormal-misread"]),
  place("subnormal-operand", LABEL, ["subnormal operand"]),
  arithmetic("subnormal-result", ["subnormal-cut", "raised-to-normal"]),
  place("subnormal-result", LABEL, ["small result"], { got: ["number", "stray", "near"], weight: 0.01 }),
  arithmetic("narrower-format", [...conversionsTo(/half|bfloat|fraction/), "scale-in-half", "steps-in-half"]),
  place("small-normals-flushed", LABEL, ["small result"], { got: ["zero"], weight: 0.05 }),
  place("small-normals-flushed", LABEL, ["lowest total"], { reductions: [MEAN], weight: 0.1 }),
  place("reciprocal-out-of-range", LABEL, ["far total"], { reductions: [MEAN], weight: 0.05 }),
  model("total-element-type", ["total-as-float"], { reductions: [MEAN] }),
  model("quotient-inaccurate", ["about"], { reductions: [MEAN], anyway: true, weight: 0.01 }),
];
