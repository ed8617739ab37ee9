import type { Callee, Tensors } from "../adapters/callee.ts";
import { Arena } from "../core/arena.ts";
import type { Outcome } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { type Case, poisonBits, typeOf } from "../properties/case.ts";
import { emptyCellCounts } from "../properties/cells.ts";
import { Collector } from "../properties/collector.ts";
import { judgeEnding, placeOf } from "../properties/ending.ts";
import { emptyFingerprint } from "../properties/fingerprint.ts";
import { Inputs } from "../properties/inputs.ts";
import { asLarge } from "../properties/judge.ts";
import { LABELS, Layout, LOGITS_GRAD, LOSS_GRAD, measure, TOTAL_WEIGHT, WEIGHT } from "../properties/layout.ts";
import { judgeOutput } from "../properties/output.ts";
import { identityOf, type Violation } from "../properties/violation.ts";
import { BUFFERS, NONE } from "../reference/operator.ts";

/** Bytes of the output that are looked at through one view. */
const WINDOW = 2 ** 26;

/** Rows of a window are a multiple of this, so that each begins aligned. */
const ROWS = 32;

/** Memory that is to be left for whatever else the machine does. */
const SPARE = 2 ** 30;

/** Bytes of memory that a call takes: its output and its inputs but for logits, which nobody touches. */
export function memoryOf(c: Case): number {
  const bytes = measured(c);
  return bytes.reduce((sum, each) => sum + each, 0) - (bytes[0] as number) + SPARE;
}

function measured(c: Case): Float64Array {
  const bytes = new Float64Array(BUFFERS.length);
  measure(c, bytes);
  return bytes;
}

/** A call whose tensors no arena holds: mapped for it alone, and judged window by window. */
export class LargeCall {
  private readonly c: Case;
  private readonly callee: Pick<Callee, "invoke">;
  private readonly tensors: Tensors;
  private readonly inputs = new Inputs();
  private readonly layout: Layout;
  private readonly beat: () => void;
  private readonly windowRows: number;

  /** `beat` says that this process lives: what is done between calls takes seconds. */
  constructor(
    c: Case,
    callee: Pick<Callee, "invoke">,
    map: NonNullable<Callee["tensors"]>,
    block: number,
    beat: () => void,
    window: number = WINDOW,
  ) {
    const bytes = measured(c);
    this.c = c;
    this.callee = callee;
    this.beat = beat;
    this.tensors = map({
      tensor: bytes[LOGITS_GRAD] as number,
      vector: Math.max(bytes[LOSS_GRAD] as number, bytes[LABELS] as number, bytes[WEIGHT] as number),
    });
    this.layout = new Layout(block, true);
    this.layout.bytes.set(bytes);
    this.tensors.arena.slots.forEach(({ low }, b) => {
      this.layout.offset[b] = low;
    });
    const rowBytes = (bytes[LOGITS_GRAD] as number) / c.batch;
    this.windowRows = Math.max(ROWS, Math.floor(window / rowBytes / ROWS) * ROWS);
  }

  /** Makes the call and judges every cell of its output. */
  run(): { readonly outcome: Outcome; readonly violations: readonly Violation[] } {
    const { c, callee, layout, tensors } = this;
    try {
      this.load();
      const outcome = callee.invoke(c, layout.offset, tensors.arena);
      if (outcome.kind === "returned") return { outcome, violations: this.judge().map((v) => asLarge(c, v)) };
      const findings = new Collector();
      judgeEnding(c, outcome, placeOf(outcome, layout, tensors.arena), findings);
      return { outcome, violations: findings.take().map((v) => asLarge(c, v)) };
    } finally {
      tensors.release();
    }
  }

  private load(): void {
    const { c, inputs, layout, tensors } = this;
    inputs.fill(c);
    const { bytes } = formatOf(typeOf(c));
    const elements = (b: number, source: Uint32Array, count: number): void => {
      const window = tensors.window(layout.offset[b] as number, Math.max(bytes, count * bytes));
      (bytes === 4 ? new Uint32Array(window) : new Uint16Array(window)).set(source.subarray(0, count));
    };
    elements(LOSS_GRAD, inputs.lossGrad.bits, c.lossGradLength);
    elements(WEIGHT, inputs.weight.bits, c.classNum);
    elements(TOTAL_WEIGHT, inputs.totalWeight.bits, 1);
    new Int32Array(tensors.window(layout.offset[LABELS] as number, 4 * c.batch)).set(inputs.labels.subarray(0, c.batch));
    const poison = poisonBits(c);
    this.eachWindow((_, __, window) => {
      (bytes === 4 ? new Uint32Array(window) : new Uint16Array(window)).fill(poison);
    });
  }

  /** The output's rows from `from` to `to` at a time, as memory. */
  private eachWindow(look: (from: number, to: number, window: ArrayBuffer) => void): void {
    const { c, layout, tensors, windowRows } = this;
    const rowBytes = (layout.bytes[LOGITS_GRAD] as number) / c.batch;
    for (let from = 0; from < c.batch; from += windowRows) {
      const to = Math.min(c.batch, from + windowRows);
      look(from, to, tensors.window((layout.offset[LOGITS_GRAD] as number) + from * rowBytes, (to - from) * rowBytes));
      this.beat();
    }
  }

  private judge(): Violation[] {
    const { c, inputs } = this;
    const found = new Map<string, Violation>();
    const seen = emptyFingerprint(typeOf(c));
    const here = new Layout(this.layout.block, true);
    this.eachWindow((from, to, window) => {
      const part = new Inputs();
      part.labels = inputs.labels.subarray(from, to);
      part.weight.values = inputs.weight.values;
      part.totalWeight.values = inputs.totalWeight.values;
      part.lossGrad.values = c.reduction === NONE ? inputs.lossGrad.values.subarray(from, to) : inputs.lossGrad.values;
      const findings = new Collector();
      const rows: Case = { ...c, batch: to - from };
      judgeOutput(rows, part, here, new Arena(window, 0, []), seen, emptyCellCounts(), findings, { steps: 0, row: 0 });
      for (const violation of findings.take()) {
        const { cell, cells } = violation;
        const identity = identityOf(violation);
        const known = found.get(identity);
        const placed = cell.row === undefined ? violation : { ...violation, cell: { ...cell, row: cell.row + from } };
        found.set(identity, known === undefined ? placed : { ...known, cells: known.cells + cells });
      }
    });
    return [...found.values()];
  }
}
