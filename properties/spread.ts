import type { Platform } from "../core/contract.ts";
import type { Random } from "../core/random.ts";
import { AXES, axisNamed, FIRST_VALUE, LARGE, VALUES } from "./axes.ts";
import type { Case } from "./case.ts";
import { canMeet, type Feasible } from "./feasible.ts";
import { withValues } from "./setters.ts";

const BATCH = axisNamed("batch");
const CLASS = axisNamed("class_num");

/** Axes that get a value at least. */
const LEAST = 3;

/**
 * The case with values of some axes that can meet, three or more, each value of an axis as likely: what is rare on each of four axes is not
 * left to chance.
 */
export function spread(random: Random, c: Case, platform: Platform, feasible: Feasible): Case {
  const axes = [...AXES.keys()];
  const count = random.between(LEAST, axes.length);
  const values: number[] = [];
  for (let k = 0; k < count; k++) {
    const other = random.between(k, axes.length - 1);
    const axis = axes[other] as number;
    axes[other] = axes[k] as number;
    const value = (FIRST_VALUE[axis] as number) + random.below(choices(axis));
    // What does not fit is left as it is drawn, and so is a large extent: the stratum is about it.
    if (isLarge(axis, c, platform) || feasible[value * VALUES + value] === 0) continue;
    if (values.some((one) => feasible[value * VALUES + one] === 0)) continue;
    values.push(value);
    if (!canMeet(values)) values.pop();
  }
  return withValues(
    random,
    c,
    values.sort((one, other) => one - other),
    platform,
  );
}

/** How many values of an axis there are to choose from, the first ones: a small extent stays small. */
function choices(axis: number): number {
  return axis === BATCH ? LARGE.batch : axis === CLASS ? LARGE.classes : (AXES[axis]?.values.length ?? 0);
}

function isLarge(axis: number, c: Case, platform: Platform): boolean {
  return (axis === BATCH || axis === CLASS) && (AXES[axis]?.of(c, platform) ?? 0) >= choices(axis);
}
