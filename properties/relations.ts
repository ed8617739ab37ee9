import type { ClauseId } from "../reference/clauses.ts";
import type { Case } from "./case.ts";
import { entryFormat } from "./fingerprint.ts";
import { masks, storage } from "./relations/cores.ts";
import { batchSplit, classesPermuted, rowsPermuted } from "./relations/position.ts";
import { differenceOf, type Output, type Relation } from "./relations/relation.ts";
import { powerOfTwo, unitTotal } from "./relations/scaling.ts";
import { buffersMoved, outputLeft, repeat } from "./relations/state.ts";
import { showBits, type Violation } from "./violation.ts";

export type { Counterpart, Output, Relation } from "./relations/relation.ts";

/** Relations between calls. Tokens carry the place in this list: it only ever grows. */
export const RELATIONS = [
  "masks",
  "storage",
  "repeat",
  "rows-permuted",
  "classes-permuted",
  "batch-split",
  "power-of-two",
  "unit-total",
  "output-left",
  "buffers-moved",
] as const;
export type RelationName = (typeof RELATIONS)[number];

const TABLE: Readonly<Record<RelationName, Relation>> = Object.freeze({
  masks,
  storage,
  repeat,
  "rows-permuted": rowsPermuted,
  "classes-permuted": classesPermuted,
  "batch-split": batchSplit,
  "power-of-two": powerOfTwo,
  "unit-total": unitTotal,
  "output-left": outputLeft,
  "buffers-moved": buffersMoved,
});

/** A relation by its name. */
export function relationOf(name: RelationName): Relation {
  return TABLE[name];
}

/** Clauses that leave no room between two legal results. */
const STRICT: ReadonlySet<ClauseId> = new Set<ClauseId>(["no-state", "output-extent"]);

/** Whether a difference between two results that are each legal is more than a warning. */
export function isStrict(relation: Relation): boolean {
  return STRICT.has(relation.clause);
}

/**
 * Judges a relation after all its calls passed by themselves. Two results that are each legal may differ: then only
 * `no-state` is broken beyond a warning.
 */
export function judgeRelation(
  name: RelationName,
  seed: number,
  calls: readonly Case[],
  outputs: readonly Output[],
): Violation | null {
  const relation = relationOf(name);
  const difference = differenceOf(relation, calls, outputs, seed);
  if (difference === null) return null;
  const base = calls[0] as Case;
  const format = entryFormat(base.entry);
  return {
    clause: relation.clause,
    property: relation.property,
    entry: base.entry,
    reduction: base.reduction,
    cell: { kind: "relation", row: difference.row, column: difference.column },
    expected: showBits(format, difference.expected),
    received: showBits(format, difference.received),
    message: `results differ between ${difference.between}`,
    legalEither: !isStrict(relation),
    ulp: null,
    relative: null,
    cells: difference.cells,
  };
}
