import type { ElementType } from "../core/format.ts";
import { FLOAT, HALF } from "../core/format.ts";
import { mix } from "../core/random.ts";

/**
 * What the elements of a buffer look like. The numbers are what tokens carry: a pattern once given is never changed,
 * because stored tokens mean it.
 */
export const VALUE_CLASSES = [
  /** Every element 1. */
  "one",
  /** Both signs, any significand, exponents -3 to 3. */
  "ordinary",
  /** Whole numbers 1 to 16 of both signs: products are exact. */
  "integers",
  /** Powers of two 2^-8 to 2^7 of both signs. */
  "powers",
  /** Half of the significand's bits, so that products are exact or ties. */
  "short",
  /** Any normal number, every exponent as likely. */
  "wide",
  /** Any subnormal number. */
  "subnormal",
  /** The largest and smallest normals and subnormals, and their neighbours. */
  "extreme",
  /** Infinities, NaN and zeros. */
  "special",
  /** Mostly ordinary, with some of each other class. */
  "mixed",
  /** Ordinary and positive, as softmax weights are. */
  "positive",
  /** Every element the same ordinary value. */
  "uniform",
  /** Whole numbers of both signs, near the powers of two where integer types end. */
  "whole",
] as const;
export type ValueClass = (typeof VALUE_CLASSES)[number];

/** The elements of a buffer: drawn by a hash of seed and index, with exceptions, or one by one. */
export type ValuePattern =
  | {
      readonly kind: "drawn";
      readonly values: ValueClass;
      readonly seed: number;
      readonly except?: readonly (readonly [number, number])[];
    }
  | { readonly kind: "explicit"; readonly bits: readonly number[] };

/** Which class each row belongs to. */
export const LABEL_CLASSES = [
  /** Every row the first class. */
  "first",
  /** Every row the last class. */
  "last",
  /** Every row the same class, drawn. */
  "repeated",
  /** Row i the class i + seed, modulo class_num. */
  "adjacent",
  /** Last class and first class in turn: their cells are neighbours in memory. */
  "edges",
  /** Row by row at random. */
  "random",
] as const;
export type LabelClass = (typeof LABEL_CLASSES)[number];

export type LabelPattern =
  | {
      readonly kind: "drawn";
      readonly labels: LabelClass;
      readonly seed: number;
      readonly except?: readonly (readonly [number, number])[];
    }
  | { readonly kind: "explicit"; readonly labels: readonly number[] };

/** The layout of a format's bits, for making elements from random words. */
interface Layout {
  readonly fractionBits: number;
  readonly bias: number;
  readonly signShift: number;
  /** Exponent field of the infinities. */
  readonly top: number;
}
const FP: Layout = { fractionBits: 23, bias: 127, signShift: 31, top: 0xff };
const HP: Layout = { fractionBits: 10, bias: 15, signShift: 15, top: 0x1f };

/** Elements at the ends of the ranges, by their bits without sign. */
const EXTREMES: Readonly<Record<ElementType, readonly number[]>> = {
  fp: [
    0x7f7fffff, 0x7f7ffffe, 0x7f000000, 0x00800000, 0x00800001, 0x007fffff, 0x00000001, 0x00000002, 0x00400000, 0x3f800001,
    0x3f7fffff, 0x7effffff,
  ],
  hp: [0x7bff, 0x7bfe, 0x7800, 0x0400, 0x0401, 0x03ff, 0x0001, 0x0002, 0x0200, 0x3c01, 0x3bff, 0x77ff],
};

const SPECIALS: Readonly<Record<ElementType, readonly number[]>> = {
  fp: [0x7f800000, 0xff800000, 0x7fc00000, 0x00000000, 0x80000000, 0xffc00000],
  hp: [0x7c00, 0xfc00, 0x7e00, 0x0000, 0x8000, 0xfe00],
};

/** Exponents of whole numbers whose products, or which themselves, are about as large as integers of 8, 16, 24 and 32 bits hold. */
const WHOLE_EXPONENTS: Readonly<Record<ElementType, readonly number[]>> = {
  fp: [6, 7, 14, 15, 15, 22, 23, 30, 31],
  hp: [3, 6, 7, 7, 8, 10, 14, 15],
};

