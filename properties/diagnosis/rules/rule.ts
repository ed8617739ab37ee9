import { MEAN, NONE, type Reduction, SUM } from "../../../reference/operator.ts";
import type { CellKind } from "../../violation.ts";
import type { CauseId } from "../causes.ts";
import type { Evidence } from "../evidence.ts";
import type { ImpliedName } from "../models/implied.ts";
import type { ModelName } from "../models/models.ts";
import type { FamilyName } from "../statements/families.ts";
import type { Got } from "../units.ts";

/** What speaks for a cause: every part that a rule has must hold, each as far as it does. */
export interface Rule {
  readonly cause: CauseId;
  readonly on: readonly CellKind[];
  readonly reductions?: readonly Reduction[];
  /** What wrong cells hold. */
  readonly got?: readonly Got[];
  /** Wrong formulas, one of which gives what wrong cells hold, and what right ones do where no statement parts them. */
  readonly models?: readonly ModelName[];
  /**
   * What wrong cells imply to be a constant; `short`: that each is nearer to 0 than it should be; `bits`, `places`: how many an operand or
   * the result has left, in all and behind the point.
   */
  readonly constant?: ImpliedName | "contents" | "short" | "bits" | "places";
  /** Statements, the sharpest of which parts wrong units from right ones. */
  readonly families?: readonly FamilyName[];
  /** It would show in the smallest of calls. */
  readonly anywhere?: true;
  /** Right cells need not follow the formula: it is about how far wrong ones are off. */
  readonly anyway?: true;
  /** What else must be so. */
  readonly when?: (evidence: Evidence) => boolean;
  /** How likely it is next to others that the evidence speaks for as well; 0 if left out. */
  readonly weight?: number;
}

/** Kinds of findings. */
export const LABEL: readonly CellKind[] = ["label"];
export const OFF: readonly CellKind[] = ["off-label"];
export const CELLS: readonly CellKind[] = ["label", "off-label"];
export const ENDS: readonly CellKind[] = ["crash", "exit", "throw"];

/** What cells hold that nobody wrote, that somebody wrote, or that were zeroed at most. */
export const UNWRITTEN: readonly Got[] = ["poison"];
export const WRITTEN: readonly Got[] = ["zero", "minus zero", "nan", "infinity", "stray", "near", "number"];
export const LOST: readonly Got[] = ["poison", "zero"];

/** Reductions whose gradient is one element, and those whose result is a product. */
export const SCALAR: readonly Reduction[] = [SUM, MEAN];
export const PRODUCTS: readonly Reduction[] = [SUM, NONE];

/** A wrong formula, everywhere or where some statement says. */
export function model(cause: CauseId, models: readonly ModelName[], more: Partial<Rule> = {}): Rule {
  const anywhere = more.families === undefined ? { anywhere: true as const } : {};
  return { cause, on: LABEL, models, weight: 0.08, ...anywhere, ...more };
}

/** A value that is nearly right. */
export function arithmetic(cause: CauseId, models: readonly ModelName[], more: Partial<Rule> = {}): Rule {
  return { cause, on: LABEL, models, weight: 0.1, ...more };
}

/** Cells, or calls, that a statement parts from right ones. */
export function place(cause: CauseId, on: readonly CellKind[], families: readonly FamilyName[], more: Partial<Rule> = {}): Rule {
  return { cause, on, families, weight: 0.03, ...more };
}
