import { floatBits, floatValue } from "./float.ts";
import { halfBits, halfValue, roundToHalf } from "./half.ts";

/** `hp`: IEEE 754 binary16, `fp`: binary32; the names are the operator's function prefixes. */
export type ElementType = "fp" | "hp";

/** A binary floating-point format. Values are doubles, in which every value of the format is exact. */
export interface Format {
  readonly name: "half" | "float" | "double";
  /** Bytes an element takes. */
  readonly bytes: number;
  /** Significand bits, the hidden one included. */
  readonly precision: number;
  /** u, the largest relative error of one rounding: 2^-precision. */
  readonly unitRoundoff: number;
  /** Smallest normal magnitude. */
  readonly minNormal: number;
  /** Smallest positive magnitude, which is also the step among the subnormals. */
  readonly minSubnormal: number;
  readonly maxFinite: number;
  /** 2 to the exponent past the largest: what infinity stands for when it is the result of rounding. */
  readonly overflowPower: number;
  /** Rounds to the nearest value of the format, ties to even. */
  round(x: number): number;
}

/** A format whose elements the operator stores. */
export interface ElementFormat extends Format {
  readonly type: ElementType;
  /** The bits of `x` rounded to the format. */
  toBits(x: number): number;
  fromBits(bits: number): number;
  /** The bit that carries the sign. */
  readonly signBit: number;
}

export const HALF: ElementFormat = Object.freeze({
  name: "half",
  type: "hp",
  bytes: 2,
  precision: 11,
  unitRoundoff: 2 ** -11,
  minNormal: 2 ** -14,
  minSubnormal: 2 ** -24,
  maxFinite: 65504,
  overflowPower: 2 ** 16,
  signBit: 0x8000,
  round: roundToHalf,
  toBits: halfBits,
  fromBits: halfValue,
});

export const FLOAT: ElementFormat = Object.freeze({
  name: "float",
  type: "fp",
  bytes: 4,
  precision: 24,
  unitRoundoff: 2 ** -24,
  minNormal: 2 ** -126,
  minSubnormal: 2 ** -149,
  maxFinite: 2 ** 128 - 2 ** 104,
  overflowPower: 2 ** 128,
  signBit: 0x80000000,
  round: Math.fround,
  toBits: floatBits,
  fromBits: floatValue,
});

/** What JavaScript computes in. `overflowPower` is out of its own reach, and nothing asks for it. */
export const DOUBLE: Format = Object.freeze({
  name: "double",
  bytes: 8,
  precision: 53,
  unitRoundoff: 2 ** -53,
  minNormal: 2 ** -1022,
  minSubnormal: 2 ** -1074,
  maxFinite: Number.MAX_VALUE,
  overflowPower: Infinity,
  round: (x: number): number => x,
});

/** The format of an element type. */
export function formatOf(type: ElementType): ElementFormat {
  return type === "fp" ? FLOAT : HALF;
}
