import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import type { Case } from "../properties/case.ts";
import { type Combinations, emptyCombinations, meet, mergeCombinations, type OutcomeKind } from "../properties/combinations.ts";
import { operandsOf } from "../properties/explicit.ts";
import { labelOf } from "../properties/results.ts";
import type { Operands } from "../properties/steer.ts";
import { isDrawnFree, type StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { severityOf } from "../properties/violation.ts";
import { ENTRIES } from "../reference/operator.ts";
import { type Edges, emptyEdges, mergeEdges } from "./edges.ts";
import type { Sighting } from "./evaluate.ts";
import { mainCase } from "./workplace.ts";

/** The largest rounding error that was seen of a function in a stratum, and the call that has it. */
export interface WorstError {
  readonly steps: number;
  readonly plan: GradientPlan;
  readonly operands: Operands;
}

/** What a campaign's draws met: merges in any grouping, in the stream's order. */
export interface Meter {
  readonly combinations: Combinations;
  /** By `stratum/entry`. */
  readonly worst: Record<string, WorstError>;
  /** Plans that were drawn without steering, by stratum. */
  readonly free: Partial<Record<StratumName, number>>;
  /** Those of them that showed a violation. */
  readonly freeFailing: Partial<Record<StratumName, number>>;
  /** Calls that were made twice in a row, and those that came to the same. */
  readonly repeats: { made: number; same: number };
  /** What the kernel's own counters showed, if it has some. */
  edges?: Edges;
}

/** Nothing met yet. */
export function emptyMeter(): Meter {
  return { combinations: emptyCombinations(), worst: {}, free: {}, freeFailing: {}, repeats: { made: 0, same: 0 } };
}

function outcomeOf(sightings: readonly Sighting[]): OutcomeKind {
  if (sightings.length === 0) return "passed";
  return sightings.some(({ violation }) => severityOf(violation) === "violation") ? "failed" : "warned";
}

/** Where in the stream a plan was drawn. */
interface Drawn {
  readonly seed: number;
  readonly stratum: StratumName;
  readonly index: number;
  readonly plan: GradientPlan;
}

/**
 * Of the calls of a volley one in so many is metered, its first among them: metering takes longer than such a call, and what is met but not
 * counted is only met again.
 */
const TINY_METERED = 4;

/** Notes a plan that was carried out and judged. `error`: the largest of its last call. */
export function note(
  meter: Meter,
  { seed, stratum, index, plan }: Drawn,
  sightings: readonly Sighting[],
  platform: Platform,
  error: { readonly steps: number; readonly row: number },
): void {
  const drawn = mainCase(plan);
  if (drawn === null) return;
  // With read-only inputs, exact placement is left aside.
  const moved = plan.kind === "call" && plan.watch === "inputs" && drawn.placement === "exact";
  const c: Case = moved ? { ...drawn, placement: "aligned" } : drawn;
  const outcome = outcomeOf(sightings);
  if (stratum !== "tiny" || index % TINY_METERED === 0) meet(meter.combinations, c, platform, outcome);
  noteFree(meter, { seed, stratum, index }, outcome === "failed");
  if (plan.kind === "relation" && plan.relation === "repeat") {
    meter.repeats.made++;
    if (!sightings.some(({ violation }) => violation.clause === "no-state")) meter.repeats.same++;
  }
  // What is further off than a legal result is a finding, and told as one.
  if (plan.kind !== "call" || plan.watch !== "nothing" || outcome === "failed" || error.steps === 0) return;
  const key = `${stratum}/${c.entry}`;
  if (error.steps <= (meter.worst[key]?.steps ?? 0)) return;
  const operands = operandsIn(c, error.row);
  if (isPlain(operands)) meter.worst[key] = { steps: error.steps, plan, operands };
}

/** Counts a plan towards its stratum's failure rate, if it was drawn without steering. */
export function noteFree(meter: Meter, { seed, stratum, index }: Omit<Drawn, "plan">, failed: boolean): void {
  if (!isDrawnFree(seed, stratum, index)) return;
  meter.free[stratum] = (meter.free[stratum] ?? 0) + 1;
  if (failed) meter.freeFailing[stratum] = (meter.freeFailing[stratum] ?? 0) + 1;
}

/** Whether no order of mean comes near over- or underflow, where legal results part ways and an error says nothing of rounding. */
function isPlain({ entry, g: gBits, w: wBits, t: tBits }: Operands): boolean {
  const format = formatOf(ENTRIES[entry].type);
  const [g, w, t] = [gBits, wBits, tBits].map((bits) => Math.abs(format.fromBits(bits))) as [number, number, number];
  const inRange = (x: number): boolean => x >= format.minNormal && x <= format.maxFinite;
  return [g, w, t, g * w, g / t, w / t, 1 / t].every(inRange);
}

function operandsIn(c: Case, row: number): Operands {
  return { entry: c.entry, ...operandsOf(c, row, labelOf(c, row)) };
}

/** Adds what was met later in the stream. */
export function mergeMeter(into: Meter, from: Meter): void {
  mergeCombinations(into.combinations, from.combinations);
  for (const [key, worst] of Object.entries(from.worst)) {
    if (worst.steps > (into.worst[key]?.steps ?? 0)) into.worst[key] = worst;
  }
  into.repeats.made += from.repeats.made;
  into.repeats.same += from.repeats.same;
  for (const counts of ["free", "freeFailing"] as const)
    for (const [stratum, count] of Object.entries(from[counts]) as [StratumName, number][])
      into[counts][stratum] = (into[counts][stratum] ?? 0) + count;
  if (from.edges !== undefined) mergeEdges((into.edges ??= emptyEdges(from.edges.seen.length)), from.edges);
}
