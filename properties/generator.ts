import type { Platform } from "../core/contract.ts";
import { type ElementFormat, type ElementType, formatOf } from "../core/format.ts";
import type { Random } from "../core/random.ts";
import { ENTRIES, type EntryName, entryOf, MEAN, NONE, REDUCTIONS, type Reduction, SUM } from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { type Case, type Fill, type Placement, typeOf, type Unused } from "./case.ts";
import { valueAt } from "./inputs.ts";
import { drawElement, drawLabel, type LabelClass, type LabelPattern, type ValueClass, type ValuePattern } from "./patterns.ts";
import { drawShape, type ShapeClass, VAST_SHAPES } from "./shapes.ts";

/** Items of a list in proportion to their weights. */
function weighted<T>(...pairs: readonly (readonly [number, T])[]): readonly T[] {
  return pairs.flatMap(([times, item]) => Array.from({ length: times }, () => item));
}

const GRADIENTS = weighted<ValueClass>(
  [7, "ordinary"],
  [4, "mixed"],
  [3, "wide"],
  [2, "short"],
  [1, "integers"],
  [1, "powers"],
  [1, "subnormal"],
  [1, "extreme"],
  [1, "special"],
  [1, "one"],
  [1, "uniform"],
  [1, "whole"],
);
const WEIGHTS = weighted<ValueClass>(
  [6, "ordinary"],
  [4, "mixed"],
  [3, "wide"],
  [2, "short"],
  [2, "positive"],
  [1, "integers"],
  [1, "powers"],
  [1, "subnormal"],
  [1, "extreme"],
  [1, "special"],
  [2, "one"],
  [1, "uniform"],
  [1, "whole"],
);
/** Integer units are asked for both operands. */
const WEIGHTS_BESIDE_WHOLE = weighted<ValueClass>([WEIGHTS.length, "whole"], ...WEIGHTS.map((values) => [1, values] as const));
const LABELS = weighted<LabelClass>([5, "random"], [1, "first"], [2, "last"], [1, "repeated"], [2, "adjacent"], [2, "edges"]);
const FILL_DRAWS = weighted<Fill>([5, "nan"], [4, "finite"], [1, "infinity"]);
const UNUSED = weighted<Unused>([4, "nan"], [5, "drawn"], [1, "infinity"]);
const PLACEMENTS = weighted<Placement>([4, "aligned"], [3, "exact"], [3, "start"]);

type QuickTotal = "batch" | ValueClass;
type TotalClass = "consistent" | "opposite" | QuickTotal;
const TOTALS = weighted<TotalClass>(
  [5, "consistent"],
  [1, "opposite"],
  [2, "batch"],
  [2, "one"],
  [4, "ordinary"],
  [2, "integers"],
  [1, "powers"],
  [3, "wide"],
  [1, "extreme"],
  [1, "special"],
  [1, "short"],
);
/** Those that cost no sum over the rows. */
const QUICK_TOTALS = TOTALS.filter((total): total is QuickTotal => total !== "consistent" && total !== "opposite");
const UNUSED_TOTALS = weighted<QuickTotal>([4, "special"], [1, "ordinary"], [1, "one"], [1, "wide"], [1, "subnormal"]);

/** Any non-zero mask of the platform's cores, with full and single-core masks oftener. */
function drawMask(random: Random, platform: Platform): number {
  const full = fullMask(platform);
  const way = random.below(8);
  if (way < 3) return full;
  if (way < 5) return 1 << random.below(platform.cores);
  return random.between(1, full);
}

/** A pattern of the class; seldom with one element that is unlike the others, which fast paths overlook. */
function drawValues(random: Random, type: ElementType, classes: readonly ValueClass[], length: number): ValuePattern {
  const values = random.pick(classes);
  const seed = random.word();
  const odd = (values === "one" || values === "uniform") && random.oneIn(2);
  if (!odd || length === 0) return { kind: "drawn", values, seed };
  const index = random.below(length);
  return { kind: "drawn", values, seed, except: [[index, drawElement(type, "ordinary", seed ^ 0x7feb352d, index)]] };
}

