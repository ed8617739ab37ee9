/**
 * IEEE 754 binary16. A half is carried as its 16 bits; its value is a double, in which every half is exact.
 * Rounding here is the suite's own and goes from double to half in one step, so that no second rounding hides in it.
 */

const scratch: Float64Array = new Float64Array(1);
const scratchWords: Uint32Array = new Uint32Array(scratch.buffer);

/** 2^52: adding it to a non-negative double below 2^52 rounds that double to an integer, ties to even. */
const ROUND_TO_INTEGER = 2 ** 52;

/** The least magnitude that rounds to infinity: half a step above the largest half, 65504. */
const OVERFLOW = 65520;

/** Smallest normal half, 2^-14. */
const MIN_NORMAL = 2 ** -14;

/** The quiet NaN that rounding produces. */
export const HALF_NAN = 0x7e00;

/** Powers of two that bring a value of exponent e, -14..15, to 1024..2047; indexed by e + 14. */
const toInteger: Float64Array = Float64Array.from({ length: 30 }, (_, i) => 2 ** (10 - (i - 14)));

/** Rounds a double to the nearest half, ties to even, and gives its bits. */
export function halfBits(x: number): number {
  if (x !== x) return HALF_NAN;
  scratch[0] = x;
  const high = scratchWords[1] as number;
  const sign = (high >>> 16) & 0x8000;
  const magnitude = Math.abs(x);
  if (magnitude >= OVERFLOW) return sign | 0x7c00;
  if (magnitude < MIN_NORMAL) return sign | (magnitude * 2 ** 24 + ROUND_TO_INTEGER - ROUND_TO_INTEGER);
  const exponent = ((high >>> 20) & 0x7ff) - 1023;
  const significand = magnitude * (toInteger[exponent + 14] as number) + ROUND_TO_INTEGER - ROUND_TO_INTEGER;
  // A significand rounded up to 2048 carries into the exponent, which is the next binade's first half.
  return sign | (((exponent + 14) << 10) + significand);
}

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The value of each of the 65 536 halves, indexed by its bits. */
export const HALF_VALUES: Float64Array = Float64Array.from({ length: 0x10000 }, (_, bits) => decode(bits));

/** The value of a half. */
export function halfValue(bits: number): number {
  return HALF_VALUES[bits] as number;
}

/** Rounds a double to the nearest half and gives its value. */
export function roundToHalf(x: number): number {
  return HALF_VALUES[halfBits(x)] as number;
}
