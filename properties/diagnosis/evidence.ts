import type { Case } from "../case.ts";
import type { GradientPlan } from "../token.ts";
import type { CellKind, Violation } from "../violation.ts";
import type { Followed } from "./influence/followed.ts";

/** A cell of the output as a call left it. */
export type SampledCell = readonly [row: number, column: number, bits: number];

/** A call of which it is known whether it shows a finding. */
export interface ExaminedCall {
  readonly case: Case;
  /** It shows the finding. */
  readonly failing: boolean;
  /** Some of the cells of the finding's kind that are wrong, and some that are right; none where nobody looked. */
  readonly wrong: readonly SampledCell[];
  readonly right: readonly SampledCell[];
  /** No label cell was written. */
  readonly unwritten: boolean;
  /** Where the finding is about no cells: off-label cells are wrong besides. */
  readonly torn?: boolean;
  /** Where the finding is about off-label cells: the label cells of their rows are wrong besides. */
  readonly displaced?: boolean;
  /** Made again at once, other cells were wrong. */
  readonly unsteady?: boolean;
  /** Left alone for some milliseconds, every cell became right. */
  readonly mended?: boolean;
}

/** Of a call whose cells nobody looked at. */
export const NO_CELLS: Pick<ExaminedCall, "wrong" | "right" | "unwritten"> = { wrong: [], right: [], unwritten: false };

/** What is known of a finding when its cause is looked for. Plain data: it passes between processes. */
export interface Evidence {
  readonly violation: Violation;
  /** The shrunk plan. */
  readonly plan: GradientPlan;
  readonly again: "always" | "sometimes" | "history" | "never" | "untried";
  /** Nothing simpler than the plan shows the finding. */
  readonly minimal: boolean;
  /** The wrong result became right some milliseconds after the return. */
  readonly mendedByWaiting: boolean;
  readonly calls: readonly ExaminedCall[];
  /** What wrong cells of one call follow; `null` where nobody tried, or nothing came of it. */
  readonly followed: Followed | null;
}

/** Kinds of findings that are about cells of the output. */
export function isCellKind(kind: CellKind): kind is "label" | "off-label" {
  return kind === "label" || kind === "off-label";
}
