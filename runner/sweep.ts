import type { Callee } from "../adapters/callee.ts";
import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import type { Called } from "../properties/collector.ts";
import { cover, emptyCoverage } from "../properties/coverage.ts";
import { Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import { ENTRIES, type EntryName, entryOf } from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, type DocumentExample } from "../reference/platforms.ts";
import { evaluate, type Sighting } from "./evaluate.ts";
import type { Executor } from "./executor.ts";
import { matches } from "./only.ts";
import type { Bucket, Swept } from "./protocol.ts";
import type { Piece } from "./tiers.ts";

/** Failing plans that a bucket remembers. */
const FAILING_KEPT = 512;

/** Failing plans of a bucket whose results are held against the hypotheses. */
const EXPLAINED = 24;

/** The case that a plan is about, if it has one. */
export function mainCase(plan: GradientPlan): Case | null {
  return plan.kind === "call" ? plan.call : plan.kind === "relation" ? plan.base : null;
}

/** Where a sweep works. */
export interface Workplace {
  readonly callee: Callee;
  readonly platform: Platform;
  readonly executor: Executor;
  readonly seed: number;
  readonly only: string;
  /** Says which plan of the piece, and which call of the plan, comes next. */
  at(item: number, call: number): void;
}

/**
 * Draws, runs and judges the plans of a piece. `aligned`: the kernel's process dies of exact placement.
 * `leave`: entries and reductions, as `entry/reduction`, whose calls have ended the process too often.
 */
export function sweep(place: Workplace, piece: Piece, aligned: boolean, leave: readonly string[]): Swept {
  const { callee, platform, executor } = place;
  const stream = new Stream(place.seed, platform);
  const coverage = emptyCoverage();
  const buckets = new Map<string, Bucket>();
  const offered = new Set(callee.entries);
  let plans = 0;
  let skipped = 0;
  for (let index = piece.from; index < piece.to; index++) {
    const plan = settle(stream.draw(piece.stratum, index), aligned);
    const called = calledBy(plan);
    if (!needed(plan).every((entry) => offered.has(entry))) continue;
    if (leave.length > 0 && leave.includes(`${called.entry}/${called.reduction}`)) {
      skipped++;
      continue;
    }
    const c = mainCase(plan);
    if (c !== null) cover(coverage, c);
    plans++;
    const onCall = (call: number): void => place.at(index, call);
    for (const sighting of evaluate(plan, executor, callee, platform, onCall)) {
      if (matches(place.only, sighting.violation)) note(buckets, sighting, index, piece, executor);
    }
  }
  return { piece, plans, skipped, buckets: [...buckets.values()], coverage, ...executor.takeSeen() };
}

/** Functions that a plan calls. */
function needed(plan: GradientPlan): readonly EntryName[] {
  const { entry } = calledBy(plan);
  if (plan.kind !== "relation" || plan.relation !== "storage") return [entry];
  const { type } = ENTRIES[entry];
  return [entryOf(type, "s"), entryOf(type, "p")];
}

/** Entry and reduction of what a plan calls. */
export function calledBy(plan: GradientPlan): Called {
  switch (plan.kind) {
    case "call":
      return plan.call;
    case "relation":
      return plan.base;
    case "example":
      return DOCUMENT_EXAMPLES[plan.example] as DocumentExample;
  }
}

/** The plan with its placement changed to one that no process dies of. */
export function settle(plan: GradientPlan, aligned: boolean): GradientPlan {
  const settled = (c: Case): Case => (c.placement === "exact" ? { ...c, placement: "aligned" } : c);
  if (!aligned || plan.kind === "example") return plan;
  if (plan.kind === "relation") return { ...plan, base: settled(plan.base) };
  return { ...plan, before: plan.before.map(settled), call: settled(plan.call) };
}

function note(
  buckets: Map<string, Bucket>,
  { violation, plan }: Sighting,
  index: number,
  piece: Piece,
  executor: Executor,
): void {
  const identity = identityOf(violation);
  let bucket = buckets.get(identity);
  if (bucket === undefined) {
    bucket = bucketOf({ violation, plan }, index, piece);
    buckets.set(identity, bucket);
  } else {
    bucket.count++;
    if (bucket.failing.length < FAILING_KEPT) bucket.failing.push(index);
  }
  if (violation.cell.kind !== "label" || plan.kind !== "call" || bucket.asked >= EXPLAINED) return;
  const names = executor.explain(plan.call);
  if (names === null) return;
  bucket.asked++;
  for (const name of names) bucket.explained[name] = (bucket.explained[name] ?? 0) + 1;
}

/** A bucket of one sighting. */
export function bucketOf({ violation, plan }: Sighting, index: number, piece: Piece): Bucket {
  const { stratum, from } = piece;
  return {
    identity: identityOf(violation),
    stratum,
    index,
    plan,
    violation,
    count: 1,
    failing: [index],
    from,
    explained: {},
    asked: 0,
  };
}
