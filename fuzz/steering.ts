import { Random } from "../core/random.ts";
import { AXES, axisNamed, FIRST_VALUE, HUGE, LARGE, placeOfValue, VALUES } from "../properties/axes.ts";
import { coverageOf } from "../properties/combinations.ts";
import { canMeet, type Feasible } from "../properties/feasible.ts";
import { STEERED, type SteeredStratum, type Steering } from "../properties/steer.ts";
import type { Meter } from "../runner/meter.ts";

/** Draws as if nothing were steered. */
export const UNSTEERED: Steering = Object.freeze({
  targets: { small: [], medium: [], long: [] },
  near: [],
  reached: { small: [], medium: [], long: [] },
});

/** Combinations that an epoch is steered to at most, by what a call that has one costs. */
const TARGETS: Readonly<Record<SteeredStratum, number>> = { small: 12_000, medium: 1200, long: 60 };

/** The stream of the generator that chooses among combinations. */
const CHOOSING = 0x57ee2;

const BATCH = axisNamed("batch");
const CLASS = axisNamed("class_num");

/** The cheapest stratum whose calls can have the values. */
function stratumFor(values: readonly number[]): SteeredStratum {
  let large = false;
  for (const value of values) {
    const { axis, place } = placeOfValue(value);
    const extent = axis === BATCH ? "batch" : axis === CLASS ? "classes" : null;
    if (extent === null) continue;
    if (place >= HUGE[extent]) return "long";
    large ||= place >= LARGE[extent];
  }
  return large ? "medium" : "small";
}

/** Up to `most` items, in an order that the generator draws. */
function chosen<T>(random: Random, items: T[], most: number): T[] {
  const count = Math.min(most, items.length);
  for (let k = 0; k < count; k++) {
    const other = random.between(k, items.length - 1);
    [items[k], items[other]] = [items[other] as T, items[k] as T];
  }
  return items.slice(0, count);
}

/**
 * A combination, with values of some other axes that can meet it, each as likely: what is rare on each of four axes is not left to chance,
 * and of three that never met many are met at once.
 */
function widened(random: Random, values: readonly number[], stratum: SteeredStratum, feasible: Feasible): readonly number[] {
  const wide = [...values];
  const own = new Set(values.map((value) => placeOfValue(value).axis));
  const axes = [...AXES.keys()].filter((axis) => !own.has(axis));
  for (const axis of chosen(random, axes, random.between(2, axes.length))) {
    const value = (FIRST_VALUE[axis] as number) + random.below(AXES[axis]?.values.length ?? 0);
    const fits = feasible[value * VALUES + value] === 1 && wide.every((other) => feasible[value * VALUES + other] === 1);
    // What does not fit is left as it is drawn.
    if (!fits || stratumFor([...values, value]) !== stratum) continue;
    wide.push(value);
    if (!canMeet(wide)) wide.pop();
  }
  return wide.sort((one, other) => one - other);
}

/** The values that lead to a stratum. */
function valuesOf(stratum: SteeredStratum, feasible: Feasible): readonly number[] {
  return [...Array(VALUES).keys()].filter((v) => feasible[v * VALUES + v] === 1 && stratumFor([v]) === stratum);
}

/**
 * Where the draws of an epoch go, from what all epochs before it met: to combinations of two values that never met, then of three, widened
 * to more, which are too many to meter; next to the largest errors, and next to calls that reached new code. Nothing but its arguments
 * decides it.
 */
export function steeringFor(epoch: number, seed: number, meter: Meter, feasible: Feasible): Steering {
  const unmet: Record<SteeredStratum, { pairs: (readonly number[])[]; triples: (readonly number[])[] }> = {
    small: { pairs: [], triples: [] },
    medium: { pairs: [], triples: [] },
    long: { pairs: [], triples: [] },
  };
  coverageOf(meter.combinations, feasible, (values) => {
    unmet[stratumFor(values)][values.length === 2 ? "pairs" : "triples"].push(values);
  });
  const random = new Random().reset(seed, CHOOSING, epoch);
  const targets = Object.fromEntries(
    STEERED.map((stratum) => {
      const { pairs, triples } = unmet[stratum];
      const most = TARGETS[stratum];
      const two = chosen(random, pairs, most);
      const unmetYet = [...two, ...chosen(random, triples, most - two.length)];
      const any = valuesOf(stratum, feasible);
      return [
        stratum,
        Array.from({ length: most }, (_, k) => {
          const values = unmetYet[k] ?? [random.pick(any)];
          // Every other one is left as it is: what is common to draw is where much goes wrong.
          return random.oneIn(2) ? values : widened(random, values, stratum, feasible);
        }),
      ];
    }),
  ) as Record<SteeredStratum, (readonly number[])[]>;
  return { targets, near: Object.values(meter.worst).map(({ operands }) => operands), reached: UNSTEERED.reached };
}
