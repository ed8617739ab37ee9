import { describe, expect, it } from "vitest";
import { FLOAT, HALF } from "../core/format.ts";
import { MEAN, SUM } from "../reference/operator.ts";
import { Bench, correct, type FakeKernel, PLAIN, PLAIN_HALF, writing } from "./bench.fixture.ts";
import { type Case, poisonBits } from "./case.ts";
import { type CellCounts, sliceOf } from "./cells.ts";
import { type EntryFingerprint, emptyFingerprint } from "./fingerprint.ts";
import { Judge } from "./judge.ts";
import type { ValuePattern } from "./patterns.ts";
import type { Violation } from "./violation.ts";

const bench = new Bench();
const bitsOf = FLOAT.toBits;
const values = (...numbers: readonly number[]): ValuePattern => ({ kind: "explicit", bits: numbers.map(bitsOf) });
const ONES: ValuePattern = { kind: "drawn", values: "one", seed: 0 };

/** What one call is found to break, and what is counted of it. */
function judged(c: Case, ...kernels: readonly FakeKernel[]): [EntryFingerprint, CellCounts, readonly Violation[]] {
  const judge = new Judge();
  const outcome = bench.call(c, (seen) => kernels.map((kernel) => kernel(seen)).findLast((ended) => ended !== undefined));
  const found = judge.judge(c, bench.inputs, bench.layout, bench.arena, outcome);
  return [judge.fingerprints[c.entry] ?? emptyFingerprint("fp"), judge.cells[sliceOf(c)] as CellCounts, found];
}

/** Every label cell as `value`. */
const giving = (value: number): FakeKernel => writing(() => value);

/** Mean of ones by a total of 1, five rows with the labels 0, 6, 3, 3 and 1: tests change what they are about. */
const MEAN_OF_ONES: Case = { ...PLAIN, reduction: MEAN, lossGrad: ONES, weight: ONES, totalWeight: bitsOf(1), unused: "drawn" };
const SUM_OF_ONES: Case = { ...MEAN_OF_ONES, reduction: SUM };

describe("cells of mean are counted", () => {
  it.each([
    [2 ** -130, 5],
    [-(2 ** -149), 5],
    [Infinity, 5],
    [NaN, 5],
    [FLOAT.minNormal, 0],
    [-FLOAT.maxFinite, 0],
    [1, 0],
    [0, 0],
  ])("as of an extreme total, by %d: %i", (total, count) => {
    const [seen] = judged({ ...MEAN_OF_ONES, totalWeight: bitsOf(total) }, correct);
    expect(seen.extremeTotals).toBe(count);
  });

  it("as special where an operand or the result is infinite or NaN", () => {
    const special = (...[c, kernel]: Parameters<typeof judged>): number => judged(c, kernel as FakeKernel)[1].special;
    const weight = values(1, 1, 1, Infinity, NaN, NaN, NaN);
    expect(special(MEAN_OF_ONES, correct)).toBe(0);
    expect(special({ ...MEAN_OF_ONES, weight }, correct)).toBe(3);
    expect(special({ ...MEAN_OF_ONES, weight }, giving(1))).toBe(3);
    expect(special(MEAN_OF_ONES, giving(Infinity))).toBe(5);
    expect(special({ ...MEAN_OF_ONES, totalWeight: 0 }, correct)).toBe(5);
  });

  it.each([
    [0, "zeroTotalZero"],
    [-1 / 5, "zeroTotalBatch"],
    [-(1 / 5) * (1 - 2 ** -9), "zeroTotalBatch"],
    [1 / 5, "zeroTotalOther"],
    [-5, "zeroTotalOther"],
    [-(1 / 5) * (1 - 2 ** -7), "zeroTotalOther"],
    [-Infinity, "zeroTotalIeee"],
    [NaN, "zeroTotalIeee"],
  ] as const)("by what a total of 0 gives, %d: %s", (value, kind) => {
    const c: Case = { ...MEAN_OF_ONES, totalWeight: 0 };
    const kinds = { zeroTotalZero: 0, zeroTotalBatch: 0, zeroTotalOther: 0, zeroTotalIeee: 0, extremeTotals: 0 };
    expect(judged(c, giving(value))[0]).toMatchObject({ ...kinds, [kind]: 5 });
  });

  it("as no zero in place of a quotient where the product is 0 itself: 0/0 is NaN, and 0 by batch is 0", () => {
    const c: Case = { ...MEAN_OF_ONES, weight: values(0, 0, 0, 0, 0, 0, 0), totalWeight: 0 };
    expect(judged(c, giving(0))[0]).toMatchObject({ zeroTotalZero: 0, zeroTotalBatch: 5 });
  });

  it("once a call as order-sensitive, by the first row", () => {
    const hp = (...numbers: readonly number[]): ValuePattern => ({ kind: "explicit", bits: numbers.map(HALF.toBits) });
    const c: Case = { ...PLAIN_HALF, reduction: MEAN, totalWeight: HALF.toBits(1000), unused: "drawn" };
    const g = hp(600, 600, 600, 600, 600);
    expect(judged({ ...c, lossGrad: g, weight: hp(200, 1, 1, 1, 1, 1, 1) }, correct)[0].orderSensitive).toBe(1);
    expect(judged({ ...c, lossGrad: g, weight: hp(200, 200, 200, 200, 200, 200, 200) }, correct)[0].orderSensitive).toBe(1);
    expect(judged({ ...c, lossGrad: g, weight: hp(1, 200, 200, 200, 200, 200, 200) }, correct)[0].orderSensitive).toBe(0);
  });

  it("as flushed where a subnormal result is 0, as tolerated where the division is an estimate", () => {
    const small: Case = { ...MEAN_OF_ONES, totalWeight: bitsOf(2 ** 127), lossGrad: values(0.5, 1, 1, 1, 1) };
    expect(judged(small, giving(0)).slice(0, 2)).toMatchObject([{ flushedCells: 5, toleratedCells: 0 }, { subnormals: 5 }]);
    const third: Case = { ...MEAN_OF_ONES, totalWeight: bitsOf(3) };
    const estimate = giving(-(Math.fround(1 / 3) + 2 ** -24));
    expect(judged(third, estimate).slice(0, 2)).toMatchObject([{ flushedCells: 0, toleratedCells: 5 }, { subnormals: 0 }]);
    expect(judged(third, giving(7)).slice(0, 2)).toMatchObject([{ flushedCells: 0, toleratedCells: 0 }, { subnormals: 0 }]);
  });
});

