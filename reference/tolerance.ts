import type { ElementFormat } from "../core/format.ts";
import { ulp } from "../core/ulp.ts";
import { exactMean, ORDERS, type Order } from "./mean.ts";

/** What WGSL and OpenCL grant a division, and a reciprocal refined by Newton steps reaches. */
export const DIVISION_ULPS = 2.5;

/** A double's own rounding of the exact quotient, which must not cost a kernel anything. */
const DOUBLE_ROUNDING = 2 ** -52;

/** Both ends of what a division may give; infinity stands at 2^(largest exponent + 1). */
type Ends = readonly [number, number];

/**
 * A division's or reciprocal's range: 2.5 ULP to either side of the correctly rounded result. An end past the largest
 * finite value rounds to infinity in the step that follows, or in the result.
 */
function divisionEnds(format: ElementFormat, dividend: number, divisor: number): Ends {
  const rounded = format.round(dividend / divisor);
  const centre = Number.isFinite(rounded) ? rounded : Math.sign(rounded) * format.overflowPower;
  const reach = DIVISION_ULPS * ulp(format, rounded);
  return [centre - reach, centre + reach];
}

/** The results at both ends of the division's range, other steps correctly rounded. */
function orderEnds(format: ElementFormat, order: Order, g: number, w: number, t: number): Ends {
  const round = format.round;
  const map = ([low, high]: Ends, f: (x: number) => number): Ends => [round(f(low)), round(f(high))];
  switch (order) {
    case "A": {
      const [low, high] = divisionEnds(format, round(g * w), t);
      return [towardInside(format, low, high), towardInside(format, high, low)];
    }
    case "B":
      return map(divisionEnds(format, g, t), (q) => q * w);
    case "C":
      return map(divisionEnds(format, w, t), (q) => g * q);
    case "D": {
      const product = round(g * w);
      return map(divisionEnds(format, 1, t), (r) => product * r);
    }
    case "E":
      return map(
        map(divisionEnds(format, 1, t), (r) => g * r),
        (s) => s * w,
      );
    case "F":
      return map(
        map(divisionEnds(format, 1, t), (r) => w * r),
        (s) => s * g,
      );
  }
}

/** In order A the division is the last step: its end is the last value of the format inside the range. */
function towardInside(format: ElementFormat, end: number, other: number): number {
  const rounded = format.round(end);
  const outside = end < other ? rounded < end : rounded > end;
  if (!outside || !Number.isFinite(rounded)) return rounded;
  const step = Math.min(ulp(format, rounded), ulp(format, end));
  return end < other ? rounded + step : rounded - step;
}

function isWithin(ends: Ends, value: number): boolean {
  const low = Math.min(ends[0], ends[1]);
  const high = Math.max(ends[0], ends[1]);
  return low <= value && value <= high;
}

/**
 * Whether `value` (of g*w/t; g, w finite, t normal) lies where a kernel that divides by estimate and Newton steps may end:
 * inside one order's interval, or within (1 + 5u)(1 + u)^2 - 1 of the exact value, relatively (a division 2.5 ULP, that
 * is 5u, off, and two more roundings), plus one subnormal step. Each order is monotone in its quotient or reciprocal, so
 * that the two ends bound all between.
 */
export function isToleratedMean(format: ElementFormat, g: number, w: number, t: number, value: number): boolean {
  if (value !== value) return false;
  const exact = exactMean(g, w, t);
  const u = format.unitRoundoff;
  const relative = (1 + 5 * u) * (1 + u) ** 2 - 1 + DOUBLE_ROUNDING;
  if (Math.abs(value - exact) <= relative * Math.abs(exact) + format.minSubnormal) return true;
  return ORDERS.some((order) => isWithin(orderEnds(format, order, g, w, t), value));
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
  return ORDERS.some((order) => reaches(orderEnds(format, order, g, w, t)));
}
