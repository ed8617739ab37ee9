import { describe, expect, it } from "vitest";
import type { Platform } from "../core/contract.ts";
import { Random } from "../core/random.ts";
import { ENTRY_NAMES } from "../reference/operator.ts";
import { entriesOf, PLATFORMS, platformNamed, platformOf } from "../reference/platforms.ts";
import { AXES, axisNamed, FIRST_VALUE, VALUES } from "./axes.ts";
import { faultOf, PLAIN } from "./bench.fixture.ts";
import {
  coverageOf,
  emptyCombinations,
  meet,
  mergeCombinations,
  OUTCOMES,
  packCombinations,
  unpackCombinations,
} from "./combinations.ts";
import { feasiblePairs } from "./feasible.ts";
import { drawCase } from "./generator.ts";
import { withValues } from "./setters.ts";

const platform = PLATFORMS.mt7004;
const reach = { entries: ENTRY_NAMES, exact: true };
const value = (axis: string, name: string): number =>
  (FIRST_VALUE[axisNamed(axis)] as number) + (AXES[axisNamed(axis)]?.values.indexOf(name) as number);

/** Every feasible combination that nothing has met. */
function unmetOf(other: Platform): (readonly number[])[] {
  const all: (readonly number[])[] = [];
  coverageOf(emptyCombinations(), feasiblePairs(other, reach), (values) => all.push(values));
  return all;
}

/** The document's platforms, and platforms with the fewest cores, with the most, and around the ends of classes. */
const ANY_CORES: readonly Platform[] = [
  ...Object.values(PLATFORMS),
  ...[1, 2, 3, 15, 16, 31].map((cores) => platformOf(platformNamed(`C${cores}`, { elementTypes: ["fp"], cores, alignment: 64 }))),
];

describe("combinations", () => {
  it("of one case are each two and each three of its values, once executed", () => {
    const met = emptyCombinations();
    const c = { ...PLAIN, labels: { kind: "drawn", labels: "last", seed: 0 } } as const;
    meet(met, c, platform, "warned");
    const { pairs, triples } = coverageOf(met, feasiblePairs(platform, reach));
    const n = AXES.length;
    expect(pairs.met).toBe((n * (n - 1)) / 2);
    expect(triples.met).toBe((n * (n - 1) * (n - 2)) / 6);
    const counted = AXES.map(
      (axis, a) => met.outcomes[((FIRST_VALUE[a] as number) + axis.of(c, platform)) * OUTCOMES.length + 1],
    );
    expect(counted).toEqual(AXES.map(() => 1));
    expect(met.outcomes.reduce((sum, count) => sum + count, 0)).toBe(n);
  });

  it("leave out axes that a case has no class on: inputs that are written out", () => {
    const met = emptyCombinations();
    meet(met, PLAIN, platform, "passed");
    const { pairs } = coverageOf(met, feasiblePairs(platform, reach));
    expect(pairs.met).toBe(((AXES.length - 1) * (AXES.length - 2)) / 2);
  });

  it("merge in any grouping, and come back from text as they were", () => {
    const random = new Random();
    const parts = [0, 1, 2].map((part) => {
      const met = emptyCombinations();
      for (let k = 0; k < 50; k++) meet(met, drawCase(random.reset(3, part, k), platform, "small", k), platform, "passed");
      return met;
    });
    const [left, right] = [emptyCombinations(), emptyCombinations()];
    for (const part of parts) mergeCombinations(left, part);
    for (const part of parts.toReversed()) mergeCombinations(right, part);
    expect(left).toEqual(right);
    expect(left.outcomes.reduce((sum, count) => sum + count, 0)).toBe(150 * AXES.length);
    expect(unpackCombinations(packCombinations(left))).toEqual(left);
  });

  it("that no call can have do not count as feasible", () => {
    const feasible = feasiblePairs(PLATFORMS.ft78ne, reach);
    const meets = (a: number, b: number): boolean => feasible[a * VALUES + b] === 1;
    expect(meets(value("entry", "fp_nlllossgrad_p"), value("core_mask", "all cores"))).toBe(false);
    expect(meets(value("entry", "fp_nlllossgrad_s"), value("core_mask", "all cores"))).toBe(true);
    expect(meets(value("entry", "hp_nlllossgrad_s"), value("reduction", "sum"))).toBe(false);
    expect(meets(value("reduction", "none"), value("loss_grad elements", "one a row"))).toBe(true);
    expect(meets(value("reduction", "sum"), value("loss_grad elements", "one a row"))).toBe(false);
    const behindALink = feasiblePairs(platform, { ...reach, exact: false });
    expect(behindALink[value("placement", "exact") * VALUES + value("labels", "last")]).toBe(0);
    const noShared = feasiblePairs(platform, { ...reach, entries: ["fp_nlllossgrad_p"] });
    expect(noShared[value("core_mask", "all cores") * VALUES + value("labels", "last")]).toBe(0);
  });
});

describe.each(ANY_CORES)("a case of $title, with $cores cores, that is steered", (other) => {
  const random = new Random();
  const all = unmetOf(other);
  const pairs = all.filter((values) => values.length === 2);
  const triples = all.filter((values) => values.length === 3).filter((_, k) => k % 7 === 0);

  it.each([
    ["two", pairs],
    ["three", triples],
  ])("has the %s values that were asked for, and is valid, for every feasible combination", (_, wanted) => {
    expect(wanted.length).toBeGreaterThan(2500);
    const wrong: string[] = [];
    for (const [k, values] of wanted.entries()) {
      const drawn = drawCase(random.reset(9, 1, k), other, k % 3 === 0 ? "medium" : "small", k);
      const c = withValues(random, drawn, values, other);
      const fault = faultOf(c, other);
      const has = AXES.map((axis, a) => (FIRST_VALUE[a] as number) + axis.of(c, other));
      if (fault !== null || !entriesOf(other).includes(c.entry)) wrong.push(`${values}: ${fault}`);
      else if (!values.every((one) => has.includes(one))) wrong.push(`${values}: has ${has}`);
    }
    expect(wrong).toEqual([]);
  });
});
