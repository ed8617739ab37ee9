import { describe, expect, it } from "vitest";
import { type Combinations, coverageOf, emptyCombinations, meet, mergeCombinations } from "../properties/combinations.ts";
import { feasiblePairs } from "../properties/feasible.ts";
import { Stream } from "../properties/strata.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { mainCase } from "../runner/workplace.ts";
import { outlookOf, singlesOf, summarize } from "./outlook.ts";

const PLATFORM = PLATFORMS.ft78ne;
const FEASIBLE = feasiblePairs(PLATFORM, { entries: ["fp_nlllossgrad_s", "fp_nlllossgrad_p"], exact: true });
const stream = new Stream(5, PLATFORM);

/** What the small plans from one place to another meet. */
function met(from: number, to: number): Combinations {
  const combinations = emptyCombinations();
  for (let index = from; index < to; index++) {
    const c = mainCase(stream.draw("small", index));
    if (c !== null) meet(combinations, c, PLATFORM, "passed");
  }
  return combinations;
}

const cellsOf = (...parts: readonly Combinations[]): number => {
  const whole = emptyCombinations();
  for (const part of parts) mergeCombinations(whole, part);
  const { pairs, triples } = coverageOf(whole, FEASIBLE);
  return pairs.met + triples.met;
};

describe("cells that one part of an epoch alone met", () => {
  it("are what the others lack, and nothing that was met before", () => {
    const [before, a, b] = [met(0, 200), met(200, 300), met(300, 450)];
    const alone = cellsOf(before, a, b) - cellsOf(before, a) + (cellsOf(before, a, b) - cellsOf(before, b));
    expect(singlesOf(before, [a, b], FEASIBLE)).toBe(alone);
    expect(singlesOf(before, [a, a], FEASIBLE)).toBe(0);
    expect(singlesOf(a, [a, a], FEASIBLE)).toBe(0);
    expect(singlesOf(emptyCombinations(), [a], FEASIBLE)).toBe(cellsOf(a));
    expect(singlesOf(emptyCombinations(), [], FEASIBLE)).toBe(0);
  });

  it("foretell what another epoch like it meets first", () => {
    // Eight parts of 500 plans, and then as many again: Good and Turing's estimate of the one from the other.
    const before = met(0, 4000);
    const parts = Array.from({ length: 8 }, (_, k) => met(4000 + 500 * k, 4500 + 500 * k));
    const foretold = singlesOf(before, parts, FEASIBLE);
    const came = cellsOf(before, ...parts, met(8000, 12_000)) - cellsOf(before, ...parts);
    expect(came).toBeGreaterThan(500);
    // It tells of the next plan; over an epoch as long new ones become fewer.
    expect(foretold / came).toBeGreaterThan(1);
    expect(foretold / came).toBeLessThan(1.6);
  });
});

describe("the outlook", () => {
  const NOW = { plans: 1000, findings: 2, singles: 40, pairs: { met: 9, feasible: 10 }, triples: { met: 50, feasible: 90 } };
  const first = summarize(null, NOW);

  it("remembers when a cell and a kind of finding were last new", () => {
    expect(first).toMatchObject({ plans: 1000, lastCell: 1000, lastFinding: 1000, pairs: 9, feasibleTriples: 90 });
    const second = summarize(first, { ...NOW, plans: 2000, singles: 3, triples: { met: 51, feasible: 90 } });
    expect(second).toMatchObject({ lastCell: 2000, lastFinding: 1000 });
    expect(summarize(second, { ...NOW, plans: 3000, triples: { met: 51, feasible: 90 }, findings: 3 })).toMatchObject({
      lastCell: 2000,
      lastFinding: 3000,
    });
  });

  it("is good as long as something new came in the second half, and then not, with a bound", () => {
    const at = (plans: number): ReturnType<typeof outlookOf> =>
      outlookOf(summarize({ ...first, lastCell: 4000 }, { ...NOW, plans }), 1000);
    expect(at(5000)).toMatchObject({ worthwhile: true, quiet: 1000, newCells: 40 });
    expect(at(7900).worthwhile).toBe(true);
    expect(at(8000)).toMatchObject({ worthwhile: false, quiet: 4000 });
    // The rule of three.
    expect(at(8000).newRateBelow).toBeCloseTo(3 / 4000, 5);
    expect(at(4000)).toMatchObject({ worthwhile: true, quiet: 0, newRateBelow: null });
  });

  it("is open before the first epoch is over, and after one that showed nothing at all", () => {
    expect(outlookOf(null, 1000)).toEqual({ worthwhile: true, quiet: 0, newRateBelow: null, newCells: null });
    expect(outlookOf({ ...first, lastCell: 0, lastFinding: 0 }, 1000).worthwhile).toBe(true);
  });
});
