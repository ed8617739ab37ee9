import type { Capacity } from "../adapters/callee.ts";
import type { Finding, Run, StratumStatus, Verdict } from "../core/record.ts";
import { readableCoverage } from "../properties/coverage.ts";
import { STRATA, STRATUM_TEXT, type StratumName } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import { REDUCTION_NAMES } from "../reference/operator.ts";
import { PLATFORMS, type PlatformId } from "../reference/platforms.ts";
import { fingerprintOf } from "./choices.ts";
import { clauseStatuses } from "./clauses.ts";
import { Crew, type HostSetup } from "./crew.ts";
import { mistakenCodes } from "./findings.ts";
import type { Bucket, Target } from "./protocol.ts";
import { confirmAll } from "./settle.ts";
import { withoutShadows } from "./shadow.ts";
import { type Swath, sweepShards } from "./sweeps.ts";
import { isWholeTier, planCount, shardsOf, type Tier } from "./tiers.ts";
import { biasFindings, exportFindings, surplusFindings } from "./whole-run.ts";

/** What to judge, and how much. */
export interface RunOptions {
  readonly target: Target;
  /** The target's name in the record. */
  readonly name: string;
  readonly platform: PlatformId;
  readonly tier: Tier;
  readonly seed: number;
  /** Single small calls, in place of the tier's number. */
  readonly cases?: number;
  /** Milliseconds after which no further cases are begun. */
  readonly time?: number;
  readonly workers: number;
  /** Stop at the first MUST violation. */
  readonly bail: boolean;
  readonly strict: boolean;
  readonly only: string;
  /** Milliseconds that a small call may take. */
  readonly timeout: number;
  /** Bytes that buffers are aligned to. */
  readonly alignment: number;
  /** Milliseconds since some moment. */
  now(): number;
  /** Asked whether to end early, keeping what was found. */
  interrupted(): boolean;
  progress(state: Progress): void;
}

/** How far a run is. */
export interface Progress {
  readonly phase: "judging" | "shrinking";
  readonly done: number;
  readonly total: number;
  readonly findings: number;
}

/** Bytes of the arena: tensors past 2^24 floats, and vectors too: a `vast` case may have a single row. */
export const CAPACITY: Capacity = { tensor: 80 * 2 ** 20, vector: 72 * 2 ** 20 };

/** Judges one target as one platform. Throws `UnusableTarget` or `HarnessFailure`; everything else is in the run. */
export async function judgeTarget(options: RunOptions): Promise<Run> {
  const { platform: id, target, seed, alignment, timeout, only } = options;
  const platform = { ...PLATFORMS[id], alignment };
  const setup: HostSetup = { target, platform: id, alignment, seed, capacity: CAPACITY, only };
  const crew = new Crew(setup, timeout);
  const started = options.now();
  const stopped = (): boolean => options.interrupted() || (options.time !== undefined && options.now() - started > options.time);
  try {
    crew.warm();
    const scout = await crew.fresh();
    const { entries, pace, guarded } = scout.opened as NonNullable<typeof scout.opened>;
    crew.adopt(scout);
    const shards = shardsOf(options.tier, pace, options.cases);
    const total = planCount(shards);
    const swath = await sweepShards(crew, shards, platform, {
      workers: pace === "threads" ? 1 : options.workers,
      bail: options.bail,
      stopped,
      progress: (done, findings) => options.progress({ phase: "judging", done, total, findings }),
    });

    const buckets = order(
      withoutShadows([...swath.buckets.values()], (bucket) => casesLike(swath, bucket)),
      options.bail,
    );
    const { findings, explained } = await confirmAll(buckets, mistakenCodes(swath.buckets.values()), crew, options, platform);
    const violations = [
      ...exportFindings(target, entries, id),
      ...findings.filter(({ severe }) => severe).map(({ finding }) => finding),
    ];
    const warnings = [
      ...surplusFindings(target, entries, id),
      ...findings.filter(({ severe }) => !severe).map(({ finding }) => finding),
      ...biasFindings(swath),
    ];
    const coverage = readableCoverage(swath.coverage);
    const whole = isWholeTier(options.tier, pace, options.cases);
    const complete = swath.finished === shards.length && whole && only === "";
    return {
      target: options.name,
      platform: platform.title,
      verdict: verdictOf(violations, warnings, complete, options.strict),
      tier: options.tier,
      seed,
      cases: [...swath.plans.values()].reduce((sum, plans) => sum + plans, 0),
      seconds: (options.now() - started) / 1000,
      violations,
      warnings,
      clauses: clauseStatuses(
        { coverage, plans: swath.plans, fingerprints: swath.fingerprints, guarded },
        violations,
        warnings,
        only,
      ),
      fingerprint: fingerprintOf(swath.fingerprints, swath.alignmentNeeded, guarded),
      coverage,
      strata: strataOf(swath),
      notes: notesOf(swath, options, complete, guarded, explained),
    };
  } finally {
    await crew.disband();
  }
}

