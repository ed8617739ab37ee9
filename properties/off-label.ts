import type { Arena } from "../core/arena.ts";
import type { ElementFormat } from "../core/format.ts";
import { orHalves, orWords } from "../core/scan.ts";
import { type Case, poisonBits } from "./case.ts";
import type { Collector, ViolationText } from "./collector.ts";
import { type EntryFingerprint, entryFormat } from "./fingerprint.ts";
import { type Cell, showBits } from "./violation.ts";

/** OR of the elements from `from` to `to`. */
function orElements(format: ElementFormat, { u16, u32 }: Arena, from: number, to: number): number {
  return format.bytes === 4 ? orWords(u32, from, to) : orHalves(u32, u16, from, to);
}

function onesOffLabelWords(words: Uint32Array, first: number, batch: number, classNum: number, labels: Int32Array): number {
  let ones = 0;
  let from = first;
  for (let i = 0, row = first; i < batch; i++, row += classNum) {
    const cell = row + (labels[i] as number);
    ones |= orWords(words, from, cell);
    from = cell + 1;
  }
  return ones | orWords(words, from, first + batch * classNum);
}

function onesOffLabelHalves(
  words: Uint32Array,
  halves: Uint16Array,
  first: number,
  batch: number,
  classNum: number,
  labels: Int32Array,
): number {
  let ones = 0;
  let from = first;
  for (let i = 0, row = first; i < batch; i++, row += classNum) {
    const cell = row + (labels[i] as number);
    ones |= orHalves(words, halves, from, cell);
    from = cell + 1;
  }
  return ones | orHalves(words, halves, from, first + batch * classNum);
}

/** Halves of the label cells that are not zero. */
function nonZeroLabelHalves(
  view: Uint32Array | Uint16Array,
  first: number,
  batch: number,
  classNum: number,
  labels: Int32Array,
): number {
  let count = 0;
  for (let i = 0, row = first; i < batch; i++, row += classNum) {
    const bits = view[row + (labels[i] as number)] as number;
    if ((bits & 0xffff) !== 0) count++;
    if (bits >>> 16 !== 0) count++;
  }
  return count;
}

/** Judges the off-label cells of a call's output, whose first cell is element `first` of the arena. */
export function judgeOffLabels(
  c: Case,
  labels: Int32Array,
  first: number,
  arena: Arena,
  nonZeroHalves: number | null,
  seen: EntryFingerprint,
  findings: Collector,
): void {
  const { batch, classNum } = c;
  const format = entryFormat(c.entry);
  const { u16, u32 } = arena;
  const view = format.bytes === 4 ? u32 : u16;
  // Nearly always there are nothing but zeros. If nobody counted: from one label cell to the next at a stride.
  const onlyZeros =
    nonZeroHalves !== null
      ? nonZeroHalves === nonZeroLabelHalves(view, first, batch, classNum, labels)
      : (view === u32
          ? onesOffLabelWords(u32, first, batch, classNum, labels)
          : onesOffLabelHalves(u32, u16, first, batch, classNum, labels)) === 0;
  if (onlyZeros) {
    if (classNum > 1) seen.positiveZeroOffLabel += batch;
    return;
  }
  const magnitude = format.signBit - 1;
  for (let i = 0; i < batch; i++) {
    const row = first + i * classNum;
    const cell = row + (labels[i] as number);
    const own = orElements(format, arena, row, cell) | orElements(format, arena, cell + 1, row + classNum);
    if ((own & magnitude) !== 0) judgeRow(c, format, view, i, row, cell, findings);
    else if (own !== 0) seen.negativeZeroOffLabel++;
    else seen.positiveZeroOffLabel++;
  }
}

function judgeRow(
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
  let firstUnwritten = start;
  let firstWrong = start;
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
