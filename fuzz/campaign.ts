import type { CampaignEnd } from "../core/campaign.ts";
import { coverageOf, type Share } from "../properties/combinations.ts";
import { feasiblePairs } from "../properties/feasible.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Confirmed } from "../runner/confirmed.ts";
import { sweepCorpus } from "../runner/corpus.ts";
import { emptyMeter } from "../runner/meter.ts";
import type { Bucket, Opened, Target } from "../runner/protocol.ts";
import { bucketsOf } from "../runner/run.ts";
import { HarnessFailure } from "../runner/session.ts";
import { emptySwath, type Swath } from "../runner/swath.ts";
import { type Configuration, type EpochShape, plansBefore, plansOfShard, STREAM_VERSION, usualEpoch } from "./configuration.ts";
import { asRun, confirmEpoch, FINDINGS_KEPT, inTurn, type Known } from "./confirming.ts";
import { orDamaged } from "./database.ts";
import { kernelDigest } from "./kernel-digest.ts";
import { Crews, campaignPlatform, localRunner, scout, setupOf } from "./local.ts";
import { merged, swathIn } from "./merging.ts";
import { type EpochSummary, singlesOf, summarize } from "./outlook.ts";
import { type PackedSwath, packSwath, unpackSwath } from "./packed.ts";
import { type ShardRunner, shardsOfEpoch } from "./shard.ts";
import { steeringFor } from "./steering.ts";
import type { Store } from "./store.ts";

/** What to look for faults in, and for how long. */
export interface CampaignOptions {
  readonly target: Target;
  /** Version of the suite. */
  readonly suite: string;
  readonly platform: Configuration["platform"];
  readonly seed: number;
  readonly alignment: number;
  readonly timeout: number;
  /** Left out: what suits how the kernel is called. */
  readonly epoch?: EpochShape;
  readonly workers: number;
  /** What carries out the shards, given what does so on this machine; left out: that. Findings are confirmed and shrunk here all the same. */
  shards?(configuration: Configuration, local: ShardRunner): ShardRunner;
  /** Plans to run first: what failed once. What they show is no part of the campaign's digest. */
  readonly corpus?: readonly GradientPlan[];
  /** Plans of the whole campaign, rounded up to whole epochs; or its epochs. */
  readonly plans?: number;
  readonly epochs?: number;
  /** Findings that are confirmed, shrunk and kept at most; left out: `FINDINGS_KEPT`. */
  readonly findingsKept?: number;
  /** Milliseconds after which no further epoch is begun. */
  readonly milliseconds?: number;
  /** Opens the store, once it is known what it must be a campaign of. */
  open(configuration: Configuration): Store;
  now(): number;
  /** Asked now and then whether to end at once, keeping what was found. */
  interrupted(): boolean;
  progress(state: CampaignProgress): void;
  /** Told what stands in the store: when the campaign begins or goes on, and at each epoch's end. */
  reached?(state: CampaignState): void;
}

/** How far a campaign is. Findings that are shown are in the store. */
export interface CampaignProgress {
  readonly phase: "judging" | "shrinking";
  readonly epoch: number;
  /** Plans of the campaign, and those of this sitting. */
  readonly plans: number;
  readonly sitting: number;
  readonly findings: number;
  /** When this sitting last had a new kind of finding; `null` if it had none. */
  readonly lastFinding: number | null;
  readonly pairs: Share;
  readonly triples: Share;
  /** Shards of the epoch that have ended; of those under way, by number, when each was heard of last. */
  readonly done: number;
  readonly heard: ReadonlyMap<number, number>;
  /** Plans that show each kind of finding, by identity. */
  readonly counts: ReadonlyMap<string, number>;
}

/** What a campaign came to so far. */
export interface CampaignState {
  readonly configuration: Configuration;
  readonly opened: Opened;
  readonly ended: CampaignEnd;
  readonly failure: HarnessFailure | null;
  readonly epochs: number;
  /** Of the finished epochs, and with what shards of an unfinished one found. */
  readonly finished: Swath;
  readonly whole: Swath;
  readonly known: ReadonlyMap<string, Known>;
  /** What the corpus shows. */
  readonly corpus: ReadonlyMap<string, Confirmed>;
  readonly pairs: Share;
  readonly triples: Share;
  readonly findingsKept: number;
  /** Of the last epoch. */
  readonly summary: EpochSummary | null;
  /** Plans of this sitting. */
  readonly sitting: number;
  readonly store: string;
}

