import { describe, expect, it } from "vitest";
import { formatOf } from "../core/format.ts";
import { REDUCTIONS, type Reduction } from "../reference/operator.ts";
import { Bench, correct, PLAIN, type Seen, writing } from "./bench.fixture.ts";
import { type Case, poisonBits, typeOf } from "./case.ts";
import { explain, HYPOTHESES, HYPOTHESIS_NAMES, type HypothesisName, hypothesisOf, isNearHypothesis } from "./hypotheses.ts";

const bench = new Bench();

/** Ordinary values all over, more classes than 16 bits count, labels with all their bits, buffers as long as can be. */
function telling(entry: Case["entry"], reduction: Reduction, batch = 6, classNum = 300): Case {
  return {
    ...PLAIN,
    entry,
    reduction,
    batch,
    classNum,
    labels: { kind: "explicit", labels: Array.from({ length: batch }, (_, row) => 257 + 5 * row) },
    lossGradLength: batch,
    lossGrad: { kind: "drawn", values: "ordinary", seed: 3 },
    weight: { kind: "drawn", values: "ordinary", seed: 4 },
    totalWeight: formatOf(entry.startsWith("fp") ? "fp" : "hp").toBits(-5.5),
    unused: "drawn",
    poison: "finite",
  };
}

const g = ({ c, inputs }: Seen, row: number): number => inputs.lossGrad.values[c.reduction === 2 ? row : 0] as number;
const gAt = ({ inputs }: Seen, row: number): number => inputs.lossGrad.values[row] as number;
const w = ({ inputs }: Seen, label: number): number => inputs.weight.values[label] as number;
const total = ({ inputs }: Seen): number => inputs.totalWeight.values[0] as number;
const by = (seen: Seen): number => (seen.c.reduction === 1 ? total(seen) : 1);
const sum = (seen: Seen, classes: ArrayLike<number>): number => Array.from(classes).reduce((s, j) => s + w(seen, j), 0);

type Formula = (seen: Seen, row: number, label: number) => number;

/** Each slip as a kernel would make it, in the reductions in which it can be told, written out anew. */
const SLIPS: Readonly<Record<HypothesisName, readonly [readonly Reduction[], Formula]>> = {
  zero: [REDUCTIONS, () => 0],
  "sign-missing": [REDUCTIONS, (s, i, y) => (g(s, i) * w(s, y)) / by(s)],
  "loss-grad-by-row": [[0, 1], (s, i, y) => (-gAt(s, i) * w(s, y)) / by(s)],
  "loss-grad-first": [[2], (s, _, y) => -gAt(s, 0) * w(s, y)],
  "as-sum": [[1], (s, i, y) => -g(s, i) * w(s, y)],
  "as-mean": [[0, 2], (s, i, y) => (-g(s, i) * w(s, y)) / total(s)],
  "as-mean-first": [[2], (s, _, y) => (-gAt(s, 0) * w(s, y)) / total(s)],
  "as-none": [[1], (s, i, y) => -gAt(s, i) * w(s, y)],
  "by-batch": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y)) / s.c.batch],
  "total-of-labels": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y)) / sum(s, s.inputs.labels.subarray(0, s.c.batch))],
  "total-of-weights": [
    REDUCTIONS,
    (s, i, y) =>
      (-g(s, i) * w(s, y)) /
      sum(
        s,
        Array.from({ length: s.c.classNum }, (_, j) => j),
      ),
  ],
  "loss-grad-ignored": [REDUCTIONS, (s, _, y) => -w(s, y) / by(s)],
  "weight-ignored": [REDUCTIONS, (s, i) => -g(s, i) / by(s)],
  "weight-by-row": [REDUCTIONS, (s, i) => (-g(s, i) * w(s, i)) / by(s)],
  "weight-first": [REDUCTIONS, (s, i) => (-g(s, i) * w(s, 0)) / by(s)],
  "weight-next": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y + 1)) / by(s)],
  "weight-previous": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y - 1)) / by(s)],
  "label-8-bit": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y % 256)) / by(s)],
  "label-16-bit": [REDUCTIONS, (s, i, y) => (-g(s, i) * w(s, y % 65536)) / by(s)],
  "weight-absolute": [REDUCTIONS, (s, i, y) => (-g(s, i) * Math.abs(w(s, y))) / by(s)],
  "total-absolute": [[1], (s, i, y) => (-g(s, i) * w(s, y)) / Math.abs(total(s))],
  accumulates: [REDUCTIONS, (s, i, y) => formatOf(typeOf(s.c)).fromBits(poisonBits(s.c)) + (-g(s, i) * w(s, y)) / by(s)],
};

