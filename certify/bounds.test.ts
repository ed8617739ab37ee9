import { afterEach, describe, expect, it, vi } from "vitest";
import { FLOAT, HALF } from "../core/format.ts";
import * as bounds from "../reference/bounds.ts";
import { zooFolder } from "./zoo.ts";

/** A bound with more room in it. Half as much again, or a little more where a kernel cannot stand nearer. */
interface Loosened {
  readonly kernel: string;
  /** The module that holds the bound, and what of it is exchanged. */
  readonly change: Readonly<Record<string, unknown>>;
  readonly module?: "../core/format.ts";
  /** The kernel is right, and is lost as a warning: of this clause, or of one-sided rounding. */
  readonly warning?: true;
}

/** For each bound a kernel that stands just beyond it: with the bound loosened, nothing is found any more. */
const LOOSENED: Readonly<Record<keyof typeof bounds, Loosened>> = {
  // Only below the normal numbers is a step of the quotient more than what every order is granted.
  DIVISION_ULPS: { kernel: "wrong/quotient-three-steps-off", change: { DIVISION_ULPS: 3.5 } },
  DIVISION_ROUNDOFFS: { kernel: "wrong/mean-nine-roundings-off", change: { DIVISION_ROUNDOFFS: 8 } },
  FURTHER_ROUNDINGS: { kernel: "wrong/mean-nine-roundings-off", change: { FURTHER_ROUNDINGS: 5 } },
  // Up to two steps a division by estimate accounts for: three is the least that lets more pass than one.
  SUBNORMAL_STEPS: { kernel: "wrong/subnormal-means-three-steps-off", change: { SUBNORMAL_STEPS: 3 } },
  MEAN_STEPS: { kernel: "wrong/mean-steps-in-half", change: { MEAN_STEPS: { ...bounds.MEAN_STEPS, fp: [FLOAT, HALF] } } },
  BIAS_CALLS: { kernel: "right/mean-mostly-truncated", change: { BIAS_CALLS: 1e9 }, warning: true },
  BIAS_ULPS: { kernel: "right/mean-mostly-truncated", change: { BIAS_ULPS: 0.35 }, warning: true },
  BIAS_DEVIATIONS: { kernel: "right/mean-mostly-truncated", change: { BIAS_DEVIATIONS: 60 }, warning: true },
};

/** What may flush lies below the format's smallest normal number: operands and results, and mean's total. */
const FORMAT: Loosened["change"] = { FLOAT: { ...FLOAT, minNormal: 2 * FLOAT.minNormal } };
const FLUSHED: readonly Loosened[] = [
  { kernel: "wrong/flushes-the-smallest-normals", change: FORMAT, module: "../core/format.ts" },
  { kernel: "wrong/smallest-totals-taken-for-zero", change: FORMAT, module: "../core/format.ts" },
];

/** Plans that are drawn: small single calls of the default seed, for FT78NE. */
const PLANS = 2500;

/** What a judge made of the suite as it is mocked has against a kernel: properties of violations, or that rounding leans. */
async function judged(name: string): Promise<{ violations: string[]; leans: boolean }> {
  // All of it anew: modules hold the bounds that they were loaded with.
  vi.resetModules();
  const { importKernel } = await import("../adapters/kernel-file.ts");
  const { openModule } = await import("../adapters/module.ts");
  const { Stream } = await import("../properties/strata.ts");
  const { Layout } = await import("../properties/layout.ts");
  const { severityOf } = await import("../properties/violation.ts");
  const { oneSidedRounding } = await import("../properties/fingerprint.ts");
  const { PLATFORMS } = await import("../reference/platforms.ts");
  const { Executor } = await import("../runner/executor.ts");
  const { evaluate } = await import("../runner/evaluate.ts");
  const kernel = await importKernel(`${zooFolder()}${name}.ts`);
  const platform = PLATFORMS.ft78ne;
  const capacity = { tensor: 1 << 16, vector: 1 << 16 };
  const callee = await openModule(kernel, platform, capacity, { enter() {}, leave() {} }, () => 1000);
  const executor = new Executor(callee, new Layout(platform.alignment, true));
  const stream = new Stream(20260101, platform);
  const violations = new Set<string>();
  for (let index = 0; index < PLANS; index++) {
    for (const { violation } of evaluate(stream.draw("small", index), executor, callee, platform, () => {})) {
      if (severityOf(violation) === "violation") violations.add(violation.property);
    }
  }
  const { fingerprints } = executor.takeSeen();
  return { violations: [...violations], leans: Object.values(fingerprints).some((seen) => oneSidedRounding(seen) !== null) };
}

function loosen({ change, module }: Loosened): void {
  if (module === undefined)
    vi.doMock("../reference/bounds.ts", async (original) => ({ ...(await original<object>()), ...change }));
  else
    vi.doMock("../core/format.ts", async (original) => withFormat(await original<typeof import("../core/format.ts")>(), change));
}

/** The formats with one of them exchanged wherever it is given out. */
function withFormat(original: typeof import("../core/format.ts"), change: Loosened["change"]): object {
  const { FLOAT: float } = change as { FLOAT: typeof FLOAT };
  return { ...original, ...change, formatOf: (type: "fp" | "hp") => (type === "fp" ? float : original.formatOf(type)) };
}

afterEach(() => {
  vi.doUnmock("../reference/bounds.ts");
  vi.doUnmock("../core/format.ts");
});

const rows = [...Object.entries(LOOSENED), ...FLUSHED.map((row) => ["the smallest normal number", row] as const)];

describe("a bound that is loosened loses a kernel", () => {
  it.each(rows)(
    "that it finds as it stands: %s",
    async (_, row) => {
      const before = await judged(row.kernel);
      expect(row.warning === true ? before.leans : before.violations.length > 0).toBe(true);
      expect(row.warning === true ? before.violations : []).toEqual([]);
      loosen(row);
      expect(await judged(row.kernel)).toEqual({ violations: [], leans: row.warning === true ? false : expect.any(Boolean) });
    },
    120_000,
  );
});
