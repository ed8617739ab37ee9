import { type ElementFormat, HALF } from "../../../core/format.ts";
import { sameValue } from "../../../core/ulp.ts";
import { MEAN, type Reduction } from "../../../reference/operator.ts";

type Conversion =
  | "integer"
  | "nearest integer"
  | "short"
  | "unsigned short"
  | "short if whole"
  | "8 bits behind the point"
  | "16 bits behind the point"
  | "8 bits behind the point, cut"
  | "16 bits behind the point, cut"
  | "10 bits of fraction"
  | "10 bits of fraction, cut"
  | "all bits but the lowest"
  | "half"
  | "its bytes in the other order"
  | "bfloat"
  | "bfloat cut"
  | "epsilon 1e-4"
  | "epsilon 1e-5"
  | "epsilon 1e-6"
  | "epsilon 1e-7"
  | "epsilon 1e-8"
  | "epsilon 1e-10"
  | "epsilon 1e-12";

/** What an operand is changed to on its way, by what it passes through. */
const CONVERSIONS: Readonly<Record<Conversion, (x: number) => number>> = {
  integer: Math.trunc,
  "nearest integer": Math.round,
  short: (x) => (Math.trunc(x) << 16) >> 16,
  "unsigned short": (x) => Math.trunc(x) & 0xffff,
  // What no 32-bit integer holds is left alone by a kernel that asks first.
  "short if whole": (x) => (Number.isInteger(x) && Math.abs(x) < 2 ** 29 ? (x << 16) >> 16 : x),
  "8 bits behind the point": (x) => Math.round(x * 2 ** 8) / 2 ** 8,
  "16 bits behind the point": (x) => Math.round(x * 2 ** 16) / 2 ** 16,
  "8 bits behind the point, cut": (x) => Math.trunc(x * 2 ** 8) / 2 ** 8,
  "16 bits behind the point, cut": (x) => Math.trunc(x * 2 ** 16) / 2 ** 16,
  "10 bits of fraction": (x) => toFraction(x, 13, true),
  "10 bits of fraction, cut": (x) => toFraction(x, 13, false),
  "all bits but the lowest": (x) => toFraction(x, 1, false),
  half: HALF.round,
  "its bytes in the other order": swapped,
  bfloat: (x) => toFraction(x, 16, true),
  "bfloat cut": (x) => toFraction(x, 16, false),
  "epsilon 1e-4": (x) => x + 1e-4,
  "epsilon 1e-5": (x) => x + 1e-5,
  "epsilon 1e-6": (x) => x + 1e-6,
  "epsilon 1e-7": (x) => x + 1e-7,
  "epsilon 1e-8": (x) => x + 1e-8,
  "epsilon 1e-10": (x) => x + 1e-10,
  "epsilon 1e-12": (x) => x + 1e-12,
};

type Operand = "loss_grad" | "weight" | "total_weight" | "operands" | "result";

/** An operand, or the result, that passes through something on its way. */
export type ConversionName = `${Operand} through ${Conversion}`;

const OPERANDS = ["loss_grad", "weight", "total_weight", "operands", "result"] as const;

/** Every conversion with its names. An epsilon is told by how far it shifts a result; half has no more than 10 bits of fraction. */
const NAMED = (Object.entries(CONVERSIONS) as [Conversion, (x: number) => number][]).map(([name, of]) => ({
  of,
  names: Object.fromEntries(OPERANDS.map((operand) => [operand, `${operand} through ${name}`])) as Record<
    Operand,
    ConversionName
  >,
  shifts: name.startsWith("epsilon"),
  isOfHalf: /half|fraction/.test(name),
}));

/** The names of some conversions, for every operand. */
export function conversionsTo(pattern: RegExp): ConversionName[] {
  return (Object.keys(CONVERSIONS) as Conversion[])
    .filter((name) => pattern.test(name))
    .flatMap((name) => OPERANDS.map((operand): ConversionName => `${operand} through ${name}`));
}

const bytes = new DataView(new ArrayBuffer(4));

/** A float without its lowest bits, rounded half up or cut. */
function toFraction(x: number, without: number, rounds: boolean): number {
  bytes.setFloat32(0, x);
  const more = rounds ? 2 ** (without - 1) : 0;
  bytes.setUint32(0, ((bytes.getUint32(0) + more) >>> without) << without);
  return bytes.getFloat32(0);
}

/** A float with its bytes in the other order. */
function swapped(x: number): number {
  bytes.setFloat32(0, x);
  return bytes.getFloat32(0, true);
}

/** Whether numbers are apart by no more than so many roundings. */
const isWithin = (format: ElementFormat, expected: number, x: number, roundings: number): boolean =>
  sameValue(format.round(expected), x) ||
  (Number.isFinite(expected) &&
    Math.abs(x - expected) <= roundings * (format.unitRoundoff * Math.abs(expected) + format.minSubnormal / 2));

/** Roundings that the steps of any order make at most, and so many more that what is near the one is not near the other. */
const CLOSE = 4;
const APART = 12;

/** The operands of a label cell. */
interface Operands {
  readonly format: ElementFormat;
  readonly c: { readonly reduction: Reduction };
  readonly g: number;
  readonly w: number;
  readonly t: number;
}

/**
 * The conversions that give what a label cell holds, of those that are asked for, and those that it says nothing of: they would change nothing in a right one, or give
 * what many a wrong way leads to.
 */
export function conversionsIn(
  { format, c, g, w, t }: Operands,
  received: number,
  wrong: boolean,
  isAsked: (name: ConversionName) => boolean,
): { readonly giving: readonly ConversionName[]; readonly silent: readonly ConversionName[] } {
  const over = c.reduction === MEAN ? t : 1;
  const exact = (-g * w) / over;
  const isTelling = Number.isFinite(received) && received !== 0;
  const giving: ConversionName[] = [];
  const silent: ConversionName[] = [];
  for (const { of, names, shifts, isOfHalf } of NAMED) {
    const say = (operand: Operand, convert: () => number): void => {
      if (!isAsked(names[operand])) return;
      const expected = convert();
      const rounded = format.round(expected);
      const isFar = !isWithin(format, exact, rounded, APART);
      // A product is rounded once: then bits tell, however near.
      const apart = c.reduction === MEAN || shifts ? isFar : !sameValue(rounded, format.round(exact));
      const close = (apart && sameValue(rounded, received)) || (isFar && isWithin(format, expected, received, CLOSE));
      if (wrong ? apart && close && !isTelling : !apart) silent.push(names[operand]);
      else if (apart && close) giving.push(names[operand]);
    };
    say("loss_grad", () => (-of(g) * w) / over);
    say("weight", () => (-g * of(w)) / over);
    if (c.reduction === MEAN) say("total_weight", () => (-g * w) / of(t));
    say("operands", () => (-of(g) * of(w)) / over);
    if (format !== HALF || !isOfHalf) say("result", () => of(exact));
  }
  return { giving, silent };
}