/** Columns past 16 bits, in few rows: the bench's slots hold 64 KiB. */
function play(name: HypothesisName, entry: Case["entry"], reduction: Reduction): HypothesisName[] | null {
  const [, formula] = SLIPS[name];
  if (name !== "label-16-bit") {
    const c = telling(entry, reduction);
    bench.call(c, writing(formula));
    return explain(c, bench.inputs, bench.layout, bench.arena);
  }
  const wide = new Bench(1 << 20);
  const c: Case = { ...telling(entry, reduction, 2, 65600), labels: { kind: "explicit", labels: [65541, 65590] } };
  wide.call(c, writing(formula));
  return explain(c, wide.inputs, wide.layout, wide.arena);
}

describe("each slip is recognised", () => {
  const slips = HYPOTHESIS_NAMES.flatMap((name) => SLIPS[name][0].map((reduction) => [name, reduction] as const));

  it.each(slips)("%s, reduction %i", (name, reduction) => {
    for (const entry of ["fp_nlllossgrad_s", "hp_nlllossgrad_p"] as const) {
      const named = play(name, entry, reduction);
      expect(named).toContain(name);
      // The inputs are such that few slips look alike, and a formula is asked of reductions that it is about.
      expect((named ?? []).length).toBeLessThanOrEqual(2);
      for (const other of named ?? []) expect(SLIPS[other][0]).toContain(reduction);
    }
  });

  it.each([
    ["weight-next", [2]],
    ["weight-previous", [0]],
    ["weight-by-row", [1, 1, 1, 0]],
  ] as const)("%s says nothing of rows that have no such weight", (name, labels) => {
    const c: Case = { ...telling("fp_nlllossgrad_s", 2, labels.length, 3), labels: { kind: "explicit", labels } };
    // Memory that no call used yet holds zeros, behind the weights as well.
    const unused = new Bench();
    for (const written of [NaN, 0, -0]) {
      unused.call(
        c,
        writing(() => written),
      );
      expect(explain(c, unused.inputs, unused.layout, unused.arena)).not.toContain(name);
    }
  });

  it.each(["loss-grad-by-row", "as-none"] as const)("%s says nothing of rows that have no gradient", (name) => {
    const c: Case = { ...telling("fp_nlllossgrad_s", 1), lossGradLength: 2 };
    bench.call(telling("fp_nlllossgrad_s", 2), correct);
    bench.call(c, correct);
    const { inputs } = bench;
    const value = (row: number): number | null =>
      hypothesisNamed(name).value({ c, inputs, row, label: 262, g: 1, w: 1, t: 1 }) ?? null;
    expect([0, 1].map(value)).toEqual([...inputs.lossGrad.values.subarray(0, 2)].map((g) => -g));
    expect([2, 5].map(value)).toEqual([null, null]);
  });

  it("a total of all weights by those that the call has, whatever stood behind them before", () => {
    bench.call({ ...telling("fp_nlllossgrad_s", 0, 6, 500) }, correct);
    expect(play("total-of-weights", "fp_nlllossgrad_s", 0)).toContain("total-of-weights");
  });

  it("and NaN in place of what nobody knows is no sum with it", () => {
    const c: Case = { ...telling("fp_nlllossgrad_s", 2), poison: "left" };
    bench.call(
      c,
      writing(() => NaN),
    );
    expect(explain(c, bench.inputs, bench.layout, bench.arena)).toEqual([]);
  });

  it("by the first 64 rows of a call", () => {
    const c: Case = { ...telling("fp_nlllossgrad_s", 2, 65, 3), labels: { kind: "drawn", labels: "random", seed: 1 } };
    const sign = SLIPS["sign-missing"][1];
    const told = (but: number): HypothesisName[] | null => {
      bench.call(
        c,
        writing((seen, row, label) => (row === but ? -1 : 1) * sign(seen, row, label)),
      );
      return explain(c, bench.inputs, bench.layout, bench.arena);
    };
    expect(told(64)).toContain("sign-missing");
    expect(told(63)).toEqual([]);
  });

  it("where the output stood as another call left it, not by what was added to it", () => {
    const c: Case = { ...telling("fp_nlllossgrad_s", 2), poison: "left" };
    bench.call(c, writing(SLIPS["sign-missing"][1]));
    expect(explain(c, bench.inputs, bench.layout, bench.arena)).toEqual(["sign-missing"]);
  });

  it.each([
    ["fp", 2 ** -14],
    ["hp", 2 ** -7],
  ] as const)("from results that any order of steps may give, %s: within %d, relatively", (type, near) => {
    const format = formatOf(type);
    for (const expected of [1, -1, 2 ** -10]) {
      const [least, most] = [expected * (1 - near), expected * (1 + near)];
      for (const value of [least, most, expected]) expect(isNearHypothesis(format, expected, value)).toBe(true);
      for (const value of [least - 8 * near * expected, most + 8 * near * expected, -expected, NaN, Infinity])
        expect(isNearHypothesis(format, expected, value)).toBe(false);
    }
    // And among the subnormals four steps.
    const step = format.minSubnormal;
    expect([1, 4, 5].map((steps) => isNearHypothesis(format, 0, steps * step))).toEqual([true, true, false]);
    expect(isNearHypothesis(format, Infinity, Infinity)).toBe(true);
    expect(isNearHypothesis(format, NaN, NaN)).toBe(true);
    expect(isNearHypothesis(format, 2 * format.maxFinite, Infinity)).toBe(true);
  });

  it("and nothing is left untried", () => {
    expect(Object.keys(SLIPS).sort()).toEqual([...HYPOTHESIS_NAMES].sort());
  });
});

