import { describe, expect, it } from "vitest";
import { gradient } from "./gradient.ts";
import { MEAN, NONE, SUM } from "./operator.ts";

const BASE = {
  type: "fp",
  batch: 2,
  classNum: 3,
  lossGrad: [2, 3],
  labels: [1, 2],
  weight: [5, 7, 11],
  totalWeight: 4,
} as const;

describe("the gradient of a small example, row by row", () => {
  it.each([
    ["sum uses the first loss gradient for every row", SUM, [0, -14, 0, 0, 0, -22]],
    ["mean divides by the total that it is given", MEAN, [0, -3.5, 0, 0, 0, -5.5]],
    ["none uses each row's loss gradient", NONE, [0, -14, 0, 0, 0, -33]],
  ] as const)("%s", (_, reduction, cells) => {
    expect([...gradient({ ...BASE, reduction })]).toEqual(cells);
  });
});

describe("what must have no influence has none", () => {
  it("NaN in weights that no label names, in unused loss gradients and in an unused total", () => {
    const weight = [NaN, 7, 11];
    expect([...gradient({ ...BASE, weight, reduction: SUM, lossGrad: [2, NaN], totalWeight: NaN })]).toEqual([
      0, -14, 0, 0, 0, -22,
    ]);
    expect([...gradient({ ...BASE, weight, reduction: NONE, totalWeight: NaN })]).toEqual([0, -14, 0, 0, 0, -33]);
    expect([...gradient({ ...BASE, weight, reduction: MEAN, lossGrad: [2, NaN] })]).toEqual([0, -3.5, 0, 0, 0, -5.5]);
  });

  it("NaN and infinities of a label cell stay in it: off-label cells are +0", () => {
    const cells = gradient({ ...BASE, reduction: NONE, lossGrad: [NaN, -Infinity] });
    expect([...cells]).toEqual([0, NaN, 0, 0, 0, Infinity]);
  });
});

it("rounds to the element type: 600 * 200 / 1000 is 120 in half, 600 * 200 infinite", () => {
  const inputs = { ...BASE, type: "hp", batch: 1, lossGrad: [600], labels: [1], weight: [0, 200, 0], totalWeight: 1000 } as const;
  expect([...gradient({ ...inputs, reduction: MEAN })]).toEqual([0, -120, 0]);
  expect([...gradient({ ...inputs, reduction: SUM })]).toEqual([0, -Infinity, 0]);
});

it("has no cells without rows", () => {
  expect(gradient({ ...BASE, batch: 0, lossGrad: [], labels: [], reduction: NONE })).toHaveLength(0);
});
