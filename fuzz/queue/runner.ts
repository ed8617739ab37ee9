import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { plainLine } from "../../core/plain-line.ts";
import { HarnessFailure } from "../../runner/session.ts";
import type { Configuration } from "../configuration.ts";
import type { ShardDescription, ShardResult, ShardRunner } from "../shard.ts";
import type { Connection } from "./connection.ts";
import { KEPT, PREFIX, queueName, short } from "./names.ts";
import { Presence, Roll } from "./presence.ts";
import { MalformedMessage } from "./problem.ts";
import { RESULT_BYTES, readResult } from "./result-message.ts";
import { Silence } from "./silence.ts";
import type { Voice } from "./voice.ts";

/** Shards that are in the queue at a time: some hundred kilobytes each. */
const WIDTH = 512;

/** Milliseconds between two looks at the queue, and as many more as shards are waited for. */
const LOOK = 100;

/** Times that a shard comes back without a result before this machine carries it out. */
const TRIES = 3;

/** What BullMQ keeps of a queue besides its jobs, and begins anew where it is missing: not to be left in Redis for ever. */
const BOOKS = ["meta", "events", "id", "marker", "stalled", "stalled-check"];

/** Events that are kept of a queue: nobody reads them. */
const EVENTS = 100;

/** Characters of what a worker says. */
const SAID = 300;

/** A shard that is waited for. */
interface Awaited {
  readonly shard: ShardDescription;
  told(plans: number): void;
  resolve(result: ShardResult | Promise<ShardResult>): void;
  reject(error: Error): void;
  tries: number;
  state: "none" | "waiting" | "active";
}

/** How a campaign puts its shards on a queue. */
export interface QueueRunnerOptions {
  readonly connection: Connection;
  readonly configuration: Configuration;
  /** What carries out a shard that no worker can. */
  readonly local: ShardRunner;
  readonly voice: Voice;
  /** Milliseconds after which it is told that nothing moves. */
  readonly silence: number;
  now(): number;
}

/** Has shards carried out by whoever takes them from a queue. */
export function queueRunner(options: QueueRunnerOptions): ShardRunner {
  return new QueueRunner(options);
}

class QueueRunner implements ShardRunner {
  readonly width = WIDTH;
  private readonly options: QueueRunnerOptions;
  private readonly queue: Queue;
  private readonly awaited = new Map<string, Awaited>();
  private readonly presence: Presence;
  private readonly workers = new Roll();
  private readonly silence: Silence;
  private lastError = "";
  private looking: Promise<void> | null = null;
  private ending: Promise<void> | null = null;
  /** Shards that fell back to this machine, one after another. */
  private here: Promise<unknown> = Promise.resolve();

  constructor(options: QueueRunnerOptions) {
    this.options = options;
    const { connection, configuration, silence } = options;
    this.queue = new Queue(queueName(configuration), {
      connection: connection.redis,
      prefix: PREFIX,
      streams: { events: { maxLen: EVENTS } },
    });
    this.queue.on("error", (error) => this.note(error));
    this.presence = new Presence(connection.redis, "campaign", configuration);
    this.silence = new Silence(
      silence,
      `start one with nllgrad worker --queue ${connection.shown} TARGET, of version ${configuration.suite}, with this kernel and the options that say how it is called`,
    );
  }

  async run(shard: ShardDescription, told: (plans: number) => void): Promise<ShardResult> {
    return await new Promise((resolve, reject) => {
      if (this.ending !== null) {
        reject(new HarnessFailure("the campaign was ended"));
        return;
      }
      this.awaited.set(shard.name, { shard, told, resolve, reject, tries: 0, state: "none" });
      this.looking ??= this.lookOn();
    });
  }

  /** Looks at the queue again and again, until the end. */
  private async lookOn(): Promise<void> {
    while (this.ending === null) {
      try {
        await this.lookOnce();
        this.lastError = "";
      } catch (error) {
        // Redis refuses what it was asked: full, forbidden, a replica. Once it no longer does, all goes on.
        this.note(error as Error);
      }
      await sleep(LOOK + this.awaited.size);
    }
  }

  private async lookOnce(): Promise<void> {
    const { options, silence, awaited } = this;
    const lost: Awaited[] = [];
    await Promise.all([...awaited.values()].map((one) => this.look(one, lost)));
    if (lost.length > 0)
      options.voice.warn(
        `${options.connection.shown}: has lost ${lost.length} of our shards (emptied, or restarted?); they are put again`,
      );
    await this.attend();
    const active = [...awaited.values()].filter(({ state }) => state === "active").length;
    const alarm = silence.look(options.now(), { waiting: awaited.size - active, active });
    if (alarm !== null && this.ending === null) options.voice.warn(alarm);
  }