const hypothesisNamed = (name: HypothesisName) => HYPOTHESES.find((one) => one.name === name) as (typeof HYPOTHESES)[number];

/** What is told of two rows, of the labels 1 and 2, whose sign is missing. */
function tamed(change: {
  readonly lossGrad?: readonly number[];
  readonly weight?: readonly number[];
  readonly totalWeight?: number;
  readonly reduction?: Reduction;
}): HypothesisName[] | null {
  const { lossGrad = [2, 3], weight = [1, 3, 5], totalWeight = 7, reduction = 2 } = change;
  const values = (numbers: readonly number[]) => ({ kind: "explicit", bits: numbers.map(formatOf("fp").toBits) }) as const;
  const c: Case = {
    ...telling("fp_nlllossgrad_s", reduction, 2, 3),
    labels: { kind: "explicit", labels: [1, 2] },
    lossGrad: values(lossGrad),
    weight: values(weight),
    totalWeight: formatOf("fp").toBits(totalWeight),
  };
  bench.call(c, writing(SLIPS["sign-missing"][1]));
  return explain(c, bench.inputs, bench.layout, bench.arena);
}

describe("nothing is recognised", () => {
  it.each([...REDUCTIONS])("in a kernel that is right, reduction %i", (reduction) => {
    for (const entry of ["fp_nlllossgrad_s", "hp_nlllossgrad_s"] as const) {
      const c = telling(entry, reduction);
      bench.call(c, correct);
      expect(explain(c, bench.inputs, bench.layout, bench.arena)).toEqual([]);
    }
  });

  it("in one that is wrong in no known way, or in one row alone", () => {
    const c = telling("fp_nlllossgrad_s", 2);
    bench.call(
      c,
      writing((_, row) => 17 * row + 3),
    );
    expect(explain(c, bench.inputs, bench.layout, bench.arena)).toEqual([]);
    const sign = SLIPS["sign-missing"][1];
    bench.call(
      c,
      writing((seen, row, label) => (row === 3 ? -1 : 1) * sign(seen, row, label)),
    );
    expect(explain(c, bench.inputs, bench.layout, bench.arena)).toEqual([]);
  });

  it("where operands are too large, too small or special to tell formulas apart", () => {
    for (const values of ["special", "wide", "subnormal", "extreme"] as const) {
      const c: Case = { ...telling("fp_nlllossgrad_s", 2), weight: { kind: "drawn", values, seed: 5 } };
      bench.call(
        c,
        writing(() => 0),
      );
      expect(explain(c, bench.inputs, bench.layout, bench.arena)).toBeNull();
    }
    const short: Case = { ...telling("fp_nlllossgrad_s", 0), lossGradLength: 1 };
    bench.call(
      short,
      writing(() => 0),
    );
    expect(explain(short, bench.inputs, bench.layout, bench.arena)).toBeNull();
  });

  it.each([
    ["a gradient", { lossGrad: [2 ** -7, 1] }],
    ["a gradient past the first, in none", { lossGrad: [1, 2 ** 7] }],
    ["the first gradient, in sum", { lossGrad: [2 ** 7, 1], reduction: 0 }],
    ["a label's weight", { weight: [1, 1, 2 ** -7] }],
    ["a label's weight that is large", { weight: [1, 2 ** 7, 1] }],
    ["the total, in mean", { totalWeight: 2 ** 7, reduction: 1 }],
    ["the total that is small, in mean", { totalWeight: -(2 ** -7), reduction: 1 }],
  ] as const)("where %s is not from 2^-7 to 2^7", (_, change) => {
    expect(tamed(change)).toBeNull();
  });

  it.each([
    ["gradients past the first, in sum", { lossGrad: [1, 2 ** 7], reduction: 0 }],
    ["the total, in none", { totalWeight: 2 ** 7 }],
    ["a weight of no label", { weight: [2 ** 7, 1, 1] }],
  ] as const)("for want of tame operands: %s is none", (_, change) => {
    expect(tamed(change)).toContain("sign-missing");
  });
});

it("words stand for every hypothesis, and the clause that is broken rather than the formula's", () => {
  for (const name of HYPOTHESIS_NAMES) expect(hypothesisOf(name).text).not.toBe("");
  expect(hypothesisOf("loss-grad-by-row").clause).toBe("loss-grad-extent");
  expect(hypothesisOf("loss-grad-first").clause).toBe("loss-grad-extent");
  expect(hypothesisOf("as-mean").clause).toBe("total-weight-unused");
  expect(hypothesisOf("zero").clause).toBeUndefined();
});
