import type { Sight } from "../adapters/callee.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { decodeToken, type GradientPlan, type Reproduction } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import { platformOf } from "../reference/platforms.ts";
import { tryAlone } from "./alone.ts";
import { calledBy } from "./called.ts";
import { CAPACITY } from "./conformance.ts";
import { Crew } from "./crew.ts";
import type { Opened, Target } from "./protocol.ts";

/** What came of running a token's plan on a target. */
export interface Replayed {
  readonly reproduction: Reproduction;
  /** What it shows against the kernel; empty if nothing. */
  readonly violations: readonly Violation[];
  /** Tries until it showed; 0 if it did not. */
  readonly tries: number;
}

/** @throws UnusableTarget if what the plan looks at cannot be seen of the target. */
function checkSight(plan: GradientPlan, sees: Sight): void {
  if (plan.kind === "example" && !sees.examples)
    throw new UnusableTarget(
      "the token is one of the document's examples, and the target's memory does not reach their addresses",
    );
  if (plan.kind === "call" && plan.watch === "late" && !sees.late)
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
  const platform = { ...platformOf(id), alignment };
  const called = calledBy(plan);
  const crew = new Crew({ target, platform: id, alignment, seed: 0, capacity: CAPACITY, timeout, only: "" });
  const serves = ({ entries, sees }: Opened): boolean => {
    if (!entries.includes(called.entry))
      throw new UnusableTarget(`the target does not offer ${called.entry}, which the token calls; replay it on one that does`);
    checkSight(plan, sees);
    return true;
  };
  try {
    let tries = 0;
    for (const repeats of [1, FURTHER_TRIES]) {
      const sightings = (await tryAlone(crew, plan, platform, repeats, serves)) ?? [];
      tries += repeats;
      if (sightings.length > 0) return { reproduction, violations: sightings.map(({ violation }) => violation), tries };
    }
    return { reproduction, violations: [], tries: 0 };
  } finally {
    await crew.disband();
  }
}