describe("cells of sum and none are counted", () => {
  it("as special where the right result is infinite or NaN, whatever came", () => {
    const c: Case = { ...SUM_OF_ONES, weight: values(1, 1, 1, Infinity, 1, 1, NaN) };
    for (const kernel of [correct, giving(1)]) expect(judged(c, kernel)[1].special).toBe(3);
  });

  it("as subnormal, kept or flushed; the smallest normal number is not", () => {
    const product = (g: number): Case => ({ ...SUM_OF_ONES, lossGrad: values(g, 1, 1, 1, 1) });
    const { minNormal, minSubnormal } = FLOAT;
    const kept = judged(product(minNormal - minSubnormal), correct);
    expect(kept).toMatchObject([{ keptSubnormals: 5, flushedProducts: 0 }, { subnormals: 5 }, []]);
    const flushed = judged(product(minNormal - minSubnormal), giving(0));
    expect(flushed).toMatchObject([{ keptSubnormals: 0, flushedProducts: 5 }, { subnormals: 5 }, [{ clause: "subnormals" }]]);
    for (const [g, kernel] of [[minNormal, correct] as const, [1, correct] as const, [1, giving(7)] as const]) {
      const others = judged(product(g), kernel);
      expect(others.slice(0, 2)).toMatchObject([{ keptSubnormals: 0, flushedProducts: 0 }, { subnormals: 0 }]);
    }
  });

  it("by the sign of a zero: that of IEEE 754, or the other", () => {
    const c: Case = { ...SUM_OF_ONES, weight: values(0, 0, 0, 0, 0, 0, 0) };
    expect(judged(c, giving(-0))[0]).toMatchObject({ zeroSignAsIeee: 5, zeroSignOther: 0 });
    expect(judged(c, giving(0))[0]).toMatchObject({ zeroSignAsIeee: 0, zeroSignOther: 5 });
  });
});

it.each([
  ["sum", { ...SUM_OF_ONES, lossGrad: values(2, 2, 2, 2, 2) }, 4],
  ["mean", { ...MEAN_OF_ONES, lossGrad: values(2, 2, 2, 2, 2), totalWeight: bitsOf(0.5) }, 8],
] as const)("one error a call is counted, that of its first row: %s", (_, plain, exact) => {
  const weight = values(2, 1, 1, 1, 1, 1, 1);
  const [, right] = judged({ ...plain, weight }, correct);
  expect(right.ulp).toEqual([1, ...new Array(11).fill(0)]);
  // Three steps off in the first row; later rows do not count.
  const first = writing((_, row) => (row === 0 ? -exact * (1 + 3 * 2 ** -23) : -1000));
  const [, wrong] = judged({ ...plain, weight }, first);
  expect(wrong).toMatchObject({ worstError: 3, worst: { received: bitsOf(exact * (1 + 3 * 2 ** -23)) } });
  expect(wrong.ulp.reduce((sum, cells) => sum + cells)).toBe(1);
});

