import { expect, it } from "vitest";
import { FLOAT } from "../core/format.ts";
import { type CellCounts, emptyCellCounts, emptyCells, mergeCells, noteError, SLICES, sliceOf } from "./cells.ts";

const STEP = 2 ** -23;

/** Errors of g*w = 1 that came as `received`. */
function counted(...received: readonly number[]): CellCounts {
  const counts = emptyCellCounts();
  for (const value of received) noteError(counts, FLOAT, 1, 1, 1, value, 1);
  return counts;
}

it("numbers entries and reductions through", () => {
  expect(SLICES).toHaveLength(12);
  SLICES.forEach((slice, k) => {
    expect(sliceOf(slice)).toBe(k);
  });
});

it("counts errors by their size in ULP and by relative size, up to and including each bound", () => {
  const { ulp, relative } = counted(1, 1 + STEP / 2, 1 + STEP, 1 + 9 * STEP);
  expect(ulp).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1]);
  // A step is 2u, relatively.
  expect(relative).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0]);
});

it("keeps the cell that is furthest off, with its operands", () => {
  const counts = counted(1 + STEP, 1 + 3 * STEP, 1 + 2 * STEP);
  expect(counts.worstError).toBe(3);
  expect(counts.worst).toEqual({ g: 0x3f800000, w: 0x3f800000, t: 0x3f800000, received: 0x3f800003 });
});

it("takes what is no number for further off than any", () => {
  const counts = counted(Number.NaN, 1e30);
  expect(counts.worst?.received).toBe(0x7fc00000);
  expect(JSON.parse(JSON.stringify(counts))).toEqual(counts);
});

it.each([
  ["a subnormal operand", 2 ** -130, 1, 1],
  ["an infinite operand", Number.POSITIVE_INFINITY, 1, 1],
  ["a product that overflows before the total divides it", 1e30, 1e30, 1e30],
  ["a quotient that vanishes before the weight brings it back", 1e-30, 1e30, 1e30],
  ["a zero", 0, 1, 1],
  ["a subnormal gradient, though the result is normal", 2 ** -130, 2 ** 20, 1],
  ["a subnormal weight, though the result is normal", 2 ** 20, 2 ** -130, 1],
  ["a subnormal result", 2 ** -70, 2 ** -70, 1],
])("leaves out cells with %s: legal results part ways there", (_, g, w, t) => {
  const counts = emptyCellCounts();
  noteError(counts, FLOAT, g, w, t, 1, (g * w) / t);
  expect(counts).toEqual(emptyCellCounts());
});

it.each([
  ["by a total, where every order is well in range", 3, 1, 2],
  ["of the smallest normal number", FLOAT.minNormal, 1, 1],
  ["of the largest number: outside of mean there is one order", 1, FLOAT.maxFinite, 1],
])("counts cells %s", (_, g, w, t) => {
  const counts = emptyCellCounts();
  noteError(counts, FLOAT, g, w, t, (g * w) / t, (g * w) / t);
  expect([counts.ulp[0], counts.relative[0]]).toEqual([1, 1]);
});

it("keeps the first of two cells that are as far off", () => {
  expect(counted(1 - STEP, 1 + STEP).worst?.received).toBe(0x3f7ffffe);
});

it("merges by addition, the first of two worst cells staying", () => {
  const [into, from] = [emptyCells(), emptyCells()];
  noteError(into[0] as CellCounts, FLOAT, 1, 1, 1, 1 + STEP, 1);
  noteError(from[0] as CellCounts, FLOAT, 1, -1, 1, -1 - STEP, -1);
  noteError(from[3] as CellCounts, FLOAT, 1, 1, 1, 1, 1);
  noteError(into[4] as CellCounts, FLOAT, 1, 1, 1, 1 + STEP, 1);
  noteError(from[4] as CellCounts, FLOAT, 1, -1, 1, -1 - 2 * STEP, -1);
  for (const [cells, special, subnormals] of [
    [into, 1, 2],
    [from, 3, 4],
  ] as const)
    Object.assign(cells[5] as CellCounts, { special, subnormals });
  mergeCells(into, from);
  expect(into[0]?.ulp[5]).toBe(2);
  expect(into[0]?.worst?.w).toBe(0x3f800000);
  expect(into[0]?.relative[5]).toBe(2);
  expect(into[3]?.ulp[0]).toBe(1);
  expect(into[4]).toMatchObject({ worstError: 2, worst: { w: 0xbf800000, received: 0xbf800002 } });
  expect(into[5]).toMatchObject({ special: 4, subnormals: 6 });
});
