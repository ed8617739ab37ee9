import { isDeepStrictEqual } from "node:util";
import type { ElementFormat } from "../../core/format.ts";
import { MEAN, NONE } from "../../reference/operator.ts";
import { negatedProduct } from "../../reference/product.ts";
import { type Case, poisonBits } from "../case.ts";
import { entryFormat } from "../fingerprint.ts";
import { Inputs } from "../inputs.ts";
import type { ExaminedCall, SampledCell } from "./evidence.ts";
import type { LabelCell } from "./models/cell.ts";
import { type Implied, impliedBy } from "./models/implied.ts";
import { explaining, type ModelName } from "./models/models.ts";
import { coresOf } from "./shares.ts";

/** What stands in a cell; `near`: the right value badly rounded. A fill leaves 0, a product with a wrong operand -0 as often. */
export type Got = "right" | "poison" | "zero" | "minus zero" | "nan" | "infinity" | "stray" | "near" | "number";

/** A cell that is right or wrong, or a call where a finding is about no cell: what statements are held against. */
export interface Unit {
  readonly c: Case;
  readonly format: ElementFormat;
  readonly cores: number;
  readonly wrong: boolean;
  /** It is of the case that the finding was shrunk to. */
  readonly shrunk: boolean;
  /** -1 where the unit is a call; operands are those of row 0 then. */
  readonly row: number;
  readonly column: number;
  readonly label: number;
  /** Label of the row before; -1 for the first. */
  readonly labelBefore: number;
  /** Label of the row after; -1 for the last. */
  readonly labelAfter: number;
  /** Labels of all rows of the call. */
  readonly labels: Int32Array;
  /** Label of the last row. */
  readonly lastLabel: number;
  /** The right result is infinite or NaN, or a 0 is as good: many a wrong way leads to it. */
  readonly dull: boolean;
  readonly got: Got;
  /** What stands there. */
  readonly bits: number;
  readonly g: number;
  readonly w: number;
  readonly t: number;
  /** How many weights are 1 from the first on, and how many gradients; four at most. */
  readonly onesFirst: readonly [weights: number, gradients: number];
  /** Some value of the input is NaN or infinite, 0, or below the normal numbers, whether it is used or not. */
  readonly odd: readonly string[];
  /** Byte of the output's first element in a line of 64. */
  readonly base: number;
  /** What a wrong value implies of an operand. */
  readonly implied: Implied | null;
  /** Wrong formulas that give what stands there, and those that say nothing of it. */
  readonly models: ReadonlySet<ModelName>;
  readonly silent: ReadonlySet<ModelName>;
}

/** The units of calls: cells if the finding is about cells. */
export function unitsOf(
  calls: readonly ExaminedCall[],
  kind: "label" | "off-label" | "call",
  shrunk: Case | null = null,
): Unit[] {
  const inputs = new Inputs();
  const isKeptWrong = someOf(calls.reduce((sum, { wrong }) => sum + wrong.length, 0));
  const isKeptRight = someOf(calls.reduce((sum, { right }) => sum + right.length, 0));
  const made = calls
    .filter((call) => call.case.batch > 0)
    .map((call) => {
      inputs.fill(call.case);
      const facts = factsOf(call.case, inputs);
      const units =
        kind === "call"
          ? [unitOf(facts, inputs, [-1, -1, 0], call.failing, "call")]
          : call.wrong.filter(isKeptWrong).map((cell) => unitOf(facts, inputs, cell, true, kind));
      return { call, facts, units };
    });
  // Of right cells it counts alone whether they follow a formula that some wrong cell follows.
  const asked = new Set(made.flatMap(({ units }) => units.flatMap(({ models }) => [...models])));
  const units = made.flatMap(({ call, facts, units: wrong }) => {
    const right = kind === "call" ? [] : call.right.filter(isKeptRight);
    if (right.length > 0) inputs.fill(call.case);
    return [...wrong, ...right.map((cell) => unitOf(facts, inputs, cell, false, kind, asked))];
  });
  return shrunk === null ? units : units.map((unit) => (isSame(unit.c, shrunk) ? { ...unit, shrunk: true } : unit));
}

/** Cells of each sort that statements and formulas are held against: more tell no more, and cost time. */
const MOST_UNITS = 300;

/** Keeps so many cells at most, spread over all that it is asked about, one after another. */
function someOf(cells: number): () => boolean {
  const share = Math.min(1, MOST_UNITS / cells);
  let asked = 0;
  return () => Math.floor(share * ++asked) > Math.floor(share * (asked - 1));
}

/** Whether two cases differ in their placement at most. */
export function isSame(a: Case, b: Case): boolean {
  if (a === b) return true;
  if (a.batch !== b.batch || a.classNum !== b.classNum || a.coreMask !== b.coreMask) return false;
  return isDeepStrictEqual({ ...a, placement: "aligned" }, { ...b, placement: "aligned" });
}

/** What all cells of a call have in common. */
type Facts = Pick<Unit, "c" | "format" | "cores" | "labels" | "lastLabel" | "t" | "onesFirst" | "odd" | "base">;

function factsOf(c: Case, inputs: Inputs): Facts {
  const format = entryFormat(c.entry);
  const labels = inputs.labels.slice(0, c.batch);
  return {
    c,
    format,
    cores: coresOf(c.coreMask),
    labels,
    lastLabel: labels[c.batch - 1] as number,
    t: inputs.totalWeight.values[0] as number,
    onesFirst: [onesIn(inputs.weight.values, c.classNum), onesIn(inputs.lossGrad.values, inputs.lossGrad.length)],
    odd: oddOf(inputs, format, c),
    // What lies exactly before unreadable memory ends with a line; everything else begins with one.
    base: c.placement === "exact" ? (LINE - ((c.batch * c.classNum * format.bytes) % LINE)) % LINE : 0,
  };
}

