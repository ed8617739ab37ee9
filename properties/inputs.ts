import { type ElementFormat, formatOf } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { NONE } from "../reference/operator.ts";
import { type Case, marksOf, typeOf } from "./case.ts";
import { drawElement, drawLabel, type LabelPattern, type ValuePattern } from "./patterns.ts";

/** A growing array of elements: their bits, and their values as doubles. */
export class ElementArray {
  length = 0;
  bits: Uint32Array = new Uint32Array(256);
  values: Float64Array = new Float64Array(256);
  private floats: Float32Array = new Float32Array(this.bits.buffer);

  resize(length: number): void {
    if (length > this.bits.length) {
      const capacity = Math.max(length, Math.min(2 * length, 65536));
      this.bits = new Uint32Array(capacity);
      this.floats = new Float32Array(this.bits.buffer);
      this.values = new Float64Array(capacity);
    }
    this.length = length;
  }

  set(format: ElementFormat, index: number, bits: number): void {
    this.bits[index] = bits;
    this.values[index] = format.bytes === 4 ? (this.floats[index] as number) : (HALF_VALUES[bits] as number);
  }
}

/**
 * The inputs of a case, element by element: what is copied into the kernel's memory, and what its results are judged by
 * (never the kernel's own copy, which it may have changed). Reused from case to case: nothing is allocated once it has grown.
 */
export class Inputs {
  readonly lossGrad: ElementArray = new ElementArray();
  readonly weight: ElementArray = new ElementArray();
  readonly totalWeight: ElementArray = new ElementArray();
  labels: Int32Array = new Int32Array(256);

  /** Expands the case's patterns. */
  fill(c: Case): void {
    const format = formatOf(typeOf(c));
    this.fillLabels(c.labels, c.batch, c.classNum);
    const marks = marksOf(format.type);

    const g = this.lossGrad;
    g.resize(c.lossGradLength);
    const used = c.reduction === NONE || c.unused === "drawn" ? c.lossGradLength : Math.min(c.lossGradLength, 1);
    fillValues(g, format, c.lossGrad, used);
    if (c.unused !== "drawn") for (let i = used; i < g.length; i++) g.set(format, i, marks.unused[c.unused]);

    const w = this.weight;
    w.resize(c.classNum);
    if (c.unused === "drawn") {
      fillValues(w, format, c.weight, c.classNum);
    } else {
      const mark = marks.unused[c.unused];
      for (let j = 0; j < c.classNum; j++) w.set(format, j, mark);
      for (let i = 0; i < c.batch; i++) {
        const label = this.labels[i] as number;
        w.set(format, label, valueAt(format, c.weight, label));
      }
    }

    this.totalWeight.resize(1);
    this.totalWeight.set(format, 0, c.totalWeight);
  }

  private fillLabels(pattern: LabelPattern, batch: number, classNum: number): void {
    if (batch > this.labels.length) this.labels = new Int32Array(batch);
    const labels = this.labels;
    if (pattern.kind === "explicit") {
      for (let i = 0; i < batch; i++) labels[i] = pattern.labels[i] as number;
      return;
    }
    for (let i = 0; i < batch; i++) labels[i] = drawLabel(pattern.labels, pattern.seed, i, classNum);
    for (const [row, label] of pattern.except ?? []) if (row < batch) labels[row] = label;
  }
}

/** One element of a pattern, as bits. */
export function valueAt(format: ElementFormat, pattern: ValuePattern, index: number): number {
  if (pattern.kind === "explicit") return pattern.bits[index] as number;
  for (const [at, bits] of pattern.except ?? []) if (at === index) return bits;
  return drawElement(format.type, pattern.values, pattern.seed, index);
}

function fillValues(array: ElementArray, format: ElementFormat, pattern: ValuePattern, length: number): void {
  if (pattern.kind === "explicit") {
    for (let i = 0; i < length; i++) array.set(format, i, pattern.bits[i] as number);
    return;
  }
  for (let i = 0; i < length; i++) array.set(format, i, drawElement(format.type, pattern.values, pattern.seed, i));
  for (const [at, bits] of pattern.except ?? []) if (at < length) array.set(format, at, bits);
}
