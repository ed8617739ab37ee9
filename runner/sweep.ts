import { BrokenHarness } from "../adapters/harness/broken.ts";
import type { LargestError } from "../properties/bias.ts";
import type { Case } from "../properties/case.ts";
import { cover, emptyCoverage } from "../properties/coverage.ts";
import { type StratumName, Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf, severityOf, type Violation } from "../properties/violation.ts";
import { calledBy, needed } from "./called.ts";
import { emptyEdges, forget, noteEdges } from "./edges.ts";
import { evaluate, evaluateWatched, type Sighting } from "./evaluate.ts";
import type { Executor } from "./executor.ts";
import { emptyMeter, type Meter, note as noteMet } from "./meter.ts";
import { matches } from "./only.ts";
import type { Bucket, Swept } from "./protocol.ts";
import { emptyTally, tallyPlan } from "./tally.ts";
import type { Piece } from "./tiers.ts";
import { type Drawn, type Shot, soleCall, volleys } from "./volley.ts";
import { Weighing } from "./weighing.ts";
import { mainCase, settle, type Workplace } from "./workplace.ts";

const NOTHING: readonly Sighting[] = Object.freeze([]);

/** Failing plans that a bucket remembers. */
const FAILING_KEPT = 512;

/** Plans between two looks at the memory at most: a look takes some dozen microseconds, a relation some hundred calls. */
const weighedEvery = (stratum: StratumName): number => (stratum === "relations" ? 1 : stratum === "tiny" ? 2048 : 64);

/** Failing plans of a bucket whose results are held against the hypotheses. */
const EXPLAINED = 24;

/**
 * Draws, runs and judges the plans of a piece. `aligned`: the kernel's process dies of exact placement.
 * `leave`: entries and reductions, as `entry/reduction`, whose calls have ended the process too often.
 */
export async function sweep(place: Workplace, piece: Piece, aligned: boolean, leave: readonly string[]): Promise<Swept> {
  const sweeper = new Sweeper(place, piece, aligned, leave, place.campaign === undefined ? FIRST : SMALLEST);
  if (piece.stratum === "late" && place.ahead === null) {
    for (const drawn of sweeper.draw()) await sweeper.watch(drawn);
  } else if (place.ahead === null) {
    // Counters tell of the call before them: of one call, not of a volley.
    if (place.campaign !== undefined && place.callee.counters !== undefined)
      for (const drawn of sweeper.draw()) sweeper.judge(drawn);
    else for (const volley of volleys(sweeper.draw())) sweeper.fire(volley);
  } else {
    try {
      for await (const { item, made } of place.ahead.carry(sweeper.draw(), Number.POSITIVE_INFINITY)) {
        if (made) sweeper.judge(item);
        else sweeper.skipped++;
      }
    } catch (error) {
      if (!(error instanceof BrokenHarness)) throw error;
      return sweeper.finish(error.message);
    }
  }
  return sweeper.finish(null);
}

/** Whether a plan is to be shown for its finding in place of the one that is shown so far. */
export type Preference = (plan: GradientPlan, shown: GradientPlan) => boolean;

/** How large a plan is: what shrinking it costs, roughly. */
export function sizeOf(plan: GradientPlan): number {
  const calls = plan.kind === "call" ? [...plan.before, plan.call] : plan.kind === "relation" ? [plan.base, plan.base] : [];
  return calls.length === 0 ? Number.MAX_SAFE_INTEGER : calls.reduce((sum, c) => sum + c.batch * c.classNum, 0);
}

/** The smallest, and of equals the first: a campaign has many to choose from. */
export const SMALLEST: Preference = (plan, shown) => sizeOf(plan) < sizeOf(shown);

/** The first is as good as any: it will be made small. */
const FIRST: Preference = () => false;

/** A piece on its way. */
export class Sweeper {
  skipped = 0;
  private plans = 0;
  private failed = 0;
  private tooLarge = 0;
  private readonly coverage = emptyCoverage();
  private readonly tally = emptyTally();
  private readonly meter: Meter | null;
  private reached: number;
  private readonly buckets = new Map<string, Bucket>();
  private readonly place: Workplace;
  private readonly piece: Piece;
  private readonly aligned: boolean;
  private readonly leave: readonly string[];
  private readonly prefers: Preference;

  constructor(place: Workplace, piece: Piece, aligned: boolean, leave: readonly string[], prefers: Preference = FIRST) {
    this.place = place;
    this.piece = piece;
    this.aligned = aligned || place.ahead !== null;
    this.leave = leave;
    this.prefers = prefers;
    this.meter = place.campaign === undefined && place.wanted === undefined ? null : emptyMeter();
    const { counters } = place.callee;
    if (place.campaign !== undefined && this.meter !== null && counters !== undefined) {
      this.meter.edges = emptyEdges(counters.size);
      forget(counters);
    }
    this.reached = piece.to;
  }

  /** The plans to carry out. */
  *draw(): Generator<Drawn> {
    const { place, piece, leave } = this;
    const stream = new Stream(place.seed, place.platform, place.campaign?.steering, place.wanted);
    const offered = new Set(place.callee.entries);
    const weighing = place.campaign === undefined ? null : new Weighing(piece.from, weighedEvery(piece.stratum));
    for (let index = piece.from; index < piece.to; index++) {
      if (weighing?.isFull(index)) {
        this.reached = index;
        return;
      }
      const plan = settle(stream.draw(piece.stratum, index), this.aligned);
      const called = calledBy(plan);
      if (!needed(plan).every((entry) => offered.has(entry))) continue;
      if (plan.kind === "example" && !place.callee.sees.examples) continue;
      const c = mainCase(plan);
      if (leave.length > 0 && leave.includes(`${called.entry}/${called.reduction}`)) this.skipped++;
      else if (c !== null && !place.executor.holds(c)) this.tooLarge++;
      else yield { index, plan };
    }
  }

