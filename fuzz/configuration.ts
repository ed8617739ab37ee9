import { createHash } from "node:crypto";
import type { PlatformId } from "../reference/platforms.ts";
import type { Pace } from "../runner/tiers.ts";

/**
 * Version of what a campaign draws and in which shards: it changes when the same configuration would come to other cases, or count
 * other cells.
 */
export const STREAM_VERSION = 12;

/** How a campaign is cut: the same whatever the number of workers. */
export interface EpochShape {
  readonly shards: number;
  /** Plans in a shard of the first epoch. */
  readonly plans: number;
  /** In so many epochs after the first, shards double: what is soon found is told soon, and later a fresh process counts for little. */
  readonly doublings: number;
}

/** Plans in each shard of an epoch. */
export function plansOfShard({ plans, doublings }: EpochShape, epoch: number): number {
  return plans * 2 ** Math.min(epoch, doublings);
}

/** Plans in all epochs before one. */
export function plansBefore(shape: EpochShape, epoch: number): number {
  const { shards, plans, doublings } = shape;
  const doubling = Math.min(epoch, doublings);
  return shards * (plans * (2 ** doubling - 1) + (epoch - doubling) * plansOfShard(shape, doublings));
}

/** Everything that decides what a campaign comes to. Stored with it, and compared when it goes on. */
export interface Configuration {
  /** Version of the suite: another may judge otherwise. */
  readonly suite: string;
  readonly stream: number;
  /** Digest of the kernel, and of how it is called: never a path. */
  readonly kernel: string;
  readonly platform: PlatformId;
  readonly seed: number;
  /** Bytes that buffers are aligned to. */
  readonly alignment: number;
  /** Milliseconds that a small call may take. */
  readonly timeout: number;
  readonly epoch: EpochShape;
}

/**
 * Epochs for kernels that are called so: from some seconds of one core to some twenty, so that a budget of time ends near where it should
 * and a fresh process for each shard does not count.
 */
const SHAPES: Readonly<Record<Pace, EpochShape>> = {
  native: { shards: 8, plans: 32_768, doublings: 4 },
  wasm: { shards: 8, plans: 8192, doublings: 4 },
  script: { shards: 8, plans: 4096, doublings: 3 },
  threads: { shards: 4, plans: 512, doublings: 3 },
  remote: { shards: 4, plans: 2048, doublings: 3 },
};

/** The epoch that a kernel gets that is called so. */
export function usualEpoch(pace: Pace): EpochShape {
  return SHAPES[pace];
}

/** SHA-256 of a value as JSON, in hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
