import type { StratumName } from "../properties/strata.ts";

export const TIERS = ["smoke", "gate"] as const;
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

const COUNTS: Readonly<Record<Tier, Counts>> = {
  smoke: { small: 40000, relations: 1600, medium: 800, long: 24, empty: 12, examples: 2, late: 4, "read-only": 400, vast: 3 },
  gate: { small: 120000, relations: 4000, medium: 2400, long: 96, empty: 24, examples: 2, late: 6, "read-only": 1600, vast: 12 },
};

/** Shards of each tier: few enough that starting their processes does not count. */
const SHARDS: Readonly<Record<Tier, number>> = { smoke: 2, gate: 4 };

/** A kernel whose every call wakes threads takes the tier's small plans, thinned. */
const THREADED_SHARE = 1 / 12;

/** What a run of a tier carries out, cut into shards. `cases`, if given, is how many single small calls to make. */
export function shardsOf(tier: Tier, threaded: boolean, cases?: number): Shard[] {
  const number = SHARDS[tier];
  const counts = Object.entries(COUNTS[tier]) as [StratumName, number][];
  return Array.from({ length: number }, (_, k) => ({
    pieces: counts
      .map(([stratum, listed]) => {
        const asked = stratum === "small" ? (cases ?? (threaded ? Math.ceil(listed * THREADED_SHARE) : listed)) : listed;
        return { stratum, from: Math.floor((asked * k) / number), to: Math.floor((asked * (k + 1)) / number) };
      })
      .filter((piece) => piece.to > piece.from),
  }));
}

/** Plans in a shard or in several. */
export function planCount(shards: readonly Shard[]): number {
  return shards.reduce((sum, shard) => sum + shard.pieces.reduce((n, piece) => n + piece.to - piece.from, 0), 0);
}
