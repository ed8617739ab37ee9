import { type Arena, indexOf } from "../core/arena.ts";
import type { Outcome } from "../core/contract.ts";
import { HALF } from "../core/format.ts";
import { HALF_VALUES, halfBits } from "../core/half.ts";
import type { Case } from "../properties/case.ts";
import { classifyProduct } from "../properties/classify.ts";
import { LABELS, LOGITS_GRAD, LOSS_GRAD, TOTAL_WEIGHT, WEIGHT } from "../properties/layout.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { BUFFERS, type EntryName, NONE, type SUM } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import type { Workplace } from "./workplace.ts";
import { severeOf, type WrongPair, type WrongPairs, widen } from "./wrong-pairs.ts";

/**
 * All pairs of halves, a gradient g and a weight w, through a kernel. One operand stands still while the other runs through all halves;
 * a unit is a magnitude of the one that stands still, with both signs: 2^17 pairs.
 *
 * What a pair costs. A call costs O (some 0.3 us of a library, more of others), a cell that the kernel zeroes z, a label cell that it computes
 * and that is compared c. none: a row is a pair, so that class_num can be small: 2^12 rows of 2 classes take O/2^12 + 2z + c a pair. sum: the
 * rows of a call share one gradient, so that K pairs take K weights, K rows and K^2 cells: O/K + K z + c a pair, which is least at
 * K = sqrt(O/z). Halves that a library zeroes take some 0.15 ns a cell, which makes that 45: 32 and 64 come to the same. A call that wakes threads
 * takes longer, and is given more rows; a script that goes cell by cell takes nanoseconds for each, and is given fewer.
 */
export const UNITS: number = 2 ** 15;

/** Pairs of a unit. */
export const UNIT_PAIRS: number = 2 ** 17;

/** How one function of one reduction is called with pairs. */
export interface PairShape {
  readonly entry: EntryName;
  readonly reduction: typeof SUM | typeof NONE;
  /** sum: as many rows, row i of label i. none: `ROWS` rows, row i of label i modulo it. */
  readonly classNum: number;
}

/** Rows of a call of none. */
const ROWS = 4096;

const HALVES = 2 ** 16;
const SIGN = 0x8000;
const MAGNITUDE = 0x7fff;
const INFINITE = 0x7c00;

/** What stands in a label cell before the call differs from what is expected by this bit of the exponent, and so by value: of a NaN it makes a number. */
const POISON_BIT = 0x4000;

/** What came of some units. */
export interface PairsProved {
  /** The unit to go on with. */
  readonly reached: number;
  /** Calls that came back. */
  readonly calls: number;
  readonly pairs: number;
  readonly wrong: readonly WrongPairs[];
  /** The call that did not come back. */
  readonly ended: {
    readonly unit: number;
    readonly call: number;
    readonly outcome: Exclude<Outcome, { kind: "returned" }>;
  } | null;
}

/** Rows of a call. */
function rowsOf({ reduction, classNum }: PairShape): number {
  return reduction === NONE ? ROWS : classNum;
}

/** Calls of a unit: for each sign of the operand that stands still as many as run through the other's halves. */
export function callsOfUnit(shape: PairShape): number {
  return (2 * HALVES) / rowsOf(shape);
}

/** The magnitude that stands still in a unit: neighbours in this order are far apart, so that a part of the units is a sample. */
export function magnitudeOf(unit: number): number {
  return Math.imul(unit, 20_077) & (UNITS - 1);
}

/** Label cells of both signs by the bits of the operand that runs, for the positive operand of a unit that stands still. */
export function expectedHalves(magnitude: number, expected: Uint16Array): void {
  const still = HALF_VALUES[magnitude] as number;
  for (let x = 0; x < SIGN; x++) {
    // The bits of `negatedProduct`: rounded and encoded at once, since this is done for every fourth pair.
    const bits = halfBits(-((HALF_VALUES[x] as number) * still));
    expected[x] = bits;
    // Rounding is symmetric: the other sign gives the other sign. Of NaN neither is looked at.
    expected[x + SIGN] = bits ^ SIGN;
  }
}

