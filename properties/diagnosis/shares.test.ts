import { describe, expect, it } from "vitest";
import { coreAt, coresOf, SPLITS, shareOf } from "./shares.ts";

describe("the share that a row belongs to", () => {
  it.each(SPLITS)("holds the row, and meets its neighbours, where rows are split %s", (split) => {
    for (let batch = 1; batch <= 40; batch++)
      for (let cores = 1; cores <= 8; cores++) {
        let end = 0;
        for (let row = 0; row < batch; row++) {
          const { from, to, rank } = shareOf(batch, cores, row, split);
          expect(from <= row && row < to && rank < cores, `row ${row} of ${batch} among ${cores}`).toBe(true);
          if (row === end) {
            expect(from).toBe(row);
            end = to;
          }
        }
        expect(end).toBe(batch);
      }
  });

  it("is of the rounded-up length, of lengths that differ by one, or longer for the first cores", () => {
    expect(SPLITS.map((split) => shareOf(10, 4, 0, split).to)).toEqual([3, 2, 3]);
    expect(SPLITS.map((split) => shareOf(10, 4, 9, split))).toEqual([
      { from: 9, to: 10, rank: 3 },
      { from: 7, to: 10, rank: 3 },
      { from: 8, to: 10, rank: 3 },
    ]);
  });
});

describe("the cores of a mask", () => {
  it("are its set bits, from the lowest on", () => {
    expect(coresOf(0b1101)).toBe(3);
    expect([0, 1, 2].map((rank) => coreAt(0b1101, rank))).toEqual([0, 2, 3]);
  });
});
