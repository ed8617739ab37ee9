import type { Sight } from "../adapters/callee.ts";
import { ONCE } from "../adapters/native/symbols.ts";
import type { Platform } from "../core/contract.ts";
import { counted } from "../core/counted.ts";
import { verdictOf } from "../core/gate.ts";
import type { Combinations, Finding, Run, Slack, Speed, StratumStatus } from "../core/record.ts";
import { readableCoverage } from "../properties/coverage.ts";
import type { EntryFingerprint, Fingerprints } from "../properties/fingerprint.ts";
import { HUGE_CALLS, hugeCase } from "../properties/huge.ts";
import { isRandom, STRATA, STRATUM_TEXT, type StratumName, stratumRateBelow } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import { type EntryName, REDUCTION_NAMES } from "../reference/operator.ts";
import { type PlatformId, platformOf } from "../reference/platforms.ts";
import { callModelNotes, callModelOf } from "./call-model.ts";
import { fingerprintOf } from "./choices.ts";
import { clauseStatuses } from "./clauses.ts";
import { errorHistograms } from "./errors.ts";
import { memoryOf } from "./large.ts";
import type { Bucket, Target } from "./protocol.ts";
import type { HarnessFailure } from "./session.ts";
import type { Settlement } from "./settle.ts";
import { withoutShadows } from "./shadow.ts";
import type { Swath } from "./swath.ts";
import { shapeMapsOf } from "./tally.ts";
import { biasFindings, exportFindings, foreignFindings, surplusFindings } from "./whole-run.ts";

/** Everything that a run came to. */
export interface Judged {
  /** The target's name in the record. */
  readonly name: string;
  /** The target as another command takes it. */
  readonly place: string;
  /** `null`: nothing live, but results that were brought back. */
  readonly target: Target | null;
  readonly platform: Platform;
  readonly tier: string;
  readonly seed: number;
  readonly strict: boolean;
  readonly only: string;
  readonly seconds: number;
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  readonly foreign: readonly EntryName[];
  readonly swath: Swath;
  readonly settlement: Settlement;
  readonly speed: readonly Speed[];
  readonly failure: HarnessFailure | null;
  /** Why not everything ran; `null` if it did. */
  readonly incomplete: string | null;
  /** What was met of the combinations of values, where that was metered. */
  readonly combinations?: Combinations;
}

/** The record's run of what a target came to. */
export function runOf(judged: Judged): Run {
  const { target, platform, entries, sees, swath, settlement, failure, strict, only } = judged;
  const missing = [judged.incomplete, lackOf(judged)].filter((reason) => reason !== null);
  const findings = (severe: boolean): Finding[] =>
    settlement.findings.filter((settled) => settled.severe === severe).map(({ finding }) => finding);
  const id = platform.id as PlatformId;
  const violations = [
    ...(target === null ? [] : exportFindings(target, entries, id)),
    ...foreignFindings(judged.foreign, id),
    ...findings(true),
  ];
  const warnings = [...(target === null ? [] : surplusFindings(target, entries, id)), ...findings(false), ...biasFindings(swath)];
  const coverage = readableCoverage(swath.coverage);
  const { tally, cells, fingerprints } = swath;
  const model = target === null ? ONCE : callModelOf(target);
  const run: Omit<Run, "verdict"> = {
    target: judged.name,
    platform: platform.title,
    place: judged.place,
    file: fileOf(target),
    complete: failure === null && missing.length === 0,
    strict,
    tier: judged.tier,
    seed: judged.seed,
    cases: [...swath.plans.values()].reduce((sum, count) => sum + count, 0),
    seconds: judged.seconds,
    violations,
    warnings,
    clauses: clauseStatuses(
      { tally, cells, fingerprints, model, sees, notLarge: whyNotLarge(judged) },
      violations,
      warnings,
      only,
    ),
    fingerprint: fingerprintOf(fingerprints, swath.alignmentNeeded, sees.faults),
    coverage,
    combinations: judged.combinations ?? null,
    strata: strataOf(swath),
    shapes: shapeMapsOf(tally),
    errors: errorHistograms(cells),
    speed: judged.speed,
    slack: slackOf(fingerprints),
    waivers: [],
    baseline: null,
    notes: notesOf(judged, missing),
  };
  return { ...run, verdict: failure === null ? verdictOf(run) : "error" };
}

/** A run of which there is no verdict, since the harness failed. */
export function failedRun(
  options: Pick<Judged, "name" | "place" | "tier" | "seed"> & { readonly target: Target | null; readonly platform: PlatformId },
  message: string,
): Run {
  return {
    target: options.name,
    platform: platformOf(options.platform).title,
    place: options.place,
    file: fileOf(options.target),
    verdict: "error",
    complete: false,
    strict: false,
    tier: options.tier,
    seed: options.seed,
    cases: 0,
    seconds: 0,
    violations: [],
    warnings: [],
    clauses: [],
    fingerprint: { entries: {}, alignment: "not told" },
    coverage: {},
    combinations: null,
    strata: [],
    shapes: [],
    errors: [],
    speed: [],
    slack: [],
    waivers: [],
    baseline: null,
    notes: [`the harness failed: ${message}`],
  };
}

/** The file that a target is. */
function fileOf(target: Target | null): string | null {
  return target !== null && "path" in target ? target.path : null;
}

