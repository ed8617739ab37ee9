import type { Platform } from "../core/contract.ts";
import { ENTRIES, type EntryName, MEAN, NONE } from "../reference/operator.ts";
import { entriesOf } from "../reference/platforms.ts";
import { AXES, axisNamed, BATCHES, FIRST_VALUE, LARGE, LENGTHS, MASKS, placeOfValue, TOTALS, VALUES } from "./axes.ts";
import { PLACEMENTS } from "./case.ts";
import { RESULTS, resultsByTotal } from "./results.ts";

/** What a target can be called with. */
export interface Reach {
  /** Functions that it offers. */
  readonly entries: readonly EntryName[];
  /** Whether buffers may end right at an unreadable zone: not behind a link. */
  readonly exact: boolean;
}

/** Which two values can meet in a case that is drawn: `VALUES` by `VALUES`, symmetric; on the diagonal, which can occur. */
export type Feasible = Uint8Array;

type Forbids = (axis: number, place: number, otherAxis: number, otherPlace: number) => boolean;

const [ENTRY, REDUCTION, BATCH, CLASS, MASK, LENGTH, TOTAL, PLACEMENT, RESULT] = [
  "entry",
  "reduction",
  "batch",
  "class_num",
  "core_mask",
  "loss_grad elements",
  "total_weight",
  "placement",
  "result",
].map(axisNamed) as [number, number, number, number, number, number, number, number, number];

/** Whether a platform of so many cores has calls of a class of batches or masks. */
function suitsCores(axis: number, place: number, cores: number): boolean {
  switch (axis === BATCH ? BATCHES[place] : axis === MASK ? MASKS[place] : null) {
    case "as many as cores":
    case "another core":
    case "all cores":
      return cores > 1;
    case "fewer than cores":
    case "first cores":
    case "some cores":
      return cores > 2;
    case "to 16":
      return cores < 16;
    default:
      return true;
  }
}

/** Pairs that no call can have, or that no stratum draws in numbers. */
const FORBIDDEN: readonly Forbids[] = [
  // Private storage has no mask, shared storage has one.
  (a, i, b, j) => a === ENTRY && b === MASK && (Object.values(ENTRIES)[i]?.storage === "p") !== (MASKS[j] === "none"),
  (a, i, b, j) => a === REDUCTION && b === LENGTH && (i === NONE) !== (LENGTHS[j] === "one a row"),
  // One row has no gradients to spare, and a batch of 1 is a total of 1.
  (a, i, b, j) => a === BATCH && BATCHES[i] === "1" && b === LENGTH && LENGTHS[j] === "more than are used",
  (a, i, b, j) => a === BATCH && BATCHES[i] === "1" && b === TOTAL && TOTALS[j] === "batch",
  // Two large extents are a matter of the stratum `vast`, of which there are few.
  (a, i, b, j) => a === BATCH && i >= LARGE.batch && b === CLASS && j >= LARGE.classes,
];

const MEAN_VALUE = (FIRST_VALUE[REDUCTION] as number) + MEAN;

/** The results that mean has by each total, as places; `null`: any. */
const POSSIBLE: readonly (readonly number[] | null)[] = TOTALS.map((total) => {
  const t = { zero: 0, infinite: Number.POSITIVE_INFINITY, NaN: Number.NaN }[total as string];
  return t === undefined ? null : (resultsByTotal(t)?.map((result) => RESULTS.indexOf(result)) ?? null);
});

/**
 * Whether values can meet, each two of which can: numbered through, in any order. Mean by zero, infinity or NaN comes to few results; nothing
 * else takes three.
 */
export function canMeet(values: readonly number[]): boolean {
  if (!values.includes(MEAN_VALUE)) return true;
  const placeOn = (axis: number): number | undefined => {
    const first = FIRST_VALUE[axis] as number;
    const value = values.find((one) => one >= first && one < first + (AXES[axis]?.values.length ?? 0));
    return value === undefined ? undefined : value - first;
  };
  const [total, result] = [placeOn(TOTAL), placeOn(RESULT)];
  if (total === undefined || result === undefined) return true;
  return POSSIBLE[total]?.includes(result) ?? true;
}

/** Which values can meet, on a platform and of a target. Three can if every two of them can, and `canMeet` has nothing against it. */
export function feasiblePairs(platform: Platform, reach: Reach): Feasible {
  const entries = entriesOf(platform).filter((entry) => reach.entries.includes(entry));
  const occurs = (axis: number, place: number): boolean =>
    suitsCores(axis, place, platform.cores) &&
    (axis === ENTRY
      ? entries.some((entry) => entry === AXES[ENTRY]?.values[place])
      : reach.exact || axis !== PLACEMENT || PLACEMENTS[place] !== "exact");
  const feasible = new Uint8Array(VALUES * VALUES);
  for (let v = 0; v < VALUES; v++) {
    const { axis: a, place: i } = placeOfValue(v);
    for (let u = v; u < VALUES; u++) {
      const { axis: b, place: j } = placeOfValue(u);
      const meet = u === v || (a !== b && !FORBIDDEN.some((forbids) => forbids(a, i, b, j)));
      if (!meet || !occurs(a, i) || !occurs(b, j)) continue;
      feasible[v * VALUES + u] = 1;
      feasible[u * VALUES + v] = 1;
    }
  }
  // A value that meets nothing of some axis cannot occur: masks of a platform whose only functions are private.
  for (let v = 0; v < VALUES; v++) {
    const own = placeOfValue(v).axis;
    const lonely = AXES.some(
      (axis, b) => b !== own && axis.values.every((_, j) => feasible[v * VALUES + (FIRST_VALUE[b] as number) + j] === 0),
    );
    if (!lonely) continue;
    feasible.fill(0, v * VALUES, (v + 1) * VALUES);
    for (let u = 0; u < VALUES; u++) feasible[u * VALUES + v] = 0;
  }
  return feasible;
}
