import { type ElementFormat, formatOf } from "../core/format.ts";
import type { Random } from "../core/random.ts";
import { ulp } from "../core/ulp.ts";
import { exactMean } from "../reference/mean.ts";
import { MEAN, type Reduction } from "../reference/operator.ts";
import { type Case, typeOf } from "./case.ts";
import { operandsOf } from "./explicit.ts";
import { drawLabel } from "./patterns.ts";

/** What the label cell of a call's first row comes to, by the exact result: how it rounds, and special values. */
export const RESULTS = [
  "zero",
  "subnormal, exact",
  "subnormal, rounded",
  "normal, exact",
  "normal, rounded",
  "normal, next to a midpoint",
  "infinite",
  "NaN",
] as const;

/** So near to the midpoint of two neighbours, in steps, a result is next to it: a wrong guard or sticky bit shows there. */
const NEXT_TO = 1 / 32;

/** The class of the label of a row. */
export function labelOf({ labels, classNum }: Case, row: number): number {
  return labels.kind === "drawn" ? drawLabel(labels.labels, labels.seed, row, classNum) : (labels.labels[row] as number);
}

/** The place among `RESULTS` of a case's first row; -1 without rows. */
export function resultOf(c: Case): number {
  if (c.batch === 0) return -1;
  const format = formatOf(typeOf(c));
  const { g, w, t } = operandsOf(c, 0, labelOf(c, 0));
  return placeOfResult(format, c.reduction, format.fromBits(g), format.fromBits(w), format.fromBits(t));
}

function placeOfResult(format: ElementFormat, reduction: Reduction, g: number, w: number, t: number): number {
  const exact = Math.abs(reduction === MEAN ? exactMean(g, w, t) : g * w);
  if (exact !== exact) return 7;
  const rounded = format.round(exact);
  if (rounded === Infinity) return 6;
  if (rounded === 0) return 0;
  const error = Math.abs(exact - rounded);
  if (rounded < format.minNormal) return error === 0 ? 1 : 2;
  if (error === 0) return 3;
  return error >= (1 / 2 - NEXT_TO) * ulp(format, rounded) ? 5 : 4;
}

/** Which results mean has by a total that is zero, infinite or NaN; `null`: any. */
export function resultsByTotal(t: number): readonly (typeof RESULTS)[number][] | null {
  if (t !== t) return ["NaN"];
  if (t === 0) return ["infinite", "NaN"];
  return Math.abs(t) === Infinity ? ["zero", "NaN"] : null;
}

/** Draws until operands come to the result that is wanted: a sixteenth of the rounded ones is next to a midpoint. */
const TRIES = 512;

/** Bits of a gradient and a weight. */
export interface Factors {
  readonly g: number;
  readonly w: number;
}

/** Draws a gradient and a weight whose result is of the class `place`, with the total `t` in mean; `null` if none was found. */
export function drawFactors(
  random: Random,
  format: ElementFormat,
  reduction: Reduction,
  t: number,
  place: number,
): Factors | null {
  for (let k = 0; k < TRIES; k++) {
    const [first, second] = factorsNear(random, format, reduction === MEAN ? t : 1, place);
    const g = format.toBits(first);
    const w = format.toBits(second);
    if (placeOfResult(format, reduction, format.fromBits(g), format.fromBits(w), t) === place) return { g, w };
  }
  return null;
}

/** A number of any significand, from 1 to below 2. */
const significand = (random: Random): number => 1 + random.word() / 2 ** 32;

function factorsNear(random: Random, format: ElementFormat, t: number, place: number): readonly [number, number] {
  const { minNormal, minSubnormal, maxFinite, overflowPower } = format;
  const some = (): number => (random.oneIn(2) ? 1 : -1) * significand(random) * 2 ** random.between(-3, 3);
  switch (RESULTS[place]) {
    case "zero":
      return random.oneIn(2) ? [some(), 0] : [0, some()];
    case "infinite":
      return random.oneIn(2) ? [some(), Infinity] : balanced(random, some() * overflowPower * t);
    case "NaN":
      return random.oneIn(2) ? [Number.NaN, some()] : [some(), Number.NaN];
    case "subnormal, exact":
    case "normal, exact": {
      // The total times a power of two, which division takes out again, and few bits.
      const half = Math.ceil(-Math.log2(minSubnormal) / 2);
      const isSubnormal = RESULTS[place] === "subnormal, exact";
      const few = isSubnormal
        ? random.between(1, 2 ** 10 - 1) * minSubnormal
        : random.between(1, 15) * 2 ** random.between(-3, 3);
      const power = 2 ** random.between(-half, half);
      return [few * power, Math.abs(t) / power];
    }
    case "subnormal, rounded":
      return balanced(random, random.between(1, 2 ** 20) * 2 ** -20 * minNormal * t);
    default:
      return balanced(random, random.oneIn(2) ? some() * t : ((maxFinite * random.word()) / 2 ** 32) * t);
  }
}

/** Two factors of a product, of about the same size: both are in range if any are. */
function balanced(random: Random, product: number): readonly [number, number] {
  const first = significand(random) * 2 ** Math.round(Math.log2(Math.abs(product)) / 2);
  return [first, product / first];
}
