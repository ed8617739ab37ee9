import type { Platform } from "../core/contract.ts";
import { mix, type Random } from "../core/random.ts";
import { ENTRIES, type EntryName, MEAN } from "../reference/operator.ts";
import type { Case } from "./case.ts";
import { mutate, nudged } from "./mutate.ts";
import { setReduction, toEntry, withFactors, withValues } from "./setters.ts";

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
  /** Combinations of values, numbered through, that a case is to have. */
  readonly targets: Readonly<Record<SteeredStratum, readonly (readonly number[])[]>>;
  /** Operands next to which errors are large. */
  readonly near: readonly Operands[];
  /** Cases that reached code which none before them had; later ones come last. */
  readonly reached: Readonly<Record<SteeredStratum, readonly Case[]>>;
}

/** Of so many plans one is drawn as if nothing were steered: what nobody thought of is found there. */
const FREE = 4;

/** Of so many steered plans one goes next to a large error. */
const NEAR = 8;

/** Of so many of the last cases that reached new code, one is tried for every other of all: they have been tried least. */
const LATEST = 16;

/** Whether a plan is drawn without steering, whatever there is to steer to. */
export function isFree(seed: number, index: number): boolean {
  return mix(seed ^ 0x51ee5, index) % FREE === 0;
}

/** Changes a case that was drawn so that it has what the steering asks for. */
export function steer(random: Random, c: Case, stratum: SteeredStratum, platform: Platform, steering: Steering): Case {
  const { near } = steering;
  if (near.length > 0 && random.oneIn(NEAR)) return besides(random, c, random.pick(near));
  const reached = steering.reached[stratum];
  // Half of what is left: counters tell of what no axis names, axes of what no counter sees.
  if (reached.length > 0 && random.oneIn(2)) {
    const latest = random.oneIn(2) ? reached.slice(-LATEST) : reached;
    return mutate(random, random.pick(latest), platform);
  }
  const wanted = steering.targets[stratum];
  return wanted.length === 0 ? c : withValues(random, c, random.pick(wanted), platform);
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
