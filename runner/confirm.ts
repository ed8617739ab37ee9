import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import { diagnose } from "../properties/diagnosis/diagnose.ts";
import type { Snapshot } from "../properties/drawing.ts";
import { Stream } from "../properties/strata.ts";
import type { GradientPlan } from "../properties/token.ts";
import { transplant } from "../properties/transplant.ts";
import { identityOf, severityOf } from "../properties/violation.ts";
import type { Asked } from "./answering.ts";
import { affordable, BUDGET, type ShrinkLimits } from "./budget.ts";
import { type Confirmed, unseen } from "./confirmed.ts";
import { type Crew, sightingOf } from "./crew.ts";
import type { Sighting } from "./evaluate.ts";
import { gathered } from "./evidence.ts";
import type { Bucket, Reply } from "./protocol.ts";
import { type Hosted, isReply } from "./session.ts";
import { simplerPlans } from "./simpler.ts";
import { mainCase, settle } from "./workplace.ts";

/** Tries of a case that did not show its finding at once. */
const REPEATS = 40;

/** Tries at a call that may write after its return. */
const LATE_REPEATS = 5;

/** Hosts that may die while one finding is shrunk: each costs a process, and a hang its timeout. */
const DEATHS = { crash: 16, exit: 16, throw: 16, hang: 6 } as const;

/** Fresh processes that making a history shorter may take. */
const HISTORY_TRIALS = 24;

/** How far back calls are looked for that a finding needs; 0 is the call itself, once before. */
const HISTORIES = [0, 1, 4, 16, 64, 256, 1024];

/** What a trial came to. */
interface Shown {
  readonly index: number;
  readonly sighting: Sighting;
  readonly mendedByWaiting: boolean;
  readonly snapshot: Snapshot | null;
  /** Nothing simpler shows it: what the plan still has, it needs. */
  readonly minimal?: boolean;
}

/** A bucket with what a trial of it showed. */
function settled(bucket: Bucket, { sighting, mendedByWaiting, minimal, snapshot }: Shown): Omit<Confirmed, "again"> {
  const { plan, violation } = sighting;
  return { bucket, plan, violation, mendedByWaiting, minimal: minimal === true, snapshot };
}

/** Confirms and shrinks the findings of one run. */
export class Confirmer {
  private readonly crew: Crew;
  private readonly platform: Platform;
  private session: Hosted | null = null;
  private readonly limits: ShrinkLimits;
  private deaths = 0;
  private last = false;

  constructor(crew: Crew, platform: Platform, limits: ShrinkLimits) {
    this.crew = crew;
    this.limits = limits;
    this.platform = platform;
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
    // What earlier trials left in a process is a history as well.
    if (confirmed.again === "history") await this.close();
    const evidence = await gathered(confirmed, this.crew, this.platform, (request) => this.ask(request));
    return { ...confirmed, causes: diagnose(evidence, this.platform) };
  }

  /** What a host says to a request; `null` if it died of it. */
  private async ask<K extends Reply["kind"]>(request: Asked): Promise<Extract<Reply, { kind: K }> | null> {
    this.session ??= await this.crew.fresh();
    const answer = await this.session.ask<K>(request);
    if (isReply(answer)) return answer;
    await this.close();
    return null;
  }

