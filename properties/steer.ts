import type { Platform } from "../core/contract.ts";
import { mix, type Random } from "../core/random.ts";
import { ENTRIES, type EntryName, MEAN } from "../reference/operator.ts";
import type { Case } from "./case.ts";
import type { Feasible } from "./feasible.ts";
import { mutate, nudged } from "./mutate.ts";
import { setReduction, toEntry, withFactors } from "./setters.ts";
import { spread } from "./spread.ts";

/** Strata whose draws can be steered: single calls, by the extents that they reach. */
export const STEERED = ["small", "medium", "long"] as const;
export type SteeredStratum = (typeof STEERED)[number];

/** Operands of a cell of mean with a large error, as bits. */
export interface Operands {
  readonly entry: EntryName;
  readonly g: number;
  readonly w: number;
  readonly t: number;
}

/** Where draws are to go: plain data, part of a shard's description, so that whoever draws it draws the same. */
export interface Steering {
  /** Operands next to which errors are large. */
  readonly near: readonly Operands[];
  /** Tokens of calls that reached code which none before them had: those that took a known edge oftener, then those that took a new one, the last last. */
  readonly reached: Readonly<Record<SteeredStratum, readonly string[]>>;
}

/** Of so many plans one is drawn as if nothing were steered: what nobody thought of is found there. */
const FREE = 4;

/** Of so many steered plans one goes next to a large error. */
const NEAR = 8;

/** Every other case that reached new code is one of so many that did last: what is deepest within conditions was tried least. */
const LATEST = 6;

/** Whether a plan is drawn without steering, whatever there is to steer to. */
export function isFree(seed: number, index: number): boolean {
  return mix(seed ^ 0x51ee5, index) % FREE === 0;
}

/** Changes a case that was drawn: to operands next to some, to what is next to calls, or to values of its axes that are each as likely. */
export function steer(
  random: Random,
  c: Case,
  near: readonly Operands[],
  reached: readonly Case[],
  platform: Platform,
  feasible: Feasible,
): Case {
  if (near.length > 0 && random.oneIn(NEAR)) return besides(random, c, random.pick(near));
  // Half of what is left: counters tell of what no axis names, axes of what no counter sees.
  if (reached.length > 0 && random.oneIn(2)) {
    const latest = random.oneIn(2) ? reached.slice(-LATEST) : reached;
    return mutate(random, random.pick(latest), platform);
  }
  return spread(random, c, platform, feasible);
}

/** The case with one row next to operands: by mean, since no other reduction has an error. */
function besides(random: Random, c: Case, { entry, g, w, t }: Operands): Case {
  const { type } = ENTRIES[entry];
  const placed = setReduction(toEntry(random, c, entry), MEAN);
  if (placed.batch === 0) return placed;
  const row = random.below(placed.batch);
  // One operand stays, mostly: what makes an error large is often one of them alone.
  const some = random.between(1, 7);
  const moved = (bits: number, k: number): number => ((some >> k) & 1 ? nudged(random, type, bits) : bits);
  const near = withFactors(placed, row, { g: moved(g, 0), w: moved(w, 1) });
  return { ...near, totalWeight: moved(t, 2) };
}
