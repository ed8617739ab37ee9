import { type Arena, indexOf } from "../core/arena.ts";
import type { ElementFormat } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { relativeError, stepsBetween } from "../core/ulp.ts";
import { type ClauseId, levelOf } from "../reference/clauses.ts";
import { exactMean, isOrderSensitive } from "../reference/mean.ts";
import { MEAN, NONE } from "../reference/operator.ts";
import { negatedProduct } from "../reference/product.ts";
import { Bias, type LargestError } from "./bias.ts";
import { type Case, poisonBits } from "./case.ts";
import { type CellCounts, noteError } from "./cells.ts";
import { classifyMean, classifyProduct } from "./classify.ts";
import type { Collector } from "./collector.ts";
import { acceptMean, type EntryFingerprint, entryFormat } from "./fingerprint.ts";
import type { Inputs } from "./inputs.ts";
import { type Layout, LOGITS_GRAD } from "./layout.ts";
import { judgeOffLabels } from "./off-label.ts";
import { showBits, showNumber } from "./violation.ts";

/** How a wrong label cell reads, by the clause that it breaks. */
const PROPERTY: Readonly<Partial<Record<ClauseId, string>>> = {
  "reduction-none": "label cells follow the formula",
  "reduction-sum": "label cells follow the formula",
  "reduction-mean": "label cells follow the formula",
  "product-rounding": "products are correctly rounded",
  "product-special": "NaN and infinities multiply as in IEEE 754",
  "mean-rounding": "mean is a legal or tolerated result",
  "mean-accuracy": "mean is a legal result",
  "mean-special": "mean of special values is a legal result",
  subnormals: "subnormals are kept",
  "zero-total": "division by a zero total follows IEEE 754",
  "extreme-total": "mean by an extreme total is a legal result",
};

/** Label cells of one call that break a MUST before the rest is left unclassified: a wrong formula is wrong everywhere. */
const SEVERE_CELLS = 64;

/** Rows of a call whose errors are counted: among so many calls they are enough. */
const ERROR_ROWS = 1;

/** Where a call's output lies, and what it is judged by. */
interface Output {
  readonly c: Case;
  readonly format: ElementFormat;
  /** The arena's elements of the output's type. */
  readonly view: Uint32Array | Uint16Array;
  /** Place of the first cell in the view. */
  readonly first: number;
  readonly inputs: Inputs;
  readonly seen: EntryFingerprint;
  readonly cells: CellCounts;
  readonly findings: Collector;
}

/**
 * Judges every cell of the output, label cells and off-label cells apart; what a right cell shows goes to `seen`. `nonZeroHalves`: of the
 * whole output, if they were counted as the call returned.
 */
export function judgeOutput(
  c: Case,
  inputs: Inputs,
  layout: Layout,
  arena: Arena,
  seen: EntryFingerprint,
  cells: CellCounts,
  findings: Collector,
  largest: LargestError,
  nonZeroHalves: number | null = null,
): void {
  const format = entryFormat(c.entry);
  const view = format.bytes === 4 ? arena.u32 : arena.u16;
  const first = indexOf(layout.offset[LOGITS_GRAD] as number, format.bytes);
  const output: Output = { c, format, view, first, inputs, seen, cells, findings };
  judgeOffLabels(c, inputs.labels, first, arena, nonZeroHalves, seen, findings);
  if (c.reduction === MEAN) judgeMeans(output, arena.f32, largest);
  else judgeProducts(output, arena.f32);
}

function judgeMeans(
  { c, format, view, first, inputs, seen, cells, findings }: Output,
  f32: Float32Array,
  largest: LargestError,
): void {
  const { batch, classNum } = c;
  const { labels } = inputs;
  const isFloat = format.bytes === 4;
  const ws = inputs.weight.values;
  const g = inputs.lossGrad.values[0] as number;
  const t = inputs.totalWeight.values[0] as number;
  const usual = Math.abs(t) >= format.minNormal && Math.abs(t) < Infinity;
  const bias = new Bias(format, largest);
  let severe = 0;
  for (let i = 0; i < batch; i++) {
    const label = labels[i] as number;
    const cell = first + i * classNum + label;
    const w = ws[label] as number;
    const received = (isFloat ? f32[cell] : HALF_VALUES[view[cell] as number]) as number;
    if (severe < SEVERE_CELLS && !acceptMean(seen, format, g, w, t, -received)) {
      const wrong = { row: i, column: label, g, w, received, bits: view[cell] as number };
      severe += judgeMeanCell(c, format, seen, cells, wrong, t, findings);
    }
    if (t === 0) noteZeroTotal(seen, g, w, batch, received);
    else if (!usual) seen.extremeTotals++;
    if (!(Math.abs(g * w) < Infinity && Math.abs(received) < Infinity)) cells.special++;
    if (i === 0 && isOrderSensitive(format, g, w, t)) seen.orderSensitive++;
    const exact = exactMean(g, w, t);
    bias.note(exact, received, i, g, w, t);
    if (i < ERROR_ROWS) noteError(cells, format, g, w, t, -received, exact);
  }
  bias.close(seen);
}

