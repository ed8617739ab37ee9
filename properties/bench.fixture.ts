import { Arena, type Slot } from "../core/arena.ts";
import { type Outcome, type Platform, RETURNED } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { gradient } from "../reference/gradient.ts";
import { BUFFERS, type BufferName, ENTRIES, NONE } from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { type Case, FILLS, MOVED, PLACEMENTS, POISONS, typeOf, UNUSED } from "./case.ts";
import { Inputs } from "./inputs.ts";
import { Judge } from "./judge.ts";
import { Layout, LOGITS_GRAD, load } from "./layout.ts";
import { LABEL_CLASSES, type LabelPattern, VALUE_CLASSES, type ValuePattern } from "./patterns.ts";
import type { Violation } from "./violation.ts";

/** A small case of which everything is plain: tests change what they are about. */
export const PLAIN: Case = {
  entry: "fp_nlllossgrad_s",
  batch: 5,
  classNum: 7,
  reduction: 2,
  coreMask: 3,
  labels: { kind: "explicit", labels: [0, 6, 3, 3, 1] },
  lossGrad: { kind: "drawn", values: "ordinary", seed: 1 },
  lossGradLength: 5,
  weight: { kind: "drawn", values: "ordinary", seed: 2 },
  totalWeight: 0x40400000,
  unused: "nan",
  logits: "nan",
  poison: "nan",
  placement: "aligned",
};

/** The plain case in half. */
export const PLAIN_HALF: Case = { ...PLAIN, entry: "hp_nlllossgrad_s", totalWeight: 0x4200 };

/** What is wrong with a case, or with a case on a platform; `null`: nothing. */
export function faultOf(c: Case, platform?: Platform): string | null {
  const integer = (x: number, low: number, high: number): boolean => Number.isInteger(x) && x >= low && x <= high;
  const { type, storage } = ENTRIES[c.entry];
  const maxBits = type === "fp" ? 2 ** 32 - 1 : 0xffff;
  if (!integer(c.batch, 0, 2 ** 31 - 1) || !integer(c.classNum, 1, 2 ** 31 - 1)) return "extents";
  if (![0, 1, 2].includes(c.reduction)) return "reduction";
  if (!integer(c.coreMask, 1, 2 ** 31 - 1)) return "mask";
  if (platform !== undefined && !entriesOf(platform).includes(c.entry)) return "entry";
  if (platform !== undefined && c.coreMask > (storage === "s" ? fullMask(platform) : 1)) return "mask of the platform";
  if (!integer(c.totalWeight, 0, maxBits)) return "total";
  if (c.reduction === NONE ? c.lossGradLength !== c.batch : !integer(c.lossGradLength, 1, Math.max(1, c.batch)))
    return "loss_grad's length";
  if (!UNUSED.includes(c.unused) || !FILLS.includes(c.logits) || !POISONS.includes(c.poison)) return "fills";
  if (![...PLACEMENTS, ...MOVED].includes(c.placement)) return "placement";
  const isValues = (p: ValuePattern, length: number): boolean =>
    p.kind === "explicit"
      ? p.bits.length === length && p.bits.every((bits) => integer(bits, 0, maxBits))
      : VALUE_CLASSES.includes(p.values) &&
        integer(p.seed, 0, 2 ** 32 - 1) &&
        (p.except ?? []).every(([at, bits]) => integer(at, 0, length - 1) && integer(bits, 0, maxBits));
  const isLabels = (p: LabelPattern): boolean =>
    p.kind === "explicit"
      ? p.labels.length === c.batch && p.labels.every((label) => integer(label, 0, c.classNum - 1))
      : LABEL_CLASSES.includes(p.labels) &&
        integer(p.seed, 0, 2 ** 32 - 1) &&
        (p.except ?? []).every(([row, label]) => integer(row, 0, c.batch - 1) && integer(label, 0, c.classNum - 1));
  if (!isValues(c.lossGrad, c.lossGradLength)) return "loss_grad";
  if (!isValues(c.weight, c.classNum)) return "weight";
  return isLabels(c.labels) ? null : "labels";
}

