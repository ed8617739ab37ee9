import type { Platform } from "../core/contract.ts";
import { cover } from "../properties/coverage.ts";
import type { StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { CellKind } from "../properties/violation.ts";
import { severityOf } from "../properties/violation.ts";
import { tryAlone } from "./alone.ts";
import { needed } from "./called.ts";
import type { Crew } from "./crew.ts";
import type { Sighting } from "./evaluate.ts";
import type { Opened } from "./protocol.ts";
import { count, emptySwath, mergeBucket, type Swath } from "./swath.ts";
import { bucketOf } from "./sweep.ts";
import { tallyPlan } from "./tally.ts";
import { mainCase } from "./workplace.ts";

/** How calls end that do not come back: nothing was judged by their output. */
const ENDED: ReadonlySet<CellKind> = new Set<CellKind>(["crash", "hang", "exit", "throw"]);

/** The stratum that a plan would be of, by what it is. */
function stratumOf(plan: GradientPlan): StratumName {
  if (plan.kind === "example") return "examples";
  if (plan.kind === "relation") return "relations";
  if (plan.watch !== "nothing") return plan.watch === "late" ? "late" : "read-only";
  const { batch, classNum } = plan.call;
  if (batch === 0) return "empty";
  const extent = Math.max(batch, classNum);
  return extent <= 80 ? "small" : extent < 32_000 ? "medium" : "long";
}

/** Whether the kernel offers what a plan calls, and what the plan looks at can be seen of it. */
function serves({ entries, sees }: Opened, plan: GradientPlan): boolean {
  if (!needed(plan).every((entry) => entries.includes(entry))) return false;
  if (plan.kind === "example") return sees.examples;
  return plan.kind !== "call" || plan.watch !== "late" || sees.late;
}

/** Runs the plans of a corpus, each in a fresh process, and gives what they show together. */
export async function sweepCorpus(
  crew: Crew,
  plans: readonly GradientPlan[],
  platform: Platform,
  workers: number,
  stopped: () => boolean,
): Promise<Swath> {
  const shown: (readonly Sighting[] | null)[] = plans.map(() => null);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let k = next++; k < plans.length && !stopped(); k = next++) {
      const plan = plans[k] as GradientPlan;
      shown[k] = await tryAlone(crew, plan, platform, 1, (opened) => serves(opened, plan));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  const swath = emptySwath();
  for (const [k, sightings] of shown.entries()) {
    if (sightings === null) continue;
    const stratum = stratumOf(plans[k] as GradientPlan);
    count(swath.plans, stratum, 1);
    // Of no place in the stream: nothing beside it was drawn that it could be held against.
    for (const sighting of sightings)
      mergeBucket(swath.buckets, { ...bucketOf(sighting, 0, { stratum, from: 0, to: 0 }), failing: [] });
    const returned = !sightings.some(({ violation }) => ENDED.has(violation.cell.kind));
    const failed = sightings.some(({ violation }) => severityOf(violation) === "violation");
    tallyPlan(swath.tally, plans[k] as GradientPlan, stratum, returned, failed);
    if (!returned) continue;
    const c = mainCase(plans[k] as GradientPlan);
    if (c !== null) cover(swath.coverage, c);
  }
  return swath;
}
