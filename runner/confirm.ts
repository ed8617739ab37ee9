import type { Platform } from "../core/contract.ts";
import type { LikelyCause } from "../core/record.ts";
import type { Case } from "../properties/case.ts";
import { diagnose } from "../properties/diagnosis/diagnose.ts";
import { Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { transplant } from "../properties/transplant.ts";
import { identityOf, severityOf } from "../properties/violation.ts";
import { affordable, BUDGET, type ShrinkLimits, TooSmall } from "./budget.ts";
import { type Confirmed, unseen } from "./confirmed.ts";
import type { Crew } from "./crew.ts";
import { gathered } from "./evidence.ts";
import type { Bucket } from "./protocol.ts";
import { simplerCalls, simplerPlans } from "./simpler.ts";
import { type Shown, Trials } from "./trials.ts";
import { mainCase, settle } from "./workplace.ts";

/** Tries of a case that did not show its finding at once. */
const REPEATS = 40;

/** Tries at a call that may write after its return. */
const LATE_REPEATS = 5;

/** Fresh processes that making a history shorter may take: of calls drawn before, and of the few calls of a relation. */
const HISTORY_TRIALS = 24;
const CALL_TRIALS = 12;

/** How far back calls are looked for that a finding needs; 0 is the call itself, once before. */
const HISTORIES = [0, 1, 4, 16, 64, 256, 1024];

/** A bucket with what a trial of it showed. */
function settled(bucket: Bucket, { sighting, mendedByWaiting, minimal, snapshot }: Shown): Omit<Confirmed, "again"> {
  const { plan, violation } = sighting;
  return { bucket, plan, violation, mendedByWaiting, minimal: minimal === true, snapshot };
}

/** What a confirmed finding's trial showed. */
function shownBy({ plan, violation, mendedByWaiting, snapshot }: Confirmed): Shown {
  return { index: 0, sighting: { plan, violation }, mendedByWaiting, snapshot };
}

/** Plans that are one step simpler than one, in the order to try them in. */
type Simpler = (plan: GradientPlan) => Iterable<GradientPlan>;

/** Confirms and shrinks the findings of one run. */
export class Confirmer {
  private readonly crew: Crew;
  private readonly platform: Platform;
  private readonly trials: Trials;
  private readonly limits: ShrinkLimits;
  private last = false;

  constructor(crew: Crew, platform: Platform, limits: ShrinkLimits) {
    this.crew = crew;
    this.limits = limits;
    this.platform = platform;
    this.trials = new Trials(crew, platform);
  }

  /**
   * Runs a finding's first plan again, and looks for the smallest that shows the same in a process of its own. `example`: a
   * like finding, whose small plan which most often shows this one too. `deeply`: what does not come again is looked for
   * among races, late writes and the calls before. `last`: nothing else is to be confirmed.
   */
  async confirm(bucket: Bucket, example: Confirmed | null, deeply: boolean, last = false): Promise<Confirmed> {
    this.last = last;
    const confirmed = await this.confirmAlone(bucket, example, deeply);
    if (severityOf(confirmed.violation) === "warning") return { ...confirmed, causes: [] };
    if (confirmed.causes !== undefined) return confirmed;
    return { ...confirmed, causes: await this.causesOf(confirmed) };
  }

  private async causesOf(confirmed: Confirmed): Promise<readonly LikelyCause[]> {
    // What earlier trials left in a process is a history as well.
    if (confirmed.again === "history") await this.trials.close();
    const evidence = await gathered(confirmed, this.crew, this.platform, (request) => this.trials.ask(request));
    return diagnose(evidence, this.platform);
  }

  async close(): Promise<void> {
    await this.trials.close();
  }

  private async confirmAlone(bucket: Bucket, example: Confirmed | null, deeply: boolean): Promise<Confirmed> {
    this.trials.begin();
    const { identity } = bucket;
    const likely = example === null ? null : transplant(example.plan, bucket.violation.entry, bucket.violation.reduction);
    const alike = likely === null ? null : await this.trials.try([likely], identity, 1);
    const like = alike === null ? null : { ...alike, minimal: example?.minimal === true };
    const first = like ?? (await this.trials.tryFirst(bucket));
    // A warning fails no gate: what an example of its kind shows in a process of its own is not worth another.
    if (like !== null && severityOf(bucket.violation) === "warning") return { ...settled(bucket, like), again: "always" };
    if (first !== null) {
      const small = await this.verify(bucket, like ?? (await this.shrink(first, identity, 1)), 1);
      if (small !== null) return small;
      // What calls before left in the process helped: the plan as it was first seen, by itself.
      const whole = await this.verify(
        bucket,
        { ...first, sighting: { plan: bucket.plan, violation: bucket.violation }, snapshot: null },
        1,
      );
      if (whole !== null) return deeply ? await this.withFewerCalls(bucket, whole) : whole;
    }
    return (deeply ? await this.searchDeeply(bucket) : null) ?? { ...unseen(bucket), again: "never" };
  }

  private async searchDeeply(bucket: Bucket): Promise<Confirmed | null> {
    const { identity } = bucket;
    const history = await this.findHistory(bucket);
    if (history !== null) {
      const causes = await this.causesOf({ ...settled(bucket, history), again: "history" });
      return { ...settled(bucket, await this.withSimplerCalls(bucket, history)), again: "history", causes };
    }
    await this.trials.renew();
    const later = await this.trials.try([bucket.plan], identity, REPEATS);
    if (later !== null) {
      const small = await this.shrink(later, identity, REPEATS);
      return (await this.verify(bucket, small, REPEATS)) ?? { ...settled(bucket, later), again: "sometimes" };
    }
    const late = await this.seeLate(bucket);
    return late === null ? null : { ...settled(bucket, late), again: "sometimes" };
  }

  /** A plan as confirmed, if it shows its finding in a process of its own: a token must. */
  private async verify(bucket: Bucket, small: Shown, repeats: number): Promise<Confirmed | null> {
    await this.trials.renew(!this.last);
    const verified = await this.trials.try([small.sighting.plan], bucket.identity, repeats, true);
    if (verified === null) return null;
    return {
      ...settled(bucket, { ...verified, minimal: small.minimal === true }),
      again: repeats === 1 ? "always" : "sometimes",
    };
  }

  /** `simpler`: what to try. `origin`: the relation that showed it, to be made simpler in place of the call that broke in it. */
  private async shrink(
    first: Shown,
    identity: string,
    repeats: number,
    simpler: Simpler = (plan) => simplerPlans(plan, this.platform),
    origin?: GradientPlan,
  ): Promise<Shown> {
    let best = first;
    let from = origin ?? first.sighting.plan;
    let budget: number = BUDGET[severityOf(first.sighting.violation)];
    const { now, milliseconds } = this.limits;
    const started = now();
    const tooSmall = new TooSmall();
    while (!this.trials.spent(identity) && now() - started < milliseconds) {
      const { plans, costs, all } = affordable(tooSmall.order(simpler(from), from), this.platform, budget, repeats);
      const found = plans.length === 0 ? null : await this.trials.try(plans, identity, repeats);
      if (found === null) return { ...best, minimal: all && !this.trials.spent(identity) };
      budget -= costs[found.index] as number;
      tooSmall.note(plans.slice(0, found.index), from);
      best = found;
      from = origin === undefined ? found.sighting.plan : (plans[found.index] as GradientPlan);
    }
    return best;
  }

  /** What shows only after other calls of its plan, with simpler ones, and as few as a budget allows. */
  private async withFewerCalls(bucket: Bucket, whole: Confirmed): Promise<Confirmed> {
    if (whole.plan.kind !== "call" || whole.plan.before.length === 0) return whole;
    // Of one cell there is less to tell.
    const causes = await this.causesOf(whole);
    const small = (await this.shrinkRelation(bucket)) ?? whole;
    const short = await this.shortenHistory(shownBy(small), bucket.identity, CALL_TRIALS);
    return { ...settled(bucket, await this.withSimplerCalls(bucket, short)), again: "always", causes };
  }

  /** The same calls, simpler: first the last, then those before, and each verified, as what earlier tries left may have stood in for them. */
  private async withSimplerCalls(bucket: Bucket, short: Shown): Promise<Shown> {
    let best = short;
    for (const which of ["last", "before"] as const) {
      await this.trials.renew();
      const small = await this.shrink(best, bucket.identity, 1, (plan) => simplerCalls(plan, which));
      const verified = small.sighting === best.sighting ? null : await this.verify(bucket, small, 1);
      if (verified !== null) best = shownBy(verified);
    }
    return best;
  }

  /**
   * The relation whose calls showed it, as a whole: each try makes the calls that come before anew, however the kernel remembers those of
   * the tries before.
   */
  private async shrinkRelation(bucket: Bucket): Promise<Confirmed | null> {
    if (bucket.stratum !== "relations") return null;
    await this.trials.renew();
    const relation = this.stream().draw(bucket.stratum, bucket.index);
    const first = await this.trials.try([relation], bucket.identity, 1);
    return first === null
      ? null
      : await this.verify(bucket, await this.shrink(first, bucket.identity, 1, undefined, relation), 1);
  }

  /** Whether the calls of a finding that does not come again write after their return: then it came from a call before. */
  private async seeLate(bucket: Bucket): Promise<Shown | null> {
    const { plan } = bucket;
    if (plan.kind !== "call") return null;
    const { entry, reduction } = bucket.violation;
    const identity = identityOf({ clause: "complete-on-return", entry, reduction, cell: { kind: "late" } });
    await this.trials.renew();
    return await this.trials.try([{ ...plan, watch: "late" }], identity, LATE_REPEATS);
  }

  /** Looks for the calls before that a finding needs, as few as a budget allows. */
  private async findHistory(bucket: Bucket): Promise<Shown | null> {
    const { plan, identity, stratum } = bucket;
    if (plan.kind !== "call") return null;
    const stream = this.stream();
    const earlier = (count: number): Case[] => {
      const cases: Case[] = [];
      for (let index = Math.max(0, bucket.index - count); index < bucket.index; index++) {
        const c = mainCase(settle(stream.draw(stratum, index), true));
        if (c !== null && this.trials.entries.includes(c.entry)) cases.push(c);
      }
      return [...cases, ...plan.before];
    };
    // The call itself, once before, is the shortest history; then those that were drawn before it.
    for (const count of HISTORIES) {
      await this.trials.renew();
      const before = count === 0 ? [plan.call] : earlier(count);
      const shown = await this.showsTwice({ ...plan, before }, identity);
      if (shown !== null) return await this.shortenHistory(shown, identity, HISTORY_TRIALS);
      if (count >= bucket.index) return null;
    }
    return null;
  }

  private stream(): Stream {
    const { seed, campaign, wanted } = this.crew.setup;
    return new Stream(seed, this.platform, campaign?.steering, wanted);
  }

  /** A plan shown in each of two fresh processes: once may be a race. */
  private async showsTwice(plan: GradientPlan, identity: string): Promise<Shown | null> {
    const first = await this.trials.try([plan], identity, 1);
    if (first === null) return null;
    await this.trials.renew();
    return await this.trials.try([plan], identity, 1);
  }

  private async shortenHistory(shown: Shown, identity: string, most: number): Promise<Shown> {
    let best = shown;
    let cut = 0;
    const before = (): readonly Case[] => (best.sighting.plan.kind === "call" ? best.sighting.plan.before : []);
    cut = Math.ceil(before().length / 2);
    for (let trials = 0; trials < most && cut >= 1; trials++) {
      let shorter: Shown | null = null;
      for (let at = 0; at < before().length && shorter === null && trials < most; at += cut, trials++) {
        const kept = [...before().slice(0, at), ...before().slice(at + cut)];
        await this.trials.renew();
        shorter = await this.trials.try(
          [{ ...(best.sighting.plan as GradientPlan & { kind: "call" }), before: kept }],
          identity,
          1,
        );
      }
      if (shorter !== null) best = shorter;
      else cut = Math.floor(cut / 2);
    }
    return best;
  }
}
