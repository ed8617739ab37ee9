import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import type { Finding, LikelyCause } from "../core/record.ts";
import { type Case, typeOf } from "../properties/case.ts";
import { type CaseShape, contrastOf } from "../properties/contrast.ts";
import { describeCell, describePlan } from "../properties/describe.ts";
import { diagnose, likely } from "../properties/diagnosis/diagnose.ts";
import { matrixOf } from "../properties/drawing.ts";
import { operandsOf } from "../properties/explicit.ts";
import { HYPOTHESIS_NAMES, type HypothesisName, hypothesisOf } from "../properties/hypotheses.ts";
import { Stream } from "../properties/strata.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { identityOf, severityOf, type Violation } from "../properties/violation.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { type EntryName, MEAN, NONE, REDUCTION_NAMES, SUM } from "../reference/operator.ts";
import type { PlatformId } from "../reference/platforms.ts";
import type { Confirmed } from "./confirmed.ts";
import type { HostSetup } from "./crew.ts";
import { judgedCalls } from "./evidence.ts";
import type { Bucket } from "./protocol.ts";
import { mainCase } from "./workplace.ts";

/** Words for how surely a finding shows again. */
const AGAIN: Readonly<Record<Confirmed["again"], string>> = {
  always: "",
  sometimes: "does not show at every try: a race, or memory that was never set",
  history: "shows only after other calls: the kernel keeps state",
  untried: "as it was first seen: it was not run again, nor made smaller",
  never: "seen once and not again, alone or after the calls before it: a race, or state from further back",
};

/** What a run's cases were drawn with. */
export type Drawing = Pick<HostSetup, "seed" | "alignment" | "campaign" | "wanted">;

/** Turns a confirmed bucket into what the record says of it. */
export function findingOf(confirmed: Confirmed, setup: Drawing, platform: Platform, codes: Codes): Finding {
  const { bucket, plan, again } = confirmed;
  const violation = settleClause(confirmed, codes);
  const c = mainCase(plan);
  const why: string[] = [];
  if (confirmed.mendedByWaiting) why.push("the result becomes right some milliseconds after the return");
  if (AGAIN[again] !== "") why.push(AGAIN[again]);
  const contrast = confirmed.contrast ?? contrastFor(bucket, setup, platform);
  if (contrast !== "") why.push(contrast);
  const hypothesis = bestHypothesis(bucket);
  if (violation.clause === "reduction-codes") why.push(wordCodes(codes.get(violation.entry) as readonly number[]));
  else if (hypothesis !== null) {
    const { text } = hypothesisOf(hypothesis.name);
    why.push(`${text} (explains ${hypothesis.count} of ${bucket.asked} failing cases that were asked)`);
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
    causes: causesOf(confirmed, violation, setup, platform, codes),
    why,
    token: encodeToken({ platform: platform.id as PlatformId, alignment: setup.alignment, plan }),
    again,
    expected: violation.expected,
    received: violation.received,
    ulp: violation.ulp,
    relative: violation.relative,
    count: bucket.count,
    waived: null,
    matrix: c === null ? null : matrixOf(c, violation.cell, confirmed.snapshot),
  };
}

/** What a finding probably comes from. */
function causesOf(
  confirmed: Confirmed,
  violation: Violation,
  setup: Drawing,
  platform: Platform,
  codes: Codes,
): readonly LikelyCause[] {
  if (violation.clause === "reduction-codes") {
    const taken = codes.get(violation.entry) as readonly number[];
    return [likely(isOfBullet(taken) ? "reduction-codes-of-the-bullet" : "reduction-codes-swapped", "")];
  }
  if (confirmed.causes !== undefined || severityOf(violation) === "warning") return confirmed.causes ?? [];
  return diagnose({ ...confirmed, calls: judgedCalls(confirmed.bucket, setup, platform), followed: null }, platform);
}

/** Whether codes are those of the contradicting sentence. */
function isOfBullet(codes: readonly number[]): boolean {
  return codes[SUM] === NONE && codes[MEAN] === SUM && codes[NONE] === MEAN;
}

/** The clause that a finding is filed under, once it is known what it depends on. */
function settleClause({ bucket, violation, plan, again, minimal, mendedByWaiting }: Confirmed, codes: Codes): Violation {
  const filed = (clause: ClauseId): Violation => ({
    ...violation,
    clause,
    related: [...new Set([violation.clause, ...(violation.related ?? [])])].filter((other) => other !== clause),
  });
  if (mendedByWaiting && violation.clause !== "complete-on-return") return filed("complete-on-return");
  // A plan that kept the calls before it could not do without them, if doing without was tried.
  const needsOthers = again !== "untried" && plan.kind === "call" && plan.before.length > 0 && plan.call.poison !== "left";
  if ((again === "history" || needsOthers) && violation.clause !== "no-state") return filed("no-state");
  const taken = codes.get(violation.entry)?.[violation.reduction];
  if (violation.cell.kind === "label" && taken !== undefined && taken !== violation.reduction) return filed("reduction-codes");
  const hypothesis = bestHypothesis(bucket);
  const blamed = hypothesis === null ? undefined : hypothesisOf(hypothesis.name).clause;
  if (blamed !== undefined) return filed(blamed);
  const cause = again === "always" && minimal && plan.kind === "call" ? causeIn(plan, violation) : null;
  return cause === null ? violation : filed(cause);
}

/**
 * What the shrunk case still needs to fail is a cause: the shrinker tried to do without it, and the kernel passed.
 */
