import { type ElementFormat, FLOAT } from "../core/format.ts";
import { sameValue } from "../core/ulp.ts";

/**
 * The label cell of sum and none: -(g*w) correctly rounded. A double holds the product of two elements exactly (fp: 48
 * bits of significand, exponents down to 2^-298; hp: 22 bits), so one rounding is all there is.
 */
export function negatedProduct(format: ElementFormat, g: number, w: number): number {
  // A rounding that is named is compiled to one instruction, one that is handed over stays a call.
  return format === FLOAT ? -Math.fround(g * w) : -format.round(g * w);
}

/**
 * True if `received` is the label cell of sum or none with some subnormal operand or result flushed to zero. A result
 * flushes if its exact value, before rounding, is below the smallest normal.
 */
export function isFlushedProduct(format: ElementFormat, g: number, w: number, received: number): boolean {
  const flushed = (x: number): boolean => x !== 0 && Math.abs(x) < format.minNormal;
  if (flushed(g * w) && received === 0) return true;
  // A flushed operand makes the product 0, or NaN against an infinity.
  if (flushed(g) && sameValue(received, 0 * w)) return true;
  return flushed(w) && sameValue(received, g * 0);
}
