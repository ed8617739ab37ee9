import { describe, expect, it } from "vitest";
import type { HypothesisName } from "../properties/hypotheses.ts";
import { MEAN, NONE, type Reduction, SUM } from "../reference/operator.ts";
import { bucket } from "./bucket.fixture.ts";
import { mistakenCodes } from "./findings.ts";
import type { Bucket } from "./protocol.ts";

/** A wrong label cell of a reduction that behaves as a hypothesis has it, in `count` of 10 cases. */
const behaves = (reduction: Reduction, name: HypothesisName, count = 10): Bucket =>
  bucket({ violation: { reduction }, explained: { [name]: count }, asked: 10 });

describe("mistaken reduction codes", () => {
  it("are found where all three follow the document's contradicting sentence", () => {
    // 0 is taken for none, 1 for sum, 2 for mean.
    const codes = mistakenCodes([behaves(SUM, "loss-grad-by-row"), behaves(MEAN, "as-sum"), behaves(NONE, "as-mean")]);
    expect([...codes]).toEqual([["fp_nlllossgrad_s", [NONE, SUM, MEAN]]]);
  });

  it("are found where two have changed places", () => {
    const codes = mistakenCodes([behaves(SUM, "loss-grad-by-row"), behaves(NONE, "loss-grad-first")]);
    expect([...codes]).toEqual([["fp_nlllossgrad_s", [NONE, MEAN, SUM]]]);
  });

  it("are not found where one reduction alone is wrong: two codes would mean the same", () => {
    expect([...mistakenCodes([behaves(SUM, "loss-grad-by-row")])]).toEqual([]);
  });

  it("are not found where half of the failing cases or fewer behave so", () => {
    expect([...mistakenCodes([behaves(SUM, "loss-grad-by-row", 5), behaves(NONE, "loss-grad-first")])]).toEqual([]);
    expect([...mistakenCodes([behaves(SUM, "loss-grad-by-row", 6), behaves(NONE, "loss-grad-first")])]).toHaveLength(1);
  });

  it("are looked for in each function apart", () => {
    const other = {
      ...behaves(NONE, "loss-grad-first"),
      violation: bucket({ violation: { entry: "fp_nlllossgrad_p" } }).violation,
    };
    expect([...mistakenCodes([behaves(SUM, "loss-grad-by-row"), other])]).toEqual([]);
  });

  it("are told of a function by all of its findings, not by the last", () => {
    const few = bucket({ violation: { reduction: MEAN }, explained: { "as-sum": 1, "as-none": 2 }, asked: 2 });
    const codes = mistakenCodes([behaves(SUM, "loss-grad-by-row"), behaves(MEAN, "as-sum"), few, behaves(NONE, "as-mean")]);
    expect([...codes]).toEqual([["fp_nlllossgrad_s", [NONE, SUM, MEAN]]]);
  });

  it("are taken from another function where a few calls leave them open, and nothing speaks against it", () => {
    const whole = [behaves(SUM, "loss-grad-by-row"), behaves(MEAN, "as-sum"), behaves(NONE, "as-mean")];
    const ofOther = (reduction: Reduction, name: HypothesisName): Bucket =>
      bucket({ violation: { entry: "fp_nlllossgrad_p", reduction }, explained: { [name]: 10 }, asked: 10 });
    expect(mistakenCodes([...whole, ofOther(NONE, "as-mean")]).get("fp_nlllossgrad_p")).toEqual([NONE, SUM, MEAN]);
    expect(mistakenCodes([...whole, ofOther(NONE, "loss-grad-first")]).get("fp_nlllossgrad_p")).toBeUndefined();
  });

  it("are not found in cells that were not asked, nor in cells off the label", () => {
    const unasked = ([SUM, NONE] as const).map((reduction) => bucket({ violation: { reduction } }));
    const offLabel = [behaves(SUM, "loss-grad-by-row"), behaves(NONE, "loss-grad-first")].map((b) => ({
      ...b,
      violation: { ...b.violation, cell: { kind: "off-label" } as const },
    }));
    expect([...mistakenCodes(unasked)]).toEqual([]);
    expect([...mistakenCodes(offLabel)]).toEqual([]);
  });
});
