import type { Case } from "../../case.ts";
import type { Change } from "./changes.ts";

/** What the wrong cells of a call follow. */
export interface Followed {
  readonly case: Case;
  readonly cells: readonly FollowingCell[];
}

/** A wrong cell, what stands there, and the changes to the call that change it. */
export interface FollowingCell {
  readonly row: number;
  readonly column: number;
  readonly bits: number;
  readonly follows: readonly Change[];
}
