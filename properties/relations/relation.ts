import type { Platform } from "../../core/contract.ts";
import { formatOf } from "../../core/format.ts";
import { sameValue } from "../../core/ulp.ts";
import type { ClauseId } from "../../reference/clauses.ts";
import { type Case, typeOf } from "../case.ts";

/** The output of one call: bits, batch * classNum of them. */
export type Output = Uint32Array;

/** What must hold between calls that are derived from one. */
export interface Relation {
  readonly clause: ClauseId;
  readonly property: string;
  /** Whether the base case has what the relation is about. */
  applies(base: Case, platform: Platform): boolean;
  /** The calls, the base's own first. */
  calls(base: Case, seed: number, platform: Platform): Case[];
  /** Which results of the later calls must be the base's, and where they stand. `calls`: what `calls` gave. */
  counterparts(calls: readonly Case[], seed: number): readonly Counterpart[];
}

/** The base's cells in later calls: row by row, and column by column, since each relation keeps a row together. */
export interface Counterpart {
  /** How the calls differ. */
  readonly between: string;
  /** Power of two that the base's result times which must be the other result. */
  readonly factor: number;
  /** The later call that has every cell where the base has it, if one does: mostly its bits are the base's, and nothing need be looked at by cells. */
  readonly twin?: number;
  /** The later call that has row `row` of the base too; -1 if nothing is asked of the row. */
  call(row: number): number;
  /** Where the base's row stands there. */
  row(row: number): number;
  /** Where the base's columns stand there. */
  column(column: number): number;
}

const itself = (index: number): number => index;

/** The base against call `k`: a relation says what is elsewhere there, or another multiple. */
export function against(k: number, between: string): Counterpart {
  return { between, factor: 1, call: () => k, row: itself, column: itself };
}

/** The same cells in call `k`. */
export function again(k: number, between: string): Counterpart {
  return { ...against(k, between), twin: k };
}

/** Two results that should be the same value. Bits of the base's format. */
export interface Difference {
  readonly row: number;
  readonly column: number;
  readonly expected: number;
  readonly received: number;
  /** How the calls differ. */
  readonly between: string;
  readonly cells: number;
}

/** For relations that any case has. */
export const always = (): boolean => true;

/** The first cell, in terms of the base, that breaks a relation; its `cells` are those of the same counterpart. */
export function differenceOf(
  relation: Relation,
  calls: readonly Case[],
  outputs: readonly Output[],
  seed: number,
): Difference | null {
  const base = calls[0] as Case;
  for (const counterpart of relation.counterparts(calls, seed)) {
    const found = compareCells(base, calls, outputs, counterpart);
    if (found !== null) return found;
  }
  return null;
}

function compareCells(
  base: Case,
  calls: readonly Case[],
  outputs: readonly Output[],
  { between, factor, twin, call, row: rowOf, column: columnOf }: Counterpart,
): Difference | null {
  const format = formatOf(typeOf(base));
  const results = outputs[0] as Output;
  if (twin !== undefined && sameBits(results, outputs[twin] as Output)) return null;
  let first: Difference | null = null;
  let cells = 0;
  for (let row = 0; row < base.batch; row++) {
    const k = call(row);
    if (k < 0) continue;
    const others = outputs[k] as Output;
    const start = rowOf(row) * (calls[k] as Case).classNum;
    for (let column = 0; column < base.classNum; column++) {
      const result = results[row * base.classNum + column] as number;
      const expected = factor === 1 ? result : format.toBits(format.fromBits(result) * factor);
      const received = others[start + columnOf(column)] as number;
      if (expected === received || sameValue(format.fromBits(expected), format.fromBits(received))) continue;
      cells++;
      first ??= { row, column, expected, received, between, cells };
    }
  }
  return first === null ? null : { ...first, cells };
}

function sameBits(a: Output, b: Output): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
