import type { Called } from "../properties/collector.ts";
import type { GradientPlan } from "../properties/token.ts";
import { ENTRIES, type EntryName, entryOf } from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, type DocumentExample } from "../reference/platforms.ts";

/** Functions that a plan calls. */
export function needed(plan: GradientPlan): readonly EntryName[] {
  const { entry } = calledBy(plan);
  if (plan.kind !== "relation" || plan.relation !== "storage") return [entry];
  const { type } = ENTRIES[entry];
  return [entryOf(type, "s"), entryOf(type, "p")];
}

/** Entry and reduction of what a plan calls. */
export function calledBy(plan: GradientPlan): Called {
  switch (plan.kind) {
    case "call":
      return plan.call;
    case "relation":
      return plan.base;
    case "example":
      return DOCUMENT_EXAMPLES[plan.example] as DocumentExample;
  }
}
