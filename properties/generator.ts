import type { Platform } from "../core/contract.ts";
import { type ElementFormat, type ElementType, formatOf } from "../core/format.ts";
import type { Random } from "../core/random.ts";
import { ENTRIES, type EntryName, MEAN, NONE, REDUCTIONS, type Reduction } from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { type Case, type Fill, type Placement, typeOf, type Unused } from "./case.ts";
import { valueAt } from "./inputs.ts";
import { drawElement, drawLabel, type LabelClass, type LabelPattern, type ValueClass, type ValuePattern } from "./patterns.ts";

/** Sizes of a case's tensors, by what they are to reach. */
export type ShapeClass =
  /** Batch to 16 and class_num to 32: what fuzzers of other kinds are held against. */
  | "tiny"
  /** Every residue of 32, 1, around the core count and around small powers of two. */
  | "small"
  /** One extent past 2^8 or 2^10, around powers of two up to 2^12. */
  | "medium"
  /** One extent past 2^15 or 2^16. */
  | "long"
  /** batch * class_num past 2^24, where a float no longer counts. */
  | "vast"
  /** No rows. */
  | "empty";

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
);
const LABELS = weighted<LabelClass>([5, "random"], [1, "first"], [2, "last"], [1, "repeated"], [2, "adjacent"], [2, "edges"]);
const FILL_DRAWS = weighted<Fill>([5, "nan"], [4, "finite"], [1, "infinity"]);
const UNUSED = weighted<Unused>([4, "nan"], [5, "drawn"], [1, "infinity"]);
const PLACEMENTS = weighted<Placement>([4, "aligned"], [3, "exact"], [3, "start"]);

type TotalClass = "consistent" | "opposite" | "batch" | ValueClass;
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
const UNUSED_TOTALS = weighted<TotalClass>([4, "special"], [1, "ordinary"], [1, "one"], [1, "wide"], [1, "subnormal"]);

/** Extents next to which vector, tile and index arithmetic changes. */
const MEDIUM_EXTENTS = [127, 128, 129, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097];
const LONG_EXTENTS = [32767, 32768, 32769, 65535, 65536, 65537];
/** Shapes past 2^24 cells, wide and tall. */
const VAST_SHAPES: readonly (readonly [number, number])[] = [
  [4099, 4099],
  [1, 16777302],
  [65537, 257],
];

/** Shapes that the small stratum walks through one by one, in steps that have no factor in common with their number. */
const GRID_BATCHES = 36;
const GRID_CLASSES = 68;
const GRID_STEP = 1009;

function smallExtent(random: Random, cores: number): number {
  const way = random.below(16);
  if (way < 4) return random.between(1, 4);
  if (way < 12) return random.between(1, 40);
  if (way < 13) return Math.max(1, cores + random.between(-1, 1));
  if (way < 15) return 2 ** random.between(3, 6) + random.between(-1, 1);
  return random.between(1, 80);
}

function mediumExtent(random: Random): number {
  return random.oneIn(2) ? random.pick(MEDIUM_EXTENTS) : random.between(100, 2100);
}

function longExtent(random: Random): number {
  return random.oneIn(2) ? random.pick(LONG_EXTENTS) : random.between(32000, 70000);
}

/** [batch, classNum] */
function drawShape(random: Random, shape: ShapeClass, cores: number, index: number): readonly [number, number] {
  switch (shape) {
    case "tiny":
      return [random.between(1, 16), random.between(1, 32)];
    case "small": {
      // Every other shape comes from the grid, so that none of it is left to chance.
      if (index % 2 === 0) return [smallExtent(random, cores), smallExtent(random, cores)];
      const place = (((index - 1) / 2) * GRID_STEP) % (GRID_BATCHES * GRID_CLASSES);
      return [1 + (place % GRID_BATCHES), 1 + Math.floor(place / GRID_BATCHES)];
    }
    case "medium": {
      const other = smallExtent(random, cores);
      return random.oneIn(2) ? [mediumExtent(random), other] : [other, mediumExtent(random)];
    }
    case "long": {
      const other = random.between(1, 2 * cores + 1);
      return random.oneIn(2) ? [longExtent(random), other] : [other, longExtent(random)];
    }
    case "vast":
      return VAST_SHAPES[index % VAST_SHAPES.length] as readonly [number, number];
    case "empty":
      return [0, smallExtent(random, cores)];
  }
}

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
  // Few vast cases are made: shapes and entries go through each other in turn.
  const turn = (index % VAST_SHAPES.length) + Math.floor(index / VAST_SHAPES.length);
  const entry = (shape === "vast" ? entries[turn % entries.length] : random.pick(entries)) as EntryName;
  const { type, storage } = ENTRIES[entry];
  const reduction = random.pick(REDUCTIONS);
  const [batch, classNum] = drawShape(random, shape, platform.cores, index);
  // In the one row of a vast case the last class is what an index held in a float cannot name.
  const labelClass = shape === "vast" && batch === 1 ? "last" : random.pick(LABELS);
  const labels: LabelPattern = { kind: "drawn", labels: labelClass, seed: random.word() };
  const lossGradLength = reduction === NONE ? batch : random.oneIn(2) ? 1 : Math.max(1, batch);
  const lossGrad = drawValues(random, type, GRADIENTS, lossGradLength);
  const weight = drawValues(random, type, WEIGHTS, classNum);
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
