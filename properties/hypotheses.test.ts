import { describe, expect, it } from "vitest";
import { formatOf } from "../core/format.ts";
import { REDUCTIONS, type Reduction } from "../reference/operator.ts";
import { Bench, correct, PLAIN, type Seen, writing } from "./bench.fixture.ts";
import { type Case, poisonBits, typeOf } from "./case.ts";
import { explain, HYPOTHESIS_NAMES, type HypothesisName, hypothesisOf } from "./hypotheses.ts";

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
      // The inputs are such that few slips look alike.
      expect((named ?? []).length).toBeLessThanOrEqual(2);
    }
  });

  it("and nothing is left untried", () => {
    expect(Object.keys(SLIPS).sort()).toEqual([...HYPOTHESIS_NAMES].sort());
  });
});

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
});

it("words stand for every hypothesis, and the clause that is broken rather than the formula's", () => {
  for (const name of HYPOTHESIS_NAMES) expect(hypothesisOf(name).text).not.toBe("");
  expect(hypothesisOf("loss-grad-by-row").clause).toBe("loss-grad-extent");
  expect(hypothesisOf("loss-grad-first").clause).toBe("loss-grad-extent");
  expect(hypothesisOf("as-mean").clause).toBe("total-weight-unused");
  expect(hypothesisOf("zero").clause).toBeUndefined();
});