describe("cells that are wrong are classified", () => {
  const rows = 100;
  const long = (c: Case): Case => ({
    ...c,
    batch: rows,
    labels: { kind: "drawn", labels: "random", seed: 3 },
    lossGradLength: 1,
    lossGrad: values(1),
  });

  it.each([SUM_OF_ONES, MEAN_OF_ONES])("until 64 of a call break a MUST: reduction $reduction", (plain) => {
    expect(judged(long(plain), giving(100))[2]).toMatchObject([{ cells: 64 }]);
    expect(judged(long(plain), () => undefined)[2].find((v) => v.cell.kind === "label")?.cells).toBe(64);
  });

  it("all, where they earn a warning", () => {
    const tiny = { ...long(SUM_OF_ONES), lossGrad: values(2 ** -130) };
    expect(judged(tiny, giving(0))[2]).toMatchObject([{ clause: "subnormals", cells: rows }]);
    expect(judged({ ...tiny, reduction: MEAN }, giving(0))[2]).toMatchObject([{ clause: "subnormals", cells: rows }]);
  });

  it("until 64 were not written, though a total of 0 lets anything pass with a warning", () => {
    const found = judged({ ...long(MEAN_OF_ONES), totalWeight: 0, poison: "nan" }, () => undefined)[2];
    expect(found.find((v) => v.cell.kind === "label")).toMatchObject({ clause: "output-extent", cells: 64 });
  });

  it("as a NaN that was swallowed, where a number stands in its place", () => {
    const nan: Case = { ...SUM_OF_ONES, lossGrad: values(NaN, 1, 1, 1, 1) };
    expect(judged(nan, giving(1))[2]).toMatchObject([{ clause: "product-special", cells: 5 }]);
    expect(judged(SUM_OF_ONES, giving(NaN))[2]).toMatchObject([{ clause: "reduction-sum", cells: 5 }]);
  });
});

describe("the poison in a label cell", () => {
  const left = (c: Case): FakeKernel => writing(() => FLOAT.fromBits(poisonBits(c)));

  it("may be what a kernel gives where anything earns a warning", () => {
    const c: Case = { ...MEAN_OF_ONES, totalWeight: 0, poison: "infinity" };
    expect(judged(c, left(c))[2]).toMatchObject([{ clause: "zero-total" }]);
  });

  it("was never written where it breaks a MUST, or is the NaN that no arithmetic gives", () => {
    const wrong: Case = { ...MEAN_OF_ONES, poison: "infinity" };
    expect(judged(wrong, left(wrong))[2]).toMatchObject([{ clause: "output-extent", ulp: null, relative: null }]);
    const nan: Case = { ...MEAN_OF_ONES, totalWeight: 0, poison: "nan" };
    expect(judged(nan, () => undefined)[2]).toMatchObject([
      { clause: "output-extent", cell: { kind: "off-label" } },
      { clause: "output-extent", cell: { kind: "label" } },
    ]);
  });

  it("is right where it is the right result", () => {
    const c: Case = { ...SUM_OF_ONES, lossGrad: values(-Infinity, 1, 1, 1, 1), poison: "infinity" };
    expect(judged(c, left(c))[2]).toEqual([]);
  });
});

describe("off-label cells are counted", () => {
  /** Sets elements of the output after a right kernel. */
  const setting =
    (...cells: readonly (readonly [at: number, bits: number])[]): FakeKernel =>
    ({ set }) => {
      for (const [at, bits] of cells) set("logitsGrad", at, bits);
      return undefined;
    };

  it("by the sign of their zeros, row by row, if nothing else is wrong with the row", () => {
    const row = 7;
    const mixed = setting([1 * row + 2, 0x80000000], [2 * row + 2, bitsOf(1)], [2 * row + 4, 0x80000000]);
    expect(judged(SUM_OF_ONES, correct, mixed)[0]).toMatchObject({ positiveZeroOffLabel: 3, negativeZeroOffLabel: 1 });
    expect(judged(SUM_OF_ONES, correct)[0]).toMatchObject({ positiveZeroOffLabel: 5, negativeZeroOffLabel: 0 });
  });

  it("as none in rows of one class", () => {
    const c: Case = { ...SUM_OF_ONES, classNum: 1, labels: { kind: "explicit", labels: [0, 0, 0, 0, 0] } };
    for (const poison of [[], [[0, bitsOf(-1)] as const]])
      expect(judged(c, correct, setting(...poison))[0]).toMatchObject({ positiveZeroOffLabel: 0, negativeZeroOffLabel: 0 });
  });

  it("and the first that was never written is told, with how many there are", () => {
    const poison = poisonBits(SUM_OF_ONES);
    const found = judged(SUM_OF_ONES, correct, setting([15, poison], [16, poison], [18, poison]))[2];
    expect(found).toMatchObject([{ clause: "output-extent", cells: 3, cell: { row: 2, column: 1 } }]);
  });
});
