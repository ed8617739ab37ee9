import { describe, expect, it } from "vitest";
import { HAS_COMPILER, type KernelParts, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { severityOf } from "../properties/violation.ts";
import { sweepOf, sweepsOf } from "./judging.fixture.ts";
import type { Swept } from "./protocol.ts";
import type { Piece } from "./tiers.ts";

/** Plans of some volleys, and of one more that is cut short. */
const PLANS = 164;

const identitiesOf = (...swept: readonly Swept[]): string[] =>
  [...new Set(swept.flatMap(({ buckets }) => buckets.map(({ identity }) => identity)))].sort();

/** The first plans of the stratum, each a piece of its own: no volleys. */
const oneByOne = (plans: number): Piece[] =>
  Array.from({ length: plans }, (_, from) => ({ stratum: "tiny", from, to: from + 1 }));

/** Kernels that change something beside the output in a few calls, or do not come back from them. */
const ROGUES: readonly (readonly [what: string, parts: KernelParts])[] = [
  ["writes before the output", { first: "if (reduction == MEAN && !is_p) out[-1] = 1;" }],
  ["changes a weight", { first: "if (reduction == SUM && is_p) w[0] += 1;" }],
  ["changes the total", { first: "if (reduction == MEAN && is_p) *t += 1;" }],
  [
    "changes a label and puts it right in the next call",
    {
      head: "static int changed;",
      first: "if (changed) y[0] ^= 1; changed = class_num > 1 && !changed; if (changed) y[0] ^= 1;",
    },
  ],
  ["divides by zero", { first: "volatile int z = reduction == NONE && is_p ? 0 : 1; z = 100 / z;" }],
];

describe.skipIf(!HAS_COMPILER)(`volleys${NEEDS_COMPILER}`, () => {
  it("of a right kernel show nothing, and count every call", async () => {
    const { path, platform } = zooKernel("right/vector-body-scalar-tail");
    const swept = await sweepOf(path, platform, "tiny", PLANS);
    expect(swept).toMatchObject({ buckets: [], plans: PLANS, skipped: 0, tooLarge: 0 });
    expect(swept.tally.slices.reduce((sum, { returned }) => sum + returned, 0)).toBe(PLANS);
    expect((swept.coverage[0] as number[]).reduce((sum, count) => sum + count, 0)).toBe(PLANS);
  });

  it.each(["wrong/no-zero-fill", "wrong/sign-missing", "wrong/one-past-the-end", "right/control-register-flushes"])(
    "of %s show what its calls show one by one",
    async (kernel) => {
      const { path, platform } = zooKernel(kernel);
      const alone = await sweepsOf(path, platform, oneByOne(320));
      const together = await sweepOf(path, platform, "tiny", 320);
      expect(identitiesOf(together)).toEqual(identitiesOf(...alone));
      expect(together.buckets.length).toBeGreaterThan(0);
      // Each finding is told of one call, which fails by itself.
      for (const { plan } of together.buckets) expect(plan).toMatchObject({ kind: "call", before: [] });
    },
  );

  it.each(ROGUES)("tell which calls it is, of a kernel that %s", async (what, parts) => {
    const library = madeKernel(what.replace(/\W/g, "-"), parts);
    const alone = await sweepsOf(library, "ft78ne", oneByOne(48));
    const together = await sweepOf(library, "ft78ne", "tiny", 48);
    const broken = (swept: Swept): boolean => swept.buckets.some(({ violation }) => severityOf(violation) === "violation");
    expect(broken(together)).toBe(true);
    if (!what.includes("next call")) expect(identitiesOf(together)).toEqual(identitiesOf(...alone));
  });

  it("show what a call does only after others, with those before it", async () => {
    const library = madeKernel("wrong-after-nine", {
      head: "static float *last; static int calls;",
      first: "calls = last == w && w[0] == w[0] ? calls + 1 : 0; last = w;",
      mean: "(calls == 9 ? 2 : 1) * -(a * b) / *t",
    });
    const { buckets } = await sweepOf(library, "ft78ne", "tiny", 640);
    const plans = buckets.map(({ plan }) => plan);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.some((plan) => plan.kind === "call" && plan.before.length > 0)).toBe(true);
  });
});
