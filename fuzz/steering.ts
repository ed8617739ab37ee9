import { Random } from "../core/random.ts";
import type { Case } from "../properties/case.ts";
import type { SteeredStratum, Steering } from "../properties/steer.ts";
import { encodeToken } from "../properties/token.ts";
import { edgeOf, type Reaching } from "../runner/edges.ts";
import type { Meter } from "../runner/meter.ts";
import type { Configuration } from "./configuration.ts";

/** The stream of the generator that chooses among calls. */
const CHOOSING = 0x57ee2;

/** Up to `most` items, in an order that the generator draws. */
function chosen<T>(random: Random, items: T[], most: number): T[] {
  const count = Math.min(most, items.length);
  for (let k = 0; k < count; k++) {
    const other = random.between(k, items.length - 1);
    [items[k], items[other]] = [items[other] as T, items[k] as T];
  }
  return items.slice(0, count);
}

/** Calls that reached new code, by the stratum that draws calls of their size. Those that took a new edge come last, all others drawn among. */
function reachedIn(random: Random, reaching: readonly Reaching[], { platform, alignment }: Configuration): Steering["reached"] {
  const taken = new Set<number>();
  const opened = reaching.map(({ cells, call }) => {
    const before = taken.size;
    for (const cell of cells) taken.add(edgeOf(cell));
    return { call, isNew: taken.size > before };
  });
  const tokenOf = (call: Case): string =>
    encodeToken({ platform, alignment, plan: { kind: "call", before: [], call, watch: "nothing" } });
  const of = (stratum: SteeredStratum): readonly string[] => {
    const own = opened.filter(({ call }) => call.batch > 0 && stratumOf(call) === stratum);
    const calls = (wanted: boolean): string[] => own.filter(({ isNew }) => isNew === wanted).map(({ call }) => tokenOf(call));
    return [...chosen(random, calls(false), REACHED), ...calls(true).slice(-REACHED)];
  };
  return { small: of("small"), medium: of("medium"), long: of("long") };
}

/** Calls of either kind that an epoch is steered to at most, in each stratum. */
const REACHED = 64;

function stratumOf({ batch, classNum }: Case): SteeredStratum {
  const extent = Math.max(batch, classNum);
  return extent <= 80 ? "small" : extent <= 2 ** 14 ? "medium" : "long";
}

/**
 * Where the draws of an epoch go, from what all epochs before it met: next to the largest errors, and next to calls that reached new code.
 * Nothing but its arguments decides it.
 */
export function steeringFor(epoch: number, configuration: Configuration, meter: Meter): Steering {
  const random = new Random().reset(configuration.seed, CHOOSING, epoch);
  const near = Object.values(meter.worst).map(({ operands }) => operands);
  return { near, reached: reachedIn(random, meter.edges?.reaching ?? [], configuration) };
}
