import { MEAN } from "../../reference/operator.ts";
import type { Explained } from "./explained.ts";
import type { ImpliedName } from "./models/implied.ts";
import type { Parted } from "./sharpest.ts";
import type { Unit } from "./units.ts";

/** Wrong cells with different operands that a constant has to come from: one cell implies any. */
const ENOUGH = 3;

/** How far what two cells imply may be apart: the roundings of two results, each of three steps. */
const ROUNDINGS = 8;

/** Factors that a division by an estimate may come to. */
const NEAR_ONE = 2 ** -5;
/** Powers of 2 that engineers scale by. */
const FARTHEST = 24;

/** The constant that wrong cells imply an operand, or a factor, to be: the right value of each differs from it. */
export function sharpestConstant(name: ImpliedName, parted: Parted): Explained | null {
  const telling = parted.wrong.filter((unit) => unit.implied !== null && isNormal(unit));
  if (new Set(telling.map((unit) => ownOf(unit, name))).size < ENOUGH) return null;
  const sorted = telling.map((unit) => Math.abs(impliedOf(unit, name))).sort((a, b) => a - b);
  const constant = sorted[sorted.length >> 1] as number;
  const agrees = (unit: Unit): boolean =>
    Math.abs(Math.abs(impliedOf(unit, name)) - constant) <= ROUNDINGS * unit.format.unitRoundoff * constant;
  // What is nearly right is badly rounded, what is far off lost its exponent, and what is 1 is left out.
  if (name === "factor" && (Math.abs(constant - 1) < NEAR_ONE || Math.abs(Math.log2(constant)) > FARTHEST)) return null;
  if (name !== "factor" && constant === 1) return null;
  // Calls that tell what a finding depends on have one total: a factor that is made of it is no constant.
  const isOfTotal = ({ t, c }: Unit): boolean =>
    c.reduction === MEAN && [t, 1 / t].some((of) => Math.abs(Math.abs(of) - constant) < NEAR_ONE * constant);
  if (name === "factor" && telling.filter(isOfTotal).length > telling.length / 2) return null;
  const explained = telling.filter(agrees).length;
  const told = Number(constant.toPrecision(6));
  const counted = `explains ${explained} of ${telling.length} wrong cells`;
  const share = explained / telling.length;
  if (name === "factor") return { score: share, text: `the result is multiplied by ${told}: ${counted}`, disagreeing: parted };
  // A limit changes all that lies beyond it, on either side.
  const beyond = telling.filter((unit) => Math.abs(ownOf(unit, name)) > constant).length;
  const isAbove = beyond > telling.length / 2;
  const isBeyond = (unit: Unit): boolean => Math.abs(ownOf(unit, name)) > constant === isAbove;
  const [wrong, right] = [
    parted.wrong.filter(isBeyond).length,
    parted.right.filter((unit) => !unit.dull && isBeyond(unit)).length,
  ];
  const where = `where |${name}| ${isAbove ? ">" : "<"} ${told}`;
  return {
    score: (share * wrong) / Math.max(1, wrong + right),
    text: `${name} is taken for ${told}: ${counted}; label cells fail ${wrong} of ${wrong + right} ${where}`,
    disagreeing: parted,
  };
}

const impliedOf = (unit: Unit, name: ImpliedName): number => (unit.implied as NonNullable<Unit["implied"]>)[name];

/** What the kernel should have taken in its place; for a factor, whatever makes cells differ. */
function ownOf({ g, w, t }: Unit, name: ImpliedName): number {
  return name === "loss_grad" ? g : name === "weight" ? w : name === "total_weight" ? t : g * w;
}

/** Whether the result has all its digits: what a subnormal one implies is coarse. */
function isNormal({ format, bits }: Unit): boolean {
  return Math.abs(format.fromBits(bits)) >= format.minNormal;
}

/** Whether what is nearly right is never too large, which no way to round does but towards 0. */
export function shareOfShort(parted: Parted): Explained | null {
  const near = parted.wrong.filter(({ got, implied }) => got === "near" && implied !== null);
  if (near.length < ENOUGH) return null;
  const short = near.filter((unit) => Math.abs(impliedOf(unit, "factor")) < 1).length;
  return {
    score: short / near.length,
    text: `${short} of ${near.length} wrong cells are nearer to 0 than the result`,
    disagreeing: parted,
  };
}

/** The constant that wrong cells hold, beside whatever row. */
export function sharpestContents(parted: Parted): Explained | null {
  const written = parted.wrong.filter(({ got }) => got !== "poison" && got !== "nan");
  if (new Set(written.map(({ g, w }) => g * w)).size < ENOUGH) return null;
  const counts = new Map<number, number>();
  for (const { format, bits } of written) counts.set(format.fromBits(bits), (counts.get(format.fromBits(bits)) ?? 0) + 1);
  const [[constant, held]] = [...counts].sort(([, a], [, b]) => b - a) as [[number, number]];
  const text = `${held} of ${parted.wrong.length} wrong cells hold ${Number(constant.toPrecision(6))}`;
  return { score: held / parted.wrong.length, text, disagreeing: parted };
}