  /** Evaluates a plan, and notes what it shows. */
  judge(drawn: Drawn): readonly Sighting[] {
    const sightings = evaluate(...this.evaluation(drawn));
    this.take(drawn, sightings, this.place.executor.largestError);
    return sightings;
  }

  /** The same of a plan whose output is watched after the call. */
  async watch(drawn: Drawn): Promise<void> {
    this.take(drawn, await evaluateWatched(...this.evaluation(drawn)), this.place.executor.largestError);
  }

  private evaluation({ index, plan }: Drawn): Parameters<typeof evaluate> {
    const { callee, executor, platform, at, only } = this.place;
    return [plan, executor, callee, platform, (call) => at(index, call), (violation) => matches(only, violation)];
  }

  /** Makes the calls of a volley. What shows anything is made once more by itself: then it is known whose doing it is. */
  fire(volley: readonly Drawn[]): void {
    if (volley.length === 1) {
      this.judge(volley[0] as Drawn);
      return;
    }
    const { executor, at } = this.place;
    const calls = volley.map(({ plan }) => soleCall(plan) as Case);
    const { shots, unclear } = executor.runVolley(calls, (k) => at((volley[k] as Drawn).index, 0));
    if (unclear.length > 0) {
      this.again(volley, volley.slice(0, shots.length + 1), unclear);
      return;
    }
    for (let k = 0; k < shots.length; k++) {
      const { violations, largestError } = shots[k] as Shot;
      const drawn = volley[k] as Drawn;
      if (violations.length === 0) this.take(drawn, NOTHING, largestError);
      else this.again([drawn], volley.slice(0, k + 1), violations);
    }
  }

  /** Makes suspected calls by themselves. What none of them shows alone is told of the last call made, after those before it. */
  private again(suspects: readonly Drawn[], made: readonly Drawn[], showed: readonly Violation[]): void {
    let alone = 0;
    for (const suspect of suspects) alone += this.judge(suspect).length;
    const [last, ...others] = made.map(({ plan }) => soleCall(plan) as Case).reverse() as [Case, ...Case[]];
    // Under a placement that no kernel is owed, what does not show again is no more than that.
    if (alone > 0 || last.placement === "exact") return;
    const plan: GradientPlan = { kind: "call", before: others.reverse(), call: last, watch: "nothing" };
    for (const violation of showed) this.note({ violation, plan }, (made.at(-1) as Drawn).index);
  }

  /** Notes a plan that was carried out and judged. */
  private take({ index, plan }: Drawn, sightings: readonly Sighting[], largestError: LargestError): void {
    const { callee, executor, platform, seed } = this.place;
    this.plans++;
    if (this.meter !== null) {
      noteMet(this.meter, { seed, stratum: this.piece.stratum, index, plan }, sightings, platform, largestError);
      if (this.meter.edges !== undefined && callee.counters !== undefined)
        noteEdges(this.meter.edges, callee.counters, mainCase(plan));
    }
    let asked = false;
    for (const sighting of sightings) asked = this.note(sighting, index) || asked;
    if (asked) this.failed++;
    const failed = sightings.some(({ violation }) => severityOf(violation) === "violation");
    tallyPlan(this.tally, plan, this.piece.stratum, executor.returned, failed);
    // Of a call that did not come back there is no output that anything was judged by.
    if (!executor.returned) return;
    const c = mainCase(plan);
    if (c !== null) cover(this.coverage, c);
  }

  /** Keeps what was seen, if it was asked for; gives whether it is a violation. */
  private note(sighting: Sighting, index: number): boolean {
    const { executor, only } = this.place;
    if (!matches(only, sighting.violation)) return false;
    note(this.buckets, sighting, index, this.piece, executor, this.prefers);
    return severityOf(sighting.violation) === "violation";
  }

  /** What came of it. `broken`: why the rest of the piece could not be carried out. */
  finish(broken: string | null): Swept {
    const { plans, failed, skipped, tooLarge, coverage, tally, meter } = this;
    const buckets = [...this.buckets.values()];
    const piece = { ...this.piece, to: this.reached };
    return {
      piece,
      plans,
      failed,
      skipped,
      tooLarge,
      buckets,
      coverage,
      tally,
      meter,
      ...this.place.executor.takeSeen(),
      broken,
    };
  }
}

function note(
  buckets: Map<string, Bucket>,
  { violation, plan }: Sighting,
  index: number,
  piece: Piece,
  executor: Executor,
  prefers: Preference,
): void {
  const identity = identityOf(violation);
  let bucket = buckets.get(identity);
  if (bucket === undefined) {
    bucket = bucketOf({ violation, plan }, index, piece);
    buckets.set(identity, bucket);
  } else {
    bucket.count++;
    if (bucket.failing.length < FAILING_KEPT) bucket.failing.push(index);
    if (prefers(plan, bucket.plan)) {
      bucket = { ...bucket, index, plan, violation };
      buckets.set(identity, bucket);
    }
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
