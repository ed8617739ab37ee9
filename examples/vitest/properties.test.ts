/** The suite's cases in tests of one's own, with the arbitraries that fast-check has besides. */
import fc from "fast-check";
import { CaseArbitrary, describeCase, type OpenKernel, openKernel, PLATFORMS, RELATIONS } from "nlllossgrad-conformance";
import { afterAll, beforeAll, expect, it } from "vitest";
import kernel from "../module/kernel.ts";

const platform = PLATFORMS.ft78ne;
const cases = new CaseArbitrary(platform);
let opened: OpenKernel;

beforeAll(async () => {
  opened = await openKernel(kernel, platform);
});
afterAll(() => opened.close());

it("breaks no clause in cases of many rows", () => {
  const tall = cases.filter(({ batch }) => batch > 30);
  fc.assert(
    fc.property(tall, (c) => {
      expect(opened.judge(c), describeCase(c)).toEqual([]);
    }),
  );
});

it.each(RELATIONS)("holds the relation %s", (relation) => {
  fc.assert(
    fc.property(cases, fc.nat(), (c, seed) => {
      expect(opened.judgeRelation(relation, c, seed), describeCase(c)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

it("divides by totals that are one of ours, whatever else the case has", () => {
  const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  const ours = fc.tuple(cases, fc.constantFrom(0.5, 3, 1024)).map(([c, total]) => ({ ...c, totalWeight: bitsOf(total) }));
  fc.assert(
    fc.property(ours, (c) => {
      expect(opened.judge(c), describeCase(c)).toEqual([]);
    }),
  );
});
