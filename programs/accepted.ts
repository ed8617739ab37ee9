import type { ElementFormat } from "../core/format.ts";
import { ordinal, sameValue } from "../core/ulp.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { flushedMeans, isSpecialMean, legalMeans } from "../reference/mean.ts";
import { MEAN, type Reduction } from "../reference/operator.ts";
import { isFlushedProduct, negatedProduct } from "../reference/product.ts";
import { isToleratedFlush, toleratedMeans } from "../reference/tolerance.ts";

/**
 * Results from `low` to `high`, both included, by their place on the line of all values: the bits without sign, negative
 * for a negative number, so that both zeros are 0. Any NaN is one past +infinity. `clause`: the SHOULD that such a result
 * is warned of; `null` if it is legal.
 */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly clause: ClauseId | null;
}

/** What a label cell may hold. */
export interface Accepted {
  /** Bits of the correctly rounded value. */
  readonly expected: number;
  /** What else is accepted. Where ranges share a place, the first counts. */
  readonly others: readonly Range[];
}

/** What a label cell with the operands g, w and t may hold: what `properties/output.ts` judges it by, as data. */
export function acceptedResults(format: ElementFormat, reduction: Reduction, g: number, w: number, t: number): Accepted {
  return reduction === MEAN ? acceptedMeans(format, g, w, t) : acceptedProducts(format, g, w);
}

function placeOf(format: ElementFormat, value: number): number {
  return Number.isNaN(value) ? ordinal(format, Infinity) + 1 : ordinal(format, value);
}

function pointsOf(format: ElementFormat, values: readonly number[], clause: ClauseId | null): Range[] {
  const places = [...new Set(values.map((value) => placeOf(format, value)))].sort((a, b) => a - b);
  return merged(places.map((place) => ({ low: place, high: place, clause })));
}

/** Ranges of one clause, those that touch made one. */
function merged(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.low - b.low)) {
    const last = joined.at(-1);
    if (last !== undefined && range.low <= last.high + 1)
      joined[joined.length - 1] = { ...last, high: Math.max(last.high, range.high) };
    else joined.push(range);
  }
  return joined;
}

function acceptedProducts(format: ElementFormat, g: number, w: number): Accepted {
  const expected = negatedProduct(format, g, w);
  // Flushing gives 0, or NaN against an infinity.
  const flushed = [0, NaN].filter((value) => !sameValue(value, expected) && isFlushedProduct(format, g, w, value));
  return { expected: format.toBits(expected), others: pointsOf(format, flushed, "subnormals") };
}

function acceptedMeans(format: ElementFormat, g: number, w: number, t: number): Accepted {
  const [first, ...rest] = legalMeans(format, g, w, t).map((value) => -value);
  const legal = pointsOf(format, rest, null);
  return { expected: format.toBits(first as number), others: [...legal, ...warnedMeans(format, g, w, t)] };
}

/** Results of mean that earn a warning, the clauses in the order in which they are looked at. */
function warnedMeans(format: ElementFormat, g: number, w: number, t: number): Range[] {
  const top = ordinal(format, Infinity);
  const anything = (clause: ClauseId): Range => ({ low: -top, high: top + 1, clause });
  if (t === 0) return [anything("zero-total")];
  const flushed = pointsOf(
    format,
    Array.from(flushedMeans(format, g, w, t), (value) => -value),
    "subnormals",
  );
  if (Math.abs(t) < format.minNormal || Math.abs(t) === Infinity) return [...flushed, anything("extreme-total")];
  const tolerated: Range[] = [];
  if (Number.isFinite(g) && Number.isFinite(w) && !Number.isNaN(t)) {
    // -(g*w/t) lies between the ends turned round.
    for (const [low, high] of toleratedMeans(format, g, w, t)) tolerated.push(...rangeWithin(format, -high, -low));
    if (isToleratedFlush(format, g, w, t, 0)) tolerated.push({ low: 0, high: 0, clause: "mean-accuracy" });
  }
  const special = isSpecialMean(format, g, w, t) ? pointsOf(format, [-Infinity, Infinity, NaN], "mean-special") : [];
  return [...flushed, ...merged(tolerated), ...special];
}

/** The values of the format inside a range of numbers, if there are any. */
function rangeWithin(format: ElementFormat, low: number, high: number): Range[] {
  if (Number.isNaN(low) || Number.isNaN(high)) return [];
  const [roundedLow, roundedHigh] = [format.round(low), format.round(high)];
  const first = ordinal(format, roundedLow) + (roundedLow < low ? 1 : 0);
  const last = ordinal(format, roundedHigh) - (roundedHigh > high ? 1 : 0);
  return first <= last ? [{ low: first, high: last, clause: "mean-accuracy" }] : [];
}
