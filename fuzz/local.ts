import type { Platform } from "../core/contract.ts";
import type { Steering } from "../properties/steer.ts";
import { platformOf } from "../reference/platforms.ts";
import { CAPACITY } from "../runner/conformance.ts";
import { Crew, type HostSetup } from "../runner/crew.ts";
import type { Opened, Target } from "../runner/protocol.ts";
import { HarnessFailure, Session } from "../runner/session.ts";
import { sweepShards } from "../runner/sweeps.ts";
import type { Configuration } from "./configuration.ts";
import { packSwath } from "./packed.ts";
import type { ShardDescription, ShardResult, ShardRunner } from "./shard.ts";

/** The platform of a campaign, with what its buffers are guaranteed. */
export function campaignPlatform({ platform, alignment }: Configuration): Platform {
  return { ...platformOf(platform), alignment };
}

/** What the hosts of a campaign are started with, where draws are steered so; `null`: not at all. */
export function setupOf(target: Target, configuration: Configuration, steering: Steering | null): HostSetup {
  const { platform, alignment, seed, timeout } = configuration;
  return { target, platform, alignment, seed, timeout, capacity: CAPACITY, only: "", campaign: { steering } };
}

/** Asks a target what it offers, in a process of its own. */
export async function scout(target: Target, configuration: Omit<Configuration, "epoch">): Promise<Opened> {
  const session = await Session.start(setupOf(target, { ...configuration, epoch: { shards: 1, plans: 1, doublings: 0 } }, null));
  await session.end();
  return session.opened as Opened;
}

/** Crews that can be ended together, at once. */
export class Crews {
  private readonly at = new Set<Crew>();
  private ended = false;

  /** Does a piece of work with a crew of its own, which is disbanded after it. */
  async with<T>(setup: HostSetup, work: (crew: Crew) => Promise<T>): Promise<T> {
    if (this.ended) throw new HarnessFailure("the campaign was ended");
    const crew = new Crew(setup);
    this.at.add(crew);
    try {
      const result = await work(crew);
      if (this.ended) throw new HarnessFailure("the campaign was ended");
      return result;
    } finally {
      this.at.delete(crew);
      await crew.disband();
    }
  }

  /** Whether `end` was asked for. */
  get isEnded(): boolean {
    return this.ended;
  }

  async end(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.at].map((crew) => crew.disband()));
  }
}

/** Carries out shards in processes of this machine. `kernel`: the digest of the target, which shards name it by. */
export function localRunner(target: Target, kernel: string, width: number): ShardRunner {
  const crews = new Crews();
  return {
    width,
    async run(shard: ShardDescription, told): Promise<ShardResult> {
      const { configuration, steering, pieces } = shard;
      if (configuration.kernel !== kernel)
        throw new Error(`shard ${shard.name} is of kernel ${configuration.kernel}, not of this one`);
      const setup = setupOf(target, configuration, steering);
      const swath = await crews.with(setup, async (crew) => {
        let before = 0;
        return await sweepShards(crew, [{ pieces }], campaignPlatform(configuration), {
          workers: 1,
          bail: false,
          stopped: () => crews.isEnded,
          progress(plans) {
            told(plans - before);
            before = plans;
          },
        });
      });
      if (swath.failure !== null) throw swath.failure;
      return { name: shard.name, swath: packSwath(swath) };
    },
    end: () => crews.end(),
  };
}
