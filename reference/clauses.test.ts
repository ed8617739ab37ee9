import { expect, it } from "vitest";
import { CLAUSE_IDS, CLAUSES, type Level, levelOf } from "./clauses.ts";

/** The table of the operator's semantics. Reports, baselines and waivers name these ids: none is ever renamed. */
const TABLE: Readonly<Record<Level, readonly string[]>> = {
  MUST: [
    "off-label-zero",
    "reduction-none",
    "reduction-sum",
    "reduction-mean",
    "reduction-codes",
    "loss-grad-extent",
    "total-weight-unused",
    "logits-unused",
    "weight-extent",
    "output-extent",
    "inputs-unchanged",
    "in-bounds",
    "core-mask-equivalence",
    "platform-dtypes",
    "no-state",
    "complete-on-return",
    "terminates",
    "product-rounding",
    "product-special",
    "mean-rounding",
  ],
  SHOULD: [
    "mean-accuracy",
    "mean-special",
    "subnormals",
    "storage-equivalence",
    "position-independence",
    "zero-total",
    "extreme-total",
    "large-extent",
    "empty",
    "over-read",
  ],
  OPEN: [
    "zero-sign",
    "evaluation-order",
    "hp-intermediate",
    "alignment",
    "call-model",
    "mask-zero",
    "mask-beyond",
    "reduction-other",
    "null-pointers",
    "aliasing",
  ],
  precondition: ["label-range"],
};

it.each(Object.entries(TABLE) as [Level, string[]][])("has the clauses of level %s, and no others", (level, ids) => {
  expect(CLAUSE_IDS.filter((id) => levelOf(id) === level)).toEqual(ids);
});

it("names every clause once, in the order in which reports show them, and each has a text and a source", () => {
  expect(Object.keys(CLAUSES)).toEqual([...CLAUSE_IDS]);
  expect(new Set(CLAUSE_IDS).size).toBe(CLAUSE_IDS.length);
  expect([...CLAUSE_IDS].sort()).toEqual(Object.values(TABLE).flat().sort());
  for (const id of CLAUSE_IDS) {
    expect(CLAUSES[id].text, id).not.toBe("");
    expect(CLAUSES[id].source, id).not.toBe("");
    expect(CLAUSES[id].level).toBe(levelOf(id));
  }
});
