import type { Platform } from "../core/contract.ts";
import type { GradientPlan } from "../properties/token.ts";
import { type Crew, sightingOf } from "./crew.ts";
import type { Sighting } from "./evaluate.ts";
import type { Opened } from "./protocol.ts";
import { mainCase, settle } from "./workplace.ts";

/**
 * What a plan shows within so many tries, in a process in which nothing ran before; empty if nothing. `serves`: asked of
 * what the host opened whether the plan can be tried on it; `null` if not.
 *
 * @throws HarnessFailure, and whatever `serves` throws.
 */
export async function tryAlone(
  crew: Crew,
  plan: GradientPlan,
  platform: Platform,
  repeats: number,
  serves: (opened: Opened) => boolean,
): Promise<readonly Sighting[] | null> {
  const session = await crew.fresh();
  try {
    if (session.opened === undefined || !serves(session.opened)) return null;
    const request = { kind: "trial", plans: [plan], identity: null, repeats, wait: false, patience: crew.timeout } as const;
    const answer = await session.ask<"tried">(request);
    if (answer.kind === "tried") return answer.shown?.sightings ?? [];
    const sighting = sightingOf(answer.death, plan, platform);
    if (mainCase(sighting.plan)?.placement !== "exact") return [sighting];
  } finally {
    await crew.dismiss(session);
  }
  // No kernel is owed exact placement: one that dies of it alone breaks nothing.
  return await tryAlone(crew, settle(plan, true), platform, repeats, serves);
}