/** What `mixed` draws from, by four bits of a hash. */
const MIXTURE: readonly ValueClass[] = [
  "ordinary",
  "ordinary",
  "ordinary",
  "ordinary",
  "ordinary",
  "ordinary",
  "ordinary",
  "integers",
  "powers",
  "short",
  "wide",
  "wide",
  "wide",
  "subnormal",
  "extreme",
  "special",
];

/**
 * a % b of numbers below 2^32, said to be such: where the engine has to take them for doubles, it takes the remainder by a
 * slow floating-point instruction.
 */
function remainder(a: number, b: number): number {
  return (a >>> 0) % (b >>> 0);
}

/** One element of a value class, from a hash of seed and index. Bits, not value. */
export function drawElement(type: ElementType, values: ValueClass, seed: number, index: number): number {
  return drawWord(type, values, seed, index) >>> 0;
}

/** The same as a signed word: numbers past 2^31 are boxed when a function gives them back, and calls draw dozens. */
export function drawWord(type: ElementType, values: ValueClass, seed: number, index: number): number {
  const word = mix(seed, values === "uniform" ? 0 : index);
  const { fractionBits, bias, signShift, top } = type === "fp" ? FP : HP;
  if (values === "one") return bias << fractionBits;
  if (values === "mixed") return drawWord(type, MIXTURE[word >>> 28] as ValueClass, seed ^ 0x5bd1e995, index);
  const sign = (word >>> 31) << signShift;
  const fraction = word & ((1 << fractionBits) - 1);
  // Bits of the word that the fraction does not use are few in fp: the exponent comes from a second hash.
  const second = mix(word, 0x1b873593);
  switch (values) {
    case "ordinary":
    case "uniform":
      return sign | ((bias - 3 + (second % 7)) << fractionBits) | fraction;
    case "positive":
      return ((bias - 3 + (second % 7)) << fractionBits) | fraction;
    case "integers": {
      const format = type === "fp" ? FLOAT : HALF;
      return sign | format.toBits(1 + (second & 15));
    }
    case "powers":
      return sign | ((bias - 8 + (second & 15)) << fractionBits);
    case "short": {
      const dropped = fractionBits + 1 - Math.ceil((fractionBits + 2) / 2);
      return sign | ((bias - 2 + (second & 3)) << fractionBits) | ((fraction >>> dropped) << dropped);
    }
    case "wide":
      return sign | ((1 + remainder(second, top - 1)) << fractionBits) | fraction;
    case "subnormal":
      return sign | Math.max(fraction, 1);
    case "extreme":
      return sign | (EXTREMES[type][second % 12] as number);
    case "whole": {
      const exponents = WHOLE_EXPONENTS[type];
      const exponent = exponents[remainder(second, exponents.length)] as number;
      const dropped = Math.max(0, fractionBits - exponent);
      return sign | ((bias + exponent) << fractionBits) | ((fraction >>> dropped) << dropped);
    }
    case "special": {
      const bits = (SPECIALS[type][second % 6] as number) | 0;
      const isQuiet = ((bits >> (fractionBits - 1)) & 1) === 1;
      // Half of them as arithmetic makes them, a quarter the least signalling one, a quarter with any payload: each is a NaN.
      const kind = (second >>> 8) & 3;
      return isQuiet && kind > 1 ? sign | (top << fractionBits) | (kind === 2 ? 1 : Math.max(fraction, 1)) : bits;
    }
  }
}

/** The class of a row under a label class. */
export function drawLabel(labels: LabelClass, seed: number, row: number, classNum: number): number {
  switch (labels) {
    case "first":
      return 0;
    case "last":
      return classNum - 1;
    case "repeated":
      return remainder(seed, classNum);
    case "adjacent":
      // Reduced before row is added: the sum of both may be past 2^32.
      return remainder(remainder(seed, classNum) + row, classNum);
    case "edges":
      return ((row + seed) & 1) === 0 ? classNum - 1 : 0;
    case "random":
      return remainder(mix(seed, row), classNum);
  }
}
