import { f16round, getFloat16 } from "@petamoriken/float16";
import { describe, expect, it } from "vitest";
import { HALF_NAN, HALF_VALUES, halfBits, halfValue, roundToHalf } from "./half.ts";
import { Random } from "./random.ts";

/** Bits of infinity: halves below it are finite. */
const INFINITY = 0x7c00;

const words = new BigInt64Array(1);
const doubles = new Float64Array(words.buffer);

/** The double that is `steps` places away from a positive one. */
function neighbour(x: number, steps: bigint): number {
  doubles[0] = x;
  words[0] = (words[0] as bigint) + steps;
  return doubles[0] as number;
}

/** Doubles for which the suite's rounding is not that of @petamoriken/float16, an implementation that is not ours. */
function disagreements(xs: Iterable<number>): number[] {
  const found: number[] = [];
  for (const x of xs) {
    for (const signed of [x, -x]) if (!Object.is(roundToHalf(signed), f16round(signed))) found.push(signed);
  }
  return found;
}

describe("decoding", () => {
  it("gives each of the 65 536 halves its IEEE 754 value", () => {
    const view = new DataView(new ArrayBuffer(2));
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      view.setUint16(0, bits);
      if (!Object.is(halfValue(bits), getFloat16(view, 0))) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
    expect(HALF_VALUES).toHaveLength(0x10000);
  });

  it.each([
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 1365 / 4096],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0xfbff, -65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x8000, -0],
    [0x7c01, NaN],
    [0xffff, NaN],
  ])("reads 0x%s as %d", (bits, value) => {
    expect(halfValue(bits)).toBe(value);
  });
});

describe("rounding", () => {
  it("gives each half its own bits back, every NaN as the quiet one", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++) {
      const expected = (bits & 0x7fff) > INFINITY ? HALF_NAN : bits;
      if (halfBits(halfValue(bits)) !== expected) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("takes midpoints to the even neighbour, and their neighbours among the doubles to the nearer one", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < INFINITY; bits++) {
      const low = halfValue(bits);
      const high = bits === 0x7bff ? 65536 : halfValue(bits + 1);
      const midpoint = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      if (halfBits(midpoint) !== even || halfBits(-midpoint) !== (even | 0x8000)) wrong.push(bits);
      if (halfBits(neighbour(midpoint, -1n)) !== bits || halfBits(neighbour(midpoint, 1n)) !== bits + 1) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("agrees with @petamoriken/float16 on all halves, the midpoints between them and what is next to those", () => {
    function* xs(): Generator<number> {
      for (let bits = 0; bits < INFINITY; bits++) {
        const low = halfValue(bits);
        const midpoint = (low + (bits === 0x7bff ? 65536 : halfValue(bits + 1))) / 2;
        yield* [low, midpoint, neighbour(midpoint, -1n), neighbour(midpoint, 1n)];
      }
    }
    expect(disagreements(xs())).toEqual([]);
  });

  it("agrees with @petamoriken/float16 on random doubles of every exponent, near the halves' range and far from it", () => {
    const random = new Random().reset(1, 0, 0);
    function* xs(): Generator<number> {
      for (let i = 0; i < 60_000; i++) {
        const fraction = 1 + (random.word() + random.word() / 2 ** 32) / 2 ** 32;
        yield fraction * 2 ** (i % 3 === 0 ? random.between(-1074, 1022) : random.between(-27, 17));
      }
    }
    expect(disagreements(xs())).toEqual([]);
  });

  it("gives infinity from 65520 on, and 65504 just below", () => {
    expect(roundToHalf(65520)).toBe(Infinity);
    expect(roundToHalf(neighbour(65520, -1n))).toBe(65504);
    expect(roundToHalf(-65520)).toBe(-Infinity);
    expect(roundToHalf(-neighbour(65520, -1n))).toBe(-65504);
    expect(roundToHalf(Number.MAX_VALUE)).toBe(Infinity);
  });

  it("rounds subnormals on their own grid, down to half the smallest", () => {
    expect(halfBits(2 ** -25)).toBe(0);
    expect(halfBits(neighbour(2 ** -25, 1n))).toBe(1);
    expect(halfBits(1.5 * 2 ** -24)).toBe(2);
    expect(halfBits(2.5 * 2 ** -24)).toBe(2);
    expect(halfBits(1022.5 * 2 ** -24)).toBe(1022);
    expect(halfBits(1023.5 * 2 ** -24)).toBe(0x400);
    expect(halfBits(Number.MIN_VALUE)).toBe(0);
  });

  it("keeps the sign of zero, and of what rounds to it", () => {
    expect(roundToHalf(-0)).toBe(-0);
    expect(roundToHalf(-Number.MIN_VALUE)).toBe(-0);
    expect(roundToHalf(0)).toBe(0);
  });

  it("makes every NaN the quiet one", () => {
    expect(halfBits(NaN)).toBe(HALF_NAN);
    expect(roundToHalf(NaN)).toBeNaN();
    expect(halfValue(HALF_NAN)).toBeNaN();
  });
});
