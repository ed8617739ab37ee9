import { describe, expect, it } from "vitest";
import { FLOAT } from "../../core/format.ts";
import { MEAN, type Reduction, SUM } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { type Case, poisonBits, smallestCase } from "../case.ts";
import { Inputs } from "../inputs.ts";
import type { Violation } from "../violation.ts";
import { diagnose } from "./diagnose.ts";
import type { Evidence, ExaminedCall, SampledCell } from "./evidence.ts";
import { telling } from "./telling.ts";

const drawn = (seed: number, change: Partial<Case> = {}): Case => ({
  ...smallestCase("fp_nlllossgrad_p"),
  batch: 6,
  classNum: 9,
  reduction: MEAN,
  labels: { kind: "drawn", labels: "adjacent", seed },
  lossGrad: { kind: "drawn", values: "ordinary", seed: seed + 1 },
  weight: { kind: "drawn", values: "ordinary", seed: seed + 2 },
  totalWeight: FLOAT.toBits(3 + seed),
  ...change,
});

const inputsOf = (c: Case): Inputs => {
  const inputs = new Inputs();
  inputs.fill(c);
  return inputs;
};
const at = (array: { readonly values: Float64Array }, k: number): number => array.values[k] as number;

/** Ordinary values, in each call its own. */
const ordinary = (before: Case, call: Case): readonly [Case, Case] => {
  const plan = telling({ kind: "call", before: [before], call, watch: "nothing" });
  return [plan.before[0] as Case, plan.call];
};

/** A call after another, in which some cells of each row hold what they should not. */
function callAfter(
  before: Case,
  call: Case,
  kind: "label" | "off-label",
  cell: (row: number, now: Inputs, before: Inputs) => readonly [column: number, bits: number],
): Evidence {
  const now = inputsOf(call);
  const wrong = Array.from({ length: call.batch }, (_, row): SampledCell => [row, ...cell(row, now, inputsOf(before))]);
  const examined: ExaminedCall = { case: call, failing: true, wrong, right: [], unwritten: false };
  const violation = {
    clause: "statelessness",
    entry: call.entry,
    reduction: call.reduction,
    cell: { kind },
    received: "",
  } as unknown;
  return {
    violation: violation as Violation,
    plan: { kind: "call", before: [before], call, watch: "nothing" },
    again: "history",
    minimal: false,
    mendedByWaiting: false,
    followed: null,
    calls: [examined],
  };
}

const first = (evidence: Evidence): readonly [string | undefined, string | undefined] => {
  const [cause] = diagnose(evidence, PLATFORMS.ft78ne);
  return [cause?.id, cause?.evidence];
};
const labelOf = (inputs: Inputs, row: number): number => inputs.labels[row] as number;
const value = (reduction: Reduction, g: number, w: number, t: number): number =>
  FLOAT.toBits((-g * w) / (reduction === MEAN ? t : 1));

describe("what an earlier call leaves", () => {
  it("is an input, if values are computed with it", () => {
    const evidence = callAfter(drawn(1), drawn(20), "label", (row, now, before) => {
      const label = labelOf(now, row);
      return [label, value(MEAN, at(now.lossGrad, 0), at(now.weight, label), at(before.totalWeight, 0))];
    });
    expect(first(evidence)).toEqual([
      "input-kept",
      "computed with the total_weight of an earlier call: explains 6 of 6 wrong cells",
    ]);
  });

  it("is a mode, if values are those of its reduction", () => {
    const evidence = callAfter(drawn(1, { reduction: SUM }), drawn(20), "label", (row, now) => {
      const label = labelOf(now, row);
      return [label, value(SUM, at(now.lossGrad, 0), at(now.weight, label), 1)];
    });
    expect(first(evidence)[0]).toBe("mode-kept");
  });

  it("is seen in the same calls with ordinary values, where those that showed it tell of no operand", () => {
    const [before, call] = [
      drawn(1, { batch: 3 }),
      drawn(20, { reduction: SUM, lossGrad: { kind: "drawn", values: "special", seed: 1 } }),
    ];
    const nan = callAfter(before, call, "label", (row, now) => [labelOf(now, row), 0x7fc00000]);
    const [otherBefore, other] = ordinary(before, call);
    const again = callAfter(otherBefore, other, "label", (row, now, earlier) => {
      const label = labelOf(now, row);
      return [label, value(MEAN, at(now.lossGrad, 0), at(now.weight, label), at(earlier.totalWeight, 0))];
    });
    expect(first({ ...nan, calls: [...nan.calls, ...again.calls] })).toEqual([
      "mode-kept",
      "computed with the division of an earlier call: explains 6 of 6 wrong cells",
    ]);
  });

  it("is a sum, if what stood there before is in the result", () => {
    const call = drawn(20, { poison: "finite", totalWeight: FLOAT.toBits(0.01) });
    const evidence = callAfter(drawn(1), call, "label", (row, now) => {
      const label = labelOf(now, row);
      const result = (-at(now.lossGrad, 0) * at(now.weight, label)) / at(now.totalWeight, 0);
      return [label, FLOAT.toBits(FLOAT.fromBits(poisonBits(call)) + result)];
    });
    expect(first(evidence)[0]).toBe("accumulates");
  });

  it("is something that fills up, if it takes many calls until nothing is written", () => {
    const call = drawn(20);
    const evidence = callAfter(drawn(1, { batch: 2 }), call, "label", (row, now) => [labelOf(now, row), poisonBits(call)]);
    const many = { ...evidence, plan: { ...evidence.plan, before: Array.from({ length: 6 }, (_, k) => drawn(k)) } } as Evidence;
    expect(first(many)).toEqual(["queue-full", "label cells are not written after 6 calls"]);
  });

  it("is the output of the calls before, if cells are not written where it alone has moved", () => {
    const missing = (row: number, now: Inputs) => [labelOf(now, row), poisonBits(drawn(1))] as const;
    const told = (placement: Case["placement"]) => first(callAfter(drawn(1), drawn(20, { placement }), "label", missing))[0];
    expect(told("logitsGrad moved")).toBe("output-elsewhere");
    expect(told("weight moved")).not.toBe("output-elsewhere");
  });

  it("is a table, if cells are not written after a call of another shape", () => {
    const call = drawn(20);
    const missing = (row: number, now: Inputs) => [(labelOf(now, row) + 1) % 9, poisonBits(call)] as const;
    expect(first(callAfter(drawn(1, { batch: 2 }), call, "off-label", missing))[0]).toBe("table-kept");
    expect(first(callAfter(drawn(1), call, "off-label", missing))[0]).toBe("contents-kept");
  });

  it("is its contents, if its results stand beside the labels", () => {
    const evidence = callAfter(drawn(1), drawn(23), "off-label", (row, _, before) => {
      const label = labelOf(before, row);
      return [label, value(MEAN, at(before.lossGrad, 0), at(before.weight, label), at(before.totalWeight, 0))];
    });
    expect(first(evidence)).toEqual(["contents-kept", "6 of 6 wrong cells hold results of an earlier call"]);
  });

  it("is its labels, if a call's own results stand where they were", () => {
    const evidence = callAfter(drawn(1), drawn(23), "off-label", (row, now, before) => [
      labelOf(before, row),
      value(MEAN, at(now.lossGrad, 0), at(now.weight, labelOf(now, row)), at(now.totalWeight, 0)),
    ]);
    expect(first(evidence)[0]).toBe("input-kept");
  });
});
