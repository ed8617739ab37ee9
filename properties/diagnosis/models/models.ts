import { CANARY } from "../../../core/arena.ts";
import { floatValue } from "../../../core/float.ts";
import { type ElementFormat, FLOAT, HALF } from "../../../core/format.ts";
import { sameValue } from "../../../core/ulp.ts";
import { MEAN, NONE } from "../../../reference/operator.ts";
import { HYPOTHESES, type HypothesisName, isNearHypothesis } from "../../hypotheses.ts";
import { coresOf } from "../shares.ts";
import type { LabelCell } from "./cell.ts";
import { type ConversionName, conversionsIn } from "./conversions.ts";
import { type SubstitutionName, substitutionsIn } from "./substitutions.ts";

type ArithmeticName =
  | "cut"
  | "ties-away"
  | "ties-up"
  | "to-odd"
  | "upward"
  | "downward"
  | "twice-1"
  | "twice-2"
  | "twice-3"
  | "guard-1"
  | "guard-2"
  | "guard-3"
  | "carry-lost"
  | "saturates"
  | "clamped-to-half"
  | "overflows-early"
  | "subnormal-misread"
  | "subnormal-cut"
  | "scale-in-half"
  | "steps-in-half"
  | "reciprocal-weight"
  | "raised-to-normal"
  | "product in 16 bits"
  | "product in 32 bits";

type FormulaName = "by-cores" | "total-as-float" | "gradient-last" | "weight-inverted" | "weight-one" | "gradient-one";

/**
 * A wrong way to a label cell's value. `about`: the right formula, with a division by an estimate of 6 bits or better; `another-row`:
 * the gradient of another row, `row-before`: of the one before.
 */
export type ModelName =
  | HypothesisName
  | ArithmeticName
  | FormulaName
  | ConversionName
  | SubstitutionName
  | "about"
  | "another-row"
  | "row-before";

/** Rounds a double to so many bits of significand, as a format has its exponents, in some way. */
function roundedTo(format: ElementFormat, x: number, bits: number, way: (scaled: number) => number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))), Math.log2(format.minNormal));
  const step = 2 ** (exponent - bits + 1);
  return way(x / step) * step;
}

const toEven = (x: number): number => {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
};
const away = (x: number): number => Math.sign(x) * Math.floor(Math.abs(x) + 0.5);

/** The product, or mean's quotient: correctly rounded from the double that holds it, or nearly. */
const exact = ({ c, g, w, t }: LabelCell): number => (-g * w) / (c.reduction === MEAN ? t : 1);

const cut = (cell: LabelCell): number => roundedTo(cell.format, exact(cell), cell.format.precision, Math.trunc);
const limited = ({ format }: LabelCell, x: number, limit: number): number =>
  Math.abs(x) > limit ? Math.sign(x) * limit : format.round(x);

/** A half that is subnormal, read as if it had the hidden bit. */
function misread(format: ElementFormat, x: number): number {
  if (x === 0 || Math.abs(x) >= format.minNormal) return x;
  return Math.sign(x) * (format.minNormal / 2 + Math.abs(x) / 2);
}

