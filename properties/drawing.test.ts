import { describe, expect, it } from "vitest";
import { CANARY } from "../core/arena.ts";
import { Bench, correct, PLAIN } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { matrixOf, snapshotOf } from "./drawing.ts";
import { LOGITS_GRAD } from "./layout.ts";
import type { Cell } from "./violation.ts";

const SMALL: Case = {
  ...PLAIN,
  entry: "hp_nlllossgrad_s",
  batch: 2,
  classNum: 3,
  labels: { kind: "explicit", labels: [2, 0] },
  lossGrad: { kind: "explicit", bits: [0x3c00, 0x4000] },
  lossGradLength: 2,
  weight: { kind: "explicit", bits: [0x4200, 0x3c00, 0x4000] },
  unused: "drawn",
  totalWeight: 0x4200,
};
const CELL: Cell = { kind: "label", row: 1, column: 0 };

describe("a drawn case", () => {
  it("has its inputs, the legal results and what came, as bits", () => {
    const bench = new Bench();
    bench.call(SMALL, correct);
    expect(matrixOf(SMALL, CELL, snapshotOf(SMALL, CELL, bench.layout, bench.arena))).toMatchObject({
      format: "half",
      batch: 2,
      classNum: 3,
      row: 0,
      column: 0,
      rows: [
        { label: 2, lossGrad: "3c00", legal: "c000", received: "0000 0000 c000" },
        { label: 0, lossGrad: "4000", legal: "c600", received: "c600 0000 0000" },
      ],
      cell: [1, 0],
      weight: "4200 3c00 4000",
      totalWeight: null,
      poison: "7ebd",
    });
  });

  it("has every legal result of mean, the correctly rounded one first", () => {
    const matrix = matrixOf({ ...SMALL, reduction: 1, lossGrad: { kind: "explicit", bits: [0x4200, 0x399a] } }, CELL, null);
    expect(matrix?.totalWeight).toBe("4200");
    expect(matrix?.rows[0]?.legal).toBe("c000");
    expect(matrix?.rows.every(({ received }) => received === null)).toBe(true);
    expect(matrix?.guards).toBeNull();
  });

  it.each([
    [0, 0, 0, 0],
    [50, 300, 42, 288],
    [99, 999, 84, 976],
  ])("of many rows and classes is cut around row %d, class %d: it begins with row %d, class %d", (row, column, first, left) => {
    const large: Case = {
      ...PLAIN,
      batch: 100,
      classNum: 1000,
      lossGradLength: 100,
      labels: { kind: "drawn", labels: "first", seed: 0 },
    };
    const matrix = matrixOf(large, { kind: "off-label", row, column }, null);
    expect(matrix).toMatchObject({ row: first, column: left });
    expect(matrix?.rows).toHaveLength(16);
    expect(matrix?.weight.split(" ")).toHaveLength(24);
  });

  it("shows guards, and those that were written wherever they are", () => {
    const bench = new Bench();
    bench.call(SMALL, correct);
    const end = ((bench.layout.offset[LOGITS_GRAD] as number) + 12) / 2;
    const canary = CANARY.toString(16);
    expect(snapshotOf(SMALL, CELL, bench.layout, bench.arena).guards).toEqual({
      buffer: "logits_grad",
      canary,
      before: new Array(8).fill(canary).join(" "),
      behind: new Array(8).fill(canary).join(" "),
    });
    bench.arena.u16[end + 11] = 0xbeef;
    expect(snapshotOf(SMALL, CELL, bench.layout, bench.arena).guards.behind).toBe(`${`${canary} `.repeat(11)}beef`);
  });

  it("shows the guards of the buffer that the cell names", () => {
    const bench = new Bench();
    bench.call(SMALL, correct);
    expect(snapshotOf(SMALL, { kind: "around", buffer: "weight" }, bench.layout, bench.arena).guards.buffer).toBe("weight");
  });

  it("is none if its inputs alone would take long", () => {
    expect(matrixOf({ ...PLAIN, classNum: 2 ** 24 }, CELL, null)).toBeNull();
  });
});
