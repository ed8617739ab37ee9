import { type Arena, brokenCanary, indexOf } from "../core/arena.ts";
import type { ElementFormat } from "../core/format.ts";
import { firstOtherHalf, firstOtherWord } from "../core/scan.ts";
import { BUFFERS, type BufferName, DOCUMENT_NAMES } from "../reference/operator.ts";
import { type Case, fillBits, marksOf } from "./case.ts";
import type { Collector } from "./collector.ts";
import { entryFormat } from "./fingerprint.ts";
import type { ElementArray, Inputs } from "./inputs.ts";
import { LABELS, type Layout, LOGITS, LOSS_GRAD, TOTAL_WEIGHT, WEIGHT } from "./layout.ts";
import { showBits } from "./violation.ts";

/** Judges the bytes around the buffers: clauses `in-bounds` and `output-extent`. */
export function judgeAround(c: Case, layout: Layout, arena: Arena, findings: Collector): void {
  for (let b = 0; b < BUFFERS.length; b++) {
    const start = layout.offset[b] as number;
    const end = start + (layout.bytes[b] as number);
    const before = brokenCanary(arena, layout.low[b] as number, start);
    const broken = before >= 0 ? before : brokenCanary(arena, end, layout.high[b] as number);
    if (broken < 0) continue;
    const buffer = BUFFERS[b] as BufferName;
    const name = DOCUMENT_NAMES[buffer];
    const where = broken < start ? `${start - broken} bytes before ${name}` : `${broken - end} bytes past the end of ${name}`;
    findings.add(c, "in-bounds", "no access outside the buffers", { kind: "around", buffer, byte: broken - start }, () => ({
      expected: "nothing written outside the output",
      received: `a write ${where}`,
      message: `the call wrote ${where}`,
      related: ["output-extent"],
    }));
  }
}

/** Judges the input buffers' own bytes: clauses `inputs-unchanged` and `logits-unused`. */
export function judgeInputs(c: Case, inputs: Inputs, layout: Layout, arena: Arena, findings: Collector): void {
  const format = entryFormat(c.entry);
  const view = format.bytes === 4 ? arena.u32 : arena.u16;
  const { offset } = layout;

  const logits = fillBits(marksOf(format.type).logits, c.logits);
  const first = indexOf(offset[LOGITS] as number, format.bytes);
  const end = first + c.batch * c.classNum;
  const changed =
    format.bytes === 4 ? firstOtherWord(arena.u32, first, end, logits) : firstOtherHalf(arena.u32, arena.u16, first, end, logits);
  if (changed >= 0) {
    const at = changed - first;
    addChange(
      c,
      "logits",
      at * format.bytes,
      `[${at}]`,
      showBits(format, logits),
      showBits(format, view[changed] as number),
      findings,
    );
  }

  const elements = (b: number): number => indexOf(offset[b] as number, format.bytes);
  judgeElements(c, "lossGrad", format, view, elements(LOSS_GRAD), inputs.lossGrad, findings);
  judgeElements(c, "weight", format, view, elements(WEIGHT), inputs.weight, findings);
  judgeTotalWeight(c, inputs, layout, arena, findings);

  const { u32 } = arena;
  const labels = indexOf(offset[LABELS] as number, 4);
  for (let i = 0; i < c.batch; i++) {
    const now = (u32[labels + i] as number) | 0;
    if (now === inputs.labels[i]) continue;
    addChange(c, "labels", 4 * i, `[${i}]`, String(inputs.labels[i]), String(now), findings);
    break;
  }
}

/** Judges the one element of `total_weight`. */
export function judgeTotalWeight(c: Case, inputs: Inputs, layout: Layout, arena: Arena, findings: Collector): void {
  const format = entryFormat(c.entry);
  const view = format.bytes === 4 ? arena.u32 : arena.u16;
  const at = indexOf(layout.offset[TOTAL_WEIGHT] as number, format.bytes);
  judgeElements(c, "totalWeight", format, view, at, inputs.totalWeight, findings);
}

function judgeElements(
  c: Case,
  buffer: BufferName,
  format: ElementFormat,
  view: Uint32Array | Uint16Array,
  first: number,
  wanted: ElementArray,
  findings: Collector,
): void {
  const { bits, length } = wanted;
  for (let i = 0; i < length; i++) {
    if (view[first + i] === bits[i]) continue;
    addChange(
      c,
      buffer,
      i * format.bytes,
      `[${i}]`,
      showBits(format, bits[i] as number),
      showBits(format, view[first + i] as number),
      findings,
    );
    break;
  }
}

function addChange(
  c: Case,
  buffer: BufferName,
  byte: number,
  index: string,
  expected: string,
  received: string,
  findings: Collector,
): void {
  findings.add(c, "inputs-unchanged", "no input changes", { kind: "input", buffer, byte }, () => ({
    expected: `${DOCUMENT_NAMES[buffer]}${index} still ${expected}`,
    received,
    message: `the call changed ${DOCUMENT_NAMES[buffer]}${index}, an input`,
    related: buffer === "logits" ? ["logits-unused"] : [],
  }));
}
