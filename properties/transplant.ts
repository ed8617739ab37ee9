import { formatOf } from "../core/format.ts";
import { ENTRIES, type EntryName, NONE, type Reduction } from "../reference/operator.ts";
import type { Case } from "./case.ts";
import type { GradientPlan } from "./token.ts";

/** A small plan of a like finding, with another entry and reduction; `null` if its inputs are of the other element type. */
export function transplant(example: GradientPlan, entry: EntryName, reduction: Reduction): GradientPlan | null {
  const moved = (c: Case): Case | null => {
    const explicit =
      c.lossGrad.kind === "explicit" || c.weight.kind === "explicit" || hasExceptions(c.lossGrad) || hasExceptions(c.weight);
    if (ENTRIES[c.entry].type !== ENTRIES[entry].type) {
      if (explicit) return null;
      const [from, to] = [formatOf(ENTRIES[c.entry].type), formatOf(ENTRIES[entry].type)];
      return moved({ ...c, entry, totalWeight: to.toBits(from.fromBits(c.totalWeight)) });
    }
    if (reduction === NONE && c.lossGrad.kind === "explicit" && c.lossGradLength !== c.batch) return null;
    const lossGradLength = reduction === NONE ? c.batch : Math.max(1, Math.min(c.lossGradLength, c.batch));
    return { ...c, entry, reduction, lossGradLength, coreMask: ENTRIES[entry].storage === "s" ? c.coreMask : 1 };
  };
  switch (example.kind) {
    case "call": {
      const call = example.before.length > 0 ? null : moved(example.call);
      return call === null ? null : { ...example, call };
    }
    case "relation": {
      const base = moved(example.base);
      return base === null ? null : { ...example, base };
    }
    case "example":
      return null;
  }
}

function hasExceptions(pattern: Case["weight"]): boolean {
  return pattern.kind === "drawn" && pattern.except !== undefined;
}
