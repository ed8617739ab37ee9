import type { Platform } from "../core/contract.ts";
import { HALF } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import type { Proof, ProofPart, ProofVerdict } from "../core/proof.ts";
import type { Run } from "../core/record.ts";
import { relativeError, stepsBetween } from "../core/ulp.ts";
import { sliceOf } from "../properties/cells.ts";
import { ENUMERATED, type EnumeratedStratum, enumeratedCount, enumeratedEntry } from "../properties/enumerated.ts";
import { STRATUM_TEXT } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf, severityOf, showBits, showNumber, type Violation } from "../properties/violation.ts";
import { type ClauseId, levelOf } from "../reference/clauses.ts";
import { ENTRIES, type EntryName, NONE, REDUCTION_NAMES, SUM } from "../reference/operator.ts";
import { ALL_MASKS_CORES, entriesOf, platformOf } from "../reference/platforms.ts";
import { negatedProduct } from "../reference/product.ts";
import { tryAlone } from "./alone.ts";
import { CAPACITY, confirmOrKeep, type RunOptions } from "./conformance.ts";
import { Crew, sightingOf } from "./crew.ts";
import { mistakenCodes } from "./findings.ts";
import { type PairJob, type PairJobResult, runPairJobs } from "./pair-jobs.ts";
import { maskOf, type PairShape, pairsCall, singlePair, UNIT_PAIRS, UNITS } from "./pairs.ts";
import { bucketsOf, runOf } from "./run.ts";
import type { HarnessFailure } from "./session.ts";
import { count, emptySwath, mergeBucket, mergeSwath, type Swath } from "./swath.ts";
import { bucketOf } from "./sweep.ts";
import { sweepShards } from "./sweeps.ts";
import type { PlanCounts } from "./tally.ts";
import type { Pace, Shard } from "./tiers.ts";
import { mergeWrong, patternOf, type WrongPairs } from "./wrong-pairs.ts";

/** What to prove, and how much of it. */
export type ProofOptions = Pick<
  RunOptions,
  "target" | "name" | "place" | "platform" | "time" | "workers" | "strict" | "timeout" | "alignment" | "now" | "interrupted"
> & {
  /** One in so many of everything: a power of two, 1 to 32768. */
  readonly stripe: number;
  progress(state: ProofProgress): void;
};

/** How far a proof is. */
export interface ProofProgress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly findings: number;
}

/** What a proof came to. */
export interface Proved {
  readonly run: Run;
  readonly proof: Proof;
}

/** Shapes that pairs go through whole: what a call of each kind costs, and a cell, is told in `pairs.ts`. */
const WHOLE: Readonly<Record<Pace, { readonly sum: number; readonly none: number }>> = {
  native: { sum: 64, none: 2 },
  wasm: { sum: 64, none: 2 },
  script: { sum: 16, none: 2 },
  threads: { sum: 512, none: 2 },
  remote: { sum: 512, none: 2 },
};

/** Shapes of which a part is enough: a kernel may have a way of its own for one class, or for odd ones. */
const BESIDES: readonly (readonly [PairShape["reduction"], number])[] = [
  [NONE, 1],
  [NONE, 3],
  [SUM, 128],
];
const BESIDES_STRIPE = 64;

/** Why a proof's run never reads `conforms`. */
const NO_VERDICT = "a proof is of what can be enumerated; whether a kernel conforms is for nllgrad check to say";

/** Proves what is finite of one target on one platform. Throws `UnusableTarget` or `HarnessFailure`; everything else is in the result. */
export async function proveTarget(options: ProofOptions): Promise<Proved> {
  const { platform: id, target, alignment, timeout } = options;
  const platform = { ...platformOf(id), alignment };
  const crew = new Crew({ target, platform: id, alignment, seed: 0, capacity: CAPACITY, timeout, only: "" });
  const started = options.now();
  const stopped = (): boolean => options.interrupted() || (options.time !== undefined && options.now() - started > options.time);
  try {
    crew.warm();
    const scout = await crew.fresh();
    const { entries, pace, sees, foreign } = scout.opened as NonNullable<typeof scout.opened>;
    crew.adopt(scout);
    const workers = pace === "threads" ? 1 : options.workers;
    const swath = emptySwath();
    const parts: ProofPart[] = [];
    let failure: HarnessFailure | null = null;
    for (const stratum of ENUMERATED) {
      const swept = await sweepEnumerated(crew, stratum, platform, entries, { ...options, workers }, stopped);
      failure ??= swept.swath.failure;
      mergeSwath(swath, swept.swath);
      if (swept.part !== null) parts.push(swept.part);
    }
    const jobs = jobsOf(platform, entries, pace, options.stripe);
    const results = failure === null ? await runPairJobs(crew, jobs, { ...options, workers, stopped }) : [];
    for (const group of groupJobs(jobs, results)) parts.push(await takePairs(crew, swath, group, platform));
    const buckets = bucketsOf(swath, false);
    const progress = ({ done, total, findings }: { done: number; total: number; findings: number }): void =>
      options.progress({ what: "shrinking", done, total, findings });
    const codes = mistakenCodes(swath.buckets.values());
    const confirmed = await confirmOrKeep(buckets, codes, crew, { ...options, progress }, platform, failure);
    const run = runOf({
      ...{ name: options.name, place: options.place, target, platform, tier: "prove", seed: 0, strict: options.strict, only: "" },
      ...{ seconds: (options.now() - started) / 1000, entries, sees, foreign, swath, incomplete: NO_VERDICT },
      ...{ settlement: confirmed.settlement, speed: [], failure: confirmed.failure },
    });
    const proof = {
      verdict: verdictOf(run, parts, confirmed.failure),
      stripe: options.stripe,
      parts,
      beyond: beyondOf(platform),
    };
    return { run, proof };
  } finally {
    await crew.disband();
  }
}

