import { setTimeout as sleep } from "node:timers/promises";
import { plainLine } from "../../core/plain-line.ts";
import type { Target } from "../../runner/protocol.ts";
import { HarnessFailure } from "../../runner/session.ts";
import { STREAM_VERSION } from "../configuration.ts";
import { kernelDigest } from "../kernel-digest.ts";
import { localRunner } from "../local.ts";
import type { ShardDescription, ShardRunner } from "../shard.ts";
import type { Connection } from "./connection.ts";
import { type QueueKind, short } from "./names.ts";
import { Presence, Roll } from "./presence.ts";
import { MalformedMessage } from "./problem.ts";
import { writeResult } from "./result-message.ts";
import { readShard } from "./shard-message.ts";
import { ShardQueue, type TakenShard } from "./shard-queue.ts";
import type { Voice } from "./voice.ts";

/** Milliseconds between two looks at queues that had nothing. */
const LOOK = 250;

/** Characters of an error that are shown. */
const SHOWN = 300;

/** What a worker does, and for whom. */
export interface WorkerOptions {
  readonly connection: Connection;
  readonly targets: readonly { readonly name: string; readonly target: Target }[];
  /** Version of the suite. */
  readonly suite: string;
  /** Shards at a time. */
  readonly workers: number;
  /** Milliseconds that a shard stays with this worker when nothing is heard of it any more. */
  readonly lease: number;
  readonly voice: Voice;
  now(): number;
  /** Asked now and then whether to end. */
  interrupted(): boolean;
  /** A shard was carried out: its plans. */
  done(plans: number): void;
}

/** A kernel that the worker has, and the queue of its shards. */
interface Served {
  readonly name: string;
  readonly target: Target;
  readonly kind: QueueKind;
  readonly queue: ShardQueue;
  readonly runner: ShardRunner;
  readonly presence: Presence;
  readonly campaigns: Roll;
}

/**
 * Takes shards of the kernels that are here and carries them out, until it is interrupted: what is under way then is given back.
 *
 * @throws HarnessFailure if a shard could not be carried out, or if a kernel is no longer what it was: whoever waits is told so, and the
 * shard goes to others.
 */
export async function takeShards(options: WorkerOptions): Promise<void> {
  const worker = new ShardTaker(options);
  try {
    await worker.run();
  } finally {
    await worker.end();
  }
}

/** Whether a target is the kernel of that digest, as it was when the worker began. */
function isStill(target: Target, suite: string, kernel: string): boolean {
  try {
    return kernelDigest(target, suite) === kernel;
  } catch {
    // Its file is gone.
    return false;
  }
}

class ShardTaker {
  private readonly options: WorkerOptions;
  private readonly served: readonly Served[];
  private readonly running = new Set<Promise<void>>();
  private failure: HarnessFailure | null = null;
  private ending = false;
  private lastError = "";
  /** Whose queue is looked at first. */
  private turn = 0;

  constructor(options: WorkerOptions) {
    this.options = options;
    const { targets, suite, connection, lease, workers } = options;
    const { redis } = connection;
    this.served = targets.map(({ name, target }) => {
      const kind: QueueKind = { suite, stream: STREAM_VERSION, kernel: kernelDigest(target, suite) };
      return {
        name,
        target,
        kind,
        queue: new ShardQueue({ redis, kind, lease }, (error) => this.note(error)),
        runner: localRunner(target, kind.kernel, workers),
        presence: new Presence(redis, "worker", kind),
        campaigns: new Roll(),
      };
    });
  }

  async run(): Promise<void> {
    const { options, served, running } = this;
    for (const { queue } of served) await queue.watch();
    const looking = this.look();
    // What is asked of Redis waits while there is no connection; an interruption does not.
    while (!options.interrupted() && this.failure === null) await sleep(LOOK / 2);
    this.ending = true;
    await Promise.all(served.map(({ runner }) => runner.end()));
    await options.connection.farewell(Promise.allSettled([looking, ...running]));
    if (this.failure !== null) throw this.failure;
  }

