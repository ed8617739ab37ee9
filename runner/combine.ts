import type { Platform } from "../core/contract.ts";
import { type Combinations, coverageOf } from "../properties/combinations.ts";
import type { Feasible } from "../properties/feasible.ts";
import type { Crew } from "./crew.ts";
import { mergeSwath, type Swath } from "./swath.ts";
import { type SweepControl, sweepShards } from "./sweeps.ts";
import type { Shard } from "./tiers.ts";

/** Rounds after which what has not met by then is left: calls that end the process, or that the kernel has no room for. */
const ROUNDS = 4;

/** Plans of a shard: few shards for few plans, since each begins in a process of its own. */
const SHARD_PLANS = 2000;

/** What is still to meet, of up to so many values at a time. */
function unmetOf(met: Combinations, feasible: Feasible, most: number): (readonly number[])[] {
  const unmet: (readonly number[])[] = [];
  coverageOf(met, feasible, (values) => {
    if (values.length <= most) unmet.push(values);
  });
  return unmet;
}

/**
 * Draws calls for the combinations of up to `most` values that none had so far, until all met, and adds what they show to the swath. They are
 * functions of what was drawn before, which is a function of the seed. `crewFor` gives a crew that draws the plans of the stratum
 * `combinations` for what is wanted.
 *
 * @returns Whether no round was cut short.
 */
export async function sweepUnmet(
  swath: Swath,
  feasible: Feasible,
  most: number,
  platform: Platform,
  crewFor: (wanted: readonly (readonly number[])[]) => Promise<Crew>,
  control: SweepControl,
): Promise<boolean> {
  let wanted: readonly (readonly number[])[] = [];
  let left = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && swath.meter !== null && swath.failure === null; round++) {
    const unmet = unmetOf(swath.meter.combinations, feasible, most);
    // Those that only crash the kernel would be drawn for ever.
    if (unmet.length === 0 || unmet.length === left) return true;
    left = unmet.length;
    const from = wanted.length;
    wanted = [...wanted, ...unmet];
    const number = Math.ceil(unmet.length / SHARD_PLANS);
    const shards: Shard[] = Array.from({ length: number }, (_, k) => ({
      pieces: [
        {
          stratum: "combinations",
          from: from + Math.floor((unmet.length * k) / number),
          to: from + Math.floor((unmet.length * (k + 1)) / number),
        },
      ],
    }));
    const swept = await sweepShards(await crewFor(wanted), shards, platform, control);
    mergeSwath(swath, swept, () => false);
    swath.failure ??= swept.failure;
    if (swept.finished < shards.length) return false;
  }
  return swath.failure === null;
}
