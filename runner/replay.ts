import type { Sight } from "../adapters/callee.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { decodeToken, type GradientPlan, type Reproduction } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { CAPACITY } from "./conformance.ts";
import { Crew, sightingOf } from "./crew.ts";
import type { Target } from "./protocol.ts";
import { calledBy } from "./sweep.ts";
import { mainCase, settle } from "./workplace.ts";

/** What came of running a token's plan on a target. */
export interface Replayed {
  readonly reproduction: Reproduction;
  /** What it shows against the kernel; empty if nothing. */
  readonly violations: readonly Violation[];
  /** Tries until it showed; 0 if it did not. */
  readonly tries: number;
}

/** @throws UnusableTarget if what the plan looks at cannot be seen of the target. */
function checkSight(plan: GradientPlan, sees: Sight | undefined): void {
  if (plan.kind === "example" && sees?.examples === false)
    throw new UnusableTarget(
      "the token is one of the document's examples, and the target's memory does not reach their addresses",
    );
  if (plan.kind === "call" && plan.watch === "late" && sees?.late === false)
    throw new UnusableTarget("the token watches the output after the return, which nobody sees of this target");
}

/** Tries after the first for what does not show at once: a race. */
const FURTHER_TRIES = 40;

/**
 * Runs a token's plan on a target, in a process in which nothing ran before.
 *
 * @throws InvalidToken, UnusableTarget or HarnessFailure.
 */
export async function replayToken(token: string, target: Target, timeout: number): Promise<Replayed> {
  const reproduction = decodeToken(token);
  const { platform: id, alignment, plan } = reproduction;
  const platform = { ...PLATFORMS[id], alignment };
  const called = calledBy(plan);
  const crew = new Crew({ target, platform: id, alignment, seed: 0, capacity: CAPACITY, timeout, only: "" });
  /** What a plan shows within so many tries in a fresh process; `null` if nothing. */
  const attempt = async (tried: GradientPlan, repeats: number): Promise<readonly Violation[] | null> => {
    const session = await crew.fresh();
    if (session.opened?.entries.includes(called.entry) === false) {
      throw new UnusableTarget(`the target does not offer ${called.entry}, which the token calls; replay it on one that does`);
    }
    checkSight(tried, session.opened?.sees);
    const request = { kind: "trial", plans: [tried], identity: null, repeats, wait: false, patience: timeout } as const;
    const answer = await session.ask<"tried">(request);
    await crew.dismiss(session);
    if (answer.kind === "tried") return answer.shown?.sightings.map(({ violation }) => violation) ?? null;
    const aligned = settle(tried, true);
    const sighting = sightingOf(answer.death, tried, platform);
    // No kernel is owed exact placement: one that dies of it alone breaks nothing.
    return mainCase(sighting.plan)?.placement === "exact" ? await attempt(aligned, repeats) : [sighting.violation];
  };
  try {
    let tries = 0;
    for (const repeats of [1, FURTHER_TRIES]) {
      const violations = await attempt(plan, repeats);
      tries += repeats;
      if (violations !== null) return { reproduction, violations, tries };
    }
    return { reproduction, violations: [], tries: 0 };
  } finally {
    await crew.disband();
  }
}