/** Bytes between two slots. */
const ZONE = 1 << 10;

/** What a fake kernel sees of its call; it writes what it likes. */
export interface Seen {
  readonly c: Case;
  readonly inputs: Inputs;
  readonly layout: Layout;
  readonly arena: Arena;
  /** The bits of a buffer's element. */
  get(buffer: BufferName, index: number): number;
  set(buffer: BufferName, index: number, bits: number): void;
}

export type FakeKernel = (seen: Seen) => Outcome | undefined;

/** Values of label cells, row by row; whatever is off-label is 0. */
export function writing(formula: (seen: Seen, row: number, label: number) => number): FakeKernel {
  return (seen) => {
    const { c, inputs } = seen;
    const format = formatOf(typeOf(c));
    for (let k = 0; k < c.batch * c.classNum; k++) seen.set("logitsGrad", k, 0);
    for (let row = 0; row < c.batch; row++) {
      const label = inputs.labels[row] as number;
      seen.set("logitsGrad", row * c.classNum + label, format.toBits(formula(seen, row, label)));
    }
    return undefined;
  };
}

/** A kernel that is right, by the reference. */
export const correct: FakeKernel = (seen) => {
  const { c, inputs } = seen;
  const format = formatOf(typeOf(c));
  const output = gradient({
    type: format.type,
    batch: c.batch,
    classNum: c.classNum,
    reduction: c.reduction,
    lossGrad: inputs.lossGrad.values,
    labels: inputs.labels,
    weight: inputs.weight.values,
    totalWeight: inputs.totalWeight.values[0] as number,
  });
  for (const [k, value] of output.entries()) seen.set("logitsGrad", k, format.toBits(value));
  return undefined;
};

/** A place to play fake kernels, one call after another. */
export class Bench {
  readonly judge: Judge = new Judge();
  readonly inputs: Inputs = new Inputs();
  readonly layout: Layout = new Layout(64, true);
  readonly arena: Arena;

  /** `slot`: bytes that each buffer may take. */
  constructor(slot: number = 1 << 16) {
    const step = slot + ZONE;
    const slots: Slot[] = BUFFERS.map((_, b) => ({ low: ZONE + b * step, high: (b + 1) * step }));
    this.arena = new Arena(new ArrayBuffer(BUFFERS.length * step + ZONE), 0x10000, slots);
  }

  /** Makes one call, and leaves the memory as the kernel did. */
  call(c: Case, kernel: FakeKernel): Outcome {
    const { arena, layout, inputs } = this;
    inputs.fill(c);
    layout.place(c, arena);
    load(c, inputs, layout, arena);
    const view = (buffer: BufferName): { bits: Uint16Array | Uint32Array; first: number } => {
      const wide = buffer === "labels" || typeOf(c) === "fp";
      const offset = layout.offset[BUFFERS.indexOf(buffer)] as number;
      return wide ? { bits: arena.u32, first: offset / 4 } : { bits: arena.u16, first: offset / 2 };
    };
    const seen: Seen = {
      c,
      inputs,
      layout,
      arena,
      get(buffer, index) {
        const { bits, first } = view(buffer);
        return bits[first + index] as number;
      },
      set(buffer, index, to) {
        const { bits, first } = view(buffer);
        bits[first + index] = to;
      },
    };
    return kernel(seen) ?? RETURNED;
  }

  /** What a call is found to break. */
  play(c: Case, ...kernels: readonly FakeKernel[]): readonly Violation[] {
    const outcome = this.call(c, (seen) => kernels.map((kernel) => kernel(seen)).findLast((ended) => ended !== undefined));
    return this.judge.judge(c, this.inputs, this.layout, this.arena, outcome);
  }

  /** The bits of the output as they stand. */
  output(c: Case): Uint32Array {
    const bytes = formatOf(typeOf(c)).bytes;
    const first = (this.layout.offset[LOGITS_GRAD] as number) / bytes;
    return Uint32Array.from((bytes === 4 ? this.arena.u32 : this.arena.u16).subarray(first, first + c.batch * c.classNum));
  }
}
