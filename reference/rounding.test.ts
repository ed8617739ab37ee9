import { describe, expect, it } from "vitest";
import { type ElementType, formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { decode, divide, fractionOf, isLess, multiply, nearest, roundExactly, scale, subtract } from "./exact.fixture.ts";
import { exactMean } from "./mean.ts";

/** The inverse of a modulo an odd m, or 0 if there is none. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next, x, nextX] = [m, ((a % m) + m) % m, 0n, 1n];
  while (next !== 0n) {
    const q = r / next;
    [r, next, x, nextX] = [next, r - q * next, nextX, x - q * nextX];
  }
  return r === 1n ? ((x % m) + m) % m : 0n;
}

interface Operands {
  readonly g: number;
  readonly w: number;
  readonly t: number;
}

/**
 * Operands, significands as integers, whose quotient 2^s*g*w/t lies r/(2t) from the midpoint of two neighbours, r small: as
 * near as one that is no midpoint can be. With t odd, 2^(s+1)*g*w = m*t + r has a solution w for each g, and r odd makes
 * m odd: m/2 is the midpoint.
 */
function* nearMidpoints(random: Random, precision: number, draws: number): Generator<Operands> {
  const top = 2 ** (precision - 1);
  for (let k = 0; k < draws; k++) {
    const t = BigInt(top + random.below(top)) | 1n;
    const g = BigInt(top + random.below(top));
    const s = BigInt(random.below(4));
    const r = BigInt(random.pick([-3, -1, 1, 3]));
    const w = (((r * inverse(g << (s + 1n), t)) % t) + t) % t;
    const quotient = ((g * w) << s) / t;
    if (quotient >= BigInt(top) && quotient < BigInt(2 * top)) yield { g: Number(g), w: Number(w), t: Number(t) };
  }
}

describe.each([
  { type: "fp", draws: 30_000, least: 1500 },
  { type: "hp", draws: 30_000, least: 1500 },
] as const)("the exact mean rounded to double and then to $type", ({ type, draws, least }) => {
  const { round, precision } = formatOf(type);

  it("is the exact value rounded once, for quotients as near to a midpoint as there are", () => {
    let cases = 0;
    let closest = Infinity;
    for (const { g, w, t } of nearMidpoints(new Random().reset(13, 0, 0), precision, draws)) {
      const exact = divide(multiply(fractionOf(g), fractionOf(w)), fractionOf(t));
      if (round(exactMean(g, w, t)) !== nearest(type, exact)) expect.fail(`${g} * ${w} / ${t}`);
      cases++;
      const { n, d } = scale(exact, -roundExactly(type, exact).step);
      closest = Math.min(closest, Math.abs(Number(2n * (n % d) - d)) / Number(2n * d));
    }
    expect(cases).toBeGreaterThan(least);
    // In steps: 1/(2t), t of all the bits.
    expect(closest).toBeLessThan(2 ** (1 - precision));
  });
});

describe("a quotient in double", () => {
  it("is within 2^-53 of the exact mean, relatively, for operands of any exponent", () => {
    const random = new Random().reset(14, 0, 0);
    for (let k = 0; k < 5000; k++) {
      const draw = (): number => random.between(1, 254) * 2 ** 23 + random.below(2 ** 23);
      const [g, w, t] = [draw(), draw(), draw()];
      const exact = divide(multiply(decode("fp", g), decode("fp", w)), decode("fp", t));
      const { fromBits } = formatOf("fp");
      const error = subtract(fractionOf(exactMean(fromBits(g), fromBits(w), fromBits(t))), exact);
      const limit = scale(exact, -53);
      if (isLess(limit, error.n < 0n ? { n: -error.n, d: error.d } : error)) expect.fail(`${g} ${w} ${t}`);
    }
  });
});

/** g and w as bits of halves: all totals of the format are tried with each pair. */
const PAIRS = [
  [0x3c00, 0x3c00],
  [0x3c01, 0x3bff],
  [0x60b0, 0x5a40],
  [0x1419, 0x00a8],
  [0x7bff, 0x7bff],
  [0x0001, 0x3800],
  [0x03ff, 0x3d55],
] as const;

it.each(PAIRS)("of half is the exact value rounded once for every total, g 0x%s and w 0x%s", (gBits, wBits) => {
  const type: ElementType = "hp";
  const { round, fromBits } = formatOf(type);
  const product = multiply(decode(type, gBits), decode(type, wBits));
  const [g, w] = [fromBits(gBits), fromBits(wBits)];
  const wrong: number[] = [];
  for (let bits = 1; bits < 0x7c00; bits++) {
    if (round(exactMean(g, w, fromBits(bits))) !== nearest(type, divide(product, decode(type, bits)))) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

describe("the exact arithmetic of these tests", () => {
  it("decodes and rounds every half to itself", () => {
    const { fromBits } = formatOf("hp");
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x7c00; bits++)
      for (const signed of [bits, bits + 0x8000]) {
        const value = nearest("hp", decode("hp", signed));
        if (value !== fromBits(signed)) wrong.push(signed);
      }
    expect(wrong).toEqual([]);
  });

  it("reads doubles, subnormal ones too, as they are", () => {
    for (const [x, n, d] of [
      [0.75, 3n, 4n],
      [-3, -3n, 1n],
      [5e-324, 1n, 1n << 1074n],
    ] as const) {
      const read = fractionOf(x);
      expect(read.n * d).toBe(n * read.d);
    }
  });
});
