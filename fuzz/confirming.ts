import type { Platform } from "../core/contract.ts";
import type { ShrinkLimits } from "../runner/budget.ts";
import { Confirmer } from "../runner/confirm.ts";
import { type Confirmed, untried } from "../runner/confirmed.ts";
import type { Crew } from "../runner/crew.ts";
import { contrastFor } from "../runner/findings.ts";
import type { Bucket } from "../runner/protocol.ts";
import { groupOf } from "../runner/settle.ts";
import { sizeOf } from "../runner/sweep.ts";
import type { StoredFinding } from "./store.ts";

/** Findings that did not come again at once, and are looked for at length: what it takes a kernel to fail so is mostly one thing. */
const DEEP_SEARCHES = 4;

/** A finding of a campaign, confirmed. */
export interface Known {
  readonly confirmed: Confirmed;
  /** The epoch that showed it first, and the one that its smallest case is from. */
  readonly first: number;
  readonly epoch: number;
}

/**
 * Findings that a campaign confirms, shrinks and keeps at most, so that neither its file nor its memory grows on a kernel that is wrong in
 * everything: what there are more of is counted, and told as it was first seen. A kernel of the suite's own wrong ones shows some thirty.
 */
export const FINDINGS_KEPT = 500;

/** A finding of the corpus: its token was run in a process of its own, and is what it is. */
export function asRun(bucket: Bucket): Confirmed {
  return { ...untried(bucket), again: "always", contrast: "", causes: [] };
}

/** What confirming one epoch's findings needs. */
export interface Confirming {
  readonly epoch: number;
  readonly platform: Platform;
  readonly workers: number;
  /** What was known of each identity, by the end of the epoch before or since. */
  readonly known: Map<string, Known>;
  /** Findings that are kept at most. */
  readonly most: number;
  /** A crew for one finding: what calls before left in a process is of none of its business. */
  crew<T>(work: (crew: Crew) => Promise<T>): Promise<T>;
  keep(finding: StoredFinding): void;
}

/** Time plays no part: the calls that shrinking may make are counted. */
const UNHURRIED: ShrinkLimits = { now: () => 0, milliseconds: 1 };

/** Whether a case may still become smaller, and an epoch has shown one that is. */
function improves({ confirmed }: Known, shown: Bucket | undefined): shown is Bucket {
  return shown !== undefined && !confirmed.minimal && confirmed.again === "always" && sizeOf(shown.plan) < sizeOf(confirmed.plan);
}

/**
 * Confirms and shrinks what an epoch has found: each bucket by itself, to its own smallest case. The first of each group comes first, since
 * its small case often serves the others. What an earlier call kept is not done again, and what comes of it does not depend on that.
 *
 * `buckets`: all that stand so far; `shown`: those of this epoch, by identity.
 */
export async function confirmEpoch(
  buckets: readonly Bucket[],
  shown: ReadonlyMap<string, Bucket>,
  { epoch, platform, workers, known, most, crew, keep }: Confirming,
): Promise<void> {
  const before = [...known.values()].filter(({ first }) => first < epoch);
  const leaders = new Map<string, string>();
  for (const { confirmed } of before)
    if (!leaders.has(groupOf(confirmed.bucket))) leaders.set(groupOf(confirmed.bucket), confirmed.bucket.identity);
  const fresh = buckets
    .filter(({ identity }) => (known.get(identity)?.first ?? epoch) === epoch)
    .slice(0, Math.max(0, most - before.length));
  const first = fresh.filter((bucket) => {
    if (leaders.has(groupOf(bucket))) return false;
    leaders.set(groupOf(bucket), bucket.identity);
    return true;
  });
  const deep = DEEP_SEARCHES - before.filter(({ confirmed }) => confirmed.again !== "always").length;
  const confirm = async (bucket: Bucket, example: Confirmed | null, deeply: boolean): Promise<Confirmed> =>
    await crew(async (own) => {
      const confirmer = new Confirmer(own, platform, UNHURRIED);
      const confirmed = await confirmer.confirm(bucket, example, deeply);
      await confirmer.close();
      // Drawn with this epoch's steering, which later ones do not have.
      return { ...confirmed, contrast: shown.has(bucket.identity) ? contrastFor(bucket, own.setup, platform) : "" };
    });
  const take = (confirmed: Confirmed, since: number): void => {
    const { identity } = confirmed.bucket;
    // As whoever goes on with the campaign reads it: JSON has no infinities.
    const text = JSON.stringify(confirmed);
    known.set(identity, { confirmed: JSON.parse(text) as Confirmed, first: since, epoch });
    keep({ identity, first: since, epoch, confirmed: text });
  };
  const leaderOf = (bucket: Bucket): Confirmed | null => {
    const leader = known.get(leaders.get(groupOf(bucket)) as string)?.confirmed;
    return leader?.again === "always" && leader.bucket.identity !== bucket.identity ? leader : null;
  };
  const open = (bucket: Bucket): boolean => known.get(bucket.identity) === undefined;
  await inTurn(workers, first.entries(), async ([place, bucket]) => {
    if (open(bucket)) take(await confirm(bucket, null, place < deep), epoch);
  });
  await inTurn(workers, fresh.filter((bucket) => !first.includes(bucket)).values(), async (bucket) => {
    if (open(bucket)) take(await confirm(bucket, leaderOf(bucket), false), epoch);
  });
  const smaller = before.filter((one) => one.epoch < epoch && improves(one, shown.get(one.confirmed.bucket.identity)));
  await inTurn(workers, smaller.values(), async (one) => {
    const bucket = shown.get(one.confirmed.bucket.identity) as Bucket;
    const again = await confirm(bucket, null, false);
    const better = again.again === "always" && sizeOf(again.plan) < sizeOf(one.confirmed.plan);
    take(better ? again : one.confirmed, one.first);
  });
}

/** Does work on items, several at a time; after a failure no more is begun. */
export async function inTurn<T>(workers: number, items: IterableIterator<T>, work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const item of items) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  if (failures.length > 0) throw failures[0];
}
