import { describe, expect, it } from "vitest";
import { PLAIN } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { sliceOf } from "../properties/cells.ts";
import type { GradientPlan } from "../properties/token.ts";
import { emptyTally, mergeTally, shapeMapsOf, tallyPlan } from "./tally.ts";

const callOf = (change: Partial<Case>): GradientPlan => ({
  kind: "call",
  before: [],
  call: { ...PLAIN, ...change },
  watch: "nothing",
});

describe("a tally", () => {
  it("counts a plan that did not come back as carried out and nothing else", () => {
    const tally = emptyTally();
    tallyPlan(tally, callOf({}), "small", false, true);
    expect(tally.slices[sliceOf(PLAIN)]).toEqual({
      plans: 1,
      returned: 0,
      marked: 0,
      exact: 0,
      relations: 0,
      late: 0,
      empty: 0,
      huge: 0,
    });
  });

  it("counts what clauses ask for: marks in unused inputs, exact placement, strata of their own", () => {
    const tally = emptyTally();
    tallyPlan(tally, callOf({ unused: "nan", placement: "exact" }), "small", true, false);
    tallyPlan(tally, callOf({ unused: "drawn" }), "late", true, false);
    expect(tally.slices[sliceOf(PLAIN)]).toEqual({
      plans: 2,
      returned: 2,
      marked: 1,
      exact: 1,
      relations: 0,
      late: 1,
      empty: 0,
      huge: 0,
    });
  });

  it("tells where cases lay by batch and class_num, and which of them failed", () => {
    const tally = emptyTally();
    tallyPlan(tally, callOf({ batch: 1, classNum: 2 }), "small", true, false);
    tallyPlan(tally, callOf({ batch: 33, classNum: 2 }), "small", true, true);
    tallyPlan(tally, callOf({ batch: 0, classNum: 1 }), "empty", true, false);
    const [powers, residues] = shapeMapsOf(tally);
    expect(residues).toEqual({
      name: "modulo 32",
      across: ["0", "1"],
      down: ["0", "1", "2"],
      cases: ["0 0", "0 0", "0 2"],
      failing: ["0 0", "0 0", "0 1"],
    });
    expect(powers?.across).toEqual(["0", "1", "2", "4", "8", "16", "32"]);
    expect(powers?.down).toEqual(["0", "1", "2"]);
    expect(powers?.cases).toEqual(["0 0 0 0 0 0 0", "1 0 0 0 0 0 0", "0 1 0 0 0 0 1"]);
  });

  it("has no maps where nothing was carried out", () => {
    expect(shapeMapsOf(emptyTally())).toEqual([]);
  });

  it("merges by addition", () => {
    const [whole, first, second] = [emptyTally(), emptyTally(), emptyTally()];
    const plans = [callOf({ batch: 3 }), callOf({ batch: 4 }), callOf({ batch: 3, reduction: 0 })];
    plans.forEach((plan, k) => {
      tallyPlan(whole, plan, "small", true, k === 1);
      tallyPlan(k < 2 ? first : second, plan, "small", true, k === 1);
    });
    mergeTally(first, second);
    expect(first).toEqual(whole);
  });
});