/** Results of arithmetic that is wrong in a known way, to the bit. */
const ARITHMETIC: Readonly<Record<ArithmeticName, (cell: LabelCell) => number>> = {
  cut: cut,
  "ties-away": (cell) => roundedTo(cell.format, exact(cell), cell.format.precision, away),
  "ties-up": (cell) => roundedTo(cell.format, exact(cell), cell.format.precision, (x) => Math.floor(x + 0.5)),
  "to-odd": (cell) =>
    roundedTo(cell.format, exact(cell), cell.format.precision, (x) => (Number.isInteger(x) ? x : 2 * Math.floor(x / 2) + 1)),
  upward: (cell) => roundedTo(cell.format, exact(cell), cell.format.precision, Math.ceil),
  downward: (cell) => roundedTo(cell.format, exact(cell), cell.format.precision, Math.floor),
  "twice-1": (cell) => twice(cell, 1),
  "twice-2": (cell) => twice(cell, 2),
  "twice-3": (cell) => twice(cell, 3),
  "guard-1": (cell) => guarded(cell, 1),
  "guard-2": (cell) => guarded(cell, 2),
  "guard-3": (cell) => guarded(cell, 3),
  "carry-lost": (cell) => {
    const rounded = cell.format.round(exact(cell));
    const truncated = cut(cell);
    const power = Math.abs(rounded) === 2 ** Math.floor(Math.log2(Math.abs(rounded)));
    return power && truncated !== rounded ? rounded / 2 : rounded;
  },
  saturates: (cell) => limited(cell, cell.format.round(exact(cell)), cell.format.maxFinite),
  "clamped-to-half": (cell) => limited(cell, cell.format.round(exact(cell)), HALF.maxFinite),
  "overflows-early": (cell) =>
    Math.abs(exact(cell)) > cell.format.maxFinite ? Math.sign(exact(cell)) * Infinity : cell.format.round(exact(cell)),
  "subnormal-misread": (cell) =>
    cell.format.round(
      (-misread(cell.format, cell.g) * misread(cell.format, cell.w)) /
        (cell.c.reduction === MEAN ? misread(cell.format, cell.t) : 1),
    ),
  "subnormal-cut": (cell) => (Math.abs(exact(cell)) < cell.format.minNormal ? cut(cell) : cell.format.round(exact(cell))),
  "scale-in-half": (cell) => cell.format.round(-cell.format.round(cell.g * cell.w) * HALF.round(FLOAT.round(1 / cell.t))),
  "steps-in-half": (cell) => HALF.round(HALF.round(-cell.g * cell.w) / (cell.c.reduction === MEAN ? HALF.round(cell.t) : 1)),
  "reciprocal-weight": (cell) =>
    cell.format.round(cell.format.round(-cell.g / cell.format.round(1 / cell.w)) / (cell.c.reduction === MEAN ? cell.t : 1)),
  "product in 16 bits": (cell) => inInteger(cell, 16),
  "product in 32 bits": (cell) => inInteger(cell, 32),
  "raised-to-normal": (cell) => {
    const x = cell.format.round(exact(cell));
    return x !== 0 && Math.abs(x) < cell.format.minNormal ? Math.sign(x) * cell.format.minNormal : x;
  },
};

/** The product of whole operands by an integer unit: what does not fit is lost. Others are multiplied as they should. */
function inInteger(cell: LabelCell, bits: number): number {
  const { format, c, g, w, t } = cell;
  const product = g * w;
  if (!Number.isInteger(g) || !Number.isInteger(w) || Math.abs(product) > 2 ** 53) return format.round(exact(cell));
  const kept = Number(BigInt.asIntN(bits, BigInt(product)));
  return format.round(-format.round(kept) / (c.reduction === MEAN ? t : 1));
}

function twice(cell: LabelCell, more: number): number {
  return cell.format.round(roundedTo(cell.format, exact(cell), cell.format.precision + more, toEven));
}

function guarded(cell: LabelCell, more: number): number {
  return cell.format.round(roundedTo(cell.format, exact(cell), cell.format.precision + more, Math.trunc));
}

/** Wrong formulas besides the hypotheses, by how near a cell comes to them. */
const FORMULAS: Readonly<Record<FormulaName, (cell: LabelCell) => number>> = {
  "by-cores": ({ c, g, w, t }) => (-g * w) / (c.reduction === MEAN ? t : 1) / coresOf(c.coreMask),
  // The two bytes of a half, and the canary behind them.
  "total-as-float": (cell) => {
    const { c, g, w, format } = cell;
    if (c.reduction !== MEAN || format !== HALF) return exact(cell);
    return (-g * w) / floatValue(((CANARY << 16) | c.totalWeight) >>> 0);
  },
  "gradient-last": ({ c, w, t, inputs }) =>
    (-(inputs.lossGrad.values[inputs.lossGrad.length - 1] as number) * w) / (c.reduction === MEAN ? t : 1),
  "weight-inverted": ({ c, g, w, t }) => -g / w / (c.reduction === MEAN ? t : 1),
  "weight-one": ({ c, g, t }) => -g / (c.reduction === MEAN ? t : 1),
  "gradient-one": ({ c, w, t }) => -w / (c.reduction === MEAN ? t : 1),
};

