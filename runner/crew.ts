import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import { Collector } from "../properties/collector.ts";
import { judgeEnding } from "../properties/ending.ts";
import { asEmpty, asLarge } from "../properties/judge.ts";
import { relationOf } from "../properties/relations.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { Violation } from "../properties/violation.ts";
import { calledBy } from "./called.ts";
import type { Sighting } from "./evaluate.ts";
import type { Death, HostOptions } from "./protocol.ts";
import { HarnessFailure, type Hosted, Session } from "./session.ts";
import { mainCase } from "./workplace.ts";

/** What every host of one run is started with. */
export type HostSetup = Omit<HostOptions, "beacon">;

/** A call of a kernel takes microseconds; a busy machine may hold it up for this long. */
const SUSPICIOUS_MILLISECONDS = 150;

/** Starts hosts of one run, and keeps a spare one warm, so that nobody waits for a process to start. */
export class Crew {
  readonly setup: HostSetup;
  /** Milliseconds that no call may take longer than. */
  readonly timeout: number;
  /**
   * Milliseconds after which a call is suspected to hang: far less than the timeout, so that a kernel that hangs often
   * costs little. The first suspicion is tried with the whole timeout; what proves wrong makes the next more patient.
   */
  patience: number;
  hangIsProven = false;
  private readonly start: (setup: HostSetup) => Promise<Hosted>;
  private spare: Promise<Hosted> | null = null;
  private used: Hosted | null = null;
  private readonly alive = new Set<Hosted>();
  private disbanded = false;

  constructor(setup: HostSetup, start: (setup: HostSetup) => Promise<Hosted> = Session.start) {
    this.setup = setup;
    this.start = start;
    this.timeout = setup.timeout;
    this.patience = Math.min(SUSPICIOUS_MILLISECONDS, setup.timeout);
  }

  /** Starts a host that the next `fresh` will give. */
  warm(): void {
    if (this.spare !== null || this.disbanded) return;
    this.spare = this.start(this.setup);
    this.spare.catch(() => {});
  }

  /** A host in which nothing was called yet. */
  async fresh(): Promise<Hosted> {
    const { spare } = this;
    this.spare = null;
    const session = await (spare ?? this.start(this.setup));
    if (this.disbanded) {
      // Somebody who had not heard that the run is over.
      await session.end();
      throw new HarnessFailure("the run was over before this host began");
    }
    this.alive.add(session);
    return session;
  }

  /** Takes back a host in which nothing was called yet, for the next `fresh`. */
  adopt(session: Hosted): void {
    this.alive.delete(session);
    this.spare = Promise.resolve(session);
  }

  /**
   * Whether a plan that was given up for hanging really hangs. Once one has, its likes are believed.
   */
  async hangs(plan: GradientPlan): Promise<boolean> {
    if (this.hangIsProven || this.patience >= this.timeout) return true;
    const session = await this.fresh();
    const answer = await session.ask<"tried">({
      kind: "trial",
      plans: [plan],
      identity: null,
      repeats: 1,
      wait: false,
      patience: this.timeout,
    });
    await this.dismiss(session);
    this.hangIsProven = answer.kind === "died" && answer.death.outcome.kind === "hung";
    if (!this.hangIsProven) this.patience = Math.min(2 * this.patience, this.timeout);
    return this.hangIsProven;
  }

  /** Leaves a host in which few calls were made, and nothing was learned, to whoever can do with such a one. */
  handOn(session: Hosted): void {
    this.used = session;
  }

  /** A host that was handed on; `null` if there is none. */
  takeUsed(): Hosted | null {
    const { used } = this;
    this.used = null;
    return used;
  }

  async dismiss(session: Hosted): Promise<void> {
    this.alive.delete(session);
    await session.end();
  }

  /** Ends every host, whatever it is at; no other begins. */
  async disband(): Promise<void> {
    this.disbanded = true;
    const { spare } = this;
    this.spare = null;
    const last = await spare?.catch(() => null);
    await Promise.all([...this.alive, ...(last ? [last] : [])].map((session) => session.end()));
    this.alive.clear();
  }
}

/** Signals that a process gets from others: from a person, or from a system that runs out of memory. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set(["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/** Whether it may have been others that ended a process, by what is said of its end: a signal comes first in it. */
export function isFromOutside(end: string): boolean {
  return FROM_OUTSIDE.has(/^\w*/.exec(end)?.[0] as string);
}

/**
 * What a host's death says against the kernel: the plan that was under way, cut to the call that it died in. One that died between calls died
 * of what a call left running, or had written to memory of the process.
 */
export function sightingOf(death: Death, plan: GradientPlan, platform: Platform): Sighting {
  const shown = planOfDeath(plan, death.call, platform);
  const findings = new Collector();
  judgeEnding(calledBy(shown), death.outcome, null, findings);
  const ended = findings.take()[0] as Violation;
  const violation: Violation = death.inside
    ? ended
    : {
        ...ended,
        clause: "complete-on-return",
        related: ["terminates"],
        message: `the process ${death.outcome.kind === "hung" ? "stood still" : "crashed"} after the call had returned`,
      };
  const c = mainCase(shown);
  if (c === null) return { violation, plan: shown };
  return { violation: c.batch === 0 ? asEmpty(violation) : asLarge(c, violation), plan: shown };
}

function planOfDeath(plan: GradientPlan, call: number, platform: Platform): GradientPlan {
  if (plan.kind === "example") return plan;
  if (plan.kind === "relation") {
    const calls = relationOf(plan.relation).calls(plan.base, plan.seed, platform);
    const at = Math.min(call, calls.length - 1);
    return { kind: "call", before: calls.slice(0, at), call: calls[at] as Case, watch: "nothing" };
  }
  return call < plan.before.length ? { ...plan, before: plan.before.slice(0, call), call: plan.before[call] as Case } : plan;
}
