import { LABELS, LOGITS, LOGITS_GRAD, LOSS_GRAD, TOTAL_WEIGHT, WEIGHT } from "../../properties/layout.ts";
import { BUFFERS, ENTRIES, type EntryName, type GradientSession, MEAN, NONE, type Reduction } from "../../reference/operator.ts";

/** A call as plain data, every element written out: what one draws without this suite. */
export interface PlainCall {
  readonly entry: EntryName;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  readonly coreMask: number;
  readonly labels: readonly number[];
  readonly lossGrad: readonly number[];
  readonly weight: readonly number[];
  readonly totalWeight: number;
  /** Bits that stand in the output before the call, and in `logits`. */
  readonly poison: number;
  readonly logits: number;
  /** Bits that stand in elements that must not matter; `null`: what was drawn. */
  readonly unused: number | null;
}

const CANARY = 0x7fa57fa5;
/** Words of canaries before and behind each buffer. */
const CANARIES = 16;
/** Words from one buffer to the next: the largest is 16 * 32, and its canaries. */
const STEP = 16 * 32 + 2 * CANARIES;

const first = (buffer: number): number => CANARIES + buffer * STEP;

/** Equal as numbers; every NaN equals every NaN. */
const same = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

const exact = (x: number): number => x;

/** Whether some legal order gives `value` of g*w/t: each step in float, or in double and rounded once. The commonest first. */
function isLegalMean(g: number, w: number, t: number, value: number): boolean {
  const { fround } = Math;
  for (const round of [fround, exact]) {
    const r = round(1 / t);
    if (
      same(fround(round(g * w) / t), value) ||
      same(fround(round(g / t) * w), value) ||
      same(fround(g * round(w / t)), value) ||
      same(fround(round(g * w) * r), value) ||
      same(fround(round(g * r) * w), value) ||
      same(fround(round(w * r) * g), value)
    ) {
      return true;
    }
  }
  return false;
}

/** Makes plain calls of a kernel in JavaScript and judges each: throws what is wrong with it. */
export class PlainRunner {
  private readonly session: GradientSession;
  private readonly words: Uint32Array;
  private readonly floats: Float32Array;
  private readonly wanted = new Uint32Array(BUFFERS.length * STEP);
  private readonly wantedFloats = new Float32Array(this.wanted.buffer);
  private readonly lengths = [0, 0, 0, 0, 0, 0];

  /** `memory`: what the session was opened with; its beginning is written. */
  constructor(session: GradientSession, memory: WebAssembly.Memory) {
    this.session = session;
    this.words = new Uint32Array(memory.buffer, 0, BUFFERS.length * STEP);
    this.floats = new Float32Array(memory.buffer, 0, BUFFERS.length * STEP);
  }

  run(c: PlainCall): void {
    this.lay(c);
    const { buffer } = this.words;
    const { batch, classNum } = c;
    const floats = (b: number): Float32Array => new Float32Array(buffer, 4 * first(b), this.lengths[b]);
    this.session.call({
      entry: c.entry,
      logits: floats(LOGITS),
      lossGrad: floats(LOSS_GRAD),
      labels: new Int32Array(buffer, 4 * first(LABELS), batch),
      weight: floats(WEIGHT),
      totalWeight: floats(TOTAL_WEIGHT),
      logitsGrad: floats(LOGITS_GRAD),
      batch,
      classNum,
      reduction: c.reduction,
      coreMask: ENTRIES[c.entry].storage === "s" ? c.coreMask : 1,
    });
    this.judgeOutput(c);
    this.judgeRest();
  }

  /** Writes what is to stand in memory, remembers it, and copies it there. */
  private lay(c: PlainCall): void {
    const { wanted, wantedFloats, lengths } = this;
    const cells = c.batch * c.classNum;
    [cells, c.lossGrad.length, c.batch, c.classNum, 1, cells].forEach((length, b) => {
      lengths[b] = length;
      wanted.fill(CANARY, first(b) - CANARIES, first(b) + length + CANARIES);
    });
    wanted.fill(c.logits, first(LOGITS), first(LOGITS) + cells);
    wantedFloats.set(c.lossGrad, first(LOSS_GRAD));
    wanted.set(c.labels, first(LABELS));
    wantedFloats.set(c.weight, first(WEIGHT));
    wantedFloats[first(TOTAL_WEIGHT)] = c.totalWeight;
    wanted.fill(c.poison, first(LOGITS_GRAD), first(LOGITS_GRAD) + cells);
    if (c.unused !== null) {
      const used = new Set(c.labels);
      for (let j = 0; j < c.classNum; j++) if (!used.has(j)) wanted[first(WEIGHT) + j] = c.unused;
      if (c.reduction !== NONE) {
        for (let i = 1; i < c.lossGrad.length; i++) wanted[first(LOSS_GRAD) + i] = c.unused;
      }
    }
    this.words.set(wanted);
  }

  private judgeOutput(c: PlainCall): void {
    const { words, floats } = this;
    for (let i = 0; i < c.batch; i++) {
      const label = c.labels[i] as number;
      const row = first(LOGITS_GRAD) + i * c.classNum;
      for (let j = 0; j < c.classNum; j++) {
        if (j !== label && floats[row + j] !== 0) throw new Error("an off-label cell is not zero");
      }
      if (words[row + label] === c.poison && c.poison === 0x7fcbad01) throw new Error("a label cell was never written");
      const g = c.lossGrad[c.reduction === NONE ? i : 0] as number;
      const w = c.weight[label] as number;
      const received = floats[row + label] as number;
      const right = c.reduction === MEAN ? isLegalMean(g, w, c.totalWeight, -received) : same(-Math.fround(g * w), received);
      if (!right) throw new Error("a label cell is not what the formula gives");
    }
  }

  /** Inputs unchanged, canaries whole. */
  private judgeRest(): void {
    const { words, wanted, lengths } = this;
    for (let b = 0; b < BUFFERS.length; b++) {
      const end = first(b) + (lengths[b] as number);
      for (let k = first(b) - CANARIES; k < end + CANARIES; k++) {
        if (b === LOGITS_GRAD && k >= first(b) && k < end) continue;
        if (words[k] !== wanted[k]) throw new Error("an input was changed, or something beside the buffers");
      }
    }
  }
}
