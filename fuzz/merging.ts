import { emptySwath, mergeSwath, type Swath } from "../runner/swath.ts";
import { SMALLEST } from "../runner/sweep.ts";
import { unpackSwath } from "./packed.ts";
import type { ShardResult } from "./shard.ts";

/** The swath in a shard's result, as the store has it. */
export function swathIn(result: string): Swath {
  return unpackSwath((JSON.parse(result) as ShardResult).swath);
}

/** Swaths as one, in their order. */
export function merged(swaths: readonly Swath[]): Swath {
  const whole = emptySwath();
  for (const swath of swaths) mergeSwath(whole, swath, SMALLEST);
  return whole;
}
