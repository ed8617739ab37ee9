import { describe, expect, it } from "vitest";
import { FLOAT, formatOf } from "../core/format.ts";
import { evaluate, type Order, variantsOf } from "../reference/mean.ts";
import { Bench, correct, PLAIN, writing } from "./bench.fixture.ts";
import { type Case, typeOf } from "./case.ts";
import { sliceOf } from "./cells.ts";
import {
  acceptMean,
  type EntryFingerprint,
  emptyFingerprint,
  explainingOrders,
  type Fingerprints,
  mergeFingerprints,
  noteSlack,
  oneSidedRounding,
} from "./fingerprint.ts";
import { Judge } from "./judge.ts";

const variant = (name: string): Parameters<typeof evaluate>[1] => {
  const found = variantsOf("fp").find((v) => v.name === name);
  return found ?? expect.fail(name);
};
const operands = (k: number): [number, number, number] => [
  Math.fround(1.1 + k * 0.0123),
  Math.fround(1.7 - k * 0.0077),
  Math.fround(2.9 + k * 0.0311),
];

describe("the order of a kernel", () => {
  it.each((["A", "B", "C", "D", "E", "F"] as const satisfies readonly Order[]).map((order) => `${order} in float`))(
    "is found from its results: %s",
    (name) => {
      const seen = emptyFingerprint("fp");
      for (let k = 0; k < 60; k++) {
        const [g, w, t] = operands(k);
        expect(acceptMean(seen, FLOAT, g, w, t, evaluate(FLOAT, variant(name), g, w, t))).toBe(true);
      }
      expect(explainingOrders("fp_nlllossgrad_s", seen)).toEqual([name]);
      expect(seen.meanCells).toBe(60);
    },
  );

  it("is any where results do not tell, and none where no single one explains them all", () => {
    const seen = emptyFingerprint("fp");
    acceptMean(seen, FLOAT, 1, 1, 1, 1);
    expect(explainingOrders("fp_nlllossgrad_s", seen)).toHaveLength(12);
    for (let k = 0; k < 60; k++) {
      const [g, w, t] = operands(k);
      const value = evaluate(FLOAT, variant(k % 2 === 0 ? "A in float" : "E in float"), g, w, t);
      expect(acceptMean(seen, FLOAT, g, w, t, value)).toBe(true);
    }
    expect(explainingOrders("fp_nlllossgrad_s", seen)).toEqual([]);
  });

  it("does not follow from what is not legal", () => {
    const seen = emptyFingerprint("fp");
    expect(acceptMean(seen, FLOAT, 1, 1, 3, 0.5)).toBe(false);
    expect(seen).toEqual(emptyFingerprint("fp"));
  });

  it("is none that a cell before ruled out", () => {
    const seen = { ...emptyFingerprint("fp"), orders: 0b0110 };
    expect(acceptMean(seen, FLOAT, 1, 1, 1, 1)).toBe(true);
    expect(seen.orders).toBe(0b0110);
  });

  it("of two shards is what explains both", () => {
    const [a, b] = [emptyFingerprint("fp"), emptyFingerprint("fp")];
    a.orders = 0b0110;
    b.orders = 0b0011;
    a.meanCells = 3;
    b.meanCells = 4;
    const sum = {};
    mergeFingerprints(sum, { fp_nlllossgrad_s: a });
    mergeFingerprints(sum, { fp_nlllossgrad_s: b, hp_nlllossgrad_p: emptyFingerprint("hp") });
    expect(sum).toMatchObject({ fp_nlllossgrad_s: { orders: 0b0010, meanCells: 7 }, hp_nlllossgrad_p: { meanCells: 0 } });
  });
});

