import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Callee } from "../adapters/callee.ts";
import { openModule } from "../adapters/module.ts";
import { BUILT_IN_TYPES, BUILT_INS } from "../impls/index.ts";
import { CaseArbitrary } from "../properties/arbitrary.ts";
import { describeCase } from "../properties/describe.ts";
import { Layout } from "../properties/layout.ts";
import { RELATIONS, relationOf } from "../properties/relations.ts";
import { severityOf } from "../properties/violation.ts";
import { ENTRIES } from "../reference/operator.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { evaluate } from "./evaluate.ts";
import { Executor } from "./executor.ts";

const SEED = 20260101;
const CAPACITY = { tensor: 2 ** 20, vector: 2 ** 16 };
const SILENT = { enter() {}, leave() {} };

/** Kernels that wake threads take fewer runs for the same time. */
const runsOf = (threads: boolean | undefined): number => (threads === true ? 150 : 1500);

const open: Callee[] = [];
afterAll(async () => {
  await Promise.all(open.map((callee) => callee.close()));
});

for (const platform of Object.values(PLATFORMS)) {
  for (const [name, load] of Object.entries(BUILT_INS)) {
    const types = platform.elementTypes.filter((type) => (BUILT_IN_TYPES[name] ?? []).includes(type));
    if (types.length === 0) continue;
    const served = { ...platform, elementTypes: types };

    describe(`${name} on ${platform.title}`, async () => {
      const kernel = await load();
      const callee = await openModule(kernel, platform, CAPACITY, SILENT, () => 0);
      open.push(callee);
      const executor = new Executor(callee, new Layout(platform.alignment, true));
      const parameters = { seed: SEED, numRuns: runsOf(kernel.threads) };

      it("offers both functions of each element type that it declares", () => {
        expect(callee.entries.map((entry) => ENTRIES[entry].type)).toEqual(types.flatMap((type) => [type, type]));
      });

      it("breaks no clause in any single call", () => {
        fc.assert(
          fc.property(new CaseArbitrary(served), (c) => {
            expect(executor.run(c).violations, describeCase(c)).toEqual([]);
          }),
          parameters,
        );
      });

      it.each(RELATIONS)("holds the relation %s without a violation", (relation) => {
        fc.assert(
          fc.property(new CaseArbitrary(served), fc.nat(), (base, seed) => {
            fc.pre(relationOf(relation).applies(base, served));
            const plan = { kind: "relation", relation, seed, base } as const;
            const severe = evaluate(plan, executor, callee, served, () => {}).filter(
              ({ violation }) => severityOf(violation) === "violation",
            );
            expect(severe, describeCase(base)).toEqual([]);
          }),
          { ...parameters, numRuns: Math.ceil(parameters.numRuns / 15) },
        );
      });
    });
  }
}

describe("CaseArbitrary", () => {
  it("shrinks a failing case to the smallest that fails", () => {
    const failure = fc.check(
      fc.property(new CaseArbitrary(PLATFORMS.mt7004), (c) => c.classNum % 8 === 0 || c.batch < 3),
      { seed: SEED },
    );
    expect(failure.failed).toBe(true);
    expect(failure.counterexample?.[0]).toMatchObject({
      batch: 3,
      classNum: 1,
      coreMask: 1,
      labels: { labels: "first" },
      weight: { values: "one" },
    });
  });
});
