import type { ClauseId } from "../reference/clauses.ts";
import type { EntryName, Reduction } from "../reference/operator.ts";
import type { Cell, CellKind, Violation } from "./violation.ts";

const NOTHING: readonly Violation[] = Object.freeze([]);

/** The part of a call that a violation names. */
export interface Called {
  readonly entry: EntryName;
  readonly reduction: Reduction;
}

/** The part of a violation that its finder words. */
export interface ViolationText {
  readonly expected: string;
  readonly received: string;
  readonly message: string;
  readonly related?: readonly ClauseId[];
  readonly ulp?: number | null;
  readonly relative?: number | null;
}

/**
 * Gathers the violations of one call: the first of each clause and kind of cell, with the number of cells that share it.
 * Only the first is put into words, since a broken kernel has thousands.
 */
export class Collector {
  private found: Violation[] = [];
  private cells: number[] = [];

  /** A violation by one cell, or by `cells` of one kind. `word` says what was expected and received. */
  add(c: Called, clause: ClauseId, property: string, cell: Cell, word: () => ViolationText, cells = 1): void {
    const known = this.find(clause, cell.kind, cell.buffer);
    if (known >= 0) {
      this.cells[known] = (this.cells[known] as number) + cells;
      return;
    }
    this.found.push({
      ulp: null,
      relative: null,
      ...word(),
      clause,
      property,
      entry: c.entry,
      reduction: c.reduction,
      cell,
      cells: 1,
    });
    this.cells.push(cells);
  }

  private find(clause: ClauseId, kind: CellKind, buffer: Cell["buffer"]): number {
    for (let k = 0; k < this.found.length; k++) {
      const { clause: known, cell } = this.found[k] as Violation;
      if (known === clause && cell.kind === kind && cell.buffer === buffer) return k;
    }
    return -1;
  }

  /** What was gathered; the collector is empty after it. */
  take(): readonly Violation[] {
    if (this.found.length === 0) return NOTHING;
    const found = this.found.map((v, k) => ({ ...v, cells: this.cells[k] as number }));
    this.found = [];
    this.cells = [];
    return found;
  }
}
