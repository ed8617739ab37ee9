import { describe, expect, it } from "vitest";
import { Random } from "../core/random.ts";
import { ENTRY_NAMES } from "../reference/operator.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { AXES, VALUES } from "./axes.ts";
import { faultOf } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { coverageOf, emptyCombinations, meet } from "./combinations.ts";
import { feasiblePairs } from "./feasible.ts";
import { drawCase } from "./generator.ts";
import { spread } from "./spread.ts";

const DRAWS = 4000;

describe.each(PLATFORM_IDS)("a draw of %s that is spread", (id) => {
  const platform = PLATFORMS[id];
  const feasible = feasiblePairs(platform, { entries: ENTRY_NAMES, exact: true });
  const random = new Random();
  const drawn = (shape: "small" | "medium", k: number): Case => drawCase(random.reset(3, 1, k), platform, shape, k);

  it.each(["small", "medium"] as const)("is valid, and as large as it was: %s", (shape) => {
    const wrong: string[] = [];
    for (let k = 0; k < DRAWS; k++) {
      const before = drawn(shape, k);
      const c = spread(random, before, platform, feasible);
      const fault = faultOf(c, platform);
      if (fault !== null) wrong.push(fault);
      for (const extent of ["batch", "classNum"] as const)
        if (before[extent] > 80 ? c[extent] !== before[extent] : c[extent] > 80) wrong.push(`${extent} ${c[extent]}`);
    }
    expect(wrong).toEqual([]);
  });

  it("meets what is rare: every value that can be, and fewer pairs and triples are left than by as many plain draws", () => {
    const [plain, even] = [emptyCombinations(), emptyCombinations()];
    const seen = new Set<string>();
    for (let k = 0; k < DRAWS; k++) {
      meet(plain, drawn("small", k), platform, "passed");
      const c = spread(random, drawn("small", k), platform, feasible);
      meet(even, c, platform, "passed");
      for (const axis of AXES) seen.add(`${axis.name} ${axis.of(c, platform)}`);
    }
    const possible = [...Array(VALUES).keys()].filter((value) => feasible[value * VALUES + value] === 1);
    // All but the two large classes of each extent.
    expect(seen.size).toBe(possible.length - 4);
    const left = (met: typeof plain): number[] => {
      const { pairs, triples } = coverageOf(met, feasible);
      return [pairs, triples].map((share) => share.feasible - share.met);
    };
    const [[plainPairs, plainTriples], [pairs, triples]] = [left(plain), left(even)] as [[number, number], [number, number]];
    expect(pairs).toBeLessThan(0.9 * plainPairs);
    expect(triples).toBeLessThan(0.9 * plainTriples);
  });
});
