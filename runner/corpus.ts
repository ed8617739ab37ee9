import type { Platform } from "../core/contract.ts";
import { cover } from "../properties/coverage.ts";
import type { StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { CellKind } from "../properties/violation.ts";
import { type Crew, sightingOf } from "./crew.ts";
import type { Sighting } from "./evaluate.ts";
import type { Session } from "./session.ts";
import { emptySwath, mergeBucket, type Swath } from "./swath.ts";
import { bucketOf, needed } from "./sweep.ts";
import { mainCase, settle } from "./workplace.ts";

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
function serves({ opened }: Session, plan: GradientPlan): boolean {
  if (opened === undefined || !needed(plan).every((entry) => opened.entries.includes(entry))) return false;
  if (plan.kind === "example") return opened.sees.examples;
  return plan.kind !== "call" || plan.watch !== "late" || opened.sees.late;
}

/** What a plan shows in a process of its own; `null` if the kernel cannot be called so. */
async function tryAlone(crew: Crew, plan: GradientPlan, platform: Platform): Promise<readonly Sighting[] | null> {
  const session = await crew.fresh();
  try {
    if (!serves(session, plan)) return null;
    const request = { kind: "trial", plans: [plan], identity: null, repeats: 1, wait: false, patience: crew.timeout } as const;
    const answer = await session.ask<"tried">(request);
    if (answer.kind === "tried") return answer.shown?.sightings ?? [];
    const sighting = sightingOf(answer.death, plan, platform);
    // No kernel is owed exact placement: one that dies of it alone breaks nothing.
    return mainCase(sighting.plan)?.placement === "exact" ? await tryAlone(crew, settle(plan, true), platform) : [sighting];
  } finally {
    await crew.dismiss(session);
  }
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
    for (let k = next++; k < plans.length && !stopped(); k = next++)
      shown[k] = await tryAlone(crew, plans[k] as GradientPlan, platform);
  };
  await Promise.all(Array.from({ length: workers }, work));
  const swath = emptySwath();
  for (const [k, sightings] of shown.entries()) {
    if (sightings === null) continue;
    const stratum = stratumOf(plans[k] as GradientPlan);
    swath.plans.set(stratum, (swath.plans.get(stratum) ?? 0) + 1);
    // Of no place in the stream: nothing beside it was drawn that it could be held against.
    for (const sighting of sightings)
      mergeBucket(swath.buckets, { ...bucketOf(sighting, 0, { stratum, from: 0, to: 0 }), failing: [] });
    if (sightings.some(({ violation }) => ENDED.has(violation.cell.kind))) continue;
    swath.returned.set(stratum, (swath.returned.get(stratum) ?? 0) + 1);
    const c = mainCase(plans[k] as GradientPlan);
    if (c !== null) cover(swath.coverage, c);
  }
  return swath;
}