  private async look(one: Awaited, lost: Awaited[]): Promise<void> {
    const { name } = one.shard;
    if (one.state === "none") {
      await this.queue.add("shard", one.shard, { jobId: name, ...KEPT });
      one.state = "waiting";
      return;
    }
    const state = await this.queue.getJobState(name);
    switch (state) {
      case "completed":
        return await this.takeResult(one);
      case "failed": {
        const reason = await this.read(name, "failedReason");
        return await this.again(one, `a worker could not carry out shard ${short(name)}: ${plainLine(reason ?? "", SAID)}`);
      }
      case "unknown":
        one.state = "none";
        lost.push(one);
        return;
      default:
        one.state = state === "active" ? "active" : "waiting";
    }
  }

  private async takeResult(one: Awaited): Promise<void> {
    const { shard } = one;
    const text = await this.read(shard.name, "returnvalue");
    let result: ShardResult;
    try {
      if (text === null) throw new MalformedMessage(`the result is missing, or has more than ${RESULT_BYTES} bytes`);
      result = readResult(text, shard);
    } catch (error) {
      return await this.again(one, `shard ${short(shard.name)}: ${(error as Error).message}`);
    }
    await this.queue.remove(shard.name);
    if (!this.awaited.delete(shard.name)) return;
    this.silence.stir();
    one.told(result.swath.plans.reduce((sum, [, plans]) => sum + plans, 0));
    one.resolve(result);
  }

  /** A field of a shard's hash, unless it is missing or larger than any result. */
  private async read(name: string, field: string): Promise<string | null> {
    const { redis } = this.options.connection;
    const key = this.queue.toKey(name);
    return (await redis.hstrlen(key, field)) > RESULT_BYTES ? null : await redis.hget(key, field);
  }

  /** Has a shard carried out again that came back without a result: in the queue, or here if that was often enough. */
  private async again(one: Awaited, why: string): Promise<void> {
    const { shard, told } = one;
    const { voice, local } = this.options;
    one.tries++;
    voice.warn(`${why}; it is carried out again${one.tries < TRIES ? "" : ", on this machine"}`);
    await this.queue.remove(shard.name);
    one.state = "none";
    if (one.tries < TRIES || !this.awaited.delete(shard.name)) return;
    const run = this.here.then(() => local.run(shard, told));
    this.here = run.catch(() => {});
    one.resolve(run);
  }

  /** Tells of workers that came, went, or are of another version. */
  private async attend(): Promise<void> {
    const { options, presence, workers } = this;
    const { configuration, voice, now } = options;
    const attendants = (await presence.look(now()))?.filter(({ role }) => role === "worker");
    if (attendants === undefined) return;
    for (const version of workers.strangers(attendants, configuration))
      voice.warn(
        `a worker of version ${version} takes no shard of this campaign, which is of ${configuration.suite}: start the same version there`,
      );
    const ours = attendants.filter(({ suite, stream }) => suite === configuration.suite && stream === configuration.stream);
    const { here, changed, gone } = workers.update(ours);
    const count = here === 1 ? "1 worker" : `${here} workers`;
    if (gone > 0)
      voice.warn(
        `${gone === 1 ? "a worker has" : `${gone} workers have`} gone without a word: ${count} left, who will take over the shards`,
      );
    else if (changed) voice.tell(`${count} at ${options.connection.shown}`);
  }

  private note({ message }: Error): void {
    const { connection, voice } = this.options;
    // A connection that is lost is told of by itself.
    if (this.ending !== null || connection.redis.status !== "ready" || message === this.lastError) return;
    this.lastError = message;
    voice.warn(`${connection.shown}: ${plainLine(message, SAID)}; trying again`);
  }

  async end(): Promise<void> {
    this.ending ??= this.finish();
    await this.ending;
  }

  private async finish(): Promise<void> {
    const left = [...this.awaited.values()];
    this.awaited.clear();
    for (const { reject } of left) reject(new HarnessFailure("the campaign was ended"));
    const { queue, options } = this;
    await options.local.end();
    // Those that are under way stay: whoever goes on finds their results.
    const taken = left.filter(({ state }) => state !== "none").map(({ shard }) => queue.remove(shard.name));
    const { redis, farewell } = options.connection;
    const books = BOOKS.map((name) => redis.expire(queue.toKey(name), KEPT.removeOnComplete.age));
    await farewell(Promise.allSettled([...taken, ...books, this.presence.leave()]));
    await farewell(queue.close());
  }
}
