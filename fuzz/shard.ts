import type { Steering } from "../properties/steer.ts";
import type { StratumName } from "../properties/strata.ts";
import { type Pace, type Piece, serves } from "../runner/tiers.ts";
import { type Configuration, digestOf } from "./configuration.ts";
import type { PackedSwath } from "./packed.ts";

/**
 * A part of a campaign, as plain data: whoever has the kernel of that digest can carry it out, and comes to the same. Never a path or a
 * command.
 */
export interface ShardDescription {
  /** Digest of everything else here. */
  readonly name: string;
  readonly configuration: Configuration;
  readonly epoch: number;
  readonly number: number;
  readonly pieces: readonly Piece[];
  readonly steering: Steering;
}

/** What came of a shard: plain data. */
export interface ShardResult {
  readonly name: string;
  readonly swath: PackedSwath;
}

/** What carries out shards: this machine's processes, or others. */
export interface ShardRunner {
  /** How many shards it takes at a time. */
  readonly width: number;
  /**
   * Carries out a shard, from a fresh process on. `told`: how many more plans it has carried out.
   *
   * @throws HarnessFailure if the harness failed, or if it was ended meanwhile.
   */
  run(shard: ShardDescription, told: (plans: number) => void): Promise<ShardResult>;
  /** Ends at once what is under way; a second time, nothing more. */
  end(): Promise<void>;
}

/**
 * Plans of each stratum in a million. The rest is `tiny`: as cheap as a native fuzzer's executions. The others have shares by which none takes much more
 * time than another, with a kernel that does no more than it must: of a second, `tiny` and `small` have a quarter together, `relations` a
 * quarter (one in nine goes through all masks, up to 255 calls), `long` a sixth, and the others what is left. Measured on one core of FT78NE: 11, 17, 2300
 * and 17000 microseconds a plan, `medium` 290.
 */
const IN_A_MILLION: Readonly<Partial<Record<StratumName, number>>> = {
  small: 300_000,
  medium: 16_000,
  "read-only": 8000,
  relations: 4000,
  long: 400,
  empty: 200,
  late: 50,
  examples: 15,
  vast: 4,
};

/** The part of each stratum in the campaign's first plans, of which there are so many. */
function countsUpTo(plans: number, pace: Pace): Map<StratumName, number> {
  const counts = new Map<StratumName, number>();
  let others = 0;
  for (const [stratum, share] of Object.entries(IN_A_MILLION) as [StratumName, number][]) {
    if (!serves(stratum, pace)) continue;
    const count = Math.floor((plans * share) / 1e6);
    counts.set(stratum, count);
    others += count;
  }
  counts.set("tiny", plans - others);
  return counts;
}

/** The shards of an epoch. A stratum's plans are numbered on from epoch to epoch. */
export function shardsOfEpoch(configuration: Configuration, pace: Pace, epoch: number, steering: Steering): ShardDescription[] {
  const { shards, plans } = configuration.epoch;
  return Array.from({ length: shards }, (_, number) => {
    const first = (epoch * shards + number) * plans;
    const from = countsUpTo(first, pace);
    const pieces = [...countsUpTo(first + plans, pace)]
      .map(([stratum, to]) => ({ stratum, from: from.get(stratum) as number, to }))
      .filter((piece) => piece.to > piece.from);
    const described = { configuration, epoch, number, pieces, steering };
    return { name: digestOf(described), ...described };
  });
}
