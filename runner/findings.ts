import type { Platform } from "../core/contract.ts";
import type { Finding } from "../core/record.ts";
import { type CaseShape, contrastOf } from "../properties/contrast.ts";
import { describeCell, describePlan } from "../properties/describe.ts";
import { HYPOTHESIS_NAMES, hypothesisOf, type HypothesisName } from "../properties/hypotheses.ts";
import { Stream } from "../properties/strata.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { identityOf, type Violation } from "../properties/violation.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { MEAN, NONE, REDUCTION_NAMES, SUM } from "../reference/operator.ts";
import type { PlatformId } from "../reference/platforms.ts";
import type { Confirmed } from "./confirm.ts";
import type { HostSetup } from "./crew.ts";
import type { Bucket } from "./protocol.ts";
import { mainCase } from "./sweep.ts";

/** Words for how surely a finding shows again. */
const AGAIN: Readonly<Record<Confirmed["again"], string>> = {
  always: "",
  sometimes: "does not show at every try: a race, or memory that was never set",
  history: "shows only after other calls: the kernel keeps state",
  never: "seen once and not again, alone or after the calls before it: a race, or state from further back",
};

/** Turns a confirmed bucket into what the record says of it. */
export function findingOf(confirmed: Confirmed, setup: HostSetup, platform: Platform, codes: ReadonlySet<string>): Finding {
  const { bucket, plan, again } = confirmed;
  const violation = settleClause(confirmed, codes);
  const why: string[] = [];
  if (confirmed.mendedByWaiting) why.push("the result becomes right some milliseconds after the return");
  if (AGAIN[again] !== "") why.push(AGAIN[again]);
  const contrast = contrastFor(bucket, setup, platform);
  if (contrast !== "") why.push(contrast);
  const hypothesis = bestHypothesis(bucket);
  if (hypothesis !== null) why.push(`${hypothesisOf(hypothesis.name).text} (explains ${hypothesis.count} of ${bucket.asked} failing cases that were asked)`);
  if (violation.clause === "reduction-codes") {
    why.push("0, 1, 2 are taken for none, sum, mean, as the contradicting sentence under loss_grad has it; the enumeration says 0 Sum, 1 Mean, 2 None");
  }
  return {
    id: identityOf(violation),
    property: violation.property,
    clauses: [violation.clause, ...(violation.related ?? [])],
    entry: violation.entry,
    reduction: REDUCTION_NAMES[violation.reduction],
    cell: describeCell(violation.cell),
    case: describePlan(plan),
    message: violation.message,
    why,
    token: encodeToken({ platform: platform.id as PlatformId, alignment: setup.alignment, plan }),
    again,
    expected: violation.expected,
    received: violation.received,
    ulp: violation.ulp,
    relative: violation.relative,
    count: bucket.count,
  };
}

/** The clause that a finding is filed under, once it is known what it depends on. */
function settleClause({ bucket, violation, plan, again, mendedByWaiting }: Confirmed, codes: ReadonlySet<string>): Violation {
  const filed = (clause: ClauseId): Violation => ({
    ...violation,
    clause,
    related: [...new Set([violation.clause, ...(violation.related ?? [])])].filter((other) => other !== clause),
  });
  if (mendedByWaiting && violation.clause !== "complete-on-return") return filed("complete-on-return");
  if (again === "history" && violation.clause !== "no-state") return filed("no-state");
  if (codes.has(bucket.identity)) return filed("reduction-codes");
  const hypothesis = bestHypothesis(bucket);
  const blamed = hypothesis === null ? undefined : hypothesisOf(hypothesis.name).clause;
  if (blamed !== undefined) return filed(blamed);
  const cause = again === "always" && plan.kind === "call" ? causeIn(plan, violation) : null;
  return cause === null ? violation : filed(cause);
}

/**
 * What the shrunk case still needs to fail is a cause: the shrinker tried to do without it, and the kernel passed.
 */