function verdictOf(violations: readonly Finding[], warnings: readonly Finding[], complete: boolean, strict: boolean): Verdict {
  if (violations.length > 0 || (strict && warnings.length > 0)) return "fails";
  return complete ? "conforms" : "incomplete";
}

/** Cases of a bucket's entry and reduction. */
function casesLike(swath: Swath, { violation }: Bucket): number {
  return (
    readableCoverage(swath.coverage)["entry and reduction"]?.[`${violation.entry} ${REDUCTION_NAMES[violation.reduction]}`] ?? 0
  );
}

/** Buckets as the stream has them; with `bail` the violation alone that most cases show. */
function order(buckets: Iterable<Bucket>, bail: boolean): Bucket[] {
  const sorted = [...buckets].sort(
    (a, b) => STRATA.indexOf(a.stratum) - STRATA.indexOf(b.stratum) || a.index - b.index || (a.identity < b.identity ? -1 : 1),
  );
  if (!bail) return sorted;
  const severe = sorted.filter((bucket) => severityOf(bucket.violation) === "violation");
  const most = Math.max(...severe.map((bucket) => bucket.count));
  return severe.length === 0 ? sorted : [severe.find((bucket) => bucket.count === most) as Bucket];
}

function strataOf(swath: Swath): StratumStatus[] {
  const failing = new Map<StratumName, number>();
  for (const bucket of swath.buckets.values()) {
    if (severityOf(bucket.violation) === "violation")
      failing.set(bucket.stratum, Math.max(failing.get(bucket.stratum) ?? 0, bucket.count));
  }
  return STRATA.filter((name) => (swath.plans.get(name) ?? 0) > 0).map((name) => {
    const cases = swath.plans.get(name) as number;
    const failed = failing.get(name) ?? 0;
    // No failure in n draws: (1 - p)^n = 0.05 at p = 1 - 0.05^(1/n).
    return {
      name,
      text: STRATUM_TEXT[name],
      cases,
      failing: failed,
      failureRateBelow: failed === 0 ? 1 - 0.05 ** (1 / cases) : null,
    };
  });
}

function whyIncomplete(swath: Swath, options: RunOptions): string {
  if (options.only !== "") return `only properties that match "${options.only}" were asked for`;
  if (options.bail && swath.buckets.size > 0) return "stopped at the first violation, as --bail asks";
  if (options.interrupted())
    return `interrupted before the tier's cases had all run; the same command with --seed ${options.seed} runs the same cases from the start`;
  if (options.time !== undefined) return "the time budget was spent before the tier's cases had all run; give a longer --time";
  return "fewer cases than the tier has were asked for";
}

/** A run of which there is no verdict, since the harness failed. */
export function failedRun(options: RunOptions, message: string): Run {
  return {
    target: options.name,
    platform: PLATFORMS[options.platform].title,
    verdict: "error",
    tier: options.tier,
    seed: options.seed,
    cases: 0,
    seconds: 0,
    violations: [],
    warnings: [],
    clauses: [],
    fingerprint: { entries: {}, alignment: "not told" },
    coverage: {},
    strata: [],
    notes: [`the harness failed: ${message}`],
  };
}

function notesOf(swath: Swath, options: RunOptions, complete: boolean, guarded: boolean, explained: number): string[] {
  const notes: string[] = [];
  if (!complete) notes.push(whyIncomplete(swath, options));
  if (explained > 0)
    notes.push(
      `${explained} more kinds of findings did not come again by themselves: what the kernel keeps, or writes late, explains them`,
    );
  if (swath.skipped > 0) notes.push(`${swath.skipped} cases were left out, since calls like them had ended the process before`);
  if (!guarded && options.target.kind !== "built-in")
    notes.push("no unreadable memory around the buffers: reads out of bounds are not seen");
  if (swath.printedBytes > 0)
    notes.push(`the kernel printed ${swath.printedBytes} bytes, beginning: ${JSON.stringify(swath.printed.slice(0, 80))}`);
  return notes;
}
