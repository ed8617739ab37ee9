import type { Sight } from "../adapters/callee.ts";
import type { CallModel } from "../adapters/native/symbols.ts";
import type { ClauseStatus, Finding } from "../core/record.ts";
import type { EntryFingerprint, Fingerprints } from "../properties/fingerprint.ts";
import { STRATA, type StratumName } from "../properties/strata.ts";
import { CLAUSE_IDS, CLAUSES, type ClauseId } from "../reference/clauses.ts";
import { callModelReasons } from "./call-model.ts";

/** What a run counted, for saying which clauses it judged. */
export interface Judged {
  /** Cases by axis and value. */
  readonly coverage: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly plans: ReadonlyMap<StratumName, number>;
  /** Plans whose last call came back. */
  readonly returned: ReadonlyMap<StratumName, number>;
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

/** Cases that could have broken a clause. */
function casesOf(id: ClauseId, judged: Judged): number {
  const { coverage, plans, returned, fingerprints, sees } = judged;
  const axis = (name: string): [string, number][] => Object.entries(coverage[name] ?? {});
  const sum = (name: string, holds: (value: string) => boolean): number =>
    axis(name).reduce((total, [value, count]) => total + (holds(value) ? count : 0), 0);
  const total = (counts: ReadonlyMap<StratumName, number>): number =>
    STRATA.reduce((cases, stratum) => cases + (counts.get(stratum) ?? 0), 0);
  const cells = (count: (seen: EntryFingerprint) => number): number =>
    Object.values(fingerprints).reduce((total, seen) => total + count(seen), 0);
  const reduction = (name: string): number => sum("entry and reduction", (value) => value.endsWith(` ${name}`));
  const shared = sum("entry and reduction", (value) => value.includes("_s "));
  const relations = returned.get("relations") ?? 0;
  const products = reduction("sum") + reduction("none");
  switch (id) {
    case "reduction-none":
      return reduction("none");
    case "reduction-sum":
      return reduction("sum");
    case "reduction-mean":
    case "mean-rounding":
    case "mean-accuracy":
      return reduction("mean");
    case "loss-grad-extent":
      return sum("unused inputs", (value) => value !== "drawn");
    case "weight-extent":
      return sum("unused inputs", (value) => value !== "drawn");
    case "total-weight-unused":
    case "product-rounding":
      return products;
    case "product-special":
      return cells((seen) => seen.specialProducts);
    case "mean-special":
      return cells((seen) => seen.specialMeans);
    case "subnormals":
      return cells((seen) => seen.keptSubnormals + seen.flushedProducts + seen.flushedCells);
    case "zero-total":
      return cells((seen) => seen.zeroTotalBatch + seen.zeroTotalIeee + seen.zeroTotalOther + seen.zeroTotalZero);
    case "extreme-total":
      return cells((seen) => seen.extremeTotals);
    case "core-mask-equivalence":
      return shared;
    case "no-state":
    case "position-independence":
    case "storage-equivalence":
      return relations;
    case "complete-on-return":
      return returned.get("late") ?? 0;
    case "large-extent":
      return plans.get("huge") ?? 0;
    case "empty":
      return returned.get("empty") ?? 0;
    case "over-read":
      return sees.faults ? sum("placement", (value) => value === "exact") : 0;
    case "platform-dtypes":
      return 1;
    case "terminates":
    case "in-bounds":
      return total(plans);
    default:
      return total(returned);
  }
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
    if (reason !== undefined) return { id, level, status: "not judged", cases: 0, why: reason };
    if (RECORDED.has(id))
      return { id, level, status: "not judged", cases: 0, why: "OPEN: the choice is recorded in the fingerprint" };
    const cases = casesOf(id, judged);
    if (breaks(violations, id)) return { id, level, status: "failed", cases, why: "" };
    if (breaks(warnings, id)) return { id, level, status: "warned", cases, why: "" };
    if (only !== "" && !id.includes(only)) return { id, level, status: "not judged", cases: 0, why: "not asked for by --only" };
    if (cases === 0) return { id, level, status: "not judged", cases, why: "no case reached it" };
    return { id, level, status: "passed", cases, why: "" };
  });
}