type Way = (cell: LabelCell) => number;
const FORMULAS_BY_NAME = Object.entries(FORMULAS) as [FormulaName, Way][];
const ARITHMETIC_BY_NAME = Object.entries(ARITHMETIC) as [ArithmeticName, Way][];

/** Relative error that an 8-bit reciprocal estimate, and some rounding, stays below. */
const ABOUT = 2 ** -6;

/** Whether the buffer ends before the element that is read in place of the first. */
const isSilentOnLast = ({ c }: LabelCell): boolean => c.lossGradLength < c.batch;

/** The gradients of other rows that explain a cell: that of the row before, or any. */
function otherRows(cell: LabelCell, received: number, near: (expected: number) => boolean): ("another-row" | "row-before")[] {
  const { c, inputs, row, w } = cell;
  if (c.reduction !== NONE || received === 0) return [];
  const of = (i: number): boolean => near(-(inputs.lossGrad.values[i] as number) * w);
  if (row > 0 && of(row - 1)) return ["another-row", "row-before"];
  for (let i = 0; i < Math.min(c.batch, 256); i++) if (i !== row && of(i)) return ["another-row"];
  return [];
}

/**
 * The wrong formulas that give what a label cell holds, and those that say nothing of it. `wrong`: the cell is. `asked`: the formulas that count, if
 * not all do.
 */
export function explaining(
  cell: LabelCell,
  received: number,
  wrong: boolean,
  asked?: ReadonlySet<ModelName>,
): { readonly models: ReadonlySet<ModelName>; readonly silent: ReadonlySet<ModelName> } {
  const names = new Set<ModelName>();
  const silent = new Set<ModelName>();
  const { format } = cell;
  const isAsked = (name: ModelName): boolean => asked === undefined || asked.has(name);
  // What is nearly right is badly rounded: it speaks for no other formula.
  const isRounded = wrong && isNearHypothesis(format, exact(cell), received);
  const near = (expected: number): boolean => !isRounded && isNearHypothesis(format, expected, received);
  // Many a wrong way leads to 0 and infinity; to NaN as well, but unused elements often are one.
  const isNumber = !wrong || (Number.isFinite(received) && received !== 0);
  const isTelling = isNumber || Number.isNaN(received);
  for (const { giving, silent: saysNothing } of [
    conversionsIn(cell, received, wrong, isAsked),
    substitutionsIn(cell, received, near, isAsked),
  ]) {
    for (const name of giving) names.add(name);
    for (const name of saysNothing) silent.add(name);
  }
  for (const { name, reductions, value } of HYPOTHESES) {
    if (!isAsked(name)) continue;
    const expected = reductions.includes(cell.c.reduction) ? value(cell) : null;
    if (expected === null) silent.add(name);
    else if (near(expected)) ((name === "accumulates" ? isNumber : isTelling || name === "zero") ? names : silent).add(name);
  }
  for (const [name, value] of FORMULAS_BY_NAME)
    if (isAsked(name) && near(value(cell))) ((name === "gradient-last" ? isNumber : isTelling) ? names : silent).add(name);
  for (const [name, value] of ARITHMETIC_BY_NAME)
    if (isAsked(name) && sameValue(value(cell), received)) (isNumber || !name.includes("half") ? names : silent).add(name);
  if (isSilentOnLast(cell)) silent.add("gradient-last");
  if (isAsked("another-row")) for (const name of otherRows(cell, received, near)) names.add(name);
  if (Math.abs(received - exact(cell)) <= ABOUT * Math.abs(exact(cell)) + 16 * format.minSubnormal) names.add("about");
  return { models: names, silent };
}