/** How often it is asked whether to end. */
const ASK_MILLISECONDS = 50;

/**
 * Runs a campaign until its budget is spent or it is interrupted: epochs of shards, each steered by what all before it met. What is found
 * is confirmed and shrunk at an epoch's end, and does not end the campaign.
 *
 * @throws UnusableTarget, StoreProblem.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignState> {
  const { target, suite, platform: id, seed, alignment, timeout } = options;
  const kernel = kernelDigest(target, suite);
  const described = { suite, stream: STREAM_VERSION, kernel, platform: id, seed, alignment, timeout };
  const opened = await scout(target, described);
  const configuration: Configuration = { ...described, epoch: options.epoch ?? usualEpoch(opened.pace) };
  const store = options.open(configuration);
  try {
    const run = orDamaged(store.path, () => new CampaignRun(options, configuration, opened, store));
    return await run.run();
  } finally {
    store.close();
  }
}

/** A campaign on its way. */
class CampaignRun {
  private readonly options: CampaignOptions;
  private readonly configuration: Configuration;
  private readonly opened: Opened;
  private readonly store: Store;
  private readonly workers: number;
  private readonly known = new Map<string, Known>();
  private finished: Swath;
  private corpus: Swath = emptySwath();
  private epochs: number;
  private sitting = 0;
  private lastFinding: number | null = null;
  private readonly counts: Map<string, number>;
  private readonly heard = new Map<number, number>();
  private done = 0;
  private summary: EpochSummary | null;
  private coverage: { readonly pairs: Share; readonly triples: Share };

  constructor(options: CampaignOptions, configuration: Configuration, opened: Opened, store: Store) {
    this.options = options;
    this.configuration = configuration;
    this.opened = opened;
    this.store = store;
    this.workers = opened.pace === "threads" ? 1 : options.workers;
    const state = store.state();
    this.epochs = state?.epochs ?? 0;
    this.finished = state === null ? emptySwath() : unpackSwath(JSON.parse(state.swath) as PackedSwath);
    for (const { identity, first, epoch, confirmed } of store.findings())
      this.known.set(identity, { first, epoch, confirmed: JSON.parse(confirmed) as Confirmed });
    this.counts = new Map([...this.finished.buckets.values()].map(({ identity, count }) => [identity, count]));
    const summary = store.lastSummary();
    this.summary = summary === null ? null : (JSON.parse(summary) as EpochSummary);
    this.coverage = this.measure();
  }

  async run(): Promise<CampaignState> {
    const { options } = this;
    const local = localRunner(options.target, this.configuration.kernel, this.workers);
    const runner = options.shards?.(this.configuration, local) ?? local;
    const crews = new Crews();
    const asking = setInterval(() => {
      if (options.interrupted()) Promise.all([runner.end(), crews.end()]).catch(() => {});
    }, ASK_MILLISECONDS);
    const started = options.now();
    const spent = (): boolean =>
      (options.plans !== undefined && this.planned() >= options.plans) ||
      (options.epochs !== undefined && this.epochs >= options.epochs) ||
      (options.milliseconds !== undefined && options.now() - started >= options.milliseconds);
    let ended: CampaignEnd = "done";
    let failure: HarnessFailure | null = null;
    try {
      options.reached?.(this.state("running", null));
      await this.runCorpus(crews);
      while (!spent() && !options.interrupted()) await this.runEpoch(runner, crews);
      if (options.interrupted()) ended = "interrupted";
    } catch (error) {
      if (options.interrupted()) ended = "interrupted";
      else if (error instanceof HarnessFailure) {
        failure = error;
        ended = "failed";
      } else throw error;
    } finally {
      clearInterval(asking);
      await Promise.all([runner.end(), crews.end()]);
    }
    return this.state(ended, failure);
  }

  /** What stands in the store. */
  private state(ended: CampaignEnd, failure: HarnessFailure | null): CampaignState {
    const { configuration, opened, epochs, finished, known, sitting, summary, store } = this;
    const whole = merged([this.corpus, finished, ...[...store.results().values()].map(swathIn)]);
    const corpus = new Map([...this.corpus.buckets.values()].map((bucket) => [bucket.identity, asRun(bucket)]));
    const parts = { configuration, opened, ended, failure, epochs, finished, whole, known, corpus, summary, sitting };
    return { ...parts, findingsKept: this.options.findingsKept ?? FINDINGS_KEPT, store: store.path, ...this.coverage };
  }

