import type { CampaignEnd, Outlook, ResidualRisk, Stability } from "./campaign.ts";
import type { Finding, Met, Verdict } from "./record.ts";

/** One line of the feed that `nllgrad fuzz --feed` writes, as JSON; `feed.schema.json` is its JSON Schema. */
export type FeedEvent = StartEvent | EpochEvent | FindingEvent | AlarmEvent | EndEvent;

/** A sitting begins: a new campaign, or one that goes on. */
export interface StartEvent {
  readonly event: "start";
  readonly schema: "nllgrad.feed/1";
  /** Version of the suite. */
  readonly suite: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly target: string;
  readonly platform: string;
  readonly seed: number;
  /** SHA-256 of the kernel, and of how it is called. */
  readonly kernel: string;
  /** Shards of an epoch, and plans of a shard of the first. */
  readonly shards: number;
  readonly shardPlans: number;
  readonly workers: number;
  readonly store: string;
  /** Epochs and cases that the campaign had before. */
  readonly epochs: number;
  readonly cases: number;
  /** Identities of the findings that it had before: no event of their own is sent. */
  readonly known: readonly string[];
}

/** An epoch is over, and in the store. */
export interface EpochEvent {
  readonly event: "epoch";
  /** Since the sitting began. */
  readonly seconds: number;
  /** Epochs that are over. */
  readonly epochs: number;
  readonly cases: number;
  /** Cases a second, of this sitting. */
  readonly rate: number;
  readonly pairs: Met;
  readonly triples: Met;
  readonly violations: number;
  readonly warnings: number;
  readonly residual: readonly ResidualRisk[];
  readonly stability: Stability;
  readonly outlook: Outlook;
}

/** A kind of finding was confirmed for the first time. */
export interface FindingEvent {
  readonly event: "finding";
  readonly seconds: number;
  readonly epochs: number;
  /** A violation of a MUST clause. */
  readonly severe: boolean;
  readonly finding: Finding;
}

/** Something to look at that says nothing of the kernel: silence, or what could not be written or started. */
export interface AlarmEvent {
  readonly event: "alarm";
  readonly seconds: number;
  readonly kind: string;
  readonly message: string;
}

/** The sitting is over. */
export interface EndEvent {
  readonly event: "end";
  readonly seconds: number;
  readonly ended: CampaignEnd;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly digest: string;
  readonly epochs: number;
  readonly cases: number;
  readonly violations: number;
  readonly warnings: number;
  /** The command that goes on with it. */
  readonly resume: string;
}
