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

/** Plans of which the last call, or one of those before it, is a step simpler: none has fewer calls. */
export function* simplerCalls(plan: GradientPlan, which: "last" | "before"): Generator<GradientPlan> {
  if (plan.kind !== "call") return;
  if (which === "last") for (const call of simplerCases(plan.call)) yield { ...plan, call };
  else
    for (const [k, one] of plan.before.entries())
      for (const simpler of simplerCases(one)) yield { ...plan, before: plan.before.with(k, simpler) };
}