function causeIn(plan: GradientPlan & { kind: "call" }, violation: Violation): ClauseId | null {
  const c = plan.call;
  if (violation.cell.kind !== "label" && violation.cell.kind !== "off-label") return null;
  const special = !/^-?[0-9]/.test(violation.received);
  if (c.reduction !== MEAN && special && c.totalWeight !== 0 && isSpecialBits(c.entry.startsWith("fp"), c.totalWeight)) return "total-weight-unused";
  if (c.logits !== "finite") return "logits-unused";
  if (c.unused !== "drawn") return c.reduction !== NONE && c.lossGradLength > 1 ? "loss-grad-extent" : "weight-extent";
  if (c.coreMask !== 1 && violation.clause !== "off-label-zero") return "core-mask-equivalence";
  return c.coreMask !== 1 ? "core-mask-equivalence" : null;
}

function isSpecialBits(isFloat: boolean, bits: number): boolean {
  return isFloat ? (bits & 0x7f800000) === 0x7f800000 : (bits & 0x7c00) === 0x7c00;
}

/** Failing cases that a hypothesis must explain, of those that were asked. */
const EXPLAINING = 0.9;

/** The hypothesis that explains nearly every failing case that was asked; between equals the simpler one. */
function bestHypothesis(bucket: Bucket): { readonly name: HypothesisName; readonly count: number } | null {
  let best: { name: HypothesisName; count: number } | null = null;
  for (const name of HYPOTHESIS_NAMES) {
    const count = bucket.explained[name] ?? 0;
    if (count > 0 && count >= EXPLAINING * bucket.asked && count > (best?.count ?? 0)) best = { name, count };
  }
  return best;
}

/**
 * Identities of label cells that the document's contradicting sentence explains: 0 behaves as none, and 1 as sum or 2 as
 * mean.
 */
export function contradictedCodes(buckets: Iterable<Bucket>): Set<string> {
  const byEntry = new Map<string, Bucket[]>();
  for (const bucket of buckets) {
    if (bucket.violation.cell.kind !== "label") continue;
    const { entry } = bucket.violation;
    byEntry.set(entry, [...(byEntry.get(entry) ?? []), bucket]);
  }
  const contradicted = new Set<string>();
  for (const group of byEntry.values()) {
    const shows = (reduction: number, name: HypothesisName): boolean =>
      group.some((bucket) => bucket.violation.reduction === reduction && bucket.asked > 0 && 2 * (bucket.explained[name] ?? 0) > bucket.asked);
    const sumAsNone = shows(SUM, "loss-grad-by-row");
    const meanAsSum = shows(MEAN, "as-sum");
    const noneAsMean = shows(NONE, "as-mean");
    if (Number(sumAsNone) + Number(meanAsSum) + Number(noneAsMean) < 2) continue;
    for (const bucket of group) contradicted.add(bucket.identity);
  }
  return contradicted;
}

/** Places of passing plans that are drawn again for a contrast. */
const DRAWN_AGAIN = 4000;

/** What tells the failing shapes of a bucket from the passing ones of its entry and reduction, in words. */
function contrastFor(bucket: Bucket, setup: HostSetup, platform: Platform): string {
  if (bucket.stratum === "examples") return "";
  const stream = new Stream(setup.seed, platform);
  const failing: CaseShape[] = [];
  const passing: CaseShape[] = [];
  const bad = new Set(bucket.failing);
  const last = Math.min(Math.max(...bucket.failing), bucket.from + DRAWN_AGAIN);
  for (let index = bucket.from; index <= last; index++) {
    const c = mainCase(stream.draw(bucket.stratum, index));
    if (c === null || c.entry !== bucket.violation.entry || c.reduction !== bucket.violation.reduction) continue;
    (bad.has(index) ? failing : passing).push(c);
  }
  const contrast = contrastOf(failing, passing, platform);
  if (contrast === null) return "";
  return `fails ${contrast.failing} of ${contrast.holding} where ${contrast.text}, passes ${contrast.passing} of ${contrast.passing} elsewhere`;
}
