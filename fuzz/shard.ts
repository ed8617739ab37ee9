import type { Steering } from "../properties/steer.ts";
import type { StratumName } from "../properties/strata.ts";
import { type Pace, type Piece, serves } from "../runner/tiers.ts";
import { type Configuration, digestOf, plansBefore, plansOfShard } from "./configuration.ts";
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
 * time than another, with a kernel that does no more than it must: of a second, `tiny` and `small` have half together, `relations` (one in nine
 * goes through all masks, up to 255 calls), `medium` and `long` an eighth each, and the others what is left. Measured on one core, for FT78NE, in
 * microseconds a plan: `tiny` 1.3, `small` 8, `medium` 100, `relations` 400, `long` 3400, `read-only` 76, `late` 5000, `vast` 50000.
 */
const IN_A_MILLION: Readonly<Partial<Record<StratumName, number>>> = {
  small: 110_000,
  medium: 4000,
  "read-only": 3000,
  relations: 1200,
  empty: 150,
  long: 130,
  late: 12,
  examples: 5,
  vast: 2,
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
  const plans = plansOfShard(configuration.epoch, epoch);
  return Array.from({ length: configuration.epoch.shards }, (_, number) => {
    const first = plansBefore(configuration.epoch, epoch) + number * plans;
    const from = countsUpTo(first, pace);
    const pieces = [...countsUpTo(first + plans, pace)]
      .map(([stratum, to]) => ({ stratum, from: from.get(stratum) as number, to }))
      .filter((piece) => piece.to > piece.from);
    const described = { configuration, epoch, number, pieces, steering };
    return { name: digestOf(described), ...described };
  });
}
