import { encodeToken } from "../properties/token.ts";
import type { Confirmed } from "../runner/confirmed.ts";
import type { Swath } from "../runner/swath.ts";
import { type Configuration, digestOf } from "./configuration.ts";
import { packSwath } from "./packed.ts";

/**
 * The digest of what a campaign came to: findings with their counts and smallest cases, cells, and counts, in an order that does not
 * depend on who found what. No times, and nothing that a process printed.
 */
export function campaignDigest(
  configuration: Configuration,
  epochs: number,
  swath: Swath,
  confirmed: ReadonlyMap<string, Confirmed>,
): string {
  const { plans, coverage, meter, skipped, tooLarge } = packSwath(swath);
  const { platform, alignment } = configuration;
  const findings = [...swath.buckets.values()].map(({ identity, count }) => {
    const shown = confirmed.get(identity);
    return [identity, count, shown === undefined ? null : [shown.again, encodeToken({ platform, alignment, plan: shown.plan })]];
  });
  return digestOf({
    configuration,
    epochs,
    plans: [...plans].sort(),
    findings: findings.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
    coverage,
    cells: meter?.combinations ?? null,
    // Left out of the JSON where the kernel has no counters.
    edges: meter?.edges?.seen,
    worst: Object.entries(meter?.worst ?? {})
      .map(([place, { steps, plan }]) => [place, steps, encodeToken({ platform, alignment, plan })])
      .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)),
    skipped,
    tooLarge: [...tooLarge].sort(),
  });
}
