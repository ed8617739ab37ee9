import { type Arena, indexOf } from "../core/arena.ts";
import type { ElementFormat } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { orHalves, orWords } from "../core/scan.ts";
import { relativeError, stepsBetween, ulp } from "../core/ulp.ts";
import { type ClauseId, levelOf } from "../reference/clauses.ts";
import { exactMean, isOrderSensitive, isPlainMean } from "../reference/mean.ts";
import { MEAN, NONE } from "../reference/operator.ts";
import { negatedProduct } from "../reference/product.ts";
import { meanReach } from "../reference/tolerance.ts";
import { type Case, poisonBits } from "./case.ts";
import { type CellCounts, noteError } from "./cells.ts";
import { classifyMean, classifyProduct } from "./classify.ts";
import type { Collector, ViolationText } from "./collector.ts";
import { acceptMean, type EntryFingerprint, entryFormat, noteSlack } from "./fingerprint.ts";
import type { Inputs } from "./inputs.ts";
import { type Layout, LOGITS_GRAD } from "./layout.ts";
import { type Cell, showBits, showNumber } from "./violation.ts";

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

/** The largest rounding error of a call of mean, in steps of the format, and its row; only of results that are near. */
export interface LargestError {
  steps: number;
  row: number;
}

/** Judges every cell of the output, label cells and off-label cells apart; what a right cell shows goes to `seen`. */
export function judgeOutput(
  c: Case,
  inputs: Inputs,
  layout: Layout,
  arena: Arena,
  seen: EntryFingerprint,
  cells: CellCounts,
  findings: Collector,
  largest: LargestError,
): void {
  const format = entryFormat(c.entry);
  const isFloat = format.bytes === 4;
  const view = isFloat ? arena.u32 : arena.u16;
  const { f32, u16, u32 } = arena;
  const magnitude = format.signBit - 1;
  const { batch, classNum, reduction } = c;
  const { labels } = inputs;
  const gs = inputs.lossGrad.values;
  const ws = inputs.weight.values;
  const t = inputs.totalWeight.values[0] as number;
  const first = indexOf(layout.offset[LOGITS_GRAD] as number, format.bytes);
  const bias = reduction === MEAN ? new Bias(format, largest) : null;
  let severe = 0;
  for (let i = 0; i < batch; i++) {
    const label = labels[i] as number;
    const row = first + i * classNum;
    const cell = row + label;
    const ones = isFloat
      ? orWords(u32, row, cell) | orWords(u32, cell + 1, row + classNum)
      : orHalves(u32, u16, row, cell) | orHalves(u32, u16, cell + 1, row + classNum);
    if ((ones & magnitude) !== 0) judgeOffLabel(c, format, view, i, row, cell, findings);
    else if (ones !== 0) seen.negativeZeroOffLabel++;
    else if (classNum > 1) seen.positiveZeroOffLabel++;

    const g = gs[reduction === NONE ? i : 0] as number;
    const w = ws[label] as number;
    const received = (isFloat ? f32[cell] : HALF_VALUES[view[cell] as number]) as number;
    if (bias !== null) {
      if (severe < SEVERE_CELLS && !acceptMean(seen, format, g, w, t, -received)) {
        severe += judgeMeanCell(
          c,
          format,
          seen,
          cells,
          { row: i, column: label, g, w, received, bits: view[cell] as number },
          t,
          findings,
        );
      }
      if (t === 0) noteZeroTotal(seen, g, w, batch, received);
      else if (!(Math.abs(t) >= format.minNormal && Math.abs(t) < Infinity)) seen.extremeTotals++;
      if (!(Math.abs(g * w) < Infinity && Math.abs(received) < Infinity)) cells.special++;
      if (i === 0 && isOrderSensitive(format, g, w, t)) seen.orderSensitive++;
      if (i < BIAS_ROWS) {
        const exact = exactMean(g, w, t);
        bias.note(exact, received, i, isPlainMean(format, g, w, t));
        if (i < ERROR_ROWS) noteError(cells, format, g, w, t, -received, exact);
      }
      continue;
    }
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
  bias?.close(seen);
}

function judgeOffLabel(
  c: Case,
  format: ElementFormat,
  view: Uint32Array | Uint16Array,
  row: number,
  start: number,
  label: number,
  findings: Collector,
): void {
  const poison = poisonBits(c);
  const magnitude = format.signBit - 1;
  let unwritten = 0;
  let wrong = 0;
  let firstUnwritten = -1;
  let firstWrong = -1;
  for (let k = start, end = start + c.classNum; k < end; k++) {
    const bits = view[k] as number;
    if (k === label || (bits & magnitude) === 0) continue;
    if (bits === poison) {
      if (unwritten++ === 0) firstUnwritten = k;
    } else if (wrong++ === 0) firstWrong = k;
  }
  const cell = (k: number): Cell => ({ kind: "off-label", row, column: k - start });
  if (unwritten > 0) {
    const word = (): ViolationText => ({
      expected: "0",
      received: `${showBits(format, poison)}, the poison: never written`,
      message: "an off-label cell was never written",
      related: ["off-label-zero"],
    });
    findings.add(c, "output-extent", "every cell is written", cell(firstUnwritten), word, unwritten);
  }
  if (wrong > 0) {
    const received = view[firstWrong] as number;
    const word = (): ViolationText => ({
      expected: "0",
      received: showBits(format, received),
      message: "an off-label cell is not zero",
    });
    findings.add(c, "off-label-zero", "off-label cells are zero", cell(firstWrong), word, wrong);
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

/** Rows of a call whose rounding is averaged: they share a total, and more of them say little more. */
const BIAS_ROWS = 64;

/** Rows of a call whose errors are counted: among so many calls they are enough. */
const ERROR_ROWS = 8;

/** The mean signed error of a call's cells, in ULP: cells of one call share their total and so their error. */
class Bias {
  private readonly format: ElementFormat;
  private readonly largest: LargestError;
  private sum = 0;
  private cells = 0;
  /** Of the cell that used most of what is tolerated: its error, and what is tolerated, in steps. */
  private error = 0;
  private allowed = 0;

  constructor(format: ElementFormat, largest: LargestError) {
    this.format = format;
    this.largest = largest;
  }

  /**
   * Takes one cell, unless it is near over- or underflow, where errors are not of rounding. `plain`: no order of its operands comes
   * near that either, so that its error is held against what is tolerated.
   */
  note(exact: number, received: number, row: number, plain: boolean): void {
    const magnitude = Math.abs(exact);
    if (!(magnitude > 16 * this.format.minNormal && magnitude < this.format.maxFinite / 16)) return;
    const step = ulp(this.format, magnitude);
    const error = (Math.abs(received) - magnitude) / step;
    // Cells that are far off are not rounding either.
    if (!(Math.abs(error) < 8)) return;
    this.sum += error;
    const allowed = plain ? meanReach(this.format, magnitude) / step : 0;
    const steps = Math.abs(error);
    if (steps <= allowed && (this.allowed === 0 || steps * this.allowed > this.error * allowed)) {
      this.error = steps;
      this.allowed = allowed;
    }
    if (steps > this.largest.steps) {
      this.largest.steps = steps;
      this.largest.row = row;
    }
    this.cells++;
  }

  close(seen: EntryFingerprint): void {
    if (this.cells === 0) return;
    const mean = this.sum / this.cells;
    seen.errorSum += mean;
    seen.errorSquares += mean * mean;
    seen.errorCalls++;
    noteSlack(seen, this.error, this.allowed);
  }
}