describe("one-sided rounding", () => {
  const bench = new Bench();
  /** What many calls of mean show of a kernel that rounds g*w/t in its own way. */
  function errorOf(entry: Case["entry"], round: (x: number, c: Case) => number): number | null {
    const judge = new Judge();
    for (let seed = 0; seed < 300; seed++) {
      const c: Case = {
        ...PLAIN,
        entry,
        reduction: 1,
        totalWeight: formatOf(entry.startsWith("fp") ? "fp" : "hp").toBits(3 + seed / 16),
        lossGrad: { kind: "drawn", values: "ordinary", seed },
        weight: { kind: "drawn", values: "ordinary", seed: 1000 + seed },
        unused: "drawn",
      };
      const outcome = bench.call(
        c,
        writing(({ inputs }, _, label) => {
          const [g, w, t] = [inputs.lossGrad.values[0], inputs.weight.values[label], inputs.totalWeight.values[0]] as [
            number,
            number,
            number,
          ];
          return -round((g * w) / t, c);
        }),
      );
      judge.judge(c, bench.inputs, bench.layout, bench.arena, outcome);
    }
    const seen = judge.fingerprints[entry];
    return seen === undefined ? expect.fail("nothing seen") : oneSidedRounding(seen);
  }

  it.each(["fp_nlllossgrad_s", "hp_nlllossgrad_s"] as const)(
    "shows in a kernel that cuts off, not in one that rounds: %s",
    (entry) => {
      const towardZero = (x: number, c: Case): number => {
        const format = formatOf(typeOf(c));
        const near = format.round(x);
        return Math.abs(near) <= Math.abs(x) ? near : Math.sign(x) * format.fromBits(format.toBits(Math.abs(near)) - 1);
      };
      expect(errorOf(entry, (x) => x)).toBeNull();
      const lean = errorOf(entry, towardZero);
      expect(lean).toBeLessThan(-0.4);
      expect(lean).toBeGreaterThan(-0.6);
    },
  );

  it("is not concluded from few calls", () => {
    const seen = { ...emptyFingerprint("fp"), errorCalls: 199, errorSum: -99.5, errorSquares: 50 };
    expect(oneSidedRounding(seen)).toBeNull();
    expect(oneSidedRounding({ ...seen, errorCalls: 200, errorSum: -100 })).toBe(-0.5);
  });

  it("is more than 0.2 ULP, to either side, and more than six standard errors", () => {
    const of = (mean: number, variance: number): number | null =>
      oneSidedRounding({
        ...emptyFingerprint("fp"),
        ...{ errorCalls: 400, errorSum: 400 * mean, errorSquares: 400 * (mean * mean + variance) },
      });
    expect([of(0.25, 0), of(-0.25, 0)]).toEqual([0.25, -0.25]);
    expect([of(0.2, 0), of(-0.2, 0), of(0.125, 0)]).toEqual([null, null, null]);
    // Of 400 calls the standard error is a twentieth of the deviation.
    expect([of(-1.5, 24.9), of(1.5, 25.1)]).toEqual([-1.5, null]);
    // Rounding may bring the squares below the square of the mean.
    expect(of(0.5, -0.001)).toBe(0.5);
  });
});

it("what cells of special kinds a kernel was seen at, and how it did, is counted", () => {
  const judge = new Judge();
  const bench = new Bench();
  const play = (c: Case): void => {
    const outcome = bench.call(c, correct);
    judge.judge(c, bench.inputs, bench.layout, bench.arena, outcome);
  };
  const rows = (bits: number): Case["lossGrad"] => ({ kind: "explicit", bits: new Array<number>(5).fill(bits) });
  play({ ...PLAIN, lossGrad: rows(0x7f800000) });
  play({ ...PLAIN, lossGrad: rows(1), weight: { kind: "drawn", values: "one", seed: 0 } });
  play({ ...PLAIN, lossGrad: rows(0) });
  play({ ...PLAIN, reduction: 1, totalWeight: 0 });
  play({ ...PLAIN, reduction: 1, totalWeight: 0x7f800000 });
  expect(judge.fingerprints.fp_nlllossgrad_s).toMatchObject({
    keptSubnormals: 5,
    zeroSignAsIeee: 5,
    zeroSignOther: 0,
    zeroTotalIeee: 5,
    extremeTotals: 5,
    positiveZeroOffLabel: 25,
    negativeZeroOffLabel: 0,
  });
  expect(judge.cells[sliceOf(PLAIN)]).toMatchObject({ special: 5, subnormals: 5 });
});

describe("the slack that accepted cells of mean have used", () => {
  const noted = (...cells: readonly (readonly [error: number, allowed: number])[]): EntryFingerprint => {
    const seen = emptyFingerprint("fp");
    for (const [error, allowed] of cells) noteSlack(seen, error, allowed);
    return seen;
  };

  it("is that of the cell that came nearest to its own bound, not of the one that is furthest off", () => {
    expect(noted([3, 7], [2, 3.5], [0.5, 4])).toMatchObject({ slackError: 2, slackAllowed: 3.5 });
    expect(noted([0, 4])).toMatchObject({ slackError: 0, slackAllowed: 4 });
    expect(noted([0, 0])).toMatchObject({ slackAllowed: 0 });
    expect(noted([2, 3.5], [0, 0])).toMatchObject({ slackError: 2, slackAllowed: 3.5 });
    // Of two that came as near, the first.
    expect(noted([2, 4], [1, 2])).toMatchObject({ slackError: 2, slackAllowed: 4 });
  });

  it("merges to the same, whichever shard saw it", () => {
    for (const [first, second] of [
      [noted([3, 7]), noted([2, 3.5])],
      [noted([2, 3.5]), noted([3, 7])],
      [noted(), noted([2, 3.5])],
    ]) {
      const merged: Fingerprints = { fp_nlllossgrad_s: first as EntryFingerprint };
      mergeFingerprints(merged, { fp_nlllossgrad_s: second as EntryFingerprint });
      expect(merged.fp_nlllossgrad_s).toMatchObject({ slackError: 2, slackAllowed: 3.5 });
    }
  });
});
