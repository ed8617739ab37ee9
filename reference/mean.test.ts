import { describe, expect, it } from "vitest";
import { DOUBLE, FLOAT, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { sameValue } from "../core/ulp.ts";
import {
  evaluate,
  flushedMeans,
  isLegalMean,
  isOrderSensitive,
  isPlainMean,
  isSpecialMean,
  legalMeans,
  ORDER_FORMULAS,
  ORDERS,
  type Order,
  variantsOf,
} from "./mean.ts";

const h = HALF.round;
const f = Math.fround;

/** Each order written out: the formula that people read, with a rounding around each step. */
const WRITTEN_OUT: Readonly<Record<Order, (round: (x: number) => number, g: number, w: number, t: number) => number>> = {
  A: (r, g, w, t) => r(r(g * w) / t),
  B: (r, g, w, t) => r(r(g / t) * w),
  C: (r, g, w, t) => r(g * r(w / t)),
  D: (r, g, w, t) => r(r(g * w) * r(1 / t)),
  E: (r, g, w, t) => r(r(g * r(1 / t)) * w),
  F: (r, g, w, t) => r(r(w * r(1 / t)) * g),
};

/** The worked examples: operands as a test of a half kernel would write them. */
const LARGE = [600, 200, 1000] as const;
const SMALL = [h(1e-3), h(1e-5), h(6e-8)] as const;

describe("an order with steps in half", () => {
  // 600 * 200 = 120 000 is past 65 504; 600/1000 = 0.6 is 1229/2048; 1/1000 is 1049 * 2^-20.
  it.each([
    ["A", Infinity],
    ["B", 120],
    ["C", 120],
    ["D", Infinity],
    ["E", 120],
    ["F", 120.0625],
  ] as const)("%s gives for 600 * 200 / 1000 what its steps give: %d", (order, value) => {
    expect(evaluate(HALF, { name: "", order, steps: HALF }, ...LARGE)).toBe(value);
  });

  // g = 1049 * 2^-20, w = 168 * 2^-24, t = 2^-24: g*w rounds to 0, 1/t overflows, g/t = 16784 and w/t = 168 are exact.
  it.each([
    ["A", 0],
    ["B", 1377 / 8192],
    ["C", 1377 / 8192],
    ["D", NaN],
    ["E", Infinity],
    ["F", Infinity],
  ] as const)("%s gives for 1e-3 * 1e-5 / 6e-8 what its steps give: %d", (order, value) => {
    expect(evaluate(HALF, { name: "", order, steps: HALF }, ...SMALL)).toBe(value);
  });

  it.each([LARGE, SMALL])("in a wider format gives %d * %d / %d without over- or underflow", (g, w, t) => {
    for (const order of ORDERS) {
      for (const steps of [FLOAT, DOUBLE]) expect(evaluate(HALF, { name: "", order, steps }, g, w, t)).toBe(h((g * w) / t));
    }
  });
});

describe("variants", () => {
  it("are the six orders in the element type and each wider one that rounds once", () => {
    const names = (type: "fp" | "hp"): string[] => variantsOf(type).map(({ name }) => name);
    const of = (...formats: string[]): string[] =>
      formats.flatMap((steps) => [..."ABCDEF"].map((order) => `${order} in ${steps}`));
    expect(names("fp")).toEqual(of("float", "double"));
    expect(names("hp")).toEqual(of("float", "half", "double"));
  });

  it("compute what their formulas say, every step rounded", () => {
    const random = new Random().reset(15, 0, 0);
    const draw = (): number => (random.oneIn(2) ? 1 : -1) * (1 + random.word() / 2 ** 32) * 2 ** random.between(-7, 7);
    for (let k = 0; k < 500; k++) {
      for (const format of [FLOAT, HALF]) {
        const [g, w, t] = [format.round(draw()), format.round(draw()), format.round(draw())];
        for (const variant of variantsOf(format.type)) {
          const written = format.round(WRITTEN_OUT[variant.order](variant.steps.round, g, w, t));
          if (evaluate(format, variant, g, w, t) !== written) expect.fail(`${variant.name} of ${g}, ${w}, ${t}`);
        }
      }
    }
  });

  it("show their formulas as they are computed", () => {
    expect(ORDER_FORMULAS).toEqual({
      A: "(g*w)/t",
      B: "(g/t)*w",
      C: "g*(w/t)",
      D: "(g*w)*(1/t)",
      E: "(g*(1/t))*w",
      F: "(w*(1/t))*g",
    });
  });
});

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe("the legal means", () => {
  it("of 600 * 200 / 1000 in half are 120, its neighbour by order F, and infinity", () => {
    expect(legalMeans(HALF, ...LARGE)[0]).toBe(120);
    expect(sorted(legalMeans(HALF, ...LARGE))).toEqual([120, 120.0625, Infinity]);
  });

  it("of 1e-3 * 1e-5 / 6e-8 in half are 0, 0.168, infinity and NaN", () => {
    expect(legalMeans(HALF, ...SMALL)[0]).toBe(1377 / 8192);
    const values = legalMeans(HALF, ...SMALL);
    expect(values).toContainEqual(NaN);
    expect(sorted(values.filter((value) => !Number.isNaN(value)))).toEqual([0, 1377 / 8192, Infinity]);
    expect(values).toHaveLength(4);
  });

  it("of exact quotients are that one value", () => {
    expect(legalMeans(FLOAT, 3, 5, 4)).toEqual([3.75]);
    expect(legalMeans(HALF, -1, 7, 1)).toEqual([-7]);
  });

  it("begin with the correctly rounded value, are distinct, and are those that are legal", () => {
    const random = new Random().reset(16, 0, 0);
    for (let k = 0; k < 400; k++) {
      const format = k % 2 === 0 ? FLOAT : HALF;
      const draw = (): number => format.fromBits(random.below(2 * format.signBit));
      const [g, w, t] = [draw(), draw(), draw()];
      const values = legalMeans(format, g, w, t);
      expect(values[0]).toBe(format.round((g * w) / t));
      for (const [i, value] of values.entries()) {
        expect(values.findIndex((other) => sameValue(other, value))).toBe(i);
        expect(isLegalMean(format, g, w, t, value)).toBe(true);
      }
      for (const variant of variantsOf(format.type)) {
        expect(values.some((value) => sameValue(value, evaluate(format, variant, g, w, t)))).toBe(true);
      }
      const other = format.round(draw());
      expect(isLegalMean(format, g, w, t, other)).toBe(values.some((value) => sameValue(value, other)));
    }
  });

  it("do not tell the zeros apart, nor NaNs", () => {
    expect(isLegalMean(FLOAT, 0, 1, -1, 0)).toBe(true);
    expect(isLegalMean(FLOAT, 0, 1, -1, -0)).toBe(true);
    expect(isLegalMean(FLOAT, 0, 1, 0, NaN)).toBe(true);
    expect(isLegalMean(FLOAT, 0, 1, 0, 0)).toBe(false);
  });

  it("have each a value of its own, for some float operands", () => {
    // Each order alone among those in float, so that none can be left out unnoticed.
    const alone = new Set<Order>();
    const random = new Random().reset(17, 0, 0);
    for (let k = 0; k < 3000; k++) {
      const [g, w, t] = [f(1 + random.word() / 2 ** 32), f(1 + random.word() / 2 ** 32), f(1 + random.word() / 2 ** 32)];
      const values = ORDERS.map((order) => WRITTEN_OUT[order](f, g, w, t));
      for (const [i, value] of values.entries()) {
        if (values.indexOf(value) !== i || values.lastIndexOf(value) !== i) continue;
        alone.add(ORDERS[i] as Order);
        expect(isLegalMean(FLOAT, g, w, t, value)).toBe(true);
      }
    }
    expect(alone).toEqual(new Set(ORDERS));
  });
});

describe("order-sensitive operands", () => {
  it.each([
    ["one order overflows", HALF, ...LARGE],
    ["orders give zero, a number, infinity and NaN", HALF, ...SMALL],
    ["the exact value overflows and an order does not", HALF, 1.513671875, 65440, 1.51171875],
    ["a product underflows in float", FLOAT, f(1e-30), f(1e-30), f(1e-35)],
  ] as const)("are those of which %s", (_, format, g, w, t) => {
    expect(isOrderSensitive(format, g, w, t)).toBe(true);
  });

  it.each([
    ["orders differ by a rounding", FLOAT, f(1.1), f(1.3), f(1.7)],
    ["orders agree", FLOAT, 1, 1, 1],
    ["orders all give infinity", FLOAT, Infinity, 1, 1],
    ["orders all give NaN", FLOAT, NaN, 1, 1],
    ["orders all give zero", HALF, 0, 5, 3],
  ] as const)("are not those of which %s", (_, format, g, w, t) => {
    expect(isOrderSensitive(format, g, w, t)).toBe(false);
  });

  it.each([HALF, FLOAT])(
    "are those with a legal result further from the first than 8u and a subnormal step, for any operands: $name",
    (format) => {
      const random = new Random().reset(12, 0, 0);
      const operand = (): number => format.fromBits(format === HALF ? random.below(2 ** 16) : random.word());
      let sensitive = 0;
      const wrong: string[] = [];
      for (let k = 0; k < 20_000; k++) {
        const [g, w, t] = [operand(), operand(), operand()];
        const [first = 0, ...others] = legalMeans(format, g, w, t);
        const near = Number.isFinite(first) ? 8 * format.unitRoundoff * Math.abs(first) + format.minSubnormal : 0;
        const expected = others.some((value) => !(Math.abs(value - first) <= near));
        if (expected) sensitive++;
        if (isOrderSensitive(format, g, w, t) !== expected) wrong.push(`${g} ${w} ${t}`);
      }
      expect(wrong).toEqual([]);
      expect(sensitive).toBeGreaterThan(2_000);
    },
  );
});

describe("plain means", () => {
  it.each([
    ["everyday operands", FLOAT, 1.5, -3, 7],
    ["everyday operands of half", HALF, -1.5, 3, 7],
    ["a product, quotients and a total that are large or small, and well in range", FLOAT, 2 ** 60, 2 ** -50, 2 ** -60],
    ["a large total of half", HALF, 600, 20, 1000],
  ] as const)("are those of %s", (_, format, g, w, t) => {
    expect(isPlainMean(format, g, w, t)).toBe(true);
  });

  // Powers of two that the other intermediates of the row stay clear of.
  const [least, most] = [2 * FLOAT.minNormal, FLOAT.maxFinite / 2];
  it.each([
    ["g*w", least, 2 ** -60, least * 2 ** 60, 2 ** -10],
    ["g*w", most, 2 ** -60 * most, 2 ** 60, 2 ** 10],
    ["g/t", least, least * 2 ** 10, 2 ** 20, 2 ** 10],
    ["g/t", most, most * 2 ** -10, 2 ** -20, 2 ** -10],
    ["w/t", least, 2 ** 20, least * 2 ** 10, 2 ** 10],
    ["w/t", most, 2 ** -20, most * 2 ** -10, 2 ** -10],
    ["1/t", least, 2 ** 60, 2 ** 60, 1 / least],
    ["g*w/t", least, 2 ** -50, 2 ** -50, 2 ** -100 / least],
    ["t", least, 2 ** -60, 2 ** -60, least],
  ])("are not those of which %s is %d, nor further out", (_, end, g, w, t) => {
    expect(isPlainMean(FLOAT, g, w, t)).toBe(false);
    for (const value of [g * w, g / t, w / t, 1 / t, (g * w) / t, t])
      expect(value === end || (Math.abs(value) > least && Math.abs(value) < most)).toBe(true);
  });

  it.each([
    ["an overflowing product", HALF, ...LARGE],
    ["a reciprocal below the normal numbers", FLOAT, 2 ** 60, 2 ** 60, 2 ** 126.5],
    ["a zero", FLOAT, 0, 1, 1],
    ["an infinity", FLOAT, 1, Infinity, 1],
    ["NaN", HALF, 1, 1, NaN],
  ] as const)("are not those of %s", (_, format, g, w, t) => {
    expect(isPlainMean(format, g, w, t)).toBe(false);
  });

  it.each([HALF, FLOAT])("have legal results that are near each other, and no step that flushes: $name", (format) => {
    const random = new Random().reset(13, 0, 0);
    let plain = 0;
    for (let k = 0; k < 20_000; k++) {
      const operand = (): number => format.fromBits(format === HALF ? random.below(2 ** 16) : random.word());
      const [g, w, t] = [operand(), operand(), operand()];
      if (!isPlainMean(format, g, w, t)) continue;
      plain++;
      if (isSpecialMean(format, g, w, t)) expect.fail(`special: ${g} ${w} ${t}`);
      const [first = 0, ...others] = legalMeans(format, g, w, t);
      for (const value of others)
        if (!(Math.abs(value - first) <= 8 * format.unitRoundoff * Math.abs(first))) expect.fail(`${g} ${w} ${t}`);
      if (Math.min(Math.abs(g), Math.abs(w)) < format.minNormal) continue;
      for (const flushed of flushedMeans(format, g, w, t)) if (flushed === 0) expect.fail(`flushes: ${g} ${w} ${t}`);
    }
    expect(plain).toBeGreaterThan(1_000);
  });
});

describe("special means", () => {
  it.each([
    ["an infinite gradient", FLOAT, Infinity, 1, 1],
    ["a NaN weight", FLOAT, 1, NaN, 1],
    ["an infinite total", FLOAT, 1, 1, -Infinity],
    ["a zero total", FLOAT, 1, 1, 0],
    ["an overflowing product, in one order", HALF, ...LARGE],
    ["an overflowing reciprocal, in one order", HALF, ...SMALL],
    ["an overflowing result", HALF, 60000, 2, 1],
  ] as const)("are those with %s", (_, format, g, w, t) => {
    expect(isSpecialMean(format, g, w, t)).toBe(true);
  });

  it.each([
    ["finite steps in every order", FLOAT, ...LARGE],
    ["zeros", HALF, 0, -0, 3],
    ["a reciprocal of a subnormal that float still holds", FLOAT, 1, 2 ** -100, 2 ** -127],
    ["the largest finite values, divided", HALF, 65504, 1, 1],
  ] as const)("are not those with %s", (_, format, g, w, t) => {
    expect(isSpecialMean(format, g, w, t)).toBe(false);
  });
});
