import { describe, expect, it } from "vitest";
import { PLAIN } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { explicitInputs } from "../properties/explicit.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { capacities, entriesIn, type Program, programOf } from "./program.ts";
import { NoProgram, ROOM } from "./room.ts";
import { writeProgram } from "./write.ts";

const token = (plan: GradientPlan): string => encodeToken({ platform: "mt7004", alignment: 64, plan });
const program = (plan: GradientPlan): Program => programOf(token(plan));
const call = (c: Partial<Case>, before: readonly Case[] = []): GradientPlan => ({
  kind: "call",
  before,
  call: { ...PLAIN, ...c },
  watch: "nothing",
});

const LABELS = { kind: "drawn", labels: "adjacent", seed: 0 } as const;
const ONE = { kind: "drawn", values: "one", seed: 0 } as const;

describe("a program", () => {
  it("has a case's inputs bit by bit", () => {
    const { data } = program(call({ unused: "drawn" }));
    const { labels, lossGrad, weight } = explicitInputs(PLAIN);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      labels: [{ kind: "listed", at: 0, values: labels }],
      lossGrad: [{ kind: "listed", at: 0, values: lossGrad }],
      weight: [{ kind: "listed", at: 0, values: weight }],
      totalWeight: PLAIN.totalWeight,
    });
  });

  it("judges the last call alone, and every call of a relation", () => {
    expect(program(call({}, [PLAIN, PLAIN])).calls.map(({ judged }) => judged)).toEqual([false, false, true]);
    const split = program({ kind: "relation", relation: "batch-split", seed: 2, base: PLAIN });
    expect(split.calls.map(({ judged }) => judged)).toEqual([true, true, true]);
  });

  it("holds data that calls share, and tables that comparisons share, once", () => {
    const masks = program({ kind: "relation", relation: "masks", seed: 0, base: PLAIN });
    expect(masks.calls).toHaveLength(15);
    expect(masks.data).toHaveLength(1);
    expect(masks.comparisons).toHaveLength(14);
    expect(masks.tables).toHaveLength(2);
  });

  it("says where the rows of a batch that is split stand in its parts", () => {
    const { comparisons, tables } = program({ kind: "relation", relation: "batch-split", seed: 2, base: PLAIN });
    const rows = comparisons.map(({ call: k, rows: own }) => [k, tables[own]?.series]);
    const listed = (values: number[]): unknown => [{ kind: "listed", at: 0, values }];
    const run = (at: number, count: number, first: number, step: number): unknown => ({ kind: "run", at, count, first, step });
    const nowhere = 0xffffffff;
    expect(rows).toEqual([
      [1, [run(0, 3, 0, 1), { kind: "listed", at: 3, values: [nowhere, nowhere] }]],
      [2, [run(0, 3, nowhere, 0), ...(listed([0, 1]) as object[]).map((piece) => ({ ...piece, at: 3 }))]],
    ]);
  });

  it("fails over a difference where the clause is no-state or output-extent, and warns elsewhere", () => {
    const clause = (relation: "repeat" | "output-left" | "storage"): unknown =>
      program({ kind: "relation", relation, seed: 1, base: PLAIN }).comparisonClause;
    expect([clause("repeat"), clause("output-left"), clause("storage")]).toEqual([null, null, "storage-equivalence"]);
  });

  it("sizes its buffers by the largest call, and names each function once", () => {
    const both = program(
      call({}, [
        { ...PLAIN, batch: 9, lossGradLength: 9, labels: LABELS },
        { ...PLAIN, entry: "fp_nlllossgrad_p", coreMask: 1 },
      ]),
    );
    expect(capacities(both)).toEqual([9 * 7 * 4, 36, 36, 28, 4, 9 * 7 * 4]);
    expect(entriesIn(both)).toEqual(["fp_nlllossgrad_p", "fp_nlllossgrad_s"]);
  });

  it("of long runs is short, whatever the case's size", () => {
    const classNum = 2 ** 18;
    const large = call({
      batch: 2 ** 15,
      lossGradLength: 2 ** 15,
      classNum,
      labels: LABELS,
      lossGrad: ONE,
      weight: ONE,
      unused: "drawn",
    });
    for (const language of ["c", "python"] as const) expect(writeProgram(token(large), language).length).toBeLessThan(30_000);
  });

  it("is refused with its size, the limit and what to do instead, if it would list too many numbers", () => {
    const listed = call({ batch: 2 ** 17, lossGradLength: 2 ** 17, labels: LABELS, unused: "drawn" });
    for (const language of ["c", "ts", "python"] as const) {
      const write = (): string => writeProgram(token(listed), language);
      expect(write).toThrow(NoProgram);
      expect(write).toThrow(
        new RegExp(
          `^131072 rows x 7 classes .* lists \\d+ numbers or more, past the limit of ${ROOM}; replay the token on a target`,
        ),
      );
    }
  });

  it("is refused before anything is laid out, if the extents alone are too large", () => {
    const wide = { ...PLAIN, classNum: 2 ** 30, labels: { kind: "drawn", labels: "last", seed: 0 } } as const;
    expect(() => program(call(wide))).toThrow(/^5 rows x 1073741824 classes have 1073741834 inputs, past .*; replay the token/);
    const plan: GradientPlan = { kind: "relation", relation: "classes-permuted", seed: 0, base: wide };
    expect(() => program(plan)).toThrow(NoProgram);
  });
});

describe("every language", () => {
  it.each(["c", "ts", "python"] as const)(
    "%s says the case in words, its own token, and how to run it; bits only, and the same each time",
    (language) => {
      const own = token(
        call({ lossGrad: { kind: "explicit", bits: [0x3f800001, 0x00000001, 0x80000000, 0x7f800000, 0x7fc12345] } }),
      );
      const text = writeProgram(own, language);
      expect(text).toContain("5 rows x 7 classes, none, core_mask 0x3, labels 0, 6, 3, 3, 1");
      expect(text).toContain(`nllgrad replay ${own} --as ${language}`);
      expect(text).toContain(
        { c: "cc case.c ./libmine.so -o case", ts: "node case.ts ./kernel.ts", python: "python3 case.py ./libmine.so" }[language],
      );
      expect(text).toMatch(/0x3f800001, 0x00000001, 0x80000000, 0x7f800000, 0x7fc12345/);
      expect(writeProgram(own, language)).toBe(text);
      for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(140);
    },
  );
});
