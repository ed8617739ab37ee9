import type { Capacity } from "../adapters/callee.ts";
import type { SymbolNames } from "../adapters/native/library.ts";
import type { Outcome } from "../core/contract.ts";
import type { CoverageCounts } from "../properties/coverage.ts";
import type { Fingerprints } from "../properties/fingerprint.ts";
import type { HypothesisName } from "../properties/hypotheses.ts";
import type { StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import type { EntryName } from "../reference/operator.ts";
import type { PlatformId } from "../reference/platforms.ts";
import type { Sighting } from "./evaluate.ts";
import type { Pace, Piece } from "./tiers.ts";

/** A kernel, as the process that hosts it finds it. */
export type Target =
  | { readonly kind: "built-in"; readonly name: string }
  | { readonly kind: "library"; readonly path: string; readonly symbols: SymbolNames };

/** What a host process is started with. */
export interface HostOptions {
  readonly target: Target;
  readonly platform: PlatformId;
  /** Bytes that buffers are guaranteed to be aligned to. */
  readonly alignment: number;
  readonly seed: number;
  readonly capacity: Capacity;
  /** File that the host says in which call it is. */
  readonly beacon: string;
  /** Property and clause names to keep; all if empty. */
  readonly only: string;
}

/** What the host says about its kernel once it is open. */
export interface Opened {
  readonly entries: readonly EntryName[];
  readonly pace: Pace;
  /** Unreadable zones stand around the buffers. */
  readonly guarded: boolean;
}

export type Request =
  | { readonly kind: "open"; readonly options: HostOptions }
  /** `patience`: milliseconds that a small call may take. */
  | {
      readonly kind: "sweep";
      readonly piece: Piece;
      readonly aligned: boolean;
      readonly leave: readonly string[];
      readonly patience: number;
    }
  /**
   * Tries plans in turn until one shows a finding of the identity (any, if `null`). Each is tried `repeats` times. With
   * `wait`, a wrong output is given time to become right by itself.
   */
  | {
      readonly kind: "trial";
      readonly plans: readonly GradientPlan[];
      readonly identity: string | null;
      readonly repeats: number;
      readonly wait: boolean;
      readonly patience: number;
    }
  | { readonly kind: "close" };

export type Reply =
  | { readonly kind: "opened"; readonly opened: Opened }
  | { readonly kind: "unusable"; readonly message: string }
  | { readonly kind: "swept"; readonly swept: Swept }
  | { readonly kind: "tried"; readonly shown: TrialResult | null }
  | { readonly kind: "closed" }
  | { readonly kind: "broken"; readonly message: string };

/** The first of the tried plans that showed something, and everything that it showed. */
export interface TrialResult {
  readonly index: number;
  readonly sightings: readonly Sighting[];
  /** Whether the violation went away by waiting after the call, if that was asked. */
  readonly mendedByWaiting: boolean;
}

/** Everything of one identity that a piece showed. */
export interface Bucket {
  readonly identity: string;
  /** The first: where it was, and what it looked like. */
  readonly stratum: StratumName;
  readonly index: number;
  readonly plan: GradientPlan;
  readonly violation: Violation;
  /** Plans that show it. */
  count: number;
  /** Places of the first plans that fail so, from the first place of the piece on. */
  readonly failing: number[];
  readonly from: number;
  /** Hypotheses, by how many of the plans that were asked they explain. */
  readonly explained: Partial<Record<HypothesisName, number>>;
  asked: number;
}

/** What came of a piece. */
export interface Swept {
  readonly piece: Piece;
  readonly plans: number;
  /** Left out, as the request asked. */
  readonly skipped: number;
  readonly buckets: readonly Bucket[];
  readonly coverage: CoverageCounts;
  readonly fingerprints: Fingerprints;
  readonly alignmentNeeded: number;
}

/** Words of the beacon, past the call guard's own fields in the same page. */
export const BEACON_BYTES = 4096;
export const BEACON = { item: 64, call: 65, serial: 66, allowed: 67, inside: 68 } as const;

/** What `item` holds while a kernel is loaded. */
export const LOADING = 0xffffffff;

/** How a host process died, and in what. */
export interface Death {
  readonly outcome: Exclude<Outcome, { kind: "returned" }>;
  /** Whether it was in a call of the kernel. */
  readonly inside: boolean;
  /** Item of the request: place in the piece, or in the list of plans. */
  readonly item: number;
  /** Call of the plan. */
  readonly call: number;
}