function judgeProducts({ c, format, view, first, inputs, seen, cells, findings }: Output, f32: Float32Array): void {
  const { batch, classNum } = c;
  const { labels } = inputs;
  const isFloat = format.bytes === 4;
  const isShared = c.reduction !== NONE;
  const gs = inputs.lossGrad.values;
  const ws = inputs.weight.values;
  let severe = 0;
  for (let i = 0; i < batch; i++) {
    const label = labels[i] as number;
    const cell = first + i * classNum + label;
    const g = gs[isShared ? 0 : i] as number;
    const w = ws[label] as number;
    const received = (isFloat ? f32[cell] : HALF_VALUES[view[cell] as number]) as number;
    const expected = negatedProduct(format, g, w);
    if (!(Math.abs(expected) < Infinity)) cells.special++;
    if (i < ERROR_ROWS) noteError(cells, format, g, w, 1, -received, g * w);
    if (received === expected || (received !== received && expected !== expected)) {
      if (received === 0) noteZero(seen, expected, received);
      else if (Math.abs(received) < format.minNormal) {
        seen.keptSubnormals++;
        cells.subnormals++;
      }
    } else if (severe < SEVERE_CELLS) {
      const wrong = { row: i, column: label, g, w, received, bits: view[cell] as number };
      severe += judgeProductCell(c, format, seen, cells, wrong, expected, findings);
    }
  }
}

/** A label cell that is not what it should be. Values, and the bits of what was received. */
interface WrongLabel {
  readonly row: number;
  readonly column: number;
  readonly g: number;
  readonly w: number;
  readonly received: number;
  readonly bits: number;
}

function judgeProductCell(
  c: Case,
  format: ElementFormat,
  seen: EntryFingerprint,
  cells: CellCounts,
  wrong: WrongLabel,
  expected: number,
  findings: Collector,
): number {
  const clause = classifyProduct(format, c.reduction, wrong.g, wrong.w, expected, wrong.received);
  if (clause === "subnormals") {
    seen.flushedProducts++;
    cells.subnormals++;
  }
  return addLabel(c, format, clause, wrong, expected, 0, findings);
}

function judgeMeanCell(
  c: Case,
  format: ElementFormat,
  seen: EntryFingerprint,
  cells: CellCounts,
  wrong: WrongLabel,
  t: number,
  findings: Collector,
): number {
  const { clause, expected, others } = classifyMean(format, wrong.g, wrong.w, t, wrong.received);
  if (clause === "subnormals") {
    seen.flushedCells++;
    cells.subnormals++;
  }
  if (clause === "mean-accuracy") seen.toleratedCells++;
  return addLabel(c, format, clause, wrong, expected, others, findings);
}

/** `others`: legal results besides `expected`. Gives 1 if the cell breaks a MUST, 0 if it earns a warning. */
function addLabel(
  c: Case,
  format: ElementFormat,
  clause: ClauseId,
  wrong: WrongLabel,
  expected: number,
  others: number,
  findings: Collector,
): number {
  const { row, column, received, bits } = wrong;
  // A result may happen to be the poison, unless that is the NaN whose payload no arithmetic gives.
  const unwritten = bits === poisonBits(c) && (c.poison === "nan" || levelOf(clause) === "MUST");
  findings.add(
    c,
    unwritten ? "output-extent" : clause,
    unwritten ? "every cell is written" : (PROPERTY[clause] ?? clause),
    { kind: "label", row, column },
    () => ({
      expected:
        others === 0 ? showNumber(format, expected) : `${showNumber(format, expected)} or one of ${others} other legal results`,
      received: unwritten ? `${showBits(format, bits)}, the poison: never written` : showBits(format, bits),
      message: unwritten ? "a label cell was never written" : "a label cell is not what the clause asks",
      ulp: unwritten ? null : stepsBetween(format, expected, received),
      relative: unwritten ? null : relativeError(expected, received),
    }),
  );
  return unwritten || levelOf(clause) === "MUST" ? 1 : 0;
}

function noteZero(seen: EntryFingerprint, expected: number, received: number): void {
  if (Object.is(expected, received)) seen.zeroSignAsIeee++;
  else seen.zeroSignOther++;
}

function noteZeroTotal(seen: EntryFingerprint, g: number, w: number, batch: number, received: number): void {
  if (received === 0 && g * w !== 0) seen.zeroTotalZero++;
  else if (Number.isFinite(received) && Math.abs(received + (g * w) / batch) <= 2 ** -8 * Math.abs(received))
    seen.zeroTotalBatch++;
  else if (!Number.isFinite(received)) seen.zeroTotalIeee++;
  else seen.zeroTotalOther++;
}
