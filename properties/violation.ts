import type { ElementFormat } from "../core/format.ts";
import { type ClauseId, levelOf } from "../reference/clauses.ts";
import { type BufferName, type EntryName, REDUCTION_NAMES, type Reduction } from "../reference/operator.ts";

/** Kinds of places that go wrong. */
export const CELL_KINDS = [
  /** Row i, class y_i. */
  "label",
  /** Any other cell of the output. */
  "off-label",
  /** Bytes around a buffer. */
  "around",
  /** An input buffer's own bytes. */
  "input",
  /** The call as a whole, by how it ended. */
  "crash",
  "hang",
  "exit",
  "throw",
  /** The output, after the call returned. */
  "late",
  /** Several calls held against each other. */
  "relation",
] as const;

/** What kind of place went wrong: part of a finding's identity. */
export type CellKind = (typeof CELL_KINDS)[number];

/** Where in a call something went wrong. */
export interface Cell {
  readonly kind: CellKind;
  readonly buffer?: BufferName;
  readonly row?: number;
  /** The class: the column. */
  readonly column?: number;
  /** Bytes from the buffer's first element; negative before it. */
  readonly byte?: number;
}

/** What one judged call, or a relation between several, has against a kernel. */
export interface Violation {
  readonly clause: ClauseId;
  /** Other clauses that it breaks with it. */
  readonly related?: readonly ClauseId[];
  /** The property that saw it. */
  readonly property: string;
  readonly entry: EntryName;
  readonly reduction: Reduction;
  readonly cell: Cell;
  /** Numbers as people read them, with their bits; or words. */
  readonly expected: string;
  readonly received: string;
  readonly message: string;
  /** Steps of the format from the correctly rounded value, where both are numbers. */
  readonly ulp: number | null;
  readonly relative: number | null;
  /** Both results that differ are legal by themselves: a warning, whatever the clause's level. */
  readonly legalEither?: boolean;
  /** Cells of the call, or bytes, that share this fault. */
  readonly cells: number;
}

/** Whether a violation fails a gate, or only warns. */
export function severityOf(v: Pick<Violation, "clause" | "legalEither">): "violation" | "warning" {
  return levelOf(v.clause) === "MUST" && v.legalEither !== true ? "violation" : "warning";
}

/**
 * A finding's identity: clause, entry, reduction and kind of cell. Stable across runs, seeds and versions of the suite:
 * baselines and waivers rest on it.
 */
export function identityOf(v: Pick<Violation, "clause" | "entry" | "reduction" | "cell">): string {
  const place = v.cell.buffer === undefined || v.cell.buffer === "logitsGrad" ? v.cell.kind : `${v.cell.kind}:${v.cell.buffer}`;
  return `${v.clause}/${v.entry}/${REDUCTION_NAMES[v.reduction]}/${place}`;
}

/** A number with its bits: `0.5 (0x3800)`. */
export function showBits(format: ElementFormat, bits: number): string {
  return `${showValue(format.fromBits(bits))} (0x${bits.toString(16).padStart(2 * format.bytes, "0")})`;
}

/** A value with the bits of its format. */
export function showNumber(format: ElementFormat, value: number): string {
  return showBits(format, format.toBits(value));
}

function showValue(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (Number.isFinite(value)) return String(Number(value.toPrecision(9)));
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+infinity" : "-infinity";
}
