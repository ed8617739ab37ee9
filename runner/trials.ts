import type { Platform } from "../core/contract.ts";
import type { Snapshot } from "../properties/drawing.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import type { EntryName } from "../reference/operator.ts";
import type { Asked } from "./answering.ts";
import { type Crew, sightingOf } from "./crew.ts";
import type { Sighting } from "./evaluate.ts";
import type { Bucket, Reply } from "./protocol.ts";
import { type Hosted, isReply } from "./session.ts";

/** Hosts that may die while one finding is shrunk: each costs a process, and a hang its timeout. */
const DEATHS = { crash: 16, exit: 16, throw: 16, hang: 6 } as const;

/** What a trial came to. */
export interface Shown {
  readonly index: number;
  readonly sighting: Sighting;
  readonly mendedByWaiting: boolean;
  readonly snapshot: Snapshot | null;
  /** Nothing simpler shows it: what the plan still has, it needs. */
  readonly minimal?: boolean;
}

/** Tries plans on one host, and on the next where that died. */
export class Trials {
  private readonly crew: Crew;
  private readonly platform: Platform;
  private session: Hosted | null = null;
  private deaths = 0;

  constructor(crew: Crew, platform: Platform) {
    this.crew = crew;
    this.platform = platform;
  }

  /** What the kernel offers, as far as a host has said. */
  get entries(): readonly EntryName[] {
    return this.session?.opened?.entries ?? [];
  }

  /** From here on another finding is tried. */
  begin(): void {
    this.deaths = 0;
  }

  /** What a host says to a request; `null` if it died of it. */
  async ask<K extends Reply["kind"]>(request: Asked): Promise<Extract<Reply, { kind: K }> | null> {
    this.session ??= await this.crew.fresh();
    const answer = await this.session.ask<K>(request);
    if (isReply(answer)) return answer;
    await this.close();
    return null;
  }

  async close(): Promise<void> {
    const { session } = this;
    this.session = null;
    if (session !== null) await this.crew.dismiss(session);
  }

  /** Goes on in a new host. `more`: others will be needed. */
  async renew(more = true): Promise<void> {
    await this.close();
    this.session = await this.crew.fresh();
    if (more) this.crew.warm();
  }

  /** The first plan that shows the identity. A plan that ends the process shows how it ended. */
  async try(plans: readonly GradientPlan[], identity: string, repeats: number, wait = false): Promise<Shown | null> {
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

  /** The plan as it was first seen: in the host that saw it, if that was handed on; else, and if it does not show there, in a new one. */
  async tryFirst({ plan, identity }: Bucket): Promise<Shown | null> {
    const used = this.session === null ? this.crew.takeUsed() : null;
    if (used === null) return await this.try([plan], identity, 1);
    this.session = used;
    this.crew.warm();
    const shown = await this.try([plan], identity, 1);
    if (shown !== null) return shown;
    await this.renew();
    return await this.try([plan], identity, 1);
  }

  /** Whether trials of the finding ended as many hosts as they may. */
  spent(identity: string): boolean {
    const kind = identity.split("/").at(-1) as keyof typeof DEATHS;
    return this.deaths >= (DEATHS[kind] ?? DEATHS.crash);
  }
}
