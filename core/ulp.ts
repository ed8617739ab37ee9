import type { ElementFormat, Format } from "./format.ts";

const scratch: Float64Array = new Float64Array(1);
const scratchWords: Uint32Array = new Uint32Array(scratch.buffer);

/** The powers of two by a double's biased exponent; nothing here is below the normal doubles. */
const POWERS: Float64Array = Float64Array.from({ length: 2047 }, (_, exponent) => 2 ** (exponent - 1023));

/** *Same value* in the operator's sense: equal as numbers, +0 equal to -0, every NaN equal to every NaN. */
export function sameValue(a: number, b: number): boolean {
  return a === b || (a !== a && b !== b);
}

/**
 * The step between neighbours in the binade of `x`: 2^(e - precision + 1), and the subnormal step below the normals.
 * For an infinity it is the step of the highest binade.
 */
export function ulp(format: Format, x: number): number {
  const magnitude = Math.min(Math.abs(x), format.maxFinite);
  if (magnitude < format.minNormal) return format.minSubnormal;
  if (magnitude !== magnitude) return magnitude;
  // By the exponent's bits: exact, where a logarithm rounds, and far cheaper. A table, since a double that is put together from two words
  // is waited for.
  scratch[0] = magnitude;
  return (POWERS[(scratchWords[1] as number) >>> 20] as number) * (2 * format.unitRoundoff);
}

/** Place on the line of all values, in steps from zero: monotone, both zeros at 0, infinity one step past the largest. */
export function ordinal(format: ElementFormat, x: number): number {
  const magnitude = format.toBits(Math.abs(x));
  return x < 0 ? -magnitude : magnitude;
}

/**
 * Distance in steps of the format from the value `from` to the value `to`, both values of the format. Both zeros are one
 * place; infinity is one step past the largest finite value; between NaN and a number there is no distance (`null`).
 */
export function stepsBetween(format: ElementFormat, from: number, to: number): number | null {
  if (sameValue(from, to)) return 0;
  if (from !== from || to !== to) return null;
  return Math.abs(ordinal(format, to) - ordinal(format, from));
}

/** |received - expected| / |expected|; `null` where that has no meaning: an operand not finite, or expected 0. */
export function relativeError(expected: number, received: number): number | null {
  if (!Number.isFinite(expected) || !Number.isFinite(received) || expected === 0) return null;
  return Math.abs(received - expected) / Math.abs(expected);
}
