import { type Arena, CANARY } from "../core/arena.ts";
import type { CaseMatrix, Guards, MatrixRow } from "../core/case-matrix.ts";
import { formatOf } from "../core/format.ts";
import { legalMeans } from "../reference/mean.ts";
import { BUFFERS, DOCUMENT_NAMES, MEAN, NONE } from "../reference/operator.ts";
import { negatedProduct } from "../reference/product.ts";
import { type Case, poisonBits, typeOf } from "./case.ts";
import { Inputs } from "./inputs.ts";
import { type Layout, LOGITS_GRAD } from "./layout.ts";
import type { Cell } from "./violation.ts";

/** Rows and classes that are drawn at most: what fits on a page, and a record. */
const MOST_ROWS = 16;
const MOST_COLUMNS = 24;

/** Units of 16 bits around a buffer that are drawn at least, where the buffer has them; up to the last that is broken. */
const GUARDS = 8;

/** A part of a case's matrix. */
interface Window {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** What a call left in memory, as far as it is drawn. */
export interface Snapshot {
  /** Bits of the drawn cells, row by row. */
  readonly cells: readonly (readonly number[])[];
  readonly guards: Guards;
}

/** The part of a case that is drawn: around a cell, or from the first one on. */
function windowOf({ batch, classNum }: Case, cell: Cell): Window {
  const from = (at: number, most: number, length: number): number =>
    Math.max(0, Math.min(at - Math.floor(most / 2), length - most));
  return {
    row: from(cell.row ?? 0, MOST_ROWS, batch),
    rows: Math.min(batch, MOST_ROWS),
    column: from(cell.column ?? 0, MOST_COLUMNS, classNum),
    columns: Math.min(classNum, MOST_COLUMNS),
  };
}

/** Looks at the memory as a case's call left it, around a cell. */
export function snapshotOf(c: Case, cell: Cell, layout: Layout, arena: Arena): Snapshot {
  const { row, rows, column, columns } = windowOf(c, cell);
  const { bytes } = formatOf(typeOf(c));
  const view = bytes === 4 ? arena.u32 : arena.u16;
  const first = (layout.offset[LOGITS_GRAD] as number) / bytes;
  const cells = Array.from({ length: rows }, (_, i) => {
    const start = first + (row + i) * c.classNum + column;
    return Array.from(view.subarray(start, start + columns));
  });
  return { cells, guards: guardsOf(cell, layout, arena) };
}

function guardsOf(cell: Cell, layout: Layout, arena: Arena): Guards {
  const b = cell.kind === "around" && cell.buffer !== undefined ? BUFFERS.indexOf(cell.buffer) : LOGITS_GRAD;
  const [low, high, start] = [layout.low[b], layout.high[b], layout.offset[b]] as [number, number, number];
  const end = start + (layout.bytes[b] as number);
  const units = (from: number, to: number): number[] => Array.from(arena.u16.subarray(from / 2, to / 2));
  const isBroken = (unit: number): boolean => unit !== CANARY;
  const before = units(low, start);
  const behind = units(end, high);
  const firstBroken = before.findIndex(isBroken);
  const kept = before.slice(Math.max(0, Math.min(before.length - GUARDS, firstBroken < 0 ? before.length : firstBroken)));
  return {
    buffer: DOCUMENT_NAMES[BUFFERS[b] as (typeof BUFFERS)[number]],
    canary: hex(CANARY, 2),
    before: words(kept, 2),
    behind: words(behind.slice(0, Math.max(GUARDS, behind.findLastIndex(isBroken) + 1)), 2),
  };
}

const hex = (bits: number, bytes: number): string => bits.toString(16).padStart(2 * bytes, "0");
const words = (bits: Iterable<number>, bytes: number): string => Array.from(bits, (one) => hex(one, bytes)).join(" ");

/** Rows and classes past which a case that could not be made smaller is not drawn: its inputs alone would take long. */
const MOST_EXTENT = 2 ** 20;

/** A case as it is drawn: its inputs, the legal results, and what a call left, if that was looked at; `null` if it is too large. */
export function matrixOf(c: Case, cell: Cell, snapshot: Snapshot | null): CaseMatrix | null {
  if (c.batch + c.classNum > MOST_EXTENT) return null;
  const format = formatOf(typeOf(c));
  const { bytes } = format;
  const { row, rows, column, columns } = windowOf(c, cell);
  const inputs = new Inputs();
  inputs.fill(c);
  const { labels, lossGrad, weight, totalWeight } = inputs;
  const isMean = c.reduction === MEAN;
  const rowOf = (i: number): MatrixRow => {
    const label = labels[i] as number;
    const at = c.reduction === NONE ? i : 0;
    const [g, w] = [lossGrad.values[at] as number, weight.values[label] as number];
    const legal = isMean
      ? legalMeans(format, g, w, totalWeight.values[0] as number).map((value) => -value)
      : [negatedProduct(format, g, w)];
    const received = snapshot?.cells[i - row];
    return {
      label,
      lossGrad: hex(lossGrad.bits[at] as number, bytes),
      legal: words(
        legal.map((value) => format.toBits(value)),
        bytes,
      ),
      received: received === undefined ? null : words(received, bytes),
    };
  };
  const poison = poisonBits(c);
  const placed = cell.row !== undefined && cell.column !== undefined;
  return {
    format: format.name as "half" | "float",
    batch: c.batch,
    classNum: c.classNum,
    row,
    column,
    rows: Array.from({ length: rows }, (_, i) => rowOf(row + i)),
    cell: placed ? [cell.row as number, cell.column as number] : null,
    weight: words(weight.bits.subarray(column, column + columns), bytes),
    totalWeight: isMean ? hex(c.totalWeight, bytes) : null,
    poison: poison < 0 ? null : hex(poison, bytes),
    guards: snapshot?.guards ?? null,
  };
}