  /** Plans of the finished epochs, as they were asked for. */
  private planned(): number {
    return plansBefore(this.configuration.epoch, this.epochs);
  }

  private async runCorpus(crews: Crews): Promise<void> {
    const { configuration, options, workers } = this;
    const { corpus = [], target } = options;
    if (corpus.length === 0) return;
    const setup = setupOf(target, configuration, null);
    this.corpus = await crews.with(setup, (crew) =>
      sweepCorpus(crew, corpus, campaignPlatform(configuration), workers, options.interrupted),
    );
    this.noteFindings([...this.corpus.buckets.values()]);
  }

  private async runEpoch(runner: ShardRunner, crews: Crews): Promise<void> {
    const { configuration, options, store, opened, epochs: epoch } = this;
    const platform = campaignPlatform(configuration);
    const steering = steeringFor(epoch, configuration, this.meter());
    const shards = shardsOfEpoch(configuration, opened.pace, epoch, steering);
    const kept = new Map(store.results());
    let underWay = kept.size * plansOfShard(configuration.epoch, epoch);
    this.done = kept.size;
    for (const text of kept.values()) this.noteFindings([...swathIn(text).buckets.values()]);
    this.tell("judging", underWay);
    await inTurn(Math.min(runner.width, shards.length), shards.filter(({ name }) => !kept.has(name)).values(), async (shard) => {
      const result = await runner.run(shard, (plans) => {
        this.sitting += plans;
        underWay += plans;
        this.heard.set(shard.number, options.now());
        this.tell("judging", underWay);
      });
      const text = JSON.stringify(result);
      store.keepResult(shard.name, text);
      kept.set(shard.name, text);
      this.heard.delete(shard.number);
      this.done++;
      this.noteFindings(result.swath.buckets);
    });
    // In the shards' order, and as the store has them, whoever carried them out.
    const swaths = shards.map(({ name }) => swathIn(kept.get(name) as string));
    const shown = merged(swaths);
    const whole = merged([this.finished, ...swaths]);
    await confirmEpoch(bucketsOf(whole, false), shown.buckets, {
      epoch,
      platform,
      workers: this.workers,
      known: this.known,
      most: options.findingsKept ?? FINDINGS_KEPT,
      crew: (work) => crews.with(setupOf(options.target, configuration, steering), work),
      keep: (finding) => {
        store.keepFinding(finding);
        this.tell("shrinking", underWay);
      },
    });
    const parts = swaths.flatMap(({ meter }) => (meter === null ? [] : [meter.combinations]));
    const singles = singlesOf(this.meter().combinations, parts, this.feasible());
    this.finished = whole;
    this.coverage = this.measure();
    const plans = plansBefore(configuration.epoch, epoch + 1);
    this.summary = summarize(this.summary, { plans, findings: whole.buckets.size, singles, ...this.coverage });
    store.finishEpoch(epoch, JSON.stringify(packSwath(whole)), JSON.stringify(this.summary));
    this.epochs++;
    options.reached?.(this.state("running", null));
  }

  private meter(): NonNullable<Swath["meter"]> {
    return this.finished.meter ?? emptyMeter();
  }

  private feasible(): ReturnType<typeof feasiblePairs> {
    const { entries, pace } = this.opened;
    return feasiblePairs(campaignPlatform(this.configuration), { entries, exact: pace !== "remote" });
  }

  private measure(): { readonly pairs: Share; readonly triples: Share } {
    return coverageOf(this.meter().combinations, this.feasible());
  }

  private noteFindings(buckets: readonly Bucket[]): void {
    for (const { identity, count } of buckets) {
      if (!this.counts.has(identity)) this.lastFinding = this.options.now();
      this.counts.set(identity, (this.counts.get(identity) ?? 0) + count);
    }
  }

  private tell(phase: CampaignProgress["phase"], underWay: number): void {
    const { epochs: epoch, sitting, lastFinding, counts, coverage, done, heard } = this;
    const plans = this.planned() + underWay;
    this.options.progress({ phase, epoch, plans, sitting, findings: counts.size, lastFinding, ...coverage, done, heard, counts });
  }
}
