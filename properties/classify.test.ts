import { describe, expect, it } from "vitest";
import { FLOAT, HALF } from "../core/format.ts";
import { levelOf } from "../reference/clauses.ts";
import { negatedProduct } from "../reference/product.ts";
import { Bench, correct, PLAIN, PLAIN_HALF } from "./bench.fixture.ts";
import { classifyMean, classifyProduct } from "./classify.ts";
import { severityOf, type Violation } from "./violation.ts";

const product = (format: typeof HALF, g: number, w: number, received: number): string =>
  classifyProduct(format, 2, g, w, negatedProduct(format, g, w), received);
const mean = (format: typeof HALF, g: number, w: number, t: number, received: number): string =>
  classifyMean(format, g, w, t, received).clause;

const third = HALF.round(1 / 3);
const below = (x: number): number => Math.sign(x) * HALF.fromBits(HALF.toBits(Math.abs(x)) - 1);

describe("a wrong label cell of sum and none breaks", () => {
  it.each([
    ["subnormals, where a subnormal result is 0", HALF, 2 ** -10, 2 ** -10, 0, "subnormals"],
    ["subnormals, where a subnormal operand counts as 0", FLOAT, 2 ** -130, 2 ** 20, -0, "subnormals"],
    ["subnormals, where one against an infinity gives NaN", HALF, 2 ** -24, Infinity, NaN, "subnormals"],
    ["product-rounding, where the product is cut off", HALF, third, third, below(-HALF.round(third * third)), "product-rounding"],
    ["product-rounding, where it overflows to the largest value", HALF, 256, 256, -65504, "product-rounding"],
    ["product-rounding, where it overflows and should not", HALF, 65504, 1, -Infinity, "product-rounding"],
    ["product-rounding, where a subnormal is off by a step", HALF, 2 ** -10, 2 ** -10, -(17 * 2 ** -24), "product-rounding"],
    ["product-special, where NaN is swallowed", HALF, NaN, 1, 0, "product-special"],
    ["product-special, where infinity times zero is 0", FLOAT, Infinity, 0, 0, "product-special"],
    ["product-special, where an infinity has the wrong sign", FLOAT, Infinity, 2, Infinity, "product-special"],
    ["product-rounding, where a value of the highest binade overflows", HALF, 32768, 1, -Infinity, "product-rounding"],
    ["product-rounding, where the result is 2^-7 off", FLOAT, 1, 1, -(1 + 2 ** -7), "product-rounding"],
    ["the formula, where it is further off", FLOAT, 1, 1, -(1 + 2 ** -7 + 2 ** -23), "reduction-none"],
    ["the formula, where a small product overflows", HALF, 2, 3, -Infinity, "reduction-none"],
    ["the formula, where the sign is missing", HALF, 2, 3, 6, "reduction-none"],
    ["the formula, where the cell is 0", FLOAT, 2, 3, 0, "reduction-none"],
    ["the formula, where the cell is NaN", FLOAT, 2, 3, NaN, "reduction-none"],
    ["the formula, where the cell is twice as large", FLOAT, 2, 3, -12, "reduction-none"],
    ["the formula, where an overflow has the other sign", HALF, 256, 256, Infinity, "reduction-none"],
  ] as const)("%s", (_, format, g, w, received, clause) => {
    expect(product(format, g, w, received)).toBe(clause);
  });

  it("the clause of its reduction", () => {
    expect(classifyProduct(FLOAT, 0, 2, 3, -6, 6)).toBe("reduction-sum");
    expect(classifyProduct(FLOAT, 2, 2, 3, -6, 6)).toBe("reduction-none");
  });
});

