import type { Arena } from "../../core/arena.ts";
import { sameValue } from "../../core/ulp.ts";
import { levelOf } from "../../reference/clauses.ts";
import { MEAN, NONE } from "../../reference/operator.ts";
import { negatedProduct } from "../../reference/product.ts";
import { type Case, poisonBits } from "../case.ts";
import { classifyMean, classifyProduct } from "../classify.ts";
import { acceptMean, type EntryFingerprint, entryFormat } from "../fingerprint.ts";
import type { Inputs } from "../inputs.ts";
import { type Layout, LOGITS_GRAD } from "../layout.ts";
import type { ExaminedCall, SampledCell } from "./evidence.ts";

/** Cells of one call that are kept of each sort. */
const KEPT = 40;

/** Rows of a call that right off-label cells are taken from, and columns of each row but the last ones. */
const ROWS = 6;
const COLUMNS = 6;

/** Last columns of a row that are looked at: a vector's tail. */
const LAST_COLUMNS = 8;

/** Some cells of a kind as a call left them, wrong and right ones. The memory must be as the call left it. */
export function sampleCells(
  c: Case,
  kind: "label" | "off-label",
  inputs: Inputs,
  layout: Layout,
  arena: Arena,
  seen: EntryFingerprint,
): Pick<ExaminedCall, "wrong" | "right" | "unwritten" | "displaced"> {
  const format = entryFormat(c.entry);
  const view = format.bytes === 4 ? arena.u32 : arena.u16;
  const first = (layout.offset[LOGITS_GRAD] as number) / format.bytes;
  const poison = poisonBits(c);
  const { batch, classNum } = c;
  const labelOf = (row: number): number => inputs.labels[row] as number;
  const at = (row: number, column: number): number => view[first + row * classNum + column] as number;
  let written = 0;
  for (let i = 0; i < batch; i++) if (at(i, labelOf(i)) !== poison) written++;
  const unwritten = written === 0 && batch > 0 && poison >= 0;
  const wrong: SampledCell[] = [];
  const right: SampledCell[] = [];
  if (kind === "label") {
    for (let i = 0; i < batch; i++) {
      const bits = at(i, labelOf(i));
      (isLost(c, inputs, i, bits, seen) ? wrong : right).push([i, labelOf(i), bits]);
    }
    return { wrong: spread(wrong), right: spread(right), unwritten };
  }
  const magnitude = format.signBit - 1;
  for (let i = 0; i < batch; i++) {
    const label = labelOf(i);
    for (let j = 0; j < classNum && wrong.length < MOST_WRONG; j++)
      if (j !== label && (at(i, j) & magnitude) !== 0) wrong.push([i, j, at(i, j)]);
  }
  for (const i of someOf(batch, ROWS)) {
    const columns = [...someOf(classNum, COLUMNS), labelOf(i) - 1, labelOf(i) + 1];
    for (let j = Math.max(0, classNum - LAST_COLUMNS); j < classNum; j++) columns.push(j);
    for (const j of new Set(columns))
      if (j >= 0 && j < classNum && j !== labelOf(i) && (at(i, j) & magnitude) === 0) right.push([i, j, at(i, j)]);
  }
  const rows = [...new Set(wrong.map(([row]) => row))];
  const lost = rows.filter((i) => isLost(c, inputs, i, at(i, labelOf(i)), seen));
  return { wrong: spread(wrong), right: spread(right), unwritten, displaced: lost.length > rows.length / 2 };
}

/** Wrong off-label cells of a call that are listed before some of them are kept. */
const MOST_WRONG = 2 ** 16;

/** Whether a label cell is wrong; a NaN that was there before is no result. */
function isLost(c: Case, inputs: Inputs, row: number, bits: number, seen: EntryFingerprint): boolean {
  const received = entryFormat(c.entry).fromBits(bits);
  return isWrongLabel(c, inputs, row, received, seen) || (bits === poisonBits(c) && c.poison === "nan");
}

function isWrongLabel(c: Case, inputs: Inputs, row: number, received: number, seen: EntryFingerprint): boolean {
  const format = entryFormat(c.entry);
  const g = inputs.lossGrad.values[c.reduction === NONE ? row : 0] as number;
  const w = inputs.weight.values[inputs.labels[row] as number] as number;
  const t = inputs.totalWeight.values[0] as number;
  if (c.reduction === MEAN)
    return !acceptMean(seen, format, g, w, t, -received) && levelOf(classifyMean(format, g, w, t, received).clause) === "MUST";
  const expected = negatedProduct(format, g, w);
  if (sameValue(expected, received)) return false;
  return levelOf(classifyProduct(format, c.reduction, g, w, expected, received)) === "MUST";
}

/** So many of a list, spread over it. */
function spread(cells: readonly SampledCell[]): SampledCell[] {
  if (cells.length <= KEPT) return [...cells];
  return Array.from({ length: KEPT }, (_, k) => cells[Math.floor((k * (cells.length - 1)) / (KEPT - 1))] as SampledCell);
}

/** So many numbers below `extent`, the first and last among them. */
function someOf(extent: number, count: number): number[] {
  const most = Math.min(extent, count);
  return [...new Set(Array.from({ length: most }, (_, k) => Math.floor((k * (extent - 1)) / Math.max(1, most - 1))))];
}
