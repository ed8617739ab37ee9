import type { ElementType } from "../core/format.ts";

/**
 * Exact arithmetic for tests: fractions of BigInts, and rounding to a format from the definition of IEEE 754. Nothing
 * here calls the code that it is held against.
 */
export interface Fraction {
  readonly n: bigint;
  /** Greater than 0. */
  readonly d: bigint;
}

export const ZERO: Fraction = { n: 0n, d: 1n };
export const ONE: Fraction = { n: 1n, d: 1n };

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);
const power = (exponent: number): Fraction =>
  exponent >= 0 ? { n: 1n << BigInt(exponent), d: 1n } : { n: 1n, d: 1n << BigInt(-exponent) };

export const multiply = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
export const add = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const negate = (a: Fraction): Fraction => ({ n: -a.n, d: a.d });
export const divide = (a: Fraction, b: Fraction): Fraction =>
  b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
export const subtract = (a: Fraction, b: Fraction): Fraction => add(a, negate(b));
export const isLess = (a: Fraction, b: Fraction): boolean => a.n * b.d < b.n * a.d;
export const absolute = (a: Fraction): Fraction => ({ n: magnitude(a.n), d: a.d });
export const scale = (a: Fraction, exponent: number): Fraction => multiply(a, power(exponent));

/** Significand bits with the hidden one, exponent of the subnormals' step, and of the power of two past the largest. */
interface Widths {
  readonly precision: number;
  readonly step: number;
  readonly overflow: number;
}
const WIDTHS: Readonly<Record<ElementType, Widths>> = {
  fp: { precision: 24, step: -149, overflow: 128 },
  hp: { precision: 11, step: -24, overflow: 16 },
};

/** The exact value of finite bits. */
export function decode(type: ElementType, bits: number): Fraction {
  const { precision, step } = WIDTHS[type];
  const fractionBits = precision - 1;
  const width = type === "fp" ? 32 : 16;
  const sign = Math.floor(bits / 2 ** (width - 1)) === 1;
  const unsigned = bits % 2 ** (width - 1);
  const field = Math.floor(unsigned / 2 ** fractionBits);
  const fraction = BigInt(unsigned % 2 ** fractionBits);
  const significand = field === 0 ? fraction : fraction + (1n << BigInt(fractionBits));
  return scale({ n: sign ? -significand : significand, d: 1n }, step + Math.max(field - 1, 0));
}

/** The exact value of a finite double, by its own bits. */
export function fractionOf(x: number): Fraction {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const significand = field === 0 ? fraction : fraction + (1n << 52n);
  return scale({ n: bits >> 63n === 1n ? -significand : significand, d: 1n }, -1074 + Math.max(field - 1, 0));
}

/** What rounding did on its way. */
export interface Rounded {
  readonly value: number;
  readonly tie: boolean;
  readonly subnormal: boolean;
  /** Exponent of the step that the value was rounded to. */
  readonly step: number;
}

function exponentOf({ n, d }: Fraction): number {
  // 2^e <= n/d < 2^(e + 1), from the lengths of both in bits, and one comparison.
  const estimate = magnitude(n).toString(2).length - d.toString(2).length;
  return isLess({ n: magnitude(n), d }, power(estimate)) ? estimate - 1 : estimate;
}

/** The fraction rounded to the nearest value of the format, ties to even; infinity from halfway past the largest. */
export function roundExactly(type: ElementType, x: Fraction): Rounded {
  const { precision, step: least, overflow } = WIDTHS[type];
  if (x.n === 0n) return { value: 0, tie: false, subnormal: false, step: least };
  const exponent = exponentOf(x);
  const step = Math.max(exponent - precision + 1, least);
  const { n, d } = scale({ n: magnitude(x.n), d: x.d }, -step);
  const whole = n / d;
  const rest = 2n * (n % d);
  const tie = rest === d;
  const count = rest > d || (tie && whole % 2n === 1n) ? whole + 1n : whole;
  const size = Number(count) * 2 ** step;
  const value = size >= 2 ** overflow ? Infinity : size;
  return { value: x.n < 0n ? -value : value, tie, subnormal: exponent < least + precision - 1, step };
}

/** The rounded value by itself. */
export function nearest(type: ElementType, x: Fraction): number {
  return roundExactly(type, x).value;
}
