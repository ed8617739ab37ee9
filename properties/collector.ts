import type { ClauseId } from "../reference/clauses.ts";
import type { EntryName, Reduction } from "../reference/operator.ts";
import { type Cell, identityOf, type Violation } from "./violation.ts";

const NOTHING: readonly Violation[] = Object.freeze([]);

/** The part of a call that a violation names. */
export interface Called {
  readonly entry: EntryName;
  readonly reduction: Reduction;
}

/** Gathers the violations of one call: the first of each identity, with the number of cells that share it. */
export class Collector {
  private found: Violation[] = [];
  private places: Map<string, number> | null = null;

  /** A violation of `c` by one cell; `rest` is what was expected and received, and how it reads. */
  add(c: Called, clause: ClauseId, property: string, cell: Cell, rest: ViolationText): void {
    const v: Violation = { ulp: null, relative: null, ...rest, clause, property, entry: c.entry, reduction: c.reduction, cell, cells: 1 };
    this.places ??= new Map();
    const identity = identityOf(v);
    const place = this.places.get(identity);
    if (place === undefined) {
      this.places.set(identity, this.found.length);
      this.found.push(v);
    } else {
      const first = this.found[place] as Violation;
      this.found[place] = { ...first, cells: first.cells + 1 };
    }
  }

  /** What was gathered; the collector is empty after it. */
  take(): readonly Violation[] {
    if (this.places === null) return NOTHING;
    const found = this.found;
    this.found = [];
    this.places = null;
    return found;
  }
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
