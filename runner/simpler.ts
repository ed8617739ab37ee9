import type { Platform } from "../core/contract.ts";
import { relationOf } from "../properties/relations.ts";
import { simplerCases } from "../properties/shrink.ts";
import type { GradientPlan } from "../properties/token.ts";

/** Plans that are one step simpler, the boldest steps first: to be tried in this order. */
export function* simplerPlans(plan: GradientPlan, platform: Platform): Generator<GradientPlan> {
  switch (plan.kind) {
    case "call":
      if (plan.before.length > 0) yield { ...plan, before: [] };
      for (const call of simplerCases(plan.call)) yield { ...plan, call };
      return;
    case "relation":
      for (const base of simplerCases(plan.base)) {
        if (relationOf(plan.relation).applies(base, platform)) yield { ...plan, base };
      }
      return;
    case "example":
      return;
  }
}