describe("an illegal label cell of mean breaks", () => {
  it.each([
    ["zero-total, where a division by zero gives something else", FLOAT, 1, 1, 0, 0, "zero-total"],
    ["zero-total, where it is divided by batch", FLOAT, 1, 1, -0, -0.2, "zero-total"],
    ["subnormals, where a subnormal result is 0", HALF, 2 ** -12, 1, 64, 0, "subnormals"],
    ["subnormals, where a subnormal total counts as 0", HALF, 1, 1, 2 ** -15, -Infinity, "subnormals"],
    ["extreme-total, where a subnormal total gives something else", HALF, 2 ** -5, 1, 2 ** -15, -3, "extreme-total"],
    ["extreme-total, where an infinite total does not give 0", FLOAT, 1, 1, Infinity, -1, "extreme-total"],
    ["mean-accuracy, where a division is 2 ULP off", FLOAT, 1, 1, 3, -(Math.fround(1 / 3) + 2 ** -24), "mean-accuracy"],
    ["mean-rounding, where it is 2^-13 off", FLOAT, 1, 1, 3, -(1 / 3) * (1 + 2 ** -13), "mean-rounding"],
    ["mean-special, where NaN stands for an infinity", HALF, 60000, 60000, 1, NaN, "mean-special"],
    ["mean-special, where NaN stands for a number that some order overflows on", HALF, 600, 200, 1000, NaN, "mean-special"],
    ["mean-rounding, where a finite value stands for NaN", FLOAT, NaN, 1, 1, 0, "mean-rounding"],
    [
      "mean-rounding, where a finite value that no order gives stands for an overflow",
      HALF,
      60000,
      60000,
      1,
      -3,
      "mean-rounding",
    ],
    ["mean-rounding, where an infinite gradient is swallowed by a huge total", FLOAT, Infinity, 1, 2 ** 127, 0, "mean-rounding"],
    ["mean-rounding, where an infinite weight is swallowed by a huge total", FLOAT, 1, Infinity, 2 ** 127, 0, "mean-rounding"],
    ["the formula, where the total is the smallest normal number", FLOAT, 1, 1, FLOAT.minNormal, -3, "reduction-mean"],
    ["the formula, where the sign is missing", FLOAT, 2, 3, 4, 1.5, "reduction-mean"],
    ["the formula, where the cell is 0", FLOAT, 2, 3, 4, 0, "reduction-mean"],
    ["the formula, where the result is not divided", FLOAT, 2, 3, 4, -6, "reduction-mean"],
    ["the formula, where the cell is NaN", FLOAT, 2, 3, 4, NaN, "reduction-mean"],
  ] as const)("%s", (_, format, g, w, t, received, clause) => {
    expect(mean(format, g, w, t, received)).toBe(clause);
  });

  it("and the expected value is the correctly rounded one, with the number of other legal ones", () => {
    expect(classifyMean(HALF, 600, 200, 1000, -1)).toMatchObject({ expected: -120, others: 2 });
    expect(classifyMean(FLOAT, 2, 3, 4, 0)).toMatchObject({ expected: -1.5, others: 0 });
  });
});

describe("a kernel of a habit", () => {
  const bench = new Bench();
  const small = { kind: "drawn", values: "subnormal", seed: 5 } as const;
  const clauses = (found: readonly Violation[]): string[] => [...new Set(found.map((v) => v.clause))].sort();

  it.each([PLAIN, PLAIN_HALF])("that flushes subnormals to zero is warned, and no more: $entry", (plain) => {
    const format = plain === PLAIN ? FLOAT : HALF;
    const found = bench.play({ ...plain, lossGrad: small }, correct, ({ c, get, set }) => {
      for (let k = 0; k < c.batch * c.classNum; k++)
        if (Math.abs(format.fromBits(get("logitsGrad", k))) < format.minNormal) set("logitsGrad", k, 0);
      return undefined;
    });
    expect(clauses(found)).toEqual(["subnormals"]);
    expect(found.map(severityOf)).toEqual(["warning"]);
    expect(found[0]?.cells).toBeGreaterThan(1);
  });

  it("that cuts products off breaks product-rounding, and the distance is one step", () => {
    const found = bench.play(PLAIN_HALF, (seen) => {
      const { c, inputs } = seen;
      for (let k = 0; k < c.batch * c.classNum; k++) seen.set("logitsGrad", k, 0);
      for (let row = 0; row < c.batch; row++) {
        const label = inputs.labels[row] as number;
        const exact = -(inputs.lossGrad.values[row] as number) * (inputs.weight.values[label] as number);
        const near = HALF.toBits(exact);
        const cut = Math.abs(HALF.fromBits(near)) > Math.abs(exact) ? near - 1 : near;
        seen.set("logitsGrad", row * c.classNum + label, cut);
      }
      return undefined;
    });
    expect(clauses(found)).toEqual(["product-rounding"]);
    expect(found[0]).toMatchObject({ ulp: 1, cell: { kind: "label" } });
    expect(found.map(severityOf)).toEqual(["violation"]);
  });

  it("that loses the sign breaks the formula", () => {
    for (const [reduction, clause] of [
      [0, "reduction-sum"],
      [1, "reduction-mean"],
      [2, "reduction-none"],
    ] as const) {
      const found = bench.play({ ...PLAIN, reduction }, correct, ({ c, get, set }) => {
        for (let k = 0; k < c.batch * c.classNum; k++) set("logitsGrad", k, (get("logitsGrad", k) ^ 0x80000000) >>> 0);
        return undefined;
      });
      expect(clauses(found)).toEqual([clause]);
      expect(levelOf(clause)).toBe("MUST");
    }
  });
});