/**
 * Results next to which rounding changes its ways, as multiples: the ends of the range, the smallest normal, the
 * subnormals' own steps and their midpoints.
 */
function drawTarget(random: Random, format: ElementFormat): number {
  const { maxFinite, overflowPower, minNormal, minSubnormal } = format;
  const near = 1 + (random.below(17) - 8) * format.unitRoundoff;
  switch (random.below(6)) {
    case 0:
      return maxFinite * near;
    case 1:
      // Between the largest finite value and the midpoint to the next power, from where results are infinite.
      return overflowPower - (overflowPower - maxFinite) * (random.below(16) / 8);
    case 2:
      return minNormal * near;
    case 3:
      return minNormal * (random.word() / 2 ** 32) * near;
    case 4:
      return minSubnormal * (random.between(1, 15) / 2) * near;
    default:
      return minSubnormal * (1 / 2) * near;
  }
}

/** The pattern with one element set. By a loop, and not by spreading and filtering: those take as long as the rest of a draw. */
function withElement(pattern: ValuePattern, index: number, bits: number): ValuePattern {
  if (pattern.kind === "explicit") return pattern;
  const except: (readonly [number, number])[] = [];
  if (pattern.except !== undefined) {
    for (let k = 0; k < pattern.except.length; k++) {
      const other = pattern.except[k] as readonly [number, number];
      if (other[0] !== index) except.push(other);
    }
  }
  except.push([index, bits]);
  return { kind: "drawn", values: pattern.values, seed: pattern.seed, except };
}

/** Sets one row's gradient and weight so that its result comes out next to where rounding changes its ways. */
function aim(random: Random, c: Case): Case {
  const format = formatOf(typeOf(c));
  if (c.batch === 0 || c.labels.kind === "explicit") return c;
  const row = random.below(c.batch);
  const label = drawLabel(c.labels.labels, c.labels.seed, row, c.classNum);
  const gradientBits = drawElement(format.type, random.oneIn(2) ? "ordinary" : "wide", random.word(), row);
  const g = format.fromBits(gradientBits);
  const t = c.reduction === MEAN ? format.fromBits(c.totalWeight) : 1;
  const weightBits = format.toBits((drawTarget(random, format) * t) / g);
  if (!Number.isFinite(format.fromBits(weightBits)) || weightBits === 0) return c;
  return {
    ...c,
    lossGrad: withElement(c.lossGrad, c.reduction === NONE ? row : 0, gradientBits),
    weight: withElement(c.weight, label, weightBits),
  };
}

function drawTotal(
  random: Random,
  type: ElementType,
  reduction: Reduction,
  batch: number,
  classNum: number,
  labels: LabelPattern,
  weight: ValuePattern,
): number {
  const format = formatOf(type);
  const total = random.pick(reduction === MEAN ? TOTALS : UNUSED_TOTALS);
  switch (total) {
    case "batch":
      return format.toBits(batch);
    case "consistent":
    case "opposite": {
      let sum = 0;
      for (let i = 0; i < batch; i++) {
        const label = labels.kind === "drawn" ? drawLabel(labels.labels, labels.seed, i, classNum) : (labels.labels[i] as number);
        sum += format.fromBits(valueAt(format, weight, label));
      }
      return format.toBits(total === "consistent" ? sum : -sum);
    }
    default:
      return drawElement(type, total, random.word(), 0);
  }
}