const LINE = 64;

function unitOf(
  facts: Facts,
  inputs: Inputs,
  [row, column, bits]: SampledCell,
  wrong: boolean,
  kind: string,
  asked?: ReadonlySet<ModelName>,
): Unit {
  const { c, format, labels, t } = facts;
  const at = Math.max(0, row);
  const label = labels[at] as number;
  const g = inputs.lossGrad.values[c.reduction === NONE ? at : 0] as number;
  const w = inputs.weight.values[label] as number;
  const received = format.fromBits(bits);
  const exact = (g * w) / (c.reduction === MEAN ? t : 1);
  const cell = { c, format, row: at, label, g, w, t, inputs };
  return {
    ...facts,
    wrong,
    shrunk: false,
    row,
    column,
    label,
    labelBefore: at > 0 ? (labels[at - 1] as number) : -1,
    labelAfter: at < c.batch - 1 ? (labels[at + 1] as number) : -1,
    dull: !Number.isFinite(exact) || Math.abs(format.round(exact)) < format.minNormal,
    got: kind === "call" ? "right" : wrong ? gotIn(cell, bits, received, column) : "right",
    bits,
    g,
    w,
    implied: kind === "label" && wrong && bits !== poisonBits(c) ? impliedBy(cell, received) : null,
    ...(kind !== "label" ? NO_MODELS : wrong && bits === poisonBits(c) ? UNTOUCHED : explaining(cell, received, wrong, asked)),
  };
}

const NO_MODELS: Pick<Unit, "models" | "silent"> = { models: new Set(), silent: new Set() };

/** What was never written, or seems so: an accumulated NaN or infinity is that. */
const UNTOUCHED: Pick<Unit, "models" | "silent"> = { models: new Set(), silent: new Set(["accumulates"]) };

function onesIn(values: Float64Array, length: number): number {
  let count = 0;
  while (count < Math.min(4, length) && values[count] === 1) count++;
  return Math.min(4, length) === count ? 4 : count;
}

/** Values that a kernel may refuse. */
function oddOf(inputs: Inputs, format: ElementFormat, { classNum, batch }: Case): string[] {
  const odd: string[] = [];
  const look = (name: string, values: Float64Array, length: number): void => {
    let [zero, special, subnormal, negative, large] = [false, false, false, false, false];
    for (let k = 0; k < length; k++) {
      const x = values[k] as number;
      zero ||= x === 0;
      negative ||= x < 0;
      large ||= !(Math.abs(x) < 2 ** 31);
      special ||= !Number.isFinite(x);
      subnormal ||= x !== 0 && Math.abs(x) < format.minNormal;
    }
    if (zero || negative) odd.push(`${name} not above 0`);
    if (zero) odd.push(`${name} 0`);
    if (negative) odd.push(`${name} negative`);
    if (special) odd.push(`${name} not finite`);
    if (large) odd.push(`${name} not finite or past 2^31`);
    if (subnormal) odd.push(`${name} subnormal`);
  };
  look("loss_grad", inputs.lossGrad.values, Math.min(inputs.lossGrad.length, batch, MOST_LOOKED));
  look("weight", inputs.weight.values, Math.min(classNum, MOST_LOOKED));
  look("total_weight", inputs.totalWeight.values, 1);
  return odd;
}

/** Elements of an input that are looked at for odd values. */
const MOST_LOOKED = 512;

/** Rows that a stray label cell is looked for in. */
const MOST_ROWS = 256;

function gotIn(cell: LabelCell, bits: number, received: number, column: number): Got {
  const { c, inputs, format, label, g, w, t } = cell;
  if (bits === poisonBits(c)) return "poison";
  if (received === 0) return Object.is(received, -0) ? "minus zero" : "zero";
  if (Number.isNaN(received)) return "nan";
  if (!Number.isFinite(received)) return "infinity";
  const exact = (-g * w) / (c.reduction === MEAN ? t : 1);
  if (column === label && Math.abs(received - exact) <= NEAR * Math.abs(exact) + 4 * format.minSubnormal) return "near";
  const isOfAnother =
    c.reduction === MEAN ? isStrayMean(c, inputs, received, column) : isStray(c, inputs, format, received, column);
  return isOfAnother ? "stray" : "number";
}

/** Relative error that is of rounding, or of a division by an estimate. */
const NEAR = 2 ** -6;

/** Whether a value is the label cell of another row with this very label. */
function isStray(c: Case, inputs: Inputs, format: ElementFormat, received: number, column: number): boolean {
  for (let i = 0; i < Math.min(c.batch, MOST_ROWS); i++) {
    if (inputs.labels[i] !== column) continue;
    const g = inputs.lossGrad.values[c.reduction === NONE ? i : 0] as number;
    if (negatedProduct(format, g, inputs.weight.values[column] as number) === received) return true;
  }
  return false;
}

/** The same of mean, whose results may differ. */
function isStrayMean({ batch }: Case, inputs: Inputs, received: number, column: number): boolean {
  const mean =
    (-(inputs.lossGrad.values[0] as number) * (inputs.weight.values[column] as number)) /
    (inputs.totalWeight.values[0] as number);
  return Math.abs(received - mean) <= 2 ** -7 * Math.abs(mean) && inputs.labels.subarray(0, batch).includes(column);
}
