import { MEAN } from "../../reference/operator.ts";
import type { Explained } from "./explained.ts";
import type { Parted } from "./sharpest.ts";
import type { Unit } from "./units.ts";

/** Bits that cells must have come short by, all together, before that is no chance: each bit is 0 every other time. */
const NO_CHANCE = 20;

/** Share of wrong cells that something must hold for to be looked at. */
const NEARLY_ALL = 0.9;

/** How many significant bits a finite number has; 0 of a zero. */
function significantBits(x: number): number {
  let bits = 0;
  for (let rest = Math.abs(x) / 2 ** Math.floor(Math.log2(Math.abs(x))); rest > 0 && bits < 53; bits++) rest = (rest % 1) * 2;
  return bits;
}

/** Whether wrong cells are the result with fewer significant bits than the element type has: it went through a narrower one. */
export function shareOfFewBits(parted: Parted): Explained | null {
  const { wrong, right } = parted;
  const known = wrong.filter((unit) => unit.implied !== null);
  const counts = known.map((unit) => significantBits(received(unit))).sort((a, b) => a - b);
  const most = counts[Math.ceil(NEARLY_ALL * counts.length) - 1] ?? 0;
  const [format] = known.map((unit) => unit.format);
  if (format === undefined || most === 0) return null;
  // Where the result itself has no more bits nothing was lost.
  const telling = known.filter((unit) => significantBits(received(unit) / factorOf(unit)) > most);
  if (telling.length * (format.precision - most) < NO_CHANCE) return null;
  // Right cells went through it as well; where rounding is at fault the wrong ones alone may end in a 0.
  const others = right.filter(({ dull }) => !dull);
  if (others.filter((unit) => significantBits(received(unit)) <= most).length < NEARLY_ALL * others.length) return null;
  const least = Math.min(...known.map((unit) => Math.abs(received(unit))));
  const largest = Math.max(...known.map((unit) => Math.abs(received(unit))));
  const follows = (unit: Unit): boolean => {
    const x = received(unit);
    if (unit.implied !== null) return Math.abs(factorOf(unit) - 1) <= 2 ** (2 - most);
    // Beyond the narrower type's range.
    const exact = Math.abs(exactOf(unit));
    return x === 0 ? exact < least : !Number.isNaN(x) && exact > largest;
  };
  const explained = wrong.filter(follows).length;
  return {
    score: explained / wrong.length,
    text: `${explained} of ${wrong.length} wrong cells are the result with ${most} significant bits at most`,
    disagreeing: parted,
  };
}

/** Places behind the point that numbers in fixed point have. */
const PLACES = { from: 4, to: 24 } as const;

/** Wrong cells that a fixed point must be seen in. */
const ENOUGH = 6;

/** What may be held in fixed point. */
interface Held {
  readonly text: string;
  /** It is of mean alone. */
  readonly ofMean: boolean;
  /** What it is for a cell, and what the cell implies that it was; 0 where it holds a zero. */
  of(unit: Unit): readonly [own: number, implied: number];
}

const HELD: readonly Held[] = [
  { text: "loss_grad", ofMean: false, of: ({ g, implied }) => [g, implied?.loss_grad ?? 0] },
  { text: "weight", ofMean: false, of: ({ w, implied }) => [w, implied?.weight ?? 0] },
  { text: "total_weight", ofMean: true, of: ({ t, implied }) => [t, implied?.total_weight ?? 0] },
  { text: "1 / total_weight", ofMean: true, of: ({ t, implied }) => [1 / t, 1 / (implied?.total_weight ?? Infinity)] },
];

/** The operand that wrong cells imply to have a fixed number of places behind the point, as numbers in fixed point have. */
export function sharpestPlaces(parted: Parted): Explained | null {
  const { wrong } = parted;
  let best: Explained | null = null;
  for (const { text, ofMean, of } of HELD) {
    if (ofMean && wrong[0]?.c.reduction !== MEAN) continue;
    for (let places = PLACES.from; places <= PLACES.to; places++) {
      const explained = explainedBy(wrong, places, of);
      if (explained <= (best?.score ?? 0) * wrong.length) continue;
      best = {
        score: explained / wrong.length,
        text: `${explained} of ${wrong.length} wrong cells are what ${text} gives with ${places} bits behind the point`,
        disagreeing: parted,
      };
    }
  }
  return best;
}

/** How many wrong cells imply that something has so many places; 0 if too few could tell. */
function explainedBy(wrong: readonly Unit[], places: number, of: Held["of"]): number {
  let telling = 0;
  let explained = 0;
  for (const unit of wrong) {
    const [own, implied] = of(unit).map((x) => x * 2 ** places) as [number, number];
    const isZero = received(unit) === 0;
    // What roundings may have changed.
    const blur = 16 * unit.format.unitRoundoff * Math.abs(implied);
    if (!(blur < 0.1) || !(Math.abs(own - implied) <= 1.01) || (Math.round(implied) === 0) !== isZero) continue;
    if (Math.abs(implied - Math.round(implied)) > blur + 0.02) continue;
    explained++;
    // What has no more places itself loses nothing.
    if (!isZero && Math.abs(own - Math.round(implied)) > blur + 0.02) telling++;
  }
  return telling < ENOUGH ? 0 : explained;
}

const received = ({ format, bits }: Unit): number => format.fromBits(bits);

/** What the result was multiplied by; of cells that imply something. */
const factorOf = ({ implied }: Unit): number => (implied as NonNullable<Unit["implied"]>).factor;

const exactOf = ({ c, g, w, t }: Unit): number => (g * w) / (c.reduction === MEAN ? t : 1);
