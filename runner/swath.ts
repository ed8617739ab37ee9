import { type Cells, emptyCells, mergeCells } from "../properties/cells.ts";
import { type CoverageCounts, emptyCoverage, mergeCoverage } from "../properties/coverage.ts";
import { type Fingerprints, mergeFingerprints } from "../properties/fingerprint.ts";
import type { HypothesisName } from "../properties/hypotheses.ts";
import type { StratumName } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import { emptyMeter, type Meter, mergeMeter } from "./meter.ts";
import type { Bucket, Swept } from "./protocol.ts";
import type { HarnessFailure } from "./session.ts";
import type { Preference } from "./sweep.ts";
import { emptyTally, mergeTally, type Tally } from "./tally.ts";

/** Everything that sweeping showed. */
export interface Swath {
  readonly buckets: Map<string, Bucket>;
  readonly coverage: CoverageCounts;
  readonly fingerprints: Fingerprints;
  readonly cells: Cells;
  readonly tally: Tally;
  readonly plans: Map<StratumName, number>;
  /** Plans that were drawn and carried out, those that ended the process among them, and those of them that showed a violation. */
  readonly drawn: Map<StratumName, number>;
  readonly failed: Map<StratumName, number>;
  /** What was met, in a campaign. */
  meter: Meter | null;
  alignmentNeeded: number;
  /** Plans that were not run, since calls like them had ended the process before. */
  skipped: number;
  /** Plans that were not run, since the kernel's memory has no room for them. */
  readonly tooLarge: Map<StratumName, number>;
  /** Shards that ran to their end. */
  finished: number;
  printedBytes: number;
  printed: string;
  /** Why sweeping ended early, if the harness failed: what was found before is kept. */
  failure: HarnessFailure | null;
}

/** Nothing swept yet. */
export function emptySwath(): Swath {
  return {
    buckets: new Map(),
    coverage: emptyCoverage(),
    fingerprints: {},
    cells: emptyCells(),
    tally: emptyTally(),
    plans: new Map(),
    drawn: new Map(),
    failed: new Map(),
    meter: null,
    alignmentNeeded: 0,
    skipped: 0,
    tooLarge: new Map(),
    finished: 0,
    printedBytes: 0,
    printed: "",
    failure: null,
  };
}

/** Counts plans of a stratum. */
export function count(counts: Map<StratumName, number>, stratum: StratumName, plans: number): void {
  if (plans > 0) counts.set(stratum, (counts.get(stratum) ?? 0) + plans);
}

/** Adds what another shard showed, which comes later in the stream. `prefers`: which plan of a finding is shown; without it, the first. */
export function mergeSwath(into: Swath, from: Swath, prefers?: Preference): void {
  for (const bucket of from.buckets.values()) mergeBucket(into.buckets, bucket, prefers);
  takeMeter(into, from.meter);
  mergeCoverage(into.coverage, from.coverage);
  mergeFingerprints(into.fingerprints, from.fingerprints);
  mergeCells(into.cells, from.cells);
  mergeTally(into.tally, from.tally);
  for (const [stratum, plans] of from.plans) count(into.plans, stratum, plans);
  for (const [stratum, plans] of from.drawn) count(into.drawn, stratum, plans);
  for (const [stratum, plans] of from.failed) count(into.failed, stratum, plans);
  into.alignmentNeeded = Math.max(into.alignmentNeeded, from.alignmentNeeded);
  into.skipped += from.skipped;
  for (const [stratum, plans] of from.tooLarge) count(into.tooLarge, stratum, plans);
  into.finished += from.finished;
  into.printedBytes += from.printedBytes;
  if (into.printed === "") into.printed = from.printed;
}

function takeMeter(swath: Swath, meter: Meter | null): void {
  if (meter === null) return;
  swath.meter ??= emptyMeter();
  mergeMeter(swath.meter, meter);
}

/** Adds a bucket to those of the same identity. `prefers`: which plan is shown; without it, the first. */
export function mergeBucket(buckets: Map<string, Bucket>, bucket: Bucket, prefers?: Preference): void {
  const known = buckets.get(bucket.identity);
  if (known === undefined) {
    buckets.set(bucket.identity, bucket);
    return;
  }
  // The one that is merged first came first in the stream.
  const shown = prefers?.(bucket.plan, known.plan) === true ? bucket : known;
  const explained = { ...known.explained };
  for (const [name, count] of Object.entries(bucket.explained) as [HypothesisName, number][])
    explained[name] = (explained[name] ?? 0) + count;
  buckets.set(bucket.identity, { ...shown, count: known.count + bucket.count, explained, asked: known.asked + bucket.asked });
}

/** Adds what came of a piece. `prefers`: which plan of a finding is shown; without it, the first. */
export function takeSwept(swath: Swath, swept: Swept, prefers?: Preference): void {
  for (const bucket of swept.buckets) mergeBucket(swath.buckets, bucket, prefers);
  takeMeter(swath, swept.meter);
  mergeCoverage(swath.coverage, swept.coverage);
  mergeFingerprints(swath.fingerprints, swept.fingerprints);
  mergeCells(swath.cells, swept.cells);
  mergeTally(swath.tally, swept.tally);
  const { stratum } = swept.piece;
  count(swath.plans, stratum, swept.plans);
  count(swath.drawn, stratum, swept.plans);
  count(swath.failed, stratum, swept.failed);
  swath.alignmentNeeded = Math.max(swath.alignmentNeeded, swept.alignmentNeeded);
  swath.skipped += swept.skipped;
  count(swath.tooLarge, stratum, swept.tooLarge);
}

/** Whether a host places buffers as one does in which nothing was called: neither a need for alignment nor an over-read was seen. */
export function learnedNothing({ alignmentNeeded, buckets }: Swept): boolean {
  return alignmentNeeded === 0 && buckets.every(({ violation }) => violation.clause !== "over-read");
}

/** Whether something was found that a kernel fails by, and not warnings alone. */
export function hasViolation({ buckets }: Swath): boolean {
  return [...buckets.values()].some(({ violation }) => severityOf(violation) === "violation");
}
