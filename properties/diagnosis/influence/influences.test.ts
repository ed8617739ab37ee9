import { describe, expect, it } from "vitest";
import { FLOAT } from "../../../core/format.ts";
import { MEAN, NONE, type Reduction, SUM } from "../../../reference/operator.ts";
import { type Case, poisonBits, smallestCase } from "../../case.ts";
import { Inputs } from "../../inputs.ts";
import { baseOf, changesOf } from "./changes.ts";
import type { Followed, FollowingCell } from "./followed.ts";
import { influencesOf, ruledOutBy } from "./influences.ts";

const ordinary = (seed: number) => ({ kind: "drawn", values: "ordinary", seed }) as const;

const callOf = (reduction: Reduction, change: Partial<Case> = {}): Case => ({
  ...smallestCase("fp_nlllossgrad_s"),
  batch: 8,
  classNum: 11,
  reduction,
  labels: { kind: "drawn", labels: "random", seed: 3 },
  lossGrad: ordinary(1),
  lossGradLength: 8,
  weight: ordinary(2),
  totalWeight: FLOAT.toBits(3),
  poison: "finite",
  ...change,
});

const FILLED = 7;

/** What a label cell, or another one, of a row holds. */
type Cell = (row: number, inputs: Inputs, c: Case) => number;

const atLabel = (_: number, label: number): number => label;

/** What the cells of rows follow in a call of a kernel. */
function followedIn(base: Case, cell: Cell, columnOf = atLabel): Followed {
  const inputs = new Inputs();
  const resultOf = (c: Case, row: number): number => {
    inputs.fill(c);
    return Math.fround(cell(row, inputs, c));
  };
  inputs.fill(base);
  const columns = Array.from({ length: base.batch }, (_, row) => columnOf(row, inputs.labels[row] as number));
  const cells = columns.map((column, row): FollowingCell => {
    const own = resultOf(base, row);
    const follows = changesOf(base).flatMap(({ change, case: c }) =>
      change === null || (columnOf === atLabel && change.what === "labels" && change.at === row) || resultOf(c, row) === own
        ? []
        : [change],
    );
    return { row, column, bits: FLOAT.toBits(own), follows };
  });
  return { case: base, cells };
}

const g = (inputs: Inputs, k: number): number => inputs.lossGrad.values[k] as number;
const w = (inputs: Inputs, class_: number): number => inputs.weight.values[class_] as number;
const label = (inputs: Inputs, row: number): number => inputs.labels[row] as number;
const total = (inputs: Inputs): number => inputs.totalWeight.values[0] as number;
const own = (inputs: Inputs, row: number): number => w(inputs, label(inputs, row));

describe("a call made again with each element changed by itself", () => {
  it("is made first and last as it was", () => {
    const changed = changesOf(callOf(NONE));
    expect([changed.at(0)?.change, changed.at(-1)?.change]).toEqual([null, null]);
    expect(changed.at(0)?.case).toEqual(callOf(NONE));
  });

  it("has each gradient, each weight that a label names, each label, the total, logits and the output changed once", () => {
    const inputs = new Inputs();
    inputs.fill(callOf(NONE));
    const before = { g: [...inputs.lossGrad.bits], w: [...inputs.weight.bits], y: [...inputs.labels] };
    const elements = new Map<string, number>();
    for (const { change, case: c } of changesOf(callOf(NONE))) {
      if (change === null) continue;
      inputs.fill(c);
      const differ = [
        ...before.g.map((bits, k) => bits !== inputs.lossGrad.bits[k]),
        ...before.w.map((bits, k) => bits !== inputs.weight.bits[k]),
        ...before.y.map((bits, k) => bits !== inputs.labels[k]),
        inputs.totalWeight.bits[0] !== FLOAT.toBits(3),
        c.logits !== callOf(NONE).logits,
        c.poison !== callOf(NONE).poison,
      ];
      expect(differ.filter(Boolean), JSON.stringify(change)).toHaveLength(1);
      elements.set(change.what, (elements.get(change.what) ?? 0) + 1);
    }
    expect(Object.fromEntries(elements)).toEqual({
      loss_grad: 8,
      weight: 11,
      labels: 8,
      total_weight: 1,
      logits: 1,
      contents: 1,
    });
  });

  it("is the one with most to see in it, and small enough to be seen whole", () => {
    const wrong = [[0, 0, 1] as const];
    const failing = { failing: true, wrong, right: [], unwritten: false };
    const calls = [
      { ...failing, case: callOf(SUM, { batch: 1, classNum: 1 }) },
      { ...failing, case: callOf(SUM) },
      { ...failing, case: callOf(SUM, { batch: 41 }) },
      { ...failing, case: callOf(SUM, { batch: 12, poison: "left" }) },
      { ...failing, unsteady: true, case: callOf(SUM, { batch: 13 }) },
      { ...failing, failing: false, wrong: [], case: callOf(SUM, { batch: 14 }) },
    ];
    expect(baseOf(calls)?.batch).toBe(8);
    expect(baseOf(calls.slice(2))).toBeNull();
  });
});