/** Why nothing past 2^31 cells was called; `null` if something was. */
function whyNotLarge({ tier, swath, platform }: Judged): string | null {
  if ((swath.plans.get("huge") ?? 0) > 0) return null;
  if (tier !== "huge") return "only the huge tier makes tensors past 2^31 cells";
  return `takes a shared library on x86-64 Linux, and ${largeNeeds(platform)} bytes of free memory for the largest of its calls`;
}

/** Bytes that the largest call of the huge tier takes. */
function largeNeeds(platform: Platform): number {
  return Math.max(...Array.from({ length: HUGE_CALLS }, (_, index) => memoryOf(hugeCase(platform, index))));
}

/** Strata that a kernel with little memory may go without. */
const SPARED: ReadonlySet<StratumName> = new Set<StratumName>(["vast"]);

/** What the tier has and this kernel cannot be called with; `null` if nothing that counts. */
function lackOf({ tier, platform, swath: { tooLarge, plans } }: Judged): string | null {
  const large = (plans.get("huge") ?? 0) + (tooLarge.get("huge") ?? 0);
  if (tier === "huge" && (large === 0 || tooLarge.has("huge"))) {
    const left = large === 0 ? HUGE_CALLS : (tooLarge.get("huge") as number);
    return `${left} of ${HUGE_CALLS} calls past 2^31 cells were left out: they take a shared library on x86-64 Linux, and up to ${largeNeeds(platform)} bytes of free memory`;
  }
  const lacking = [...tooLarge].filter(([stratum]) => !SPARED.has(stratum));
  const count = lacking.reduce((sum, [, cases]) => sum + cases, 0);
  if (count > 0)
    return `${count} of the tier's cases (${lacking.map(([stratum]) => stratum).join(", ")}) take more memory than the kernel has`;
  return [...plans.values()].some((cases) => cases > 0) ? null : "no call was made";
}

/** Cases of a bucket's entry and reduction. */
function casesLike(swath: Swath, { violation }: Bucket): number {
  return (
    readableCoverage(swath.coverage)["entry and reduction"]?.[`${violation.entry} ${REDUCTION_NAMES[violation.reduction]}`] ?? 0
  );
}

/** Kinds of findings that do not merely follow from another, as the stream has them; with `bail` the violation alone that most cases show. */
export function bucketsOf(swath: Swath, bail: boolean): Bucket[] {
  const buckets = withoutShadows([...swath.buckets.values()], (bucket) => casesLike(swath, bucket));
  const sorted = buckets.sort(
    (a, b) => STRATA.indexOf(a.stratum) - STRATA.indexOf(b.stratum) || a.index - b.index || (a.identity < b.identity ? -1 : 1),
  );
  if (!bail) return sorted;
  const severe = sorted.filter((bucket) => severityOf(bucket.violation) === "violation");
  const most = Math.max(...severe.map((bucket) => bucket.count));
  return severe.length === 0 ? sorted : [severe.find((bucket) => bucket.count === most) as Bucket];
}

/** Of plans that were drawn: what a corpus, a waiver or a baseline adds was chosen, and says nothing of a rate. */
function strataOf({ drawn, failed }: Swath): StratumStatus[] {
  return STRATA.filter((name) => (drawn.get(name) ?? 0) > 0).map((name) => {
    const cases = drawn.get(name) as number;
    const failing = failed.get(name) ?? 0;
    const rate = isRandom(name) ? stratumRateBelow(name, failing, cases) : null;
    return { name, text: STRATUM_TEXT[name], cases, failing, failureRateBelow: rate };
  });
}

/** Bounds that have room in them: mean's alone. A product has one right result, and an off-label cell too. */
function slackOf(fingerprints: Fingerprints): Slack[] {
  return (Object.entries(fingerprints) as [EntryName, EntryFingerprint][])
    .filter(([, { slackAllowed }]) => slackAllowed > 0)
    .map(([entry, { slackError: worst, slackAllowed: allowed }]) => ({
      entry,
      bound: "mean: a division 2.5 steps off and two roundings",
      worst,
      allowed,
      used: worst / allowed,
    }));
}

/** `missing`: why not everything ran. */
function notesOf({ swath, target, sees, settlement, failure }: Judged, missing: readonly string[]): string[] {
  const { explained } = settlement;
  const notes = target === null ? [] : callModelNotes(callModelOf(target));
  if (failure !== null) notes.push(`the harness failed: ${failure.message}`);
  else notes.push(...missing);
  if (explained > 0)
    notes.push(
      `${counted(explained, "more kind", "more kinds")} of findings did not come again by themselves: what the kernel keeps, or writes late, explains them`,
    );
  if (swath.skipped > 0)
    notes.push(
      `${counted(swath.skipped, "case was", "cases were")} left out, since calls like them had ended the process before`,
    );
  for (const stratum of swath.tooLarge.keys()) {
    if (SPARED.has(stratum)) notes.push(`the stratum ${stratum} was left out: the kernel's memory has no room for its buffers`);
  }
  if (!sees.faults && target?.kind !== "built-in")
    notes.push("no unreadable memory around the buffers: reads out of bounds are not seen");
  if (!sees.examples && target?.kind !== "built-in")
    notes.push("the document's examples were not run: the kernel's memory does not reach their addresses");
  if (swath.printedBytes > 0)
    notes.push(`the kernel printed ${swath.printedBytes} bytes, beginning: ${JSON.stringify(swath.printed.slice(0, 80))}`);
  return notes;
}
