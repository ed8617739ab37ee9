import type { Platform } from "../../core/contract.ts";
import { type ElementFormat, formatOf } from "../../core/format.ts";
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
  /** The first cell, in terms of the base, that breaks the relation. */
  compare(calls: readonly Case[], outputs: readonly Output[], seed: number): Difference | null;
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

/** Holds outputs of one shape against the first. */
export function compareAll(
  calls: readonly Case[],
  outputs: readonly Output[],
  between: (k: number) => string,
  picked?: (k: number) => boolean,
): Difference | null {
  const base = calls[0] as Case;
  const format = formatOf(typeOf(base));
  for (let k = 1; k < outputs.length; k++) {
    if (picked !== undefined && !picked(k)) continue;
    const found = compareCells(
      base,
      format,
      (at) => (outputs[0] as Output)[at] as number,
      (at) => (outputs[k] as Output)[at] as number,
      between(k),
    );
    if (found !== null) return found;
  }
  return null;
}

/** Holds two results against each other, cell by cell in terms of the base. */
export function compareCells(
  base: Case,
  format: ElementFormat,
  expectedAt: (at: number) => number,
  receivedAt: (at: number) => number,
  between: string,
): Difference | null {
  let first: Difference | null = null;
  let cells = 0;
  for (let at = 0; at < base.batch * base.classNum; at++) {
    const expected = expectedAt(at);
    const received = receivedAt(at);
    if (expected === received || sameValue(format.fromBits(expected), format.fromBits(received))) continue;
    cells++;
    first ??= { row: Math.floor(at / base.classNum), column: at % base.classNum, expected, received, between, cells };
  }
  return first === null ? null : { ...first, cells };
}
