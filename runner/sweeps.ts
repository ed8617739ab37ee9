import type { Platform } from "../core/contract.ts";
import { Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { calledBy } from "./called.ts";
import { type Crew, isFromOutside, sightingOf } from "./crew.ts";
import { emptyMeter, noteFree } from "./meter.ts";
import type { Bucket, Death } from "./protocol.ts";
import { requestsOf } from "./requests.ts";
import { HarnessFailure, type Hosted } from "./session.ts";
import { count, emptySwath, hasViolation, learnedNothing, mergeBucket, mergeSwath, type Swath, takeSwept } from "./swath.ts";
import { bucketOf, type Preference, SMALLEST } from "./sweep.ts";
import type { Piece, Shard } from "./tiers.ts";
import { mainCase, settle } from "./workplace.ts";

/** Deaths of one way, entry and reduction in a shard, after which its calls are left out of what is left of the shard. */
const DEATHS = { crashed: 2, exited: 2, threw: 2, hung: 1 } as const;

/** Hosts of a shard that may die between calls before what is left of a piece is given up. */
const LATE_DEATHS = 8;

/** How a run is told on, and stopped. */
export interface SweepControl {
  readonly workers: number;
  readonly bail: boolean;
  /** Asked between requests. */
  stopped(): boolean;
  progress(plans: number, findings: number): void;
  /** Told of what each request found, before it is merged with its likes: it was found at that request's place. */
  found?(bucket: Bucket): void;
}

/** Carries out shards on as many hosts at a time as there are workers; each shard begins in a fresh process. */
export async function sweepShards(
  crew: Crew,
  shards: readonly Shard[],
  platform: Platform,
  control: SweepControl,
): Promise<Swath> {
  const swaths: Swath[] = shards.map(emptySwath);
  let next = 0;
  let plans = 0;
  let bailed = false;
  let failed = false;
  // Most hunts that end at the first violation end with the first request: until then one host is enough.
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const tell = (more: number): void => {
    plans += more;
    const findings = new Set(swaths.flatMap((swath) => [...swath.buckets.keys()])).size;
    if (control.bail) bailed ||= swaths.some(hasViolation);
    control.progress(plans, findings);
    begin();
  };
  const work = async (): Promise<void> => {
    for (let k = next++; k < shards.length; k = next++) {
      const stopped = (): boolean => bailed || failed || control.stopped();
      const sweeper = new ShardSweep(crew, platform, swaths[k] as Swath, control.bail, stopped, tell, control.found);
      await sweeper.run(shards[k] as Shard).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      if (bailed || failed || control.stopped()) return;
    }
  };
  const others = async (): Promise<void> => {
    if (control.bail) {
      // Either for the next shard, or to confirm in what the first request found.
      crew.warm();
      await begun;
    }
    if (!bailed) await work();
  };
  const length = Math.max(0, Math.min(control.workers, shards.length) - 1);
  const ended = await Promise.allSettled([work().finally(begin), ...Array.from({ length }, others)]);
  const whole = emptySwath();
  for (const end of ended) {
    if (end.status === "fulfilled") continue;
    if (!(end.reason instanceof HarnessFailure)) throw end.reason;
    whole.failure ??= end.reason;
  }
  // In the shards' order, whoever carried them out: sums of floats, and which finding is the first, must not depend on it.
  for (const swath of swaths) mergeSwath(whole, swath);
  return whole;
}

/** One shard on its way: its host may die, and the shard goes on in the next. */
class ShardSweep {
  private readonly crew: Crew;
  private readonly platform: Platform;
  private readonly swath: Swath;
  private readonly bail: boolean;
  private readonly stopped: () => boolean;
  private readonly tell: (plans: number) => void;
  private readonly found: SweepControl["found"];
  private readonly stream: Stream;
  private readonly prefers: Preference | undefined;
  private session: Hosted | null = null;
  private readonly deaths = new Map<string, number>();
  private readonly left = new Set<string>();
  /** The piece that was carried out last. */
  private done: Piece | null = null;
  private requests = 0;
  /** Whether its host, of which one thing was asked, is as good as a new one to look at what it found. */
  private handsOn = false;
  private lateDeaths = 0;
  /** The kernel's process dies under exact placement, which no kernel is owed. */
  private aligned = false;

  constructor(
    crew: Crew,
    platform: Platform,
    swath: Swath,
    bail: boolean,
    stopped: () => boolean,
    tell: (plans: number) => void,
    found: SweepControl["found"],
  ) {
    this.crew = crew;
    this.platform = platform;
    this.swath = swath;
    this.bail = bail;
    this.stopped = stopped;
    this.tell = tell;
    this.found = found;
    const { seed, campaign, wanted } = crew.setup;
    this.stream = new Stream(seed, platform, campaign?.steering, wanted);
    this.prefers = campaign === undefined ? undefined : SMALLEST;
  }

  async run(shard: Shard): Promise<void> {
    try {
      for (const request of requestsOf(shard.pieces, this.bail)) {
        if (this.stopped()) break;
        await this.sweep(request);
      }
      if (!this.stopped()) this.swath.finished++;
    } finally {
      await this.letGo();
    }
  }

  private async letGo(): Promise<void> {
    const { session } = this;
    this.session = null;
    if (session === null) return;
    this.swath.printedBytes += session.printedBytes;
    if (this.swath.printed === "") this.swath.printed = session.printed;
    if (this.handsOn) this.crew.handOn(session);
    else await this.crew.dismiss(session);
  }

  private async sweep(piece: Piece): Promise<void> {
    if (piece.from >= piece.to) return;
    this.session ??= await this.crew.fresh();
    this.requests++;
    const answer = await this.session.ask<"swept">({
      kind: "sweep",
      piece,
      aligned: this.aligned,
      leave: [...this.left],
      patience: this.crew.patience,
      hangIsProven: this.crew.hangIsProven,
    });
    if (answer.kind === "swept") {
      this.done = answer.swept.piece;
      this.handsOn = this.bail && this.requests === 1 && learnedNothing(answer.swept);
      for (const bucket of answer.swept.buckets) this.found?.(bucket);
      takeSwept(this.swath, answer.swept, this.prefers);
      this.crew.hangIsProven ||= answer.swept.buckets.some(({ violation }) => violation.cell.kind === "hang");
      if (answer.swept.broken !== null) throw new HarnessFailure(answer.swept.broken);
      this.tell(answer.swept.plans);
      const reached = answer.swept.piece.to;
      if (reached === piece.to) return;
      // The process grew too large: the rest in another.
      await this.letGo();
      await this.sweep({ ...piece, from: reached });
      return;
    }
    // Ended from outside, with the run.
    if (this.stopped()) return;
    const { death } = answer;
    const { printed } = this.session;
    await this.letGo();
    if (!death.inside) {
      const next = this.noteLateDeath(piece, death, printed);
      await this.sweep({ ...piece, from: next });
      return;
    }
    const { stratum } = piece;
    if (death.outcome.kind === "hung" && !(await this.crew.hangs(settle(this.stream.draw(stratum, death.item), this.aligned)))) {
      await this.sweep(piece);
      return;
    }
    await this.noteDeath(piece, death);
    // What the dead host had found before is lost with it: that part again, then the rest.
    await this.sweep({ ...piece, to: death.item });
    await this.sweep({ ...piece, from: death.item + 1 });
  }

  /**
   * A host that crashed or stood still between calls did so for something that a call left behind; else it is no fault of the kernel.
   * Gives the place to go on from: what the host had not told yet is left out, for it would only die again.
   */
  private noteLateDeath(piece: Piece, death: Death, printed: string): number {
    const inPiece = death.item >= piece.from && death.item < piece.to;
    const at = inPiece ? piece : this.done;
    const { outcome } = death;
    const isOfKernel = outcome.kind === "hung" || (outcome.kind === "crashed" && !isFromOutside(outcome.signal));
    if (!isOfKernel || at === null) {
      const how = outcome.kind === "crashed" ? ` by ${outcome.signal}, which others sent` : "";
      throw new HarnessFailure(
        `the process that hosts the kernel ended outside of any call${how}${printed === "" ? "" : `: ${printed.trim()}`}`,
      );
    }
    const index = Math.min(Math.max(death.item, at.from), at.to - 1);
    const sighting = sightingOf(death, settle(this.stream.draw(at.stratum, index), this.aligned), this.platform);
    this.keep(bucketOf(sighting, index, at));
    const next = ++this.lateDeaths > LATE_DEATHS ? piece.to : inPiece ? death.item + 1 : piece.from;
    this.swath.skipped += next - piece.from;
    return next;
  }

  private async noteDeath(piece: Piece, death: Death): Promise<void> {
    const plan = settle(this.stream.draw(piece.stratum, death.item), this.aligned);
    const sighting = sightingOf(death, plan, this.platform);
    const c = mainCase(sighting.plan);
    if (c?.placement === "exact" && !(await this.diesAligned(sighting.plan))) {
      this.aligned = true;
      return;
    }
    this.keep(bucketOf(sighting, death.item, piece));
    count(this.swath.drawn, piece.stratum, 1);
    count(this.swath.failed, piece.stratum, 1);
    const { seed, campaign } = this.crew.setup;
    // The process that would have counted it is gone.
    if (campaign !== undefined) {
      this.swath.meter ??= emptyMeter();
      noteFree(this.swath.meter, { seed, stratum: piece.stratum, index: death.item }, true);
    }
    const called = calledBy(sighting.plan);
    const way = `${death.outcome.kind}/${called.entry}/${called.reduction}`;
    const deaths = (this.deaths.get(way) ?? 0) + 1;
    this.deaths.set(way, deaths);
    if (deaths >= DEATHS[death.outcome.kind]) this.left.add(`${called.entry}/${called.reduction}`);
  }

  private keep(bucket: Bucket): void {
    this.found?.(bucket);
    mergeBucket(this.swath.buckets, bucket);
  }

  /** Whether a plan that ended a process under exact placement shows anything under one that is guaranteed. */
  private async diesAligned(plan: GradientPlan): Promise<boolean> {
    const session = await this.crew.fresh();
    const answer = await session.ask<"tried">({
      kind: "trial",
      plans: [settle(plan, true)],
      identity: null,
      repeats: 1,
      wait: false,
      patience: this.crew.timeout,
    });
    await this.crew.dismiss(session);
    return answer.kind === "died" || answer.shown !== null;
  }
}
