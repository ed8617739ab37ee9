import type { Capacity, Sight } from "../adapters/callee.ts";
import type { CallModel, SymbolNames } from "../adapters/native/symbols.ts";
import type { Outcome } from "../core/contract.ts";
import type { ElementType } from "../core/format.ts";
import type { Speed } from "../core/record.ts";
import type { Case } from "../properties/case.ts";
import type { Cells } from "../properties/cells.ts";
import type { CoverageCounts } from "../properties/coverage.ts";
import type { ExaminedCall } from "../properties/diagnosis/evidence.ts";
import type { Followed } from "../properties/diagnosis/influence/followed.ts";
import type { Snapshot } from "../properties/drawing.ts";
import type { Fingerprints } from "../properties/fingerprint.ts";
import type { HypothesisName } from "../properties/hypotheses.ts";
import type { Steering } from "../properties/steer.ts";
import type { StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import type { EntryName } from "../reference/operator.ts";
import type { PlatformId } from "../reference/platforms.ts";
import type { Sighting } from "./evaluate.ts";
import type { Meter } from "./meter.ts";
import type { PairShape, PairsProved } from "./pairs.ts";
import type { Tally } from "./tally.ts";
import type { Pace, Piece } from "./tiers.ts";
import type { BenchShape, Timed } from "./timing.ts";

/** A kernel, as the process that hosts it finds it. */
export type Target =
  | { readonly kind: "built-in"; readonly name: string }
  | {
      readonly kind: "library";
      readonly path: string;
      readonly symbols: SymbolNames;
      /** How its kernels are called; once with a mask, if missing. */
      readonly model?: CallModel;
    }
  | { readonly kind: "wasm"; readonly path: string; readonly symbols: SymbolNames }
  /** A module in JavaScript or TypeScript. */
  | { readonly kind: "module"; readonly path: string }
  /** A program behind a pipe: its words, the command first; and what it offered when it was asked. */
  | { readonly kind: "exec"; readonly command: readonly string[]; readonly functions?: readonly EntryName[] };

/** What a target says of itself before it is judged. */
export interface Introduction {
  readonly name: string;
  readonly entries: readonly EntryName[];
  readonly elementTypes: readonly ElementType[];
  /** What it wants to be judged as, if it says so. */
  readonly platform: PlatformId | null;
}

/** What a host process is started with. */
export interface HostOptions {
  readonly target: Target;
  readonly platform: PlatformId;
  /** Bytes that buffers are guaranteed to be aligned to. */
  readonly alignment: number;
  readonly seed: number;
  readonly capacity: Capacity;
  /** Milliseconds that a call may take of which nobody but its harness knows when it is made. */
  readonly timeout: number;
  /** Descriptor of the open file that the host says in which call it is. */
  readonly beacon: number;
  /** Property and clause names to keep; all if empty. */
  readonly only: string;
  /** Where draws are steered, and that what they meet is metered: a campaign's hosts. */
  readonly campaign?: { readonly steering: Steering | null };
  /**
   * Combinations of values that plans of the stratum `combinations` are to have; even if there are none yet, which combinations meet is
   * metered.
   */
  readonly wanted?: readonly (readonly number[])[];
}

/** What the host says about its kernel once it is open. */
export interface Opened {
  readonly entries: readonly EntryName[];
  readonly pace: Pace;
  readonly sees: Sight;
  /** Functions that the platform does not have, and that the kernel carried out all the same, though it could refuse. */
  readonly foreign: readonly EntryName[];
}

export type Request =
  | { readonly kind: "introduce"; readonly target: Target; readonly beacon: number }
  | { readonly kind: "open"; readonly options: HostOptions }
  /** `patience`: milliseconds that a small call may take. */
  | {
      readonly kind: "sweep";
      readonly piece: Piece;
      readonly aligned: boolean;
      readonly leave: readonly string[];
      readonly patience: number;
      /** A harness's suspicion of a hang needs no proof any more. */
      readonly hangIsProven?: boolean;
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
      readonly hangIsProven?: boolean;
    }
  /** Makes calls again to look at the cells that a finding is about. With `wait`, the first wrong output is given time to become right by itself. */
  | {
      readonly kind: "examine";
      readonly plans: readonly GradientPlan[];
      readonly violation: Violation;
      readonly wait: boolean;
      readonly patience: number;
    }
  /** Makes a call again with each element of its inputs changed by itself, and looks what wrong cells follow. */
  | {
      readonly kind: "follow";
      readonly call: Case;
      readonly cells: "label" | "off-label";
      readonly patience: number;
    }
  /** Times calls of these shapes beside memset. */
  | { readonly kind: "time"; readonly shapes: readonly BenchShape[]; readonly patience: number }
  /** Times calls of each function. */
  | { readonly kind: "measure"; readonly patience: number }
  /** Runs pairs of halves of these units through the kernel. `wrong`: how many were wrong in the units before. */
  | {
      readonly kind: "pairs";
      readonly shape: PairShape;
      readonly from: number;
      readonly to: number;
      readonly wrong: number;
      readonly patience: number;
    }
  | { readonly kind: "close" };

export type Reply =
  | { readonly kind: "introduced"; readonly introduction: Introduction }
  | { readonly kind: "opened"; readonly opened: Opened }
  | { readonly kind: "unusable"; readonly message: string }
  | { readonly kind: "swept"; readonly swept: Swept }
  | { readonly kind: "tried"; readonly shown: TrialResult | null }
  | { readonly kind: "examined"; readonly calls: readonly ExaminedCall[] }
  | { readonly kind: "followed"; readonly followed: Followed | null }
  | { readonly kind: "timed"; readonly timed: readonly Timed[] }
  | { readonly kind: "measured"; readonly speed: readonly Speed[] }
  | { readonly kind: "compared"; readonly pairs: PairsProved }
  | { readonly kind: "closed" }
  | { readonly kind: "broken"; readonly message: string };

/** The first of the tried plans that showed something, and everything that it showed. */
export interface TrialResult {
  readonly index: number;
  readonly sightings: readonly Sighting[];
  /** Whether the violation went away by waiting after the call, if that was asked. */
  readonly mendedByWaiting: boolean;
  /** What the call left that the finding is about; `null` where that does not stand. */
  readonly snapshot: Snapshot | null;
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
  /** What was carried out: less than was asked for, if the process grew too large. */
  readonly piece: Piece;
  readonly plans: number;
  /** Plans that showed a violation. */
  readonly failed: number;
  /** Left out, as the request asked, or since calls like them hang. */
  readonly skipped: number;
  /** Left out, since the kernel's memory has no room for them. */
  readonly tooLarge: number;
  /** Why the rest of the piece could not be carried out: what the harness did. */
  readonly broken: string | null;
  readonly buckets: readonly Bucket[];
  readonly coverage: CoverageCounts;
  readonly fingerprints: Fingerprints;
  readonly cells: Cells;
  readonly tally: Tally;
  readonly alignmentNeeded: number;
  /** What was met, in a campaign. */
  readonly meter: Meter | null;
}

/** The descriptor that a host gets its beacon's file as, behind those of standard streams and requests. */
export const BEACON_FILE = 4;

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