/** Draws one valid case of the platform. `index` is the case's place in its stratum. */
export function drawCase(random: Random, platform: Platform, shape: ShapeClass, index: number): Case {
  const entries = entriesOf(platform);
  // Few vast cases are made, and few past 2^16: shapes and entries go through each other in turn.
  const inTurn =
    shape === "vast"
      ? (index % VAST_SHAPES.length) + Math.floor(index / VAST_SHAPES.length)
      : shape === "long" && index % 4 === 0
        ? Math.floor(index / 8)
        : null;
  const entry = (inTurn === null ? random.pick(entries) : entries[inTurn % entries.length]) as EntryName;
  const { type, storage } = ENTRIES[entry];
  const reduction = random.pick(REDUCTIONS);
  const [batch, classNum] = drawShape(random, shape, platform.cores, index);
  // In the one row of a vast case the last class is what an index held in a float cannot name.
  const labelClass = shape === "vast" && batch === 1 ? "last" : random.pick(LABELS);
  const labels: LabelPattern = { kind: "drawn", labels: labelClass, seed: random.word() };
  const lossGradLength = reduction === NONE ? batch : random.oneIn(2) ? 1 : Math.max(1, batch);
  const lossGrad = drawValues(random, type, GRADIENTS, lossGradLength);
  const isWhole = lossGrad.kind === "drawn" && lossGrad.values === "whole";
  const weight = drawValues(random, type, isWhole ? WEIGHTS_BESIDE_WHOLE : WEIGHTS, classNum);
  const c: Case = {
    entry,
    batch,
    classNum,
    reduction,
    coreMask: storage === "s" ? drawMask(random, platform) : 1,
    labels,
    lossGrad,
    lossGradLength,
    weight,
    totalWeight: drawTotal(random, type, reduction, batch, classNum, labels, weight),
    // Drawing millions of weights that nothing reads takes longer than the call.
    unused: shape === "vast" ? "nan" : random.pick(UNUSED),
    logits: random.pick(FILL_DRAWS),
    poison: random.pick(FILL_DRAWS),
    placement: random.pick(PLACEMENTS),
  };
  return random.oneIn(5) ? aim(random, c) : c;
}

/** Reductions that leave the inputs of a case as they are: what stands in elements that must not be used, and their number. */
function interchangeable({ reduction, unused, lossGradLength, batch }: Case): readonly Reduction[] {
  if (reduction === NONE) return unused === "drawn" ? REDUCTIONS : ONLY_NONE;
  return unused === "drawn" && lossGradLength === batch ? REDUCTIONS : SHARED_GRADIENT;
}

const ONLY_NONE: readonly Reduction[] = [NONE];
const SHARED_GRADIENT: readonly Reduction[] = [SUM, MEAN];

/**
 * Draws another call on the same labels, gradients and weights: function, reduction, mask, total and what the output is filled with
 * are its own. Inputs cost most of a small call: a volley of such cases is drawn, laid out and verified for little more than one of them.
 */
export function drawMember(random: Random, platform: Platform, base: Case): Case {
  const { type } = ENTRIES[base.entry];
  const storage = random.oneIn(2) ? "s" : "p";
  const reduction = random.pick(interchangeable(base));
  const total = random.pick(reduction === MEAN ? QUICK_TOTALS : UNUSED_TOTALS);
  return {
    entry: entryOf(type, storage),
    batch: base.batch,
    classNum: base.classNum,
    reduction,
    coreMask: storage === "s" ? drawMask(random, platform) : 1,
    labels: base.labels,
    lossGrad: base.lossGrad,
    lossGradLength: base.lossGradLength,
    weight: base.weight,
    totalWeight: total === "batch" ? formatOf(type).toBits(base.batch) : drawElement(type, total, random.word(), 0),
    unused: base.unused,
    logits: base.logits,
    poison: random.pick(FILL_DRAWS),
    placement: base.placement,
  };
}

/** Whether two cases differ in nothing but what the members of a volley differ in. */
export function areOneVolley(a: Case, b: Case): boolean {
  return (
    a.weight === b.weight &&
    a.lossGrad === b.lossGrad &&
    a.labels === b.labels &&
    a.batch === b.batch &&
    a.classNum === b.classNum &&
    a.lossGradLength === b.lossGradLength &&
    a.logits === b.logits &&
    a.placement === b.placement &&
    a.unused === b.unused &&
    (a.unused === "drawn" || (a.reduction === NONE) === (b.reduction === NONE)) &&
    ENTRIES[a.entry].type === ENTRIES[b.entry].type
  );
}
