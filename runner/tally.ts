import type { ShapeMap } from "../core/record.ts";
import { SLICES, sliceOf } from "../properties/cells.ts";
import type { StratumName } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { calledBy } from "./called.ts";
import { mainCase } from "./workplace.ts";

/** Plans of one entry and reduction. */
export interface PlanCounts {
  plans: number;
  /** Those whose last call came back, so that its output was judged; the rest of the counts is of these. */
  returned: number;
  /** With marks in inputs that must have no influence. */
  marked: number;
  /** With a buffer that ends at the unreadable zone. */
  exact: number;
  relations: number;
  late: number;
  empty: number;
  huge: number;
}

/** Cases by two numbers, each below `SIDE`: a row for each of the second; and those of them that broke a MUST clause. */
interface Plane {
  readonly cases: number[];
  readonly failing: number[];
}

/** What plans were carried out, by what clauses and readers ask for: numbers that merge by addition. */
export interface Tally {
  /** In the order of `SLICES`. */
  readonly slices: PlanCounts[];
  /** By binary digits of batch and class_num. */
  readonly digits: Plane;
  /** By batch and class_num modulo 32, of those that have rows. */
  readonly residues: Plane;
}

const SIDE = 32;

/** Nothing carried out yet. */
export function emptyTally(): Tally {
  const plane = (): Plane => ({ cases: new Array(SIDE * SIDE).fill(0), failing: new Array(SIDE * SIDE).fill(0) });
  return {
    slices: SLICES.map(() => ({ plans: 0, returned: 0, marked: 0, exact: 0, relations: 0, late: 0, empty: 0, huge: 0 })),
    digits: plane(),
    residues: plane(),
  };
}

/** Counts a plan that was carried out. `failed`: it broke a MUST clause. */
export function tallyPlan(tally: Tally, plan: GradientPlan, stratum: StratumName, returned: boolean, failed: boolean): void {
  const counts = tally.slices[sliceOf(calledBy(plan))] as PlanCounts;
  counts.plans++;
  const c = mainCase(plan);
  if (c !== null) {
    mark(tally.digits, digitsOf(c.batch), digitsOf(c.classNum), failed);
    if (c.batch > 0) mark(tally.residues, c.batch % SIDE, c.classNum % SIDE, failed);
  }
  if (!returned) return;
  counts.returned++;
  if (c !== null && c.unused !== "drawn") counts.marked++;
  if (c?.placement === "exact") counts.exact++;
  if (stratum === "relations" || stratum === "late" || stratum === "empty" || stratum === "huge") counts[stratum]++;
}

const digitsOf = (n: number): number => Math.min(32 - Math.clz32(n), SIDE - 1);

function mark({ cases, failing }: Plane, across: number, down: number, failed: boolean): void {
  const at = SIDE * down + across;
  cases[at] = (cases[at] as number) + 1;
  if (failed) failing[at] = (failing[at] as number) + 1;
}

/** Adds what was carried out elsewhere. */
export function mergeTally(into: Tally, from: Tally): void {
  from.slices.forEach((counts, k) => {
    const sum = into.slices[k] as PlanCounts;
    for (const key of Object.keys(counts) as (keyof PlanCounts)[]) sum[key] += counts[key];
  });
  for (const plane of ["digits", "residues"] as const) {
    for (const part of ["cases", "failing"] as const) {
      const sum = into[plane][part];
      for (const [k, count] of from[plane][part].entries()) (sum[k] as number) += count;
    }
  }
}

/** The planes as the record has them: as far as cases lie. */
export function shapeMapsOf({ digits, residues }: Tally): ShapeMap[] {
  return [mapOf("by powers of two", digits, leastOf), mapOf("modulo 32", residues, String)].filter((map) => map.down.length > 0);
}

/** The least number of so many binary digits, short: `8Ki`. */
function leastOf(digits: number): string {
  const least = digits === 0 ? 0 : 2 ** (digits - 1);
  return least >= 2 ** 20 ? `${least / 2 ** 20}Mi` : least >= 2 ** 13 ? `${least / 2 ** 10}Ki` : String(least);
}

function mapOf(name: string, { cases, failing }: Plane, label: (place: number) => string): ShapeMap {
  const filled = [...cases.entries()].filter(([, count]) => count > 0).map(([at]) => at);
  const across = Math.max(0, ...filled.map((at) => (at % SIDE) + 1));
  const down = Math.max(0, ...filled.map((at) => Math.floor(at / SIDE) + 1));
  const rows = (counts: readonly number[]): string[] =>
    Array.from({ length: down }, (_, row) => counts.slice(SIDE * row, SIDE * row + across).join(" "));
  const labels = (length: number): string[] => Array.from({ length }, (_, place) => label(place));
  return { name, across: labels(across), down: labels(down), cases: rows(cases), failing: rows(failing) };
}
