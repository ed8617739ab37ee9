import { expect, it } from "vitest";
import { PLAIN, PLAIN_HALF } from "./bench.fixture.ts";
import { cover, emptyCoverage, mergeCoverage, readableCoverage } from "./coverage.ts";

it("counts each case once on every axis that it has a place on", () => {
  const counts = emptyCoverage();
  cover(counts, PLAIN);
  cover(counts, { ...PLAIN, batch: 32, classNum: 33 });
  expect(readableCoverage(counts)).toEqual({
    "entry and reduction": { "fp_nlllossgrad_s none": 2 },
    "batch modulo 32": { 5: 1, 0: 1 },
    "class_num modulo 32": { 7: 1, 1: 1 },
    "binary digits of batch": { 3: 1, 6: 1 },
    "binary digits of class_num": { 3: 1, 6: 1 },
    core_mask: { 3: 2 },
    // Labels that are written out are of no class.
    labels: {},
    loss_grad: { ordinary: 2 },
    weight: { ordinary: 2 },
    "unused inputs": { nan: 2 },
    logits: { nan: 2 },
    "output before the call": { nan: 2 },
    placement: { aligned: 2 },
  });
});

it("of private storage has no masks, and of no rows no binary digits", () => {
  const counts = emptyCoverage();
  cover(counts, { ...PLAIN_HALF, entry: "hp_nlllossgrad_p", coreMask: 1, batch: 0 });
  expect(readableCoverage(counts)).toMatchObject({
    "entry and reduction": { "hp_nlllossgrad_p none": 1 },
    "binary digits of batch": { 0: 1 },
    core_mask: {},
  });
});

it("of shards adds up", () => {
  const [a, b, both] = [emptyCoverage(), emptyCoverage(), emptyCoverage()];
  cover(a, PLAIN);
  cover(b, PLAIN_HALF);
  cover(both, PLAIN);
  cover(both, PLAIN_HALF);
  mergeCoverage(a, b);
  expect(a).toEqual(both);
});
