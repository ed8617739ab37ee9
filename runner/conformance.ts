import type { Capacity } from "../adapters/callee.ts";
import type { Platform } from "../core/contract.ts";
import type { Run } from "../core/record.ts";
import { coverageOf } from "../properties/combinations.ts";
import { feasiblePairs } from "../properties/feasible.ts";
import type { GradientPlan } from "../properties/token.ts";
import { type PlatformId, platformOf } from "../reference/platforms.ts";
import { sweepUnmet } from "./combine.ts";
import { sweepCorpus } from "./corpus.ts";
import { Crew, type HostSetup } from "./crew.ts";
import { type Codes, mistakenCodes } from "./findings.ts";
import type { Bucket, Opened, Target } from "./protocol.ts";
import { bucketsOf, runOf } from "./run.ts";
import { HarnessFailure, type Hosted, Session } from "./session.ts";
import { confirmAll, keepAll, type Settlement } from "./settle.ts";
import { speedOf } from "./speed.ts";
import { hasViolation, mergeSwath, type Swath } from "./swath.ts";
import { sweepShards } from "./sweeps.ts";
import { isWholeTier, MEETS, type Pace, planCount, shardsOf, type Tier } from "./tiers.ts";

/** What to judge, and how much. */
export interface RunOptions {
  readonly target: Target;
  /** The target's name in the record. */
  readonly name: string;
  /** The target as another command takes it, with the options that it is called by. */
  readonly place: string;
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
  /** Paces of kernels that are given the same plans: the slowest says how many. */
  readonly beside?: readonly Pace[];
  /** What starts hosts, if not processes of their own. */
  readonly host?: (setup: HostSetup) => Promise<Hosted>;
  /** Plans to run first: what failed once. */
  readonly corpus?: readonly GradientPlan[];
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

function setupOf({ target, platform, alignment, seed, timeout, only }: RunOptions): HostSetup {
  return { target, platform, alignment, seed, capacity: CAPACITY, timeout, only, wanted: [] };
}

/**
 * How a target is called, which says how many of a tier's plans it takes.
 *
 * @throws UnusableTarget or HarnessFailure.
 */
export async function paceOf(options: RunOptions): Promise<Pace> {
  const session = await Session.start(setupOf(options));
  await session.end();
  return (session.opened as Opened).pace;
}

/** Judges one target as one platform. Throws `UnusableTarget` or `HarnessFailure`; everything else is in the run. */
export async function judgeTarget(options: RunOptions): Promise<Run> {
  const { platform: id, target, seed, alignment, only } = options;
  const platform = { ...platformOf(id), alignment };
  const setup = setupOf(options);
  let crew = new Crew(setup, options.host);
  const started = options.now();
  const stopped = (): boolean => options.interrupted() || (options.time !== undefined && options.now() - started > options.time);
  /** A crew in place of the one so far, to draw for combinations that are wanted. */
  const changeCrew = async (wanted: readonly (readonly number[])[]): Promise<Crew> => {
    const { patience, hangIsProven } = crew;
    await crew.disband();
    crew = new Crew({ ...setup, wanted }, options.host);
    crew.patience = patience;
    crew.hangIsProven = hangIsProven;
    return crew;
  };
  try {
    crew.warm();
    const scout = await crew.fresh();
    const { entries, pace, sees, foreign } = scout.opened as NonNullable<typeof scout.opened>;
    crew.adopt(scout);
    const shards = shardsOf(options.tier, pace, options.cases, options.beside);
    const total = planCount(shards);
    const feasible = feasiblePairs(platform, { entries, exact: pace !== "remote" });
    const control = {
      workers: pace === "threads" ? 1 : options.workers,
      bail: options.bail,
      stopped,
      progress: (done: number, findings: number) => options.progress({ phase: "judging", done, total, findings }),
    };
    const corpus = await sweepCorpus(crew, options.corpus ?? [], platform, options.workers, options.interrupted);
    const swept = await sweepShards(crew, shards, platform, control);
    const ran = swept.finished === shards.length && only === "";
    const isWhole = isWholeTier(options.tier, pace, options.cases, options.beside) && swept.finished === shards.length;
    // What the draws left unmet is drawn for it, where the tier ran whole: a part of it is not meant to meet everything.
    const met =
      !isWhole ||
      (await sweepUnmet(swept, feasible, MEETS[options.tier], platform, changeCrew, {
        ...control,
        progress: (done, findings) => options.progress({ phase: "judging", done: total + done, total: total + done, findings }),
      }));
    const swath = { ...corpus, failure: swept.failure };
    // A case that was drawn tells more: others were drawn beside it.
    mergeSwath(swath, swept, () => true);
    const buckets = bucketsOf(swath, options.bail);
    const codes = mistakenCodes(swath.buckets.values());
    const { settlement, failure } = await confirmOrKeep(buckets, codes, crew, options, platform, swath.failure);
    const complete = isWhole && met && only === "";
    return runOf({
      name: options.name,
      place: options.place,
      target,
      platform,
      tier: options.tier,
      seed,
      strict: options.strict,
      only,
      seconds: (options.now() - started) / 1000,
      entries,
      sees,
      foreign,
      swath,
      settlement,
      speed: failure === null && ran && !stopped() ? await speedOf(crew) : [],
      failure,
      ...(swath.meter === null ? {} : { combinations: coverageOf(swath.meter.combinations, feasible) }),
      incomplete: complete
        ? null
        : whyIncomplete(swath, options, ran && !isWhole && isWholeTier(options.tier, pace, options.cases)),
    });
  } finally {
    await crew.disband();
  }
}

/**
 * Confirms and shrinks findings. Where the harness failed there is nobody to confirm them: they are kept as they were seen.
 */
export async function confirmOrKeep(
  buckets: readonly Bucket[],
  codes: Codes,
  crew: Crew,
  options: Pick<RunOptions, "workers" | "now" | "progress">,
  platform: Platform,
  failure: HarnessFailure | null,
): Promise<{ readonly settlement: Settlement; readonly failure: HarnessFailure | null }> {
  const keep = (reason: HarnessFailure) => ({ settlement: keepAll(buckets, codes, crew.setup, platform), failure: reason });
  if (failure !== null) return keep(failure);
  try {
    return { settlement: await confirmAll(buckets, codes, crew, options, platform), failure };
  } catch (error) {
    if (!(error instanceof HarnessFailure)) throw error;
    return keep(error);
  }
}

/** `thinned`: only for the sake of kernels that are given the same. */
function whyIncomplete(swath: Swath, options: RunOptions, thinned: boolean): string {
  if (thinned)
    return "given the cases that every kernel of the comparison takes, fewer than the tier has for this one: nllgrad check has the rest";
  if (options.only !== "") return `only properties that match "${options.only}" were asked for`;
  if (options.bail && hasViolation(swath)) return "stopped at the first violation, as --bail asks";
  if (options.interrupted())
    return `interrupted before the tier's cases had all run; the same command with --seed ${options.seed} runs the same cases from the start`;
  if (options.time !== undefined) return "the time budget was spent before the tier's cases had all run; give a longer --time";
  return "fewer cases than the tier has were asked for";
}
