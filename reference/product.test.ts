import { describe, expect, it } from "vitest";
import { type ElementType, FLOAT, formatOf, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { decode, multiply, negate, roundExactly } from "./exact.fixture.ts";
import { negatedProduct } from "./product.ts";

/** Products whose exact value is against negatedProduct's: those that differ, and how many were ties or subnormal. */
function compare(
  type: ElementType,
  pairs: Iterable<readonly [number, number]>,
): { wrong: string[]; ties: number; subnormalTies: number } {
  const format = formatOf(type);
  const found = { wrong: [] as string[], ties: 0, subnormalTies: 0 };
  for (const [g, w] of pairs) {
    const { value, tie, subnormal } = roundExactly(type, negate(multiply(decode(type, g), decode(type, w))));
    if (negatedProduct(format, format.fromBits(g), format.fromBits(w)) !== value) found.wrong.push(`${g} * ${w}`);
    if (tie) found.ties++;
    if (tie && subnormal) found.subnormalTies++;
  }
  return found;
}

describe("the product of two halves is rounded once from its exact value", () => {
  it("for all positive halves with each of several others", () => {
    function* pairs(): Generator<readonly [number, number]> {
      for (const w of [0xbc01, 0x37ff, 0x0001, 0x83ff, 0x5bff]) for (let g = 0; g < 0x7c00; g += 3) yield [g, w];
    }
    const { wrong, ties, subnormalTies } = compare("hp", pairs());
    expect(wrong).toEqual([]);
    expect(ties).toBeGreaterThan(100);
    expect(subnormalTies).toBeGreaterThan(50);
  });

  it("for random pairs of any exponents", () => {
    const random = new Random().reset(25, 0, 0);
    const draw = (): number => random.below(0x7c00) + 0x8000 * random.below(2);
    const pairs = Array.from({ length: 30_000 }, () => [draw(), draw()] as const);
    expect(compare("hp", pairs).wrong).toEqual([]);
  });
});

describe("the product of two floats is rounded once from its exact value", () => {
  it("for random pairs of any exponents", () => {
    const random = new Random().reset(26, 0, 0);
    const draw = (): number => random.below(0x7f800000) + 2 ** 31 * random.below(2);
    const pairs = Array.from({ length: 20_000 }, () => [draw(), draw()] as const);
    expect(compare("fp", pairs).wrong).toEqual([]);
  });

  it("for pairs that are ties, normal and subnormal", () => {
    const random = new Random().reset(27, 0, 0);
    const pairs: (readonly [number, number])[] = [];
    for (let k = 0; k < 10_000; k++) {
      // Odd significands of 13 bits: products of 25 bits are ties. Odd multiples of 2^-75: theirs are of half a subnormal step.
      const odd = (bits: number): number => random.below(2 ** bits) | 1;
      const power = k % 2 === 0 ? 2 ** random.between(-20, 20) : 2 ** -75;
      const [a, b] = k % 2 === 0 ? [4096 + odd(12), 4096 + odd(12)] : [odd(12), odd(12)];
      pairs.push([FLOAT.toBits(a * power), FLOAT.toBits(b * power)]);
    }
    const { wrong, ties, subnormalTies } = compare("fp", pairs);
    expect(wrong).toEqual([]);
    expect(ties).toBeGreaterThan(2000);
    expect(subnormalTies).toBe(5000);
  });
});

describe("the label cell of sum and none", () => {
  it.each([
    [HALF, 1, 1, -1],
    [HALF, 1 + 2 ** -10, 1 + 2 ** -10, -(1 + 2 ** -9)],
    [HALF, 1.5, 3 * 2 ** -24, -(4 * 2 ** -24)],
    [HALF, 0.5, 2 ** -24, -0],
    [HALF, 0.5, 3 * 2 ** -24, -(2 * 2 ** -24)],
    [HALF, 256, 256, -Infinity],
    [HALF, 65504, 1, -65504],
    [HALF, -65504, 1 + 2 ** -10, Infinity],
    [FLOAT, 2 ** 64, 2 ** 64, -Infinity],
    [FLOAT, 2 ** -100, 2 ** -50, -0],
    [FLOAT, 2 ** -100, -3 * 2 ** -50, 2 * 2 ** -149],
    [FLOAT, 2 ** -75, 2 ** -74, -(2 ** -149)],
  ] as const)("in %s is -(%d * %d), rounded: %d", (format, g, w, value) => {
    expect(negatedProduct(format, g, w)).toBe(value);
  });

  it.each([
    [Infinity, 2, -Infinity],
    [-Infinity, 2, Infinity],
    [Infinity, -Infinity, Infinity],
    [Infinity, 0, NaN],
    [0, -Infinity, NaN],
    [NaN, 0, NaN],
    [1, NaN, NaN],
    [Infinity, 2 ** -24, -Infinity],
  ])("is as IEEE 754 multiplies: -(%d * %d) is %d", (g, w, value) => {
    for (const format of [HALF, FLOAT]) expect(negatedProduct(format, g, w)).toBe(value);
  });

  it("has the sign of IEEE 754 at zero", () => {
    expect(negatedProduct(HALF, 0, 1)).toBe(-0);
    expect(negatedProduct(HALF, -0, 1)).toBe(0);
  });
});
