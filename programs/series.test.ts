import { describe, expect, it } from "vitest";
import { Random } from "../core/random.ts";
import { listedIn, type Series, seriesOf } from "./series.ts";

function expanded(series: Series): number[] {
  const values: number[] = [];
  for (const piece of series) {
    expect(piece.at).toBe(values.length);
    if (piece.kind === "listed") values.push(...piece.values);
    else for (let i = 0; i < piece.count; i++) values.push(piece.first + i * piece.step);
  }
  return values;
}

describe("a series", () => {
  it("gives back the array that it was made of, whatever mixture of runs and others", () => {
    const random = new Random();
    for (let index = 0; index < 400; index++) {
      random.reset(3, 0, index);
      const values: number[] = [];
      while (values.length < 120) {
        const [first, count, step] = [random.below(5), 1 + random.below(50), random.below(3)];
        for (let i = 0; i < count; i++) values.push(step === 2 ? random.below(9) : first + i * step);
      }
      for (const least of [3, 32]) expect(expanded(seriesOf(values, least))).toEqual(values);
    }
  });

  it("of one value, or counting up, lists nothing", () => {
    expect(seriesOf(new Uint32Array(5000).fill(7))).toEqual([{ kind: "run", at: 0, count: 5000, first: 7, step: 0 }]);
    expect(seriesOf(Uint32Array.from({ length: 5000 }, (_, i) => i + 3))).toEqual([
      { kind: "run", at: 0, count: 5000, first: 3, step: 1 },
    ]);
    expect(seriesOf([])).toEqual([]);
  });

  it("lists short runs, which are read at a glance", () => {
    const series = seriesOf([1, 1, 1, 2, 3, 4]);
    expect(series).toEqual([{ kind: "listed", at: 0, values: [1, 1, 1, 2, 3, 4] }]);
    expect(listedIn(series)).toBe(6);
  });

  it("takes a run out of what surrounds it", () => {
    const values = [9, 5, ...new Array<number>(40).fill(6), 6, 7, 1];
    expect(listedIn(seriesOf(values))).toBe(4);
  });
});
