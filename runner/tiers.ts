import { HUGE_CALLS } from "../properties/huge.ts";
import type { StratumName } from "../properties/strata.ts";

export const TIERS = ["smoke", "gate", "deep", "huge"] as const;
export type Tier = (typeof TIERS)[number];

/** A range of one stratum's plans. */
export interface Piece {
  readonly stratum: StratumName;
  readonly from: number;
  readonly to: number;
}

/** Pieces that one process carries out, one after another: what a kernel keeps between calls stays in the shard. */
export interface Shard {
  readonly pieces: readonly Piece[];
}

/** Plans of each stratum; the first listed are what tells most for its time. */
type Counts = Readonly<Partial<Record<StratumName, number>>>;

const GATE: Counts = {
  small: 120000,
  relations: 4000,
  medium: 2400,
  long: 96,
  empty: 24,
  examples: 2,
  late: 6,
  "read-only": 1600,
  vast: 10,
  tiny: 160000,
};

const COUNTS: Readonly<Record<Tier, Counts>> = {
  smoke: {
    small: 40000,
    relations: 1600,
    medium: 800,
    long: 24,
    empty: 12,
    examples: 2,
    late: 4,
    "read-only": 400,
    vast: 3,
    tiny: 40000,
  },
  gate: GATE,
  huge: GATE,
  deep: {
    small: 1_200_000,
    relations: 40_000,
    medium: 24_000,
    long: 960,
    empty: 96,
    examples: 2,
    late: 24,
    "read-only": 16_000,
    vast: 30,
    tiny: 960_000,
  },
};

/** Of so many values at a time all combinations that can meet do: what the draws left out is drawn for them. */
export const MEETS: Readonly<Record<Tier, 0 | 2 | 3>> = { smoke: 0, gate: 2, deep: 3, huge: 2 };

/** How a kernel is called, which says what a call costs. */
export type Pace = "native" | "wasm" | "script" | "threads" | "remote";

/** Part of a tier's plans that a kernel takes: one whose every call wakes threads, or crosses into JavaScript, gets fewer. */
const SHARE: Readonly<Record<Pace, number>> = { native: 1, wasm: 0.5, script: 0.12, threads: 0.03, remote: 0.12 };

/** Strata that take more than calls: memory that can be protected, watched, or had at an address. */
const IN_PLACE: ReadonlySet<StratumName> = new Set<StratumName>(["late", "examples", "read-only"]);

/** Whether a stratum makes sense for kernels that are called so. */
export function serves(stratum: StratumName, pace: Pace): boolean {
  if (stratum === "huge") return pace === "native";
  return pace === "native" || (pace === "remote" ? !IN_PLACE.has(stratum) : stratum !== "read-only");
}

/** Ways to call in which tiny calls take less time than others do. */
const CHEAP: ReadonlySet<Pace> = new Set<Pace>(["native", "wasm", "script"]);

/** Whether a tier has plans of a stratum for kernels that are called so. */
const takes = (stratum: StratumName, pace: Pace): boolean => serves(stratum, pace) && (stratum !== "tiny" || CHEAP.has(pace));

/** Strata that are few and each of their own kind: never thinned. */
const WHOLE: ReadonlySet<StratumName> = new Set<StratumName>(["empty", "examples"]);

/** Shards of each tier: few enough that starting their processes does not count. */
const SHARDS: Readonly<Record<Tier, number>> = { smoke: 2, gate: 4, deep: 16, huge: 4 };

/**
 * What a run of a tier carries out, cut into shards. `cases`, if given, is how many single small calls to make; `beside`: paces of
 * kernels that are to be given the same.
 */
export function shardsOf(tier: Tier, pace: Pace, cases?: number, beside: readonly Pace[] = []): Shard[] {
  const paces = [pace, ...beside];
  // A process that must compile its JavaScript anew costs more than what it would share.
  const number = paces.every((one) => one === "native" || one === "wasm") ? SHARDS[tier] : 1;
  const share = shareOf(paces);
  const counts = Object.entries(COUNTS[tier]) as [StratumName, number][];
  const asked = ([stratum, listed]: [StratumName, number]): number => {
    if (stratum === "small" && cases !== undefined) return cases;
    if (stratum === "tiny" && cases !== undefined) return Math.min(cases, Math.ceil(listed * share));
    return WHOLE.has(stratum) ? listed : Math.ceil(listed * share);
  };
  const shards = Array.from({ length: number }, (_, k) => ({
    pieces: counts
      .filter(([stratum]) => paces.every((one) => takes(stratum, one)))
      .map((count) => ({
        stratum: count[0],
        from: Math.floor((asked(count) * k) / number),
        to: Math.floor((asked(count) * (k + 1)) / number),
      }))
      .filter((piece) => piece.to > piece.from),
  }));
  // By themselves, one after another: no two of them have room at a time.
  const large: Shard = { pieces: [{ stratum: "huge", from: 0, to: HUGE_CALLS }] };
  return tier === "huge" && serves("huge", pace) ? [...shards, large] : shards;
}

/** The part of a tier's plans that kernels of any of the paces take. */
const shareOf = (paces: readonly Pace[]): number => Math.min(...paces.map((pace) => SHARE[pace]));

/** Whether `cases` single small calls are all that the tier asks for, and kernels that are given the same take no fewer plans. */
export function isWholeTier(tier: Tier, pace: Pace, cases?: number, beside: readonly Pace[] = []): boolean {
  const strata = Object.keys(COUNTS[tier]) as StratumName[];
  if (shareOf(beside) < SHARE[pace] || strata.some((name) => takes(name, pace) && !beside.every((one) => takes(name, one))))
    return false;
  return cases === undefined || cases >= Math.ceil((COUNTS[tier].small ?? 0) * SHARE[pace]);
}

/** Plans in a shard or in several. */
export function planCount(shards: readonly Shard[]): number {
  return shards.reduce((sum, shard) => sum + shard.pieces.reduce((n, piece) => n + piece.to - piece.from, 0), 0);
}
