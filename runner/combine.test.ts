import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeHalfKernel, madeKernel, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { coverageOf } from "../properties/combinations.ts";
import { feasiblePairs } from "../properties/feasible.ts";
import { entriesOf, type PlatformId, platformOf } from "../reference/platforms.ts";
import { sweepUnmet } from "./combine.ts";
import { CAPACITY } from "./conformance.ts";
import { Crew } from "./crew.ts";
import { judgeLibrary, libraryTarget, SEED } from "./judging.fixture.ts";
import type { Swath } from "./swath.ts";
import { type SweepControl, sweepShards } from "./sweeps.ts";

const LONG = process.env.NLLGRAD_LONG_TESTS === "1";

/** A few small draws, and then what they left unmet of up to `most` values. */
async function combined(path: string, id: PlatformId, most: number, workers = 2): Promise<Swath & { whole: boolean }> {
  const platform = platformOf(id);
  const setup = {
    target: libraryTarget(path),
    platform: id,
    alignment: 64,
    seed: SEED,
    capacity: CAPACITY,
    timeout: 2000,
    only: "",
  };
  const crews: Crew[] = [];
  const crewFor = async (wanted: readonly (readonly number[])[]): Promise<Crew> => {
    await crews.at(-1)?.disband();
    crews.push(new Crew({ ...setup, wanted }));
    return crews.at(-1) as Crew;
  };
  const control: SweepControl = { workers, bail: false, stopped: () => false, progress() {} };
  try {
    const shards = [{ pieces: [{ stratum: "small", from: 0, to: 2000 } as const] }];
    const swath = await sweepShards(await crewFor([]), shards, platform, control);
    const feasible = feasiblePairs(platform, { entries: entriesOf(platform), exact: true });
    const whole = await sweepUnmet(swath, feasible, most, platform, crewFor, control);
    return { ...swath, whole };
  } finally {
    await crews.at(-1)?.disband();
  }
}

/** What was met of what can meet. */
function met({ meter }: Swath, id: PlatformId): ReturnType<typeof coverageOf> {
  const platform = platformOf(id);
  if (meter === null) return expect.fail("nothing was metered");
  return coverageOf(meter.combinations, feasiblePairs(platform, { entries: entriesOf(platform), exact: true }));
}

describe.skipIf(!HAS_COMPILER)(`calls for combinations that no draw had${NEEDS_COMPILER}`, () => {
  it.each<[PlatformId, () => string]>([
    ["ft78ne", () => madeKernel("right", {})],
    ["mt7004", () => madeHalfKernel("right-halves", "")],
  ])(
    "make all feasible pairs meet on %s, and find nothing in a right kernel",
    async (id, kernel) => {
      const swath = await combined(kernel(), id, 2);
      const { pairs, triples } = met(swath, id);
      expect(swath.whole).toBe(true);
      expect(pairs.met).toBe(pairs.feasible);
      expect(pairs.feasible).toBeGreaterThan(2500);
      expect(triples.met).toBeLessThan(triples.feasible);
      expect([...swath.buckets.values()].filter(({ violation }) => violation.clause !== "subnormals")).toEqual([]);
    },
    120_000,
  );

  it("are the same on one worker and on two", async () => {
    const kernel = madeKernel("narrow", { first: "if (batch == 1 && class_num > 16384 && reduction == SUM) return;" });
    const [one, two] = [await combined(kernel, "ft78ne", 2, 1), await combined(kernel, "ft78ne", 2, 2)];
    expect(one.plans).toEqual(two.plans);
    expect(one.meter?.combinations).toEqual(two.meter?.combinations);
    expect([...one.buckets.keys()]).toEqual([...two.buckets.keys()]);
    // What 2000 small draws cannot show.
    expect([...one.buckets.values()].map(({ violation, stratum }) => `${violation.clause} ${stratum}`)).toContain(
      "output-extent combinations",
    );
  }, 120_000);

  it("end where a kernel dies of what is left", async () => {
    const kernel = madeKernel("dies-wide", { first: "if (class_num > 16384 && !is_p) _exit(3);" });
    const swath = await combined(kernel, "ft78ne", 2);
    const { pairs } = met(swath, "ft78ne");
    expect(pairs.met).toBeLessThan(pairs.feasible);
  }, 120_000);

  it.skipIf(!LONG).each([
    ["gate", 120_000],
    ["deep", 1_200_000],
  ] as const)(
    "belong to the tier %s, which says what met (NLLGRAD_LONG_TESTS=1)",
    async (tier, cases) => {
      const run = await judgeLibrary(madeHalfKernel("right-halves", ""), "mt7004", { tier, cases });
      expect(run.verdict).toBe("conforms");
      const { pairs, triples } = run.combinations ?? expect.fail("not metered");
      expect(pairs.met).toBe(pairs.feasible);
      if (tier === "deep") expect(triples.met).toBe(triples.feasible);
    },
    7_200_000,
  );
});