/** A call as a case: what a token of it stands for. */
export function pairsCall(shape: PairShape, unit: number, call: number, coreMask: number): Case {
  const rows = rowsOf(shape);
  const { entry, reduction, classNum } = shape;
  const perSign = HALVES / rows;
  const still = magnitudeOf(unit) | (call < perSign ? 0 : SIGN);
  const running = Array.from({ length: rows }, (_, i) => (call % perSign) * rows + i);
  const alternating = Array.from({ length: classNum }, (_, j) => still ^ ((j & 1) * SIGN));
  const none = reduction === NONE;
  return {
    entry,
    batch: rows,
    classNum,
    reduction,
    coreMask,
    labels: { kind: "explicit", labels: running.map((_, i) => i % classNum) },
    lossGrad: { kind: "explicit", bits: none ? running : [still] },
    lossGradLength: none ? rows : 1,
    weight: { kind: "explicit", bits: none ? alternating : running },
    totalWeight: UNUSED_TOTAL,
    unused: "drawn",
    logits: "nan",
    poison: "finite",
    placement: "start",
  };
}

/** One row of the operands of a wrong pair. */
export function singlePair(shape: PairShape, { g, w }: WrongPair, coreMask: number): Case {
  const { entry, reduction } = shape;
  return {
    ...pairsCall(shape, 0, 0, coreMask),
    ...{ entry, reduction, batch: 1, classNum: 2, lossGradLength: 1 },
    labels: { kind: "explicit", labels: [0] },
    lossGrad: { kind: "explicit", bits: [g] },
    weight: { kind: "explicit", bits: [w, 0x3c00] },
    poison: "nan",
    placement: "aligned",
  };
}

/** A NaN: neither sum nor none may look at it. */
const UNUSED_TOTAL = 0x7e01;

/** The mask that pairs are called with: all cores, for `_p` none. */
export function maskOf({ entry }: PairShape, platform: Workplace["platform"]): number {
  return entry.endsWith("_s") ? fullMask(platform) : 1;
}

/** Units to run, and how many pairs of those before break a MUST. */
export interface Units {
  readonly from: number;
  readonly to: number;
  readonly wrong: number;
}

/** Pairs that break a MUST after which nobody needs the rest: to sort them takes longer than to compare. */
export const WRONG_ENOUGH: number = 2 ** 22;

/** What of a workplace pairs take. */
type PairPlace = Pick<Workplace, "callee" | "platform" | "at">;

/** Runs the pairs of units through the kernel, and compares each. */
export function provePairs({ callee, platform, at }: PairPlace, shape: PairShape, units: Units): PairsProved {
  return new PairProver(callee, shape, maskOf(shape, platform), at).run(units);
}

class PairProver {
  private readonly callee: Workplace["callee"];
  private readonly shape: PairShape;
  private readonly at: Workplace["at"];
  private readonly call: Parameters<Workplace["callee"]["invoke"]>[0];
  private readonly rows: number;
  private readonly offsets = new Float64Array(BUFFERS.length);
  private readonly expected = new Uint16Array(HALVES);
  /** The halves that run in each call. */
  private readonly running: readonly Uint16Array[];
  /** Of each row: its label cell in the output, and what its label does to the sign. */
  private readonly cells: Int32Array;
  private readonly flips: Int32Array;
  private readonly wrong = new Map<ClauseId, WrongPairs>();

  constructor(callee: Workplace["callee"], shape: PairShape, coreMask: number, at: Workplace["at"]) {
    const { entry, reduction, classNum } = shape;
    const rows = rowsOf(shape);
    this.callee = callee;
    this.shape = shape;
    this.at = at;
    this.rows = rows;
    this.call = { entry, batch: rows, classNum, reduction, coreMask, lossGradLength: reduction === NONE ? rows : 1 };
    const halves = Uint16Array.from({ length: HALVES }, (_, x) => x);
    this.running = Array.from({ length: HALVES / rows }, (_, k) => halves.subarray(k * rows, (k + 1) * rows));
    const label = (i: number): number => i % classNum;
    this.cells = Int32Array.from({ length: rows }, (_, i) => i * classNum + label(i));
    this.flips = Int32Array.from({ length: rows }, (_, i) => (reduction === NONE ? (label(i) & 1) * SIGN : 0));
  }

  run({ from, to, wrong }: Units): PairsProved {
    const perUnit = callsOfUnit(this.shape);
    let calls = 0;
    let unit = from;
    let ended: PairsProved["ended"] = null;
    this.lay();
    for (; unit < to && ended === null && wrong + severeOf(this.wrong.values()) < WRONG_ENOUGH; unit++) {
      expectedHalves(magnitudeOf(unit), this.expected);
      for (let call = 0; call < perUnit && ended === null; call++) {
        this.at((unit - from) * perUnit + call, 0);
        const outcome = this.make(unit, call);
        if (outcome.kind === "returned") calls++;
        else ended = { unit, call, outcome };
      }
    }
    return { reached: unit, calls, pairs: calls * this.rows, wrong: [...this.wrong.values()], ended };
  }