  private async confirmAlone(bucket: Bucket, example: Confirmed | null, deeply: boolean): Promise<Confirmed> {
    this.deaths = 0;
    const { identity } = bucket;
    const likely = example === null ? null : transplant(example.plan, bucket.violation.entry, bucket.violation.reduction);
    const alike = likely === null ? null : await this.try([likely], identity, 1);
    const like = alike === null ? null : { ...alike, minimal: example?.minimal === true };
    const first = like ?? (await this.tryFirst(bucket));
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
      if (whole !== null) return whole;
    }
    return (deeply ? await this.searchDeeply(bucket) : null) ?? { ...unseen(bucket), again: "never" };
  }

  /** The plan as it was first seen: in the host that saw it, if that was handed on; else, and if it does not show there, in a new one. */
  private async tryFirst({ plan, identity }: Bucket): Promise<Shown | null> {
    const used = this.session === null ? this.crew.takeUsed() : null;
    if (used === null) return await this.try([plan], identity, 1);
    this.session = used;
    this.crew.warm();
    const shown = await this.try([plan], identity, 1);
    if (shown !== null) return shown;
    await this.renew();
    return await this.try([plan], identity, 1);
  }

  private async searchDeeply(bucket: Bucket): Promise<Confirmed | null> {
    const { identity } = bucket;
    const history = await this.findHistory(bucket);
    if (history !== null) return { ...settled(bucket, history), again: "history" };
    await this.renew();
    const later = await this.try([bucket.plan], identity, REPEATS);
    if (later !== null) {
      const small = await this.shrink(later, identity, REPEATS);
      return (await this.verify(bucket, small, REPEATS)) ?? { ...settled(bucket, later), again: "sometimes" };
    }
    const late = await this.seeLate(bucket);
    return late === null ? null : { ...settled(bucket, late), again: "sometimes" };
  }

  async close(): Promise<void> {
    const { session } = this;
    this.session = null;
    if (session !== null) await this.crew.dismiss(session);
  }

  /** Goes on in a new host. `more`: others will be needed. */
  private async renew(more = true): Promise<void> {
    await this.close();
    this.session = await this.crew.fresh();
    if (more) this.crew.warm();
  }

  /** The first plan that shows the identity. A plan that ends the process shows how it ended. */
  private async try(plans: readonly GradientPlan[], identity: string, repeats: number, wait = false): Promise<Shown | null> {
    let from = 0;
    let { patience } = this.crew;
    while (from < plans.length) {
      if (this.session === null) {
        this.session = await this.crew.fresh();
        // What comes of the trials is verified in another.
        this.crew.warm();
      }
      const answer = await this.session.ask<"tried">({
        kind: "trial",
        plans: plans.slice(from),
        identity,
        repeats,
        wait,
        patience,
        hangIsProven: this.crew.hangIsProven,
      });
      if (answer.kind === "tried") {
        if (answer.shown === null) return null;
        const { sightings, index, mendedByWaiting, snapshot } = answer.shown;
        const sighting = sightings.find(({ violation }) => identityOf(violation) === identity) as Sighting;
        return { index: from + index, sighting, mendedByWaiting, snapshot };
      }
      this.deaths++;
      await this.close();
      const { death } = answer;
      const index = from + Math.min(death.item, plans.length - from - 1);
      const sighting = sightingOf(death, plans[index] as GradientPlan, this.platform);
      if (identityOf(sighting.violation) === identity) return { index, sighting, mendedByWaiting: false, snapshot: null };
      if (death.outcome.kind === "hung" && patience < this.crew.timeout) {
        // What looks like a hang may be a slow exit, or a busy machine: the same plan with all the time there is.
        patience = this.crew.timeout;
        from = index;
        continue;
      }
      if (this.spent(identity)) return null;
      from = index + 1;
    }
    return null;
  }

  private spent(identity: string): boolean {
    const kind = identity.split("/").at(-1) as keyof typeof DEATHS;
    return this.deaths >= (DEATHS[kind] ?? DEATHS.crash);
  }

  /** A plan as confirmed, if it shows its finding in a process of its own: a token must. */
  private async verify(bucket: Bucket, small: Shown, repeats: number): Promise<Confirmed | null> {
    await this.renew(!this.last);
    const verified = await this.try([small.sighting.plan], bucket.identity, repeats, true);
    if (verified === null) return null;
    return {
      ...settled(bucket, { ...verified, minimal: small.minimal === true }),
      again: repeats === 1 ? "always" : "sometimes",
    };
  }

  private async shrink(first: Shown, identity: string, repeats: number): Promise<Shown> {
    let best = first;
    let budget: number = BUDGET[severityOf(first.sighting.violation)];
    const { now, milliseconds } = this.limits;
    const started = now();
    while (!this.spent(identity) && now() - started < milliseconds) {
      const { plans, costs, all } = affordable(simplerPlans(best.sighting.plan, this.platform), this.platform, budget, repeats);
      const found = plans.length === 0 ? null : await this.try(plans, identity, repeats);
      if (found === null) return { ...best, minimal: all && !this.spent(identity) };
      budget -= costs[found.index] as number;
      best = found;
    }
    return best;
  }

  /** Whether the calls of a finding that does not come again write after their return: then it came from a call before. */
  private async seeLate(bucket: Bucket): Promise<Shown | null> {
    const { plan } = bucket;
    if (plan.kind !== "call") return null;
    const { entry, reduction } = bucket.violation;
    const identity = identityOf({ clause: "complete-on-return", entry, reduction, cell: { kind: "late" } });
    await this.renew();
    return await this.try([{ ...plan, watch: "late" }], identity, LATE_REPEATS);
  }

  /** Looks for the calls before that a finding needs, as few as a budget allows. */
  private async findHistory(bucket: Bucket): Promise<Shown | null> {
    const { plan, identity, stratum } = bucket;
    if (plan.kind !== "call") return null;
    const { seed, campaign, wanted } = this.crew.setup;
    const stream = new Stream(seed, this.platform, campaign?.steering, wanted);
    const earlier = (count: number): Case[] => {
      const cases: Case[] = [];
      for (let index = Math.max(0, bucket.index - count); index < bucket.index; index++) {
        const c = mainCase(settle(stream.draw(stratum, index), true));
        if (c !== null && this.session?.opened?.entries.includes(c.entry) === true) cases.push(c);
      }
      return [...cases, ...plan.before];
    };
    // The call itself, once before, is the shortest history; then those that were drawn before it.
    for (const count of HISTORIES) {
      await this.renew();
      const before = count === 0 ? [plan.call] : earlier(count);
      const shown = await this.showsTwice({ ...plan, before }, identity);
      if (shown !== null) return await this.shortenHistory(shown, identity);
      if (count >= bucket.index) return null;
    }
    return null;
  }

  /** A plan shown in each of two fresh processes: once may be a race. */
  private async showsTwice(plan: GradientPlan, identity: string): Promise<Shown | null> {
    const first = await this.try([plan], identity, 1);
    if (first === null) return null;
    await this.renew();
    return await this.try([plan], identity, 1);
  }

  private async shortenHistory(shown: Shown, identity: string): Promise<Shown> {
    let best = shown;
    let cut = 0;
    const before = (): readonly Case[] => (best.sighting.plan.kind === "call" ? best.sighting.plan.before : []);
    cut = Math.ceil(before().length / 2);
    for (let trials = 0; trials < HISTORY_TRIALS && cut >= 1; trials++) {
      let shorter: Shown | null = null;
      for (let at = 0; at < before().length && shorter === null && trials < HISTORY_TRIALS; at += cut, trials++) {
        const kept = [...before().slice(0, at), ...before().slice(at + cut)];
        await this.renew();
        shorter = await this.try([{ ...(best.sighting.plan as GradientPlan & { kind: "call" }), before: kept }], identity, 1);
      }
      if (shorter !== null) best = shorter;
      else cut = Math.floor(cut / 2);
    }
    return best;
  }
}