function verdictOf(run: Run, parts: readonly ProofPart[], failure: HarnessFailure | null): ProofVerdict {
  if (failure !== null) return "failed";
  if (run.verdict === "fails") return "refuted";
  return parts.every(({ tried, of }) => tried === of) ? "proved" : "unfinished";
}

function beyondOf({ elementTypes, cores }: Platform): string[] {
  return [
    ...(cores > ALL_MASKS_CORES ? [`masks: ${cores} cores have ${2 ** cores - 1}`] : []),
    ...(elementTypes.includes("fp") ? ["products and means of floats: there are 2^64 pairs, and more triples"] : []),
    ...(elementTypes.includes("hp") ? ["means of halves past the hard partners: there are 2^48 triples"] : []),
    "other shapes, off-label cells and memory: nllgrad check",
  ];
}

/** Plans of an enumerated stratum, cut into two shards. */
async function sweepEnumerated(
  crew: Crew,
  stratum: EnumeratedStratum,
  platform: Platform,
  entries: readonly EntryName[],
  options: ProofOptions,
  stopped: () => boolean,
): Promise<{ readonly swath: Swath; readonly part: ProofPart | null }> {
  const all = enumeratedCount(stratum, platform);
  // Masks are few.
  const plans = stratum === "masks" ? all : Math.ceil(all / options.stripe);
  // What a kernel does not offer is no part of it; a library that lacks a function is told so.
  const offered = (count: number): number => {
    let sum = 0;
    for (let index = 0; index < count; index++) if (entries.includes(enumeratedEntry(stratum, index, platform))) sum++;
    return sum;
  };
  const of = offered(all);
  const asked = offered(plans);
  if (asked === 0) return { swath: emptySwath(), part: null };
  const middle = Math.floor(plans / 2);
  const shards: Shard[] = [{ pieces: [{ stratum, from: 0, to: middle }] }, { pieces: [{ stratum, from: middle, to: plans }] }];
  const swath = await sweepShards(crew, shards, platform, {
    workers: options.workers,
    bail: false,
    stopped,
    progress: (done, findings) => options.progress({ what: STRATUM_TEXT[stratum], done, total: asked, findings }),
  });
  const tried = swath.plans.get(stratum) ?? 0;
  const wrong = [...swath.buckets.values()].map(({ violation, count: cases }) => ({
    clause: violation.clause,
    level: levelOf(violation.clause),
    count: cases,
    pattern: `${violation.entry} ${REDUCTION_NAMES[violation.reduction]}`,
  }));
  const why = tried === asked ? "" : swath.skipped > 0 ? "calls like some of them had ended the process" : "ended before";
  return { swath, part: { what: STRATUM_TEXT[stratum], unit: "cases", tried, of, asked, wrong, why } };
}

/** Everything that pairs go through: four jobs for each function and reduction, so that several workers have something to do. */
function jobsOf(platform: Platform, entries: readonly EntryName[], pace: Pace, stripe: number): PairJob[] {
  const offered = entriesOf(platform).filter((entry) => ENTRIES[entry].type === "hp" && entries.includes(entry));
  const cut = (shape: PairShape, units: number, jobs: number): PairJob[] =>
    Array.from({ length: jobs }, (_, k) => ({
      shape,
      from: Math.floor((units * k) / jobs),
      to: Math.floor((units * (k + 1)) / jobs),
    })).filter(({ from, to }) => to > from);
  return offered.flatMap((entry) => [
    ...cut({ entry, reduction: SUM, classNum: WHOLE[pace].sum }, UNITS / stripe, 4),
    ...cut({ entry, reduction: NONE, classNum: WHOLE[pace].none }, UNITS / stripe, 4),
    ...BESIDES.flatMap(([reduction, classNum]) =>
      cut({ entry, reduction, classNum }, Math.ceil(UNITS / BESIDES_STRIPE / stripe), 1),
    ),
  ]);
}

