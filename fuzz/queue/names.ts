import { digestOf } from "../configuration.ts";

/** What every key of ours in Redis begins with. */
export const PREFIX = "nllgrad";

/** Which shards a queue is for: those of one kernel, drawn and judged by one version. */
export interface QueueKind {
  /** Version of the suite, and of the stream of cases. */
  readonly suite: string;
  readonly stream: number;
  /** Digest of the kernel. */
  readonly kernel: string;
}

/** The queue's name: who listens to it has that kernel, and that version. */
export function queueName({ suite, stream, kernel }: QueueKind): string {
  return `shards-${digestOf([suite, stream]).slice(0, 16)}-${kernel}`;
}

/** Digits of a digest that are shown: enough to tell some thousands apart. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}

/** Seconds that a result is kept for a parent that does not ask for it: one that was killed may come back. */
const KEPT_SECONDS = 86_400;

/** What becomes of shards that ended and were not taken away, and how much is kept of what happened in a queue. */
export const KEPT: {
  readonly removeOnComplete: { readonly age: number };
  readonly removeOnFail: { readonly age: number };
} = { removeOnComplete: { age: KEPT_SECONDS }, removeOnFail: { age: KEPT_SECONDS } };