describe("what wrong label cells follow speaks for", () => {
  const LABEL_CELLS: readonly (readonly [string, Reduction, Cell, string, string])[] = [
    [
      "the gradient of the row before",
      NONE,
      (i, x) => -g(x, Math.max(0, i - 1)) * own(x, i),
      "loss-grad-of-another-row",
      "takes loss_grad[",
    ],
    [
      "the gradient of half the row",
      NONE,
      (i, x) => -g(x, i >> 1) * own(x, i),
      "loss-grad-of-another-row",
      "row i takes loss_grad[i / 2]",
    ],
    ["the first gradient", NONE, (i, x) => -g(x, 0) * own(x, i), "loss-grad-first", "row i takes loss_grad[0]"],
    ["a gradient for each row in sum", SUM, (i, x) => -g(x, i) * own(x, i), "loss-grad-by-row", "row i takes loss_grad[i]"],
    ["the sum of the rows so far", NONE, (i, x) => sumTo(i, x), "accumulates", "rows before besides their own"],
    [
      "the two rows of a pair",
      NONE,
      (i, x) => -g(x, i) * own(x, i) + g(x, i ^ 1) * own(x, i),
      "loss-grad-of-another-row",
      "other rows besides their own",
    ],
    ["what stood in the output", SUM, (i, x, c) => filled(c) - g(x, 0) * own(x, i), "accumulates", "what stood in the output"],
    ["the weight at the next row's label", NONE, (i, x) => -g(x, i) * own(x, (i + 1) % 8), "wrong-weight", "takes labels["],
    [
      "the weight of the class that mirrors it",
      SUM,
      (i, x) => -g(x, 0) * w(x, 10 - label(x, i)),
      "wrong-weight",
      "row i takes weight[class_num - 1 - label]",
    ],
    ["every weight", SUM, (i, x) => (-g(x, 0) * own(x, i)) / all(x), "unused-elements-leak", "weights of other classes besides"],
    [
      "the weights in place of the total",
      MEAN,
      (i, x) => (-g(x, 0) * own(x, i)) / all(x),
      "total-recomputed",
      "total_weight not",
    ],
    ["the total in sum", SUM, (i, x) => (-g(x, 0) * own(x, i)) / total(x), "divided-by-total", "follow total_weight"],
    ["no total that it was given", MEAN, (i, x) => (-g(x, 0) * own(x, i)) / 2.5, "uninitialised", "this call's total_weight"],
    ["no gradient that it was given", NONE, (i, x) => -1.5 * own(x, i), "uninitialised", "this call's loss_grad"],
    ["no weight that it was given", NONE, (i, x) => -1.5 * g(x, i), "uninitialised", "this call's weight"],
    ["logits", SUM, (i, x, c) => -g(x, 0) * own(x, i) * (c.logits === "finite" ? 2 : 3), "logits-used", "follow logits"],
  ];

  it.each(LABEL_CELLS)("%s", (_, reduction, cell, cause, text) => {
    const [first] = influencesOf(followedIn(callOf(reduction), cell), "label", false);
    expect([first?.cause, first?.text]).toEqual([cause, expect.stringContaining(text)]);
    expect(first?.share).toBeGreaterThan(0.7);
  });

  it("nothing, where they follow their own operands: then indices are right", () => {
    expect(
      influencesOf(
        followedIn(callOf(NONE), (i, x) => g(x, i) * own(x, i)),
        "label",
        false,
      ),
    ).toEqual([]);
    expect(
      influencesOf(
        followedIn(callOf(MEAN), (i, x) => (g(x, 0) * own(x, i)) / total(x)),
        "label",
        false,
      ),
    ).toEqual([]);
  });

  it("for no other element's cause, where they follow their own operands; for any, where one follows another", () => {
    const apart = followedIn(callOf(NONE), (i, x) => g(x, i) * own(x, i));
    expect(ruledOutBy(apart, "label")).toContain("wrong-weight");
    const mixed = followedIn(callOf(NONE), (i, x) => g(x, i) * (i === 3 ? own(x, 4) : own(x, i)));
    expect([...ruledOutBy(mixed, "label")]).toEqual([]);
    expect([...ruledOutBy(apart, "off-label")]).toEqual([]);
  });

  it("an early exit, where it follows an operand whether a cell is written", () => {
    const poison = FLOAT.fromBits(poisonBits(callOf(NONE)));
    const written = (i: number, x: Inputs): boolean => g(x, i - (i % 4)) > 0;
    const cells = followedIn(callOf(NONE), (i, x) => (written(i, x) ? -g(x, i) * own(x, i) : poison));
    const [first] = influencesOf(cells, "label", false);
    expect([first?.cause, first?.text]).toEqual(["early-exit", expect.stringContaining("by the value of an operand")]);
  });

  it("nothing, where 0 or infinity stands: those follow less than they should, whatever they come from", () => {
    expect(
      influencesOf(
        followedIn(callOf(NONE), (i, x) => (g(x, i) > 0 ? Infinity : 0)),
        "label",
        false,
      ),
    ).toEqual([]);
  });
});