  /** Takes shards as long as there is room for them. */
  private async look(): Promise<void> {
    while (!this.ending) {
      const taken = await this.take().catch((error: unknown) => this.note(error as Error));
      if (taken === true) continue;
      await sleep(LOOK);
    }
  }

  /** Takes one shard, if there is room and one is waiting. */
  private async take(): Promise<boolean> {
    const { options, served, running } = this;
    await this.attend();
    if (running.size >= options.workers) return false;
    for (let k = 0; k < served.length; k++) {
      const one = served[(this.turn + k) % served.length] as Served;
      const taken = await one.queue.take();
      if (taken === null) continue;
      this.turn += k + 1;
      const work = this.carryOut(one, taken).finally(() => running.delete(work));
      running.add(work);
      return true;
    }
    this.lastError = "";
    return false;
  }

  /** Carries out what was taken. It ends in one way or another, and throws nothing. */
  private async carryOut({ name, target, kind, runner }: Served, taken: TakenShard): Promise<void> {
    const { voice, done, connection, suite } = this.options;
    const shown = `a shard of ${name} (${plainLine(short(taken.id), SHOWN)})`;
    try {
      if (this.ending) return await taken.giveBack();
      let shard: ShardDescription;
      try {
        if (taken.givenUp) throw new MalformedMessage("the workers that took it have gone, again and again");
        shard = readShard(taken.data, kind);
      } catch (error) {
        const reason = plainLine((error as Error).message, SHOWN);
        voice.warn(`${shown}: ${reason}; it is not carried out`);
        return await taken.fail(reason);
      }
      if (!isStill(target, suite, kind.kernel)) {
        this.failure ??= new HarnessFailure(`${name}: has changed since this worker began; start the worker again`);
        return await taken.giveBack();
      }
      let result: object;
      let plans = 0;
      try {
        result = writeResult(
          await runner.run(shard, (more) => {
            plans += more;
          }),
          shard.configuration,
        );
      } catch (error) {
        // Ctrl-C may reach a process that is just beginning before it reaches us.
        if (this.ending || this.options.interrupted()) return await taken.giveBack();
        const reason = plainLine((error as Error).message, SHOWN);
        this.failure ??= new HarnessFailure(`${shown}: ${reason}`);
        return await taken.fail(reason);
      }
      await taken.complete(result);
      done(plans);
    } catch (error) {
      // The queue has lost it, or its lease had run out: whoever waits for it has it carried out again.
      if (!this.ending)
        voice.warn(
          `${shown}: ${connection.shown} no longer has it for us (${plainLine((error as Error).message, SHOWN)}); going on`,
        );
    }
  }

  /** Gives signs of life, and tells of campaigns that this version takes no shard of. */
  private async attend(): Promise<void> {
    const { now, voice, suite } = this.options;
    for (const { name, kind, presence, campaigns } of this.served) {
      const attendants = (await presence.look(now()))?.filter(({ role }) => role === "campaign") ?? [];
      for (const version of campaigns.strangers(attendants, kind))
        voice.warn(
          `a campaign of ${name} is of version ${version}, this worker of ${suite}: it takes no shard of it; start a worker of that version`,
        );
    }
  }

  private note({ message }: Error): void {
    const { connection, voice } = this.options;
    // A connection that is lost is told of by itself.
    if (this.ending || connection.redis.status !== "ready" || message === this.lastError) return;
    this.lastError = message;
    voice.warn(`${connection.shown}: ${plainLine(message, SHOWN)}; trying again`);
  }

  async end(): Promise<void> {
    this.ending = true;
    const { farewell } = this.options.connection;
    await farewell(Promise.allSettled(this.served.map(({ presence }) => presence.leave())));
    await farewell(Promise.allSettled(this.served.map(({ queue }) => queue.close())));
  }
}