function causeIn(plan: GradientPlan & { kind: "call" }, violation: Violation): ClauseId | null {
  const c = plan.call;
  if (violation.cell.kind === "label" && REDUCTIONS_WRONG.has(violation.clause)) {
    const numeric = numericClause(c, violation);
    if (numeric !== null) return numeric;
  }
  if (violation.cell.kind !== "label" && violation.cell.kind !== "off-label") return null;
  const special = !/^-?[0-9]/.test(violation.received);
  if (c.reduction !== MEAN && special && c.totalWeight !== 0 && isSpecialBits(c.entry.startsWith("fp"), c.totalWeight))
    return "total-weight-unused";
  if (c.logits !== "finite") return "logits-unused";
  if (c.unused !== "drawn") return c.reduction !== NONE && c.lossGradLength > 1 ? "loss-grad-extent" : "weight-extent";
  if (c.coreMask !== 1 && violation.clause !== "off-label-zero") return "core-mask-equivalence";
  return c.coreMask !== 1 ? "core-mask-equivalence" : null;
}

const REDUCTIONS_WRONG: ReadonlySet<ClauseId> = new Set<ClauseId>(["reduction-sum", "reduction-none", "reduction-mean"]);

/**
 * The rounding clause of a wrong label cell whose operands could not be made ordinary: the formula is right, and its
 * arithmetic is not at the ends of the range. `null` if ordinary operands show the fault as well.
 */
function numericClause(c: Case, { cell, reduction }: Violation): ClauseId | null {
  const format = formatOf(typeOf(c));
  const { g, w, t } = operandsOf(c, cell.row as number, cell.column as number);
  const values = [g, w, ...(reduction === MEAN ? [t] : [])].map((bits) => format.fromBits(bits));
  const ordinary = (x: number): boolean => x === 0 || (Math.abs(x) >= 2 ** -8 && Math.abs(x) <= 2 ** 8);
  const result = values.reduce((product, x, k) => (k === 2 ? product / x : product * x), 1);
  if (values.every(ordinary) && ordinary(result)) return null;
  return reduction === MEAN ? "mean-rounding" : values.every(Number.isFinite) ? "product-rounding" : "product-special";
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

/** What a reduction behaves as, by the hypothesis that explains it. */
const BEHAVES: Readonly<Record<number, Readonly<Partial<Record<HypothesisName, number>>>>> = {
  [SUM]: { "loss-grad-by-row": NONE, "as-mean": MEAN },
  [MEAN]: { "as-sum": SUM, "as-none": NONE },
  [NONE]: { "loss-grad-first": SUM, "as-mean": MEAN, "as-mean-first": MEAN },
};

/** What each code is taken for, by entry, where two or three have changed places. */
export type Codes = ReadonlyMap<EntryName, readonly number[]>;

/** Finds kernels that number the reductions otherwise. */
export function mistakenCodes(buckets: Iterable<Bucket>): Codes {
  const counts = new Map<string, { readonly of: Violation; asked: number; readonly explained: Map<HypothesisName, number> }>();
  // Calls of one function and reduction break several clauses: what they behave as is told by all of them.
  for (const { violation, explained, asked } of buckets) {
    if (violation.cell.kind !== "label") continue;
    const key = `${violation.entry}/${violation.reduction}`;
    const count = counts.get(key) ?? { of: violation, asked: 0, explained: new Map() };
    counts.set(key, count);
    count.asked += asked;
    for (const [name, n] of Object.entries(explained) as [HypothesisName, number][])
      count.explained.set(name, (count.explained.get(name) ?? 0) + n);
  }
  const taken = new Map<EntryName, number[]>();
  for (const { of, asked, explained } of counts.values()) {
    let most = asked / 2;
    for (const [name, behaves] of Object.entries(BEHAVES[of.reduction] ?? {}) as [HypothesisName, number][]) {
      const count = explained.get(name) ?? 0;
      if (count <= most) continue;
      most = count;
      const codes = taken.get(of.entry) ?? [SUM, MEAN, NONE];
      codes[of.reduction] = behaves;
      taken.set(of.entry, codes);
    }
  }
  const whole = new Map([...taken].filter(([, codes]) => new Set(codes).size === codes.length));
  // Functions of a library number alike: what a few calls left open of one, another tells.
  for (const [entry, codes] of taken) {
    const alike = [...whole.values()].find((others) => codes.every((code, k) => code === k || code === others[k]));
    if (!whole.has(entry) && alike !== undefined) whole.set(entry, alike);
  }
  return whole;
}

/** A mistaken numbering in words. */
function wordCodes(codes: readonly number[]): string {
  const names = codes.map((code) => REDUCTION_NAMES[code] as string).join(", ");
  return isOfBullet(codes)
    ? "codes 0, 1, 2 are taken for none, sum, mean, as the contradicting sentence under loss_grad has it; the enumeration says 0 Sum, 1 Mean, 2 None"
    : `codes 0, 1, 2 are taken for ${names}; the enumeration says 0 Sum, 1 Mean, 2 None`;
}

/** Places of passing plans that are drawn again for a contrast. */
const DRAWN_AGAIN = 4000;

/** What tells the failing shapes of a bucket from the passing ones of its entry and reduction, in words. */
export function contrastFor(bucket: Bucket, setup: Drawing, platform: Platform): string {
  if (bucket.stratum === "examples") return "";
  const stream = new Stream(setup.seed, platform, setup.campaign?.steering, setup.wanted);
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