describe("what wrong off-label cells follow speaks for", () => {
  const beside = (_: number, class_: number): number => (class_ + 1) % 11;

  it("the label of another row, where the row's own gradient stands at it", () => {
    const [first] = influencesOf(
      followedIn(callOf(NONE), (i, x) => -g(x, i) * own(x, (i + 1) % 8), beside),
      "off-label",
      true,
    );
    expect([first?.cause, first?.text]).toEqual(["label-of-another-row", expect.stringContaining("labels[")]);
  });

  it("lanes that change places, where a row's own result stands at a formula of its label, and else nothing", () => {
    const swizzled = followedIn(
      callOf(NONE),
      (i, x) => -g(x, i) * own(x, i),
      (i, class_) => class_ ^ (i % 8),
    );
    const [first] = influencesOf(swizzled, "off-label", true);
    expect([first?.cause, first?.text]).toEqual(["lane-permuted", expect.stringContaining("in column label ^ (i % 8)")]);
    const scattered = followedIn(
      callOf(NONE),
      (i, x) => -g(x, i) * own(x, i),
      (i) => (i * i * 5 + 3) % 11,
    );
    expect(influencesOf(scattered, "off-label", true)).toEqual([]);
  });

  it("a wrong stride, where the result of another row stands", () => {
    const [first] = influencesOf(
      followedIn(callOf(NONE), (i, x) => -g(x, i >> 1) * own(x, i >> 1), beside),
      "off-label",
      true,
    );
    expect([first?.cause, first?.text]).toEqual(["row-stride", expect.stringContaining("row i holds that of row i / 2")]);
  });

  it("a buffer that keeps rows before, where its own stands as well", () => {
    const [first] = influencesOf(
      followedIn(callOf(NONE), (i, x) => -g(x, i >> 1) * own(x, i >> 1), beside),
      "off-label",
      false,
    );
    expect(first?.cause).toBe("scratch-not-cleaned");
  });
});

const filled = ({ poison }: Case): number => (poison === "finite" ? FILLED : 2 * FILLED);
const sumTo = (row: number, x: Inputs): number => {
  let sum = 0;
  for (let i = 0; i <= row; i++) sum -= g(x, i) * own(x, i);
  return sum;
};
const all = (x: Inputs): number => x.weight.values.subarray(0, 11).reduce((sum, value) => sum + value, 0);
