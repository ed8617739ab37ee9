import type { Sight } from "../adapters/callee.ts";
import type { CallModel } from "../adapters/native/symbols.ts";
import type { ClauseStatus, Finding } from "../core/record.ts";
import { type CellCounts, type Cells, SLICES } from "../properties/cells.ts";
import type { Fingerprints } from "../properties/fingerprint.ts";
import { CLAUSE_IDS, CLAUSES, type ClauseId } from "../reference/clauses.ts";
import { ENTRIES, MEAN, NONE, REDUCTION_NAMES, type Reduction, SUM } from "../reference/operator.ts";
import { callModelReasons } from "./call-model.ts";
import type { PlanCounts, Tally } from "./tally.ts";

/** What a run counted, for saying which clauses it judged. */
export interface Judged {
  readonly tally: Tally;
  readonly cells: Cells;
  readonly fingerprints: Fingerprints;
  readonly model: CallModel;
  /** Why no tensor past 2^31 cells was made; `null` where one was. */
  readonly notLarge: string | null;
  readonly sees: Sight;
}

const NOT_JUDGED: Readonly<Partial<Record<ClauseId, string>>> = {
  "label-range": "a precondition: what happens outside it cannot be reported through the C functions",
  "mask-zero": "OPEN: not called",
  "mask-beyond": "OPEN: not called",
  "reduction-other": "OPEN: not called",
  "null-pointers": "OPEN: not called",
  aliasing: "OPEN: not called",
};

const RECORDED: ReadonlySet<ClauseId> = new Set<ClauseId>(["zero-sign", "evaluation-order", "hp-intermediate", "alignment"]);

/** Clauses that cannot be judged of a target of which so much is seen, and why. */
function unseen(sees: Sight): Partial<Record<ClauseId, string>> {
  return {
    ...(sees.faults ? {} : { "over-read": "needs unreadable memory behind the buffers" }),
    ...(sees.around || sees.faults ? {} : { "in-bounds": "the harness lays no guards around the buffers" }),
    ...(sees.inputs ? {} : { "inputs-unchanged": "the harness does not compare the inputs" }),
    ...(sees.late ? {} : { "complete-on-return": "nothing is seen of the memory after a call returned" }),
  };
}

/** Cases of one entry and reduction that could have broken a clause. */
function casesIn(id: ClauseId, slice: number, { tally, cells, fingerprints, sees }: Judged): number {
  const { entry, reduction } = SLICES[slice] as (typeof SLICES)[number];
  const { plans, returned, marked, exact, relations, late, empty, huge } = tally.slices[slice] as PlanCounts;
  const { special, subnormals } = cells[slice] as CellCounts;
  const seen = fingerprints[entry];
  const of = (wanted: Reduction): number => (reduction === wanted ? returned : 0);
  const products = of(SUM) + of(NONE);
  switch (id) {
    case "reduction-none":
      return of(NONE);
    case "reduction-sum":
      return of(SUM);
    case "reduction-mean":
    case "mean-rounding":
    case "mean-accuracy":
      return of(MEAN);
    case "loss-grad-extent":
    case "weight-extent":
      return marked;
    case "total-weight-unused":
    case "product-rounding":
      return products;
    case "product-special":
      return reduction === MEAN ? 0 : special;
    case "mean-special":
      return reduction === MEAN ? special : 0;
    case "subnormals":
      return subnormals;
    case "zero-total":
      if (reduction !== MEAN || seen === undefined) return 0;
      return seen.zeroTotalBatch + seen.zeroTotalIeee + seen.zeroTotalOther + seen.zeroTotalZero;
    case "extreme-total":
      return reduction === MEAN ? (seen?.extremeTotals ?? 0) : 0;
    case "core-mask-equivalence":
      return ENTRIES[entry].storage === "s" ? returned : 0;
    case "no-state":
    case "position-independence":
    case "storage-equivalence":
      return relations;
    case "complete-on-return":
      return late;
    case "large-extent":
      return huge;
    case "empty":
      return empty;
    case "over-read":
      return sees.faults ? exact : 0;
    case "platform-dtypes":
      return 0;
    case "terminates":
    case "in-bounds":
      return plans;
    default:
      return returned;
  }
}

/** The same by element type and reduction, those that there were alone. */
function casesBy(id: ClauseId, judged: Judged): Record<string, number> {
  const by: Record<string, number> = {};
  SLICES.forEach(({ entry, reduction }, slice) => {
    const cases = casesIn(id, slice, judged);
    const name = `${ENTRIES[entry].type} ${REDUCTION_NAMES[reduction]}`;
    if (cases > 0) by[name] = (by[name] ?? 0) + cases;
  });
  return by;
}

/** The state of every clause after a run: none is left out. `only`: other properties were not asked for. */
export function clauseStatuses(
  judged: Judged,
  violations: readonly Finding[],
  warnings: readonly Finding[],
  only: string,
): ClauseStatus[] {
  const breaks = (findings: readonly Finding[], id: ClauseId): boolean =>
    findings.some((finding) => finding.clauses.includes(id));
  const large = judged.notLarge === null ? {} : { "large-extent": judged.notLarge };
  const reasons: Partial<Record<ClauseId, string>> = {
    ...NOT_JUDGED,
    ...large,
    ...callModelReasons(judged.model),
    ...unseen(judged.sees),
  };
  return CLAUSE_IDS.map((id) => {
    const { level } = CLAUSES[id];
    const reason = reasons[id];
    if (reason !== undefined) return { id, level, status: "not judged", cases: 0, by: {}, why: reason };
    if (RECORDED.has(id))
      return { id, level, status: "not judged", cases: 0, by: {}, why: "OPEN: the choice is recorded in the fingerprint" };
    const by = casesBy(id, judged);
    // Which functions there are is looked at once.
    const cases = id === "platform-dtypes" ? 1 : Object.values(by).reduce((sum, count) => sum + count, 0);
    if (breaks(violations, id)) return { id, level, status: "failed", cases, by, why: "" };
    if (breaks(warnings, id)) return { id, level, status: "warned", cases, by, why: "" };
    if (only !== "" && !id.includes(only))
      return { id, level, status: "not judged", cases: 0, by: {}, why: "not asked for by --only" };
    if (cases === 0) return { id, level, status: "not judged", cases, by, why: "no case reached it" };
    return { id, level, status: "passed", cases, by, why: "" };
  });
}
