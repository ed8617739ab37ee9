import type { LikelyCause } from "../core/record.ts";
import type { Snapshot } from "../properties/drawing.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import type { Bucket } from "./protocol.ts";

/** A bucket after its first sighting was run again by itself, and made small. */
export interface Confirmed {
  readonly bucket: Bucket;
  readonly plan: GradientPlan;
  readonly violation: Violation;
  /**
   * `always`: at the first try in a fresh process. `sometimes`: in some of several tries. `history`: only after other
   * calls. `never`: not again. `untried`: there was nothing to try it on.
   */
  readonly again: "always" | "sometimes" | "history" | "never" | "untried";
  /** Nothing simpler shows it: what the plan still has, it needs. */
  readonly minimal: boolean;
  /** The wrong result became right some milliseconds after the return. */
  readonly mendedByWaiting: boolean;
  /** What its call left in memory; `null` if nobody looked. */
  readonly snapshot: Snapshot | null;
  /** What it probably comes from, where it was looked for already. */
  readonly causes?: readonly LikelyCause[];
  /** What tells failing shapes from passing ones, where it was looked for already. */
  readonly contrast?: string;
}

/** A bucket as it was first seen. */
export function unseen(bucket: Bucket): Omit<Confirmed, "again"> {
  return { bucket, plan: bucket.plan, violation: bucket.violation, mendedByWaiting: false, minimal: false, snapshot: null };
}

/** A bucket that nothing can be tried of. */
export function untried(bucket: Bucket): Confirmed {
  return { ...unseen(bucket), again: "untried" };
}
