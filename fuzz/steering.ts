import { Random } from "../core/random.ts";
import { axisNamed, HUGE, LARGE, placeOfValue } from "../properties/axes.ts";
import { coverageOf } from "../properties/combinations.ts";
import type { Feasible } from "../properties/feasible.ts";
import { STEERED, type SteeredStratum, type Steering } from "../properties/steer.ts";
import type { Meter } from "../runner/meter.ts";

/** Draws as if nothing were steered: of a first epoch, which has met nothing yet. */
export const UNSTEERED: Steering = Object.freeze({ targets: { small: [], medium: [], long: [] }, near: [] });

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
 * Where the draws of an epoch go, from what all epochs before it met: to combinations of two values that never met, then of three, and next
 * to the largest errors. Nothing but its arguments decides it.
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
      return [stratum, [...two, ...chosen(random, triples, most - two.length)]];
    }),
  ) as Record<SteeredStratum, (readonly number[])[]>;
  return { targets, near: Object.values(meter.worst).map(({ operands }) => operands) };
}