/** The jobs of one shape, with what came of them. */
interface PairGroup {
  readonly shape: PairShape;
  readonly of: number;
  readonly asked: number;
  readonly results: readonly PairJobResult[];
}

function groupJobs(jobs: readonly PairJob[], results: readonly PairJobResult[]): PairGroup[] {
  const groups = new Map<string, PairGroup & { results: PairJobResult[]; asked: number }>();
  jobs.forEach(({ shape, from, to }, k) => {
    const key = JSON.stringify(shape);
    const whole = BESIDES.some(([reduction, classNum]) => shape.reduction === reduction && shape.classNum === classNum)
      ? UNITS / BESIDES_STRIPE
      : UNITS;
    const group = groups.get(key) ?? { shape, of: whole * UNIT_PAIRS, asked: 0, results: [] };
    group.asked += (to - from) * UNIT_PAIRS;
    const result = results[k];
    if (result !== undefined) group.results.push(result);
    groups.set(key, group);
  });
  return [...groups.values()];
}

/** Turns the wrong pairs of a shape into findings to confirm, and says what was tried. */
async function takePairs(crew: Crew, swath: Swath, group: PairGroup, platform: Platform): Promise<ProofPart> {
  const { shape, of, asked, results } = group;
  const wrong = new Map<ClauseId, WrongPairs>();
  let [tried, calls, why] = [0, 0, ""];
  for (const result of results) {
    tried += result.pairs;
    calls += result.calls;
    if (why === "") ({ why } = result);
    mergeWrong(wrong, [...result.wrong.values()]);
    if (result.death !== null) {
      const { death, unit, call } = result.death;
      const sighting = sightingOf(death, callPlan(shape, unit, call, platform), platform);
      mergeBucket(swath.buckets, aside(bucketOf(sighting, 0, ASIDE)));
    }
  }
  count(swath.plans, ASIDE.stratum, calls);
  const tallied = swath.tally.slices[sliceOf(shape)] as PlanCounts;
  tallied.plans += calls;
  tallied.returned += calls;
  for (const pairs of wrong.values()) await takeWrong(crew, swath, shape, pairs, platform);
  const { entry, reduction, classNum } = shape;
  return {
    what: `pairs of halves through ${entry} ${REDUCTION_NAMES[reduction]}, class_num ${classNum}`,
    unit: "pairs",
    ...{ tried, of, asked },
    wrong: [...wrong.values()].map((pairs) => ({
      clause: pairs.clause,
      level: levelOf(pairs.clause),
      count: pairs.count,
      pattern: patternOf(pairs),
    })),
    why: tried === asked ? "" : why === "" ? "ended before" : why,
  };
}

/** Findings of no place in the stream: nothing beside them was drawn that they could be held against. */
const ASIDE = { stratum: "halves", from: 0, to: 0 } as const;
const aside = (bucket: ReturnType<typeof bucketOf>): ReturnType<typeof bucketOf> => ({ ...bucket, failing: [] });

function callPlan(shape: PairShape, unit: number, call: number, platform: Platform): GradientPlan {
  return { kind: "call", before: [], call: pairsCall(shape, unit, call, maskOf(shape, platform)), watch: "nothing" };
}

/** The first wrong pair of a clause, in a call of its own if it shows there, else in the call that it was seen in. */
async function takeWrong(crew: Crew, swath: Swath, shape: PairShape, pairs: WrongPairs, platform: Platform): Promise<void> {
  const { first, clause } = pairs;
  const { entry, reduction, classNum } = shape;
  const [g, w, received] = [first.g, first.w, first.received].map((bits) => HALF_VALUES[bits]) as [number, number, number];
  const expected = negatedProduct(HALF, g, w);
  const violation: Violation = {
    ...{ clause, entry, reduction, property: "products are correctly rounded", cells: 1 },
    cell: { kind: "label", row: first.row, column: first.row % classNum },
    ...{ expected: showNumber(HALF, expected), received: showBits(HALF, first.received) },
    message: "a label cell is not what the clause asks",
    ulp: stepsBetween(HALF, expected, received),
    relative: relativeError(expected, received),
  };
  const small: GradientPlan = {
    ...{ kind: "call", before: [], watch: "nothing" },
    call: singlePair(shape, first, maskOf(shape, platform)),
  };
  const shown = (await tryAlone(crew, small, platform, 1, () => true)) ?? [];
  const same = shown.find((sighting) => identityOf(sighting.violation) === identityOf(violation));
  const graver = shown.find((sighting) => severityOf(sighting.violation) === "violation");
  const sighting = same ?? graver ?? { violation, plan: callPlan(shape, first.unit, first.call, platform) };
  mergeBucket(swath.buckets, { ...aside(bucketOf(sighting, 0, ASIDE)), count: pairs.count });
}
