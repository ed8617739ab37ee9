import { CAUSES_OF_ARITHMETIC } from "./causes/arithmetic.ts";
import { CAUSES_OF_FORMULA } from "./causes/formula.ts";
import { CAUSES_OF_PLACES } from "./causes/places.ts";
import { CAUSES_OF_RUNNING } from "./causes/running.ts";

/** A cause that findings are known to have: what the kernel does, and where to look. */
export interface Cause {
  /** What the kernel does wrong, in words that need no case. */
  readonly text: string;
  /** Where to look, or what to change. */
  readonly remedy: string;
}

/** A cause's id. Ids are stable: records and headers of the zoo hold them. */
export type CauseId =
  | keyof typeof CAUSES_OF_FORMULA
  | keyof typeof CAUSES_OF_PLACES
  | keyof typeof CAUSES_OF_RUNNING
  | keyof typeof CAUSES_OF_ARITHMETIC;

/** The catalogue: every cause that a diagnosis can name. */
export const CAUSES: Readonly<Record<CauseId, Cause>> = {
  ...CAUSES_OF_FORMULA,
  ...CAUSES_OF_PLACES,
  ...CAUSES_OF_RUNNING,
  ...CAUSES_OF_ARITHMETIC,
};

/** The ids of the catalogue. */
export const CAUSE_IDS: readonly CauseId[] = Object.keys(CAUSES) as CauseId[];
