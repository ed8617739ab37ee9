import { describe, expect, it } from "vitest";
import { CANARY } from "../core/arena.ts";
import { formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { REDUCTION_NAMES, REDUCTIONS } from "../reference/operator.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { Bench, correct, type FakeKernel, PLAIN, PLAIN_HALF } from "./bench.fixture.ts";
import { type Case, marksOf, PLACEMENTS, POISONS, poisonBits, typeOf } from "./case.ts";
import { drawCase } from "./generator.ts";
import { asLarge, Judge } from "./judge.ts";
import { PROPERTIES } from "./list.ts";
import { identityOf, severityOf, type Violation } from "./violation.ts";

const bench = new Bench();
const clausesOf = (violations: readonly Violation[]): string[] => violations.map((v) => v.clause);

/** Cases of all three reductions, both types and all placements, that say nothing special otherwise. */
const CASES: readonly Case[] = [PLAIN, PLAIN_HALF].flatMap((plain) =>
  REDUCTIONS.flatMap((reduction) => PLACEMENTS.map((placement): Case => ({ ...plain, reduction, placement }))),
);
const title = (c: Case): string => `${c.entry.slice(0, 2)} ${REDUCTION_NAMES[c.reduction]} ${c.placement}`;
const named = CASES.map((c) => [title(c), c] as const);

/** Row 2 has its label in column 3. */
const LABEL = { row: 2, column: 3, at: 2 * 7 + 3 };
const OFF_LABEL = { row: 2, column: 4, at: 2 * 7 + 4 };
const setting =
  (at: number, bitsOf: (c: Case) => number): FakeKernel =>
  (seen) => {
    seen.set("logitsGrad", at, bitsOf(seen.c));
    return undefined;
  };
const bits = (value: number) => (c: Case) => formatOf(typeOf(c)).toBits(value);

describe("a kernel that is right", () => {
  it("breaks nothing, whatever the case", () => {
    const random = new Random();
    for (const id of PLATFORM_IDS) {
      for (let index = 0; index < 1500; index++) {
        const c = drawCase(random.reset(61, 0, index), PLATFORMS[id], "small", index);
        const found = bench.play(c, correct);
        if (found.length > 0) expect.fail(`${JSON.stringify(found)} in ${JSON.stringify(c)}`);
      }
    }
  });

  it("may give either zero off-label, and any NaN where NaN is right", () => {
    const negativeZeros: FakeKernel = ({ c, set, get }) => {
      for (let k = 0; k < c.batch * c.classNum; k++)
        if (get("logitsGrad", k) === 0) set("logitsGrad", k, formatOf(typeOf(c)).signBit);
      return undefined;
    };
    for (const c of CASES) expect(bench.play(c, correct, negativeZeros)).toEqual([]);
    const nans: Case = {
      ...PLAIN,
      lossGrad: { kind: "explicit", bits: [0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000] },
    };
    expect(
      bench.play(
        nans,
        correct,
        setting(LABEL.at, () => 0xffc12345),
      ),
    ).toEqual([]);
  });

  it("has no rows to write where batch is 0", () => {
    const c: Case = {
      ...PLAIN,
      batch: 0,
      labels: { kind: "explicit", labels: [] },
      lossGradLength: 0,
      lossGrad: { kind: "explicit", bits: [] },
    };
    expect(bench.play(c, () => undefined)).toEqual([]);
    const written = bench.play({ ...c, placement: "start" }, ({ set }) => {
      set("logitsGrad", 0, 0);
      return undefined;
    });
    expect(written).toMatchObject([
      { clause: "empty", related: [], property: "an empty batch writes nothing and returns", cell: { kind: "around" } },
    ]);
  });
});

describe.each(named)("one wrong cell, %s", (_, c) => {
  it("breaks the reduction's clause where it is a label cell far from the formula", () => {
    const found = bench.play(c, correct, setting(LABEL.at, bits(100)));
    expect(found).toMatchObject([
      {
        clause: `reduction-${REDUCTION_NAMES[c.reduction]}`,
        cell: { kind: "label", row: LABEL.row, column: LABEL.column },
        cells: 1,
      },
    ]);
    expect(severityOf(found[0] as Violation)).toBe("violation");
  });

  it("breaks the reduction's clause where it is a label cell left 0", () => {
    expect(
      clausesOf(
        bench.play(
          c,
          correct,
          setting(LABEL.at, () => 0),
        ),
      ),
    ).toEqual([`reduction-${REDUCTION_NAMES[c.reduction]}`]);
  });

  it.each([
    ["NaN", NaN],
    ["an infinity", -Infinity],
    ["a small number", 2 ** -14],
    ["the least number", 2 ** -24],
  ])("breaks off-label-zero where it is %s off-label", (_, value) => {
    const found = bench.play(c, correct, setting(OFF_LABEL.at, bits(value)));
    expect(found).toMatchObject([
      { clause: "off-label-zero", cell: { kind: "off-label", row: OFF_LABEL.row, column: OFF_LABEL.column } },
    ]);
  });
});

describe("every off-label cell counts", () => {
  it.each([PLAIN, PLAIN_HALF])("alone, first and last ones included: $entry", (c) => {
    const labels = c.labels.kind === "explicit" ? c.labels.labels : [];
    for (let at = 0; at < c.batch * c.classNum; at++) {
      if (labels[Math.floor(at / c.classNum)] === at % c.classNum) continue;
      const found = bench.play(c, correct, setting(at, bits(1)));
      expect(found).toMatchObject([
        { clause: "off-label-zero", cell: { kind: "off-label", row: Math.floor(at / c.classNum), column: at % c.classNum } },
      ]);
    }
  });

  it("and they are counted, the first alone put into words", () => {
    const found = bench.play(PLAIN, correct, setting(1, bits(1)), setting(8, bits(2)), setting(30, bits(3)));
    expect(found).toMatchObject([
      { clause: "off-label-zero", cells: 3, cell: { row: 0, column: 1 }, received: "1 (0x3f800000)" },
    ]);
  });
});

describe("a cell that is never written breaks output-extent", () => {
  const leaving =
    (at: number): FakeKernel =>
    (seen) => {
      seen.set("logitsGrad", at, poisonBits(seen.c));
      return undefined;
    };

  it.each([PLAIN, PLAIN_HALF].flatMap((c) => POISONS.filter((p) => p !== "left").map((poison) => ({ ...c, poison }))))(
    "label or not, $entry poisoned with $poison",
    (c) => {
      for (const reduction of REDUCTIONS) {
        const called: Case = { ...c, reduction };
        expect(bench.play(called, correct, leaving(OFF_LABEL.at))).toMatchObject([
          { clause: "output-extent", related: ["off-label-zero"], cell: { kind: "off-label" } },
        ]);
        expect(bench.play(called, correct, leaving(LABEL.at))).toMatchObject([
          { clause: "output-extent", cell: { kind: "label" } },
        ]);
      }
    },
  );

  it("all of them, where nothing is written at all", () => {
    const found = bench.play(PLAIN, () => undefined);
    expect(found.map((v) => [v.clause, v.cell.kind, v.cells])).toEqual([
      ["output-extent", "off-label", 30],
      ["output-extent", "label", 5],
    ]);
  });
});

describe("several faults of one call", () => {
  it("are each found", () => {
    const found = bench.play(PLAIN, correct, setting(LABEL.at, bits(100)), setting(OFF_LABEL.at, bits(NaN)), (seen) => {
      seen.set("labels", 0, 1);
      seen.set("logitsGrad", -1, 0);
      return undefined;
    });
    expect(clausesOf(found).sort()).toEqual(["in-bounds", "inputs-unchanged", "off-label-zero", "reduction-none"]);
    expect(new Set(found.map(identityOf)).size).toBe(4);
    expect(found.map(identityOf)).toContain("inputs-unchanged/fp_nlllossgrad_s/none/input:labels");
    expect(found.map(identityOf)).toContain("off-label-zero/fp_nlllossgrad_s/none/off-label");
  });

  it("name properties of the list, and clauses that those are about", () => {
    const seen: Violation[] = [];
    for (const c of CASES) {
      seen.push(...bench.play(c, correct, setting(LABEL.at, bits(100)), setting(OFF_LABEL.at, bits(NaN))));
      seen.push(...bench.play(c, () => undefined));
      seen.push(...bench.play(c, correct, setting(-1, bits(0)), setting(35, bits(0))));
      seen.push(...bench.play(c, () => ({ kind: "exited", code: 1 })));
    }
    for (const { property, clause } of seen) {
      expect(PROPERTIES.find(({ name }) => name === property)?.clauses, property).toContain(clause);
    }
  });

  it("leave nothing behind for the next call", () => {
    bench.play(PLAIN, () => undefined);
    expect(bench.play(PLAIN, correct)).toEqual([]);
  });
});

describe("a call of several at the same inputs", () => {
  const judge = new Judge();
  const parts = (c: Case, ...kernels: readonly FakeKernel[]): readonly (readonly string[])[] => {
    bench.call(c, (seen) => kernels.map((kernel) => kernel(seen)).at(-1));
    const { inputs, layout, arena } = bench;
    return [
      judge.judgeCells(c, inputs, layout, arena, null),
      judge.judgeTotal(c, inputs, layout, arena),
      judge.judgeRest(c, inputs, layout, arena),
    ].map(clausesOf);
  };
  const changing =
    (buffer: "weight" | "totalWeight" | "logitsGrad", at: number): FakeKernel =>
    (seen) => {
      seen.set(buffer, at, 1);
      return undefined;
    };

  it("is judged in parts: its output, its total, and everything else", () => {
    expect(parts(PLAIN, correct)).toEqual([[], [], []]);
    expect(parts(PLAIN, correct, setting(OFF_LABEL.at, bits(1)))).toEqual([["off-label-zero"], [], []]);
    expect(parts(PLAIN, correct, changing("totalWeight", 0))).toEqual([[], ["inputs-unchanged"], ["inputs-unchanged"]]);
    expect(parts(PLAIN, correct, changing("weight", 0))).toEqual([[], [], ["inputs-unchanged"]]);
    expect(parts(PLAIN, correct, changing("logitsGrad", 35))).toEqual([[], [], ["in-bounds"]]);
  });

  it("tells the largest rounding error of the call that was judged last", () => {
    expect(new Judge().largestError).toEqual({ steps: 0, row: 0 });
    const mean: Case = { ...PLAIN, reduction: 1 };
    const format = formatOf("fp");
    const off: FakeKernel = ({ get, set }) => {
      set("logitsGrad", LABEL.at, format.toBits(format.fromBits(get("logitsGrad", LABEL.at)) * (1 + 2 ** -22)));
      return undefined;
    };
    const { inputs, layout, arena } = bench;
    for (const next of [PLAIN, { ...PLAIN, reduction: 0 } as const]) {
      parts(mean, correct, off);
      expect(judge.largestError.row).toBe(LABEL.row);
      expect(judge.largestError.steps).toBeGreaterThan(1);
      bench.call(next, correct);
      judge.judge(next, inputs, layout, arena, { kind: "returned" });
      expect(judge.largestError.steps).toBe(0);
    }
    parts(mean, correct, off);
    parts(PLAIN, correct);
    expect(judge.largestError.steps).toBe(0);
  });

  const ones = { kind: "drawn", values: "one", seed: 0 } as const;
  it.each([
    PLAIN,
    PLAIN_HALF,
    // The lower half of 1 is zero.
    { ...PLAIN, lossGrad: ones, weight: ones },
  ])("is judged the same by the number of halves that are not zero, where those were counted: $entry", (c) => {
    const size = c.batch * c.classNum;
    const halvesOf = (): number => {
      let count = 0;
      for (const word of bench.output(c)) count += Number((word & 0xffff) !== 0) + Number(word >>> 16 !== 0);
      return count;
    };
    const { inputs, layout, arena } = bench;
    for (const value of [1, 0x8000, ...(typeOf(c) === "fp" ? [0x10000, 0x80000000, 0x12345678] : [])]) {
      for (let at = 0; at < size; at++) {
        bench.call(c, (seen) => {
          correct(seen);
          return setting(at, () => value)(seen);
        });
        const uncounted = judge.judgeCells(c, inputs, layout, arena, null);
        expect(judge.judgeCells(c, inputs, layout, arena, halvesOf())).toEqual(uncounted);
      }
    }
    // The count is what is looked at: cells whose halves are as many as the label cells have are taken for zeros.
    bench.call(c, correct);
    const right = halvesOf();
    bench.call(c, (seen) => {
      correct(seen);
      return setting(OFF_LABEL.at, bits(1))(seen);
    });
    expect(judge.judgeCells(c, inputs, layout, arena, right)).toEqual([]);
    expect(clausesOf(judge.judgeCells(c, inputs, layout, arena, right + 1))).toEqual(["off-label-zero"]);
  });
});

describe("what goes wrong past 2^31 elements", () => {
  const [wrong] = bench.play(PLAIN, () => undefined) as [Violation];

  it("is a matter of large-extent, the clauses that it would break related", () => {
    const { clause, related, ...rest } = asLarge({ batch: 2 ** 16, classNum: 2 ** 15 }, wrong);
    expect([clause, related]).toEqual(["large-extent", ["output-extent", "off-label-zero"]]);
    expect(wrong).toMatchObject(rest);
    expect(asLarge({ batch: 1, classNum: 2 ** 31 }, { ...wrong, related: ["large-extent"] }).related).toEqual(["output-extent"]);
  });

  it("and with no related clauses, of the one", () => {
    const { related: _, ...alone } = wrong;
    expect(asLarge({ batch: 2 ** 31, classNum: 1 }, alone).related).toEqual(["output-extent"]);
  });

  it("is what it is in calls with fewer", () => {
    expect(asLarge({ batch: 2 ** 16, classNum: 2 ** 15 - 1 }, wrong)).toBe(wrong);
  });
});

it("marks are NaN where they say so, all distinct, and none is a canary", () => {
  for (const type of ["fp", "hp"] as const) {
    const { poison, logits, unused } = marksOf(type);
    const format = formatOf(type);
    for (const { nan } of [poison, logits, unused]) expect(format.fromBits(nan)).toBeNaN();
    for (const { infinity } of [poison, logits, unused]) expect(Math.abs(format.fromBits(infinity))).toBe(Infinity);
    for (const { finite } of [poison, logits]) expect(Number.isFinite(format.fromBits(finite))).toBe(true);
    const all = [poison.nan, poison.finite, logits.nan, logits.finite, unused.nan, type === "fp" ? CANARY * 0x10001 : CANARY];
    expect(new Set(all).size).toBe(all.length);
  }
});