  /** Writes what no call changes: labels and the total. */
  private lay(): void {
    const { callee, offsets, rows } = this;
    const { classNum, lossGradLength } = this.call;
    const tensor = rows * classNum * 2;
    callee.ready(Float64Array.of(tensor, 2 * lossGradLength, 4 * rows, 2 * classNum, 2, tensor));
    const { arena } = callee;
    for (let b = 0; b < BUFFERS.length; b++) offsets[b] = arena.slots[b]?.low as number;
    const labels = indexOf(offsets[LABELS] as number, 4);
    for (let i = 0; i < rows; i++) arena.u32[labels + i] = i % classNum;
    arena.u16[indexOf(offsets[TOTAL_WEIGHT] as number, 2)] = UNUSED_TOTAL;
  }

  private make(unit: number, call: number): Outcome {
    const { callee, offsets, rows, shape, expected, cells } = this;
    const none = shape.reduction === NONE;
    const perSign = HALVES / rows;
    const still = magnitudeOf(unit) | (call < perSign ? 0 : SIGN);
    const first = (call % perSign) * rows;
    const { arena } = callee;
    const { u16 } = arena;
    const standing = indexOf(offsets[none ? WEIGHT : LOSS_GRAD] as number, 2);
    if (none) for (let j = 0; j < shape.classNum; j++) u16[standing + j] = still ^ ((j & 1) * SIGN);
    else u16[standing] = still;
    const output = indexOf(offsets[LOGITS_GRAD] as number, 2);
    for (let i = 0; i < rows; i++) u16[output + (cells[i] as number)] = (expected[first + i] as number) ^ POISON_BIT;
    u16.set(this.running[call % perSign] as Uint16Array, indexOf(offsets[none ? LOSS_GRAD : WEIGHT] as number, 2));
    const outcome = callee.invoke(this.call, offsets, arena);
    if (outcome.kind === "returned") this.compare(callee.arena, output, first, still & SIGN, unit, call);
    return outcome;
  }

  private compare({ u16 }: Arena, output: number, first: number, sign: number, unit: number, call: number): void {
    const { rows, expected, cells, flips } = this;
    for (let i = 0; i < rows; i++) {
      const wanted = (expected[first + i] as number) ^ sign ^ (flips[i] as number);
      const received = u16[output + (cells[i] as number)] as number;
      if (received === wanted) continue;
      const magnitude = wanted & MAGNITUDE;
      // Any NaN for a NaN, either zero for a zero.
      if (magnitude > INFINITE ? (received & MAGNITUDE) > INFINITE : magnitude === 0 && (received & MAGNITUDE) === 0) continue;
      const running = first + i;
      const none = this.shape.reduction === NONE;
      const still = magnitudeOf(unit) | sign;
      this.note(none ? running : still, none ? still ^ (flips[i] as number) : running, wanted, received, unit, call, i);
    }
  }

  private note(g: number, w: number, wanted: number, received: number, unit: number, call: number, row: number): void {
    const [gradient, weight, expected] = [HALF_VALUES[g], HALF_VALUES[w], HALF_VALUES[wanted]] as [number, number, number];
    const { reduction } = this.shape;
    const clause = classifyProduct(HALF, reduction, gradient, weight, expected, HALF_VALUES[received] as number);
    const sizes = [g & MAGNITUDE, w & MAGNITUDE] as const;
    let wrong = this.wrong.get(clause);
    if (wrong === undefined) {
      const range = (size: number): [number, number] => [size, size];
      wrong = {
        ...{ clause, count: 0, first: { g, w, received, unit, call, row } },
        ...{ g: range(sizes[0]), w: range(sizes[1]), subnormalOperand: 0, subnormalResult: 0, subnormal: 0, special: 0 },
      };
      this.wrong.set(clause, wrong);
    }
    wrong.count++;
    widen(wrong.g, sizes[0]);
    widen(wrong.w, sizes[1]);
    const exact = Math.abs(gradient * weight);
    const operand = isSubnormal(Math.abs(gradient)) || isSubnormal(Math.abs(weight));
    const result = isSubnormal(exact);
    if (operand) wrong.subnormalOperand++;
    if (result) wrong.subnormalResult++;
    if (operand || result) wrong.subnormal++;
    if (!(Math.abs(expected) < Infinity)) wrong.special++;
  }
}

function isSubnormal(magnitude: number): boolean {
  return magnitude > 0 && magnitude < HALF.minNormal;
}
