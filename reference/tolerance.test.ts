import { describe, expect, it } from "vitest";
import { type ElementFormat, FLOAT, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { DIVISION_ULPS } from "./bounds.ts";
import {
  absolute,
  add,
  divide,
  type Fraction,
  fractionOf,
  isLess,
  multiply,
  nearest,
  ONE,
  roundExactly,
  scale,
  subtract,
} from "./exact.fixture.ts";
import { legalMeans, ORDERS, type Order } from "./mean.ts";
import { isToleratedFlush, isToleratedMean } from "./tolerance.ts";

type Triple = readonly [number, number, number];

/** Normal operands of both signs, whose products and quotients stay well within the normals. */
function drawTame(random: Random, format: ElementFormat): Triple {
  const draw = (): number =>
    format.round((random.oneIn(2) ? 1 : -1) * (1 + random.word() / 2 ** 32) * 2 ** random.between(-2, 2));
  return [draw(), draw(), draw()];
}

/** Results from nothing to twice the smallest normal: products and quotients in the subnormals. */
function drawSmall(random: Random, format: ElementFormat): Triple {
  const [a, b, c] = drawTame(random, format);
  const third = -Math.floor(Math.log2(format.overflowPower) / 2);
  return [format.round(a * 2 ** third), format.round(b * 2 ** (third - random.below(4))), c];
}

/** Each order's interval by its definition, in exact arithmetic: its ends, as fractions rounded where the order rounds. */
function interval(format: ElementFormat, order: Order, [g, w, t]: Triple): readonly [number, number] {
  const { type } = format;
  const [fg, fw, ft] = [fractionOf(g), fractionOf(w), fractionOf(t)];
  const rounded = (x: Fraction): Fraction => fractionOf(nearest(type, x));
  const around = (dividend: Fraction, divisor: Fraction): Fraction[] => {
    const { value, step } = roundExactly(type, divide(dividend, divisor));
    // A quotient that rounds up to a power of two has that power's step.
    const own = Math.max(step, roundExactly(type, fractionOf(value)).step);
    return [-5n, 5n].map((n) => add(fractionOf(value), scale({ n, d: 2n }, own)));
  };
  const product = rounded(multiply(fg, fw));
  const ends = {
    A: () => around(product, ft),
    B: () => around(fg, ft).map((q) => rounded(multiply(q, fw))),
    C: () => around(fw, ft).map((q) => rounded(multiply(fg, q))),
    D: () => around(ONE, ft).map((r) => rounded(multiply(product, r))),
    E: () => around(ONE, ft).map((r) => rounded(multiply(rounded(multiply(fg, r)), fw))),
    F: () => around(ONE, ft).map((r) => rounded(multiply(rounded(multiply(fw, r)), fg))),
  }[order]();
  const values = ends as [Fraction, Fraction];
  return (isLess(values[0], values[1]) ? values : values.reverse()).map((x) => Number(x.n) / Number(x.d)) as [number, number];
}

/** (1 + 5u)(1 + u)^2 - 1 of the exact value, relatively, plus one subnormal step. */
function isRelativelyNear(format: ElementFormat, [g, w, t]: Triple, value: number): boolean {
  const exact = divide(multiply(fractionOf(g), fractionOf(w)), fractionOf(t));
  const u = scale(ONE, -format.precision);
  const plus = add(ONE, u);
  const bound = subtract(multiply(add(ONE, multiply({ n: 5n, d: 1n }, u)), multiply(plus, plus)), ONE);
  const reach = add(multiply(bound, absolute(exact)), fractionOf(format.minSubnormal));
  return !isLess(reach, absolute(subtract(fractionOf(value), exact)));
}

function isTolerated(
  format: ElementFormat,
  triple: Triple,
  intervals: readonly (readonly [number, number])[],
  x: number,
): boolean {
  return intervals.some(([low, high]) => low <= x && x <= high) || isRelativelyNear(format, triple, x);
}

/** The value `steps` places from a value of the format, away from zero if positive. */
function place(format: ElementFormat, x: number, steps: number): number {
  const magnitude = format.fromBits(Math.max(0, format.toBits(Math.abs(x)) + steps));
  return x < 0 ? -magnitude : magnitude;
}

describe.each([
  { format: HALF, draw: drawTame, kind: "tame", cases: 250 },
  { format: HALF, draw: drawSmall, kind: "small", cases: 150 },
  { format: FLOAT, draw: drawTame, kind: "tame", cases: 250 },
  { format: FLOAT, draw: drawSmall, kind: "small", cases: 150 },
])("tolerated means of $format.name, $kind operands", ({ format, draw, cases }) => {
  it("are those between the ends of some order's interval, or within the relative bound, and no others", () => {
    const random = new Random().reset(19, format.bytes, cases);
    let outside = 0;
    for (let k = 0; k < cases; k++) {
      const triple = draw(random, format);
      const intervals = ORDERS.map((order) => interval(format, order, triple));
      for (const centre of new Set(intervals.flat().filter(Number.isFinite))) {
        for (let steps = -3; steps <= 3; steps++) {
          const value = place(format, centre, steps);
          const expected = isTolerated(format, triple, intervals, value);
          if (!expected) outside++;
          if (isToleratedMean(format, ...triple, value) !== expected) expect.fail(`${value} of ${triple}: ${!expected}`);
        }
      }
    }
    expect(outside).toBeGreaterThan(cases);
  });

  it("lie without gaps around the correctly rounded value", () => {
    const random = new Random().reset(20, format.bytes, cases);
    for (let k = 0; k < cases; k++) {
      const triple = draw(random, format);
      const centre = legalMeans(format, ...triple)[0] as number;
      for (const direction of [-1, 1]) {
        let tolerated = true;
        for (let steps = 0; steps < 16; steps++) {
          const now = isToleratedMean(format, ...triple, place(format, centre, direction * steps));
          if (now && !tolerated) expect.fail(`${triple} at ${direction * steps}`);
          tolerated = now;
        }
        // Past a whole significand of subnormals zero is reached, and stays.
        if (Math.abs(centre) > 2 ** 6 * format.minSubnormal) expect(tolerated).toBe(false);
      }
    }
  });

  it("are symmetric: signs of the operands change the sign of what is tolerated, nothing else", () => {
    const random = new Random().reset(21, format.bytes, cases);
    for (let k = 0; k < cases; k++) {
      const [g, w, t] = draw(random, format);
      const centre = legalMeans(format, g, w, t)[0] as number;
      for (let steps = -8; steps <= 8; steps++) {
        const value = place(format, centre, steps);
        const tolerated = isToleratedMean(format, g, w, t, value);
        expect(isToleratedMean(format, -g, w, t, -value)).toBe(tolerated);
        expect(isToleratedMean(format, g, w, -t, -value)).toBe(tolerated);
        expect(isToleratedMean(format, -g, w, -t, value)).toBe(tolerated);
      }
    }
  });
});

it("grants a division what WGSL and OpenCL do", () => {
  expect(DIVISION_ULPS).toBe(2.5);
});

it("never tolerates NaN for finite operands", () => {
  expect(isToleratedMean(FLOAT, 1, 1, 1, NaN)).toBe(false);
});

describe("a tolerated result next to infinity", () => {
  it("is no saturated value where the product of order A overflows", () => {
    expect(legalMeans(HALF, 600, 200, 1000)).toContain(Number.POSITIVE_INFINITY);
    expect(isToleratedMean(HALF, 600, 200, 1000, 65504)).toBe(false);
  });

  it("is no product of the largest value where a quotient is far past it", () => {
    expect(isToleratedMean(HALF, 600, 2 ** -10, 2 ** -14, 64)).toBe(false);
  });

  it("is the largest value, or infinity, where a quotient is at the threshold", () => {
    expect(isToleratedMean(HALF, 65504, 1, 1, Number.POSITIVE_INFINITY)).toBe(true);
    expect(isToleratedMean(HALF, 4096, 1, 2 ** -4, 65504)).toBe(true);
  });
});

describe("a flushed mean of a division by estimate", () => {
  it("is zero where an interval reaches below the smallest normal, and else not tolerated", () => {
    const { minNormal, minSubnormal } = HALF;
    expect(isToleratedFlush(HALF, minNormal + minSubnormal, 1, 1, 0)).toBe(true);
    expect(isToleratedFlush(HALF, minNormal + 3 * minSubnormal, 1, 1, 0)).toBe(false);
    expect(isToleratedFlush(HALF, minNormal + minSubnormal, 1, 1, minSubnormal)).toBe(false);
    // 1/t is a hair above the smallest normal, the result is not small at all.
    expect(isToleratedFlush(HALF, 2048, 2048, 16376, 0)).toBe(true);
    expect(isToleratedFlush(HALF, 1024, 1024, 8192, 0)).toBe(false);
    expect(isToleratedFlush(HALF, -minNormal, 1, 1, -0)).toBe(true);
  });
});

it("keeps signs apart: the negated value of a mean is not tolerated", () => {
  expect(isToleratedMean(FLOAT, 3, 1, 4, -0.75)).toBe(false);
  expect(isToleratedMean(FLOAT, 3, 1, 4, 0.75)).toBe(true);
});

describe("a quotient whose range reaches infinity", () => {
  const [g, w, t] = [FLOAT.maxFinite, 2 ** -10, 1];

  it("is infinite in some order, and so may the result be", () => {
    expect(isToleratedMean(FLOAT, g, w, t, Infinity)).toBe(true);
    expect(isToleratedMean(FLOAT, g, w, t, -Infinity)).toBe(false);
  });

  it("tolerates nothing between the finite results and infinity", () => {
    expect(isToleratedMean(FLOAT, g, w, t, g * w)).toBe(true);
    expect(isToleratedMean(FLOAT, g, w, t, FLOAT.round(1.5 * g * w))).toBe(false);
    expect(isToleratedMean(FLOAT, g, w, t, FLOAT.maxFinite)).toBe(false);
  });
});

describe("a flush is tolerated", () => {
  it("where one order's result is below the normal numbers, though no division is, nor any other order's result", () => {
    expect(isToleratedFlush(FLOAT, 2 ** -100, 2 ** -60, 2 ** -60, 0)).toBe(true);
  });

  it("nowhere else", () => {
    expect(isToleratedFlush(FLOAT, 2 ** -60, 2 ** -60, 2 ** -60, 0)).toBe(false);
  });
});
