import type { LargestError } from "../properties/bias.ts";
import type { Case } from "../properties/case.ts";
import { areOneVolley } from "../properties/generator.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";

/** What one call of a volley showed. */
export interface Shot {
  readonly violations: readonly Violation[];
  readonly largestError: LargestError;
}

/** What a volley showed: one shot for each call that was made and judged. */
export interface Volley {
  readonly shots: readonly Shot[];
  /**
   * What the call after the last shot showed, if the calls must be made one by one to tell whose doing it is: it did not come back,
   * something other than its output changed, or its placement may be the cause. Else empty.
   */
  readonly unclear: readonly Violation[];
}

/** A plan of a piece. */
export interface Drawn {
  readonly index: number;
  readonly plan: GradientPlan;
}

/** The call of a plan that is a single one, after nothing and watched by nobody; else `null`. */
export function soleCall(plan: GradientPlan): Case | null {
  return plan.kind === "call" && plan.watch === "nothing" && plan.before.length === 0 ? plan.call : null;
}

/** Gathers plans in a row whose calls are one volley; any other plan is by itself. The array is good until the next one is asked for. */
export function* volleys(drawn: Iterable<Drawn>): Generator<readonly Drawn[]> {
  let gathered: Drawn[] = [];
  let first: Case | null = null;
  for (const item of drawn) {
    const call = soleCall(item.plan);
    if (gathered.length > 0 && (first === null || call === null || !areOneVolley(first, call))) {
      yield gathered;
      gathered = [];
    }
    if (gathered.length === 0) first = call;
    gathered.push(item);
  }
  if (gathered.length > 0) yield gathered;
}
