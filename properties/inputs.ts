import { type ElementFormat, formatOf } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { NONE } from "../reference/operator.ts";
import { type Case, marksOf, typeOf } from "./case.ts";
import { drawElement, drawLabel, drawWord, type LabelPattern, type ValuePattern } from "./patterns.ts";

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

  /** Gives each element the value of its bits. */
  decode(format: ElementFormat): void {
    const { bits, values, floats, length } = this;
    if (format.bytes === 4) for (let i = 0; i < length; i++) values[i] = floats[i] as number;
    else for (let i = 0; i < length; i++) values[i] = HALF_VALUES[bits[i] as number] as number;
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
    fillValues(g.bits, format, c.lossGrad, used);
    if (c.unused !== "drawn") for (let i = used; i < c.lossGradLength; i++) g.bits[i] = marks.unused[c.unused];
    g.decode(format);

    const w = this.weight;
    w.resize(c.classNum);
    if (c.unused === "drawn") {
      fillValues(w.bits, format, c.weight, c.classNum);
    } else {
      const { bits } = w;
      const mark = marks.unused[c.unused];
      for (let j = 0; j < c.classNum; j++) bits[j] = mark;
      for (let i = 0; i < c.batch; i++) {
        const label = this.labels[i] as number;
        bits[label] = valueAt(format, c.weight, label);
      }
    }
    w.decode(format);
    this.setTotal(c);
  }

  /** Takes the total alone, of another call with the same labels, gradients and weights. */
  setTotal(c: Case): void {
    this.totalWeight.resize(1);
    this.totalWeight.bits[0] = c.totalWeight;
    this.totalWeight.decode(formatOf(typeOf(c)));
  }

  private fillLabels(pattern: LabelPattern, batch: number, classNum: number): void {
    if (batch > this.labels.length) this.labels = new Int32Array(batch);
    const labels = this.labels;
    if (pattern.kind === "explicit") {
      for (let i = 0; i < batch; i++) labels[i] = pattern.labels[i] as number;
      return;
    }
    const seed = pattern.seed | 0;
    for (let i = 0; i < batch; i++) labels[i] = drawLabel(pattern.labels, seed, i, classNum);
    if (pattern.except !== undefined) setExceptions(labels, pattern.except);
  }
}

/** One element of a pattern, as bits. */
export function valueAt(format: ElementFormat, pattern: ValuePattern, index: number): number {
  if (pattern.kind === "explicit") return pattern.bits[index] as number;
  const { except } = pattern;
  if (except !== undefined) {
    for (let k = 0; k < except.length; k++) {
      const exception = except[k] as Exception;
      if (exception[0] === index) return exception[1];
    }
  }
  return drawElement(format.type, pattern.values, pattern.seed, index);
}

function fillValues(array: Uint32Array, format: ElementFormat, pattern: ValuePattern, length: number): void {
  if (pattern.kind === "explicit") {
    for (let i = 0; i < length; i++) array[i] = pattern.bits[i] as number;
    return;
  }
  const { values, except } = pattern;
  // Signed, which changes no hash: a seed past 2^31 is a boxed number to the engine.
  const seed = pattern.seed | 0;
  for (let i = 0; i < length; i++) array[i] = drawWord(format.type, values, seed, i);
  if (except !== undefined) setExceptions(array, except);
}

/** An element's place, and its bits or label. */
type Exception = readonly [number, number];

/**
 * Sets elements, of which those past the length count for nothing. By index: this is done at every call, and an iterator costs more than the
 * draw.
 */
function setExceptions(array: Uint32Array | Int32Array, except: readonly Exception[]): void {
  for (let k = 0; k < except.length; k++) array[(except[k] as Exception)[0]] = (except[k] as Exception)[1];
}
