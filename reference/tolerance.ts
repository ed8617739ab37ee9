import type { ElementFormat } from "../core/format.ts";
import { ulp } from "../core/ulp.ts";
import { DIVISION_ROUNDOFFS, DIVISION_ULPS, FURTHER_ROUNDINGS, SUBNORMAL_STEPS } from "./bounds.ts";
import { exactMean, ORDERS, type Order } from "./mean.ts";

/** A double's own rounding of the exact quotient, which must not cost a kernel anything. */
const DOUBLE_ROUNDING = 2 ** -52;

/** Both ends of what a step, or a whole order, may give. */
export type Ends = readonly [number, number];

/**
 * A division's or reciprocal's range: 2.5 ULP to either side of the correctly rounded result, or of the exact one where
 * that rounds to infinity.
 */
function divisionEnds(format: ElementFormat, dividend: number, divisor: number): Ends {
  const exact = dividend / divisor;
  const rounded = format.round(exact);
  const centre = Number.isFinite(rounded) ? rounded : exact;
  const reach = DIVISION_ULPS * ulp(format, rounded);
  return [centre - reach, centre + reach];
}

/** The steps of an order around its division: what is divided by what, and what is made of the quotient. */
interface Steps {
  readonly dividend: number;
  readonly finish: (quotient: number) => number;
}

function stepsOf(format: ElementFormat, order: Order, g: number, w: number): Steps {
  const { round } = format;
  const product = round(g * w);
  switch (order) {
    case "A":
      return { dividend: product, finish: (q) => q };
    case "B":
      return { dividend: g, finish: (q) => round(q * w) };
    case "C":
      return { dividend: w, finish: (q) => round(g * q) };
    case "D":
      return { dividend: 1, finish: (r) => round(product * r) };
    case "E":
      return { dividend: 1, finish: (r) => round(round(g * r) * w) };
    case "F":
      return { dividend: 1, finish: (r) => round(round(w * r) * g) };
  }
}

/** The results of an order: an interval, and what comes of an infinite quotient where its range reaches that. */
interface Reach {
  /** `null` if every quotient in the range is infinite. */
  readonly ends: Ends | null;
  readonly infinite: number | null;
}

function reachOf(format: ElementFormat, order: Order, g: number, w: number, t: number): Reach {
  const { dividend, finish } = stepsOf(format, order, g, w);
  const range = divisionEnds(format, dividend, t);
  const inside = range.map((end, k) => lastInside(format, end, range[1 - k] as number)) as [number, number];
  const infinite = inside.find((end) => !Number.isFinite(end));
  if (infinite === undefined) return finished(format, inside, finish);
  if (inside.every((end) => !Number.isFinite(end))) return { ends: null, infinite: finish(infinite) };
  // A quotient is finite or infinite: between the largest and infinity there is nothing.
  const finite = inside.map((end) => (Number.isFinite(end) ? end : Math.sign(end) * format.maxFinite)) as [number, number];
  return { ends: finished(format, finite, finish).ends, infinite: finish(infinite) };
}

/**
 * What a range of finite quotients comes to. The steps after the division may overflow within it: between the last finite
 * result and infinity there is nothing.
 */
function finished(format: ElementFormat, [low, high]: Ends, finish: Steps["finish"]): Reach {
  const ends: Ends = [finish(low), finish(high)];
  const over = ends.findIndex((end) => Math.abs(end) === Infinity);
  const kept = ends[1 - over];
  if (over < 0 || kept === undefined || !Number.isFinite(kept)) return { ends, infinite: null };
  const step = Math.min(ulp(format, low), ulp(format, high));
  let quotient = over === 0 ? low : high;
  // Some ten steps at most, for the range is five of them wide and a step may be half of another's.
  while (Math.abs(finish(quotient)) === Infinity) quotient += over === 0 ? step : -step;
  return { ends: [kept, finish(quotient)], infinite: ends[over] as number };
}

/** The last value of the format inside a range: a division gives values of the format. */
function lastInside(format: ElementFormat, end: number, other: number): number {
  const rounded = format.round(end);
  const outside = end < other ? rounded < end : rounded > end;
  if (!outside || !Number.isFinite(rounded)) return rounded;
  const step = Math.min(ulp(format, rounded), ulp(format, end));
  return end < other ? rounded + step : rounded - step;
}

/** How far from the exact mean a result is tolerated in any order, as a number: (1 + 5u)(1 + u)^2 - 1 of it, and one subnormal step. */
export function meanReach(format: ElementFormat, exact: number): number {
  const u = format.unitRoundoff;
  const relative = (1 + DIVISION_ROUNDOFFS * u) * (1 + u) ** FURTHER_ROUNDINGS - 1 + DOUBLE_ROUNDING;
  return relative * Math.abs(exact) + SUBNORMAL_STEPS * format.minSubnormal;
}

/**
 * Where a kernel that divides by estimate and Newton steps may end (of g*w/t; g, w finite, t normal): inside one order's
 * interval, or within (1 + 5u)(1 + u)^2 - 1 of the exact value, relatively (a division 2.5 ULP, that is 5u, off, and two
 * more roundings), plus one subnormal step. Each order is monotone in its quotient or reciprocal, so that the two ends
 * bound all between. Each range has its lower end first; an end of NaN makes it empty.
 */
export function* toleratedMeans(format: ElementFormat, g: number, w: number, t: number): Generator<Ends> {
  const exact = exactMean(g, w, t);
  const reach = meanReach(format, exact);
  yield [exact - reach, exact + reach];
  for (const order of ORDERS) {
    const { ends, infinite } = reachOf(format, order, g, w, t);
    if (infinite !== null) yield [infinite, infinite];
    if (ends !== null) yield [Math.min(...ends), Math.max(...ends)];
  }
}

/** Whether `value` is inside one of the ranges of `toleratedMeans`. */
export function isToleratedMean(format: ElementFormat, g: number, w: number, t: number, value: number): boolean {
  for (const [low, high] of toleratedMeans(format, g, w, t)) if (low <= value && value <= high) return true;
  return false;
}

/**
 * Whether `value` is 0 and a division by estimate, with flushing, may end there: some order's interval reaches below the
 * smallest normal, in its result or in the division itself.
 */
export function isToleratedFlush(format: ElementFormat, g: number, w: number, t: number, value: number): boolean {
  if (value !== 0) return false;
  const reaches = (ends: Ends): boolean => Math.min(Math.abs(ends[0]), Math.abs(ends[1])) < format.minNormal;
  if (reaches(divisionEnds(format, 1, t)) || reaches(divisionEnds(format, g, t)) || reaches(divisionEnds(format, w, t)))
    return true;
  return ORDERS.some((order) => {
    const { ends } = reachOf(format, order, g, w, t);
    return ends !== null && reaches(ends);
  });
}
