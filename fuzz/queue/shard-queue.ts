import { type Job, type JobJson, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { KEPT, PREFIX, type QueueKind, queueName } from "./names.ts";
import { SHARD_TEXT } from "./shard-message.ts";

/** How a worker takes from a queue. */
export interface TakingOptions {
  readonly redis: Redis;
  readonly kind: QueueKind;
  /** Milliseconds that a shard stays with a worker of which nothing is heard. */
  readonly lease: number;
}

/** Milliseconds between renewals of a lease are this part of it; between looks for leases that have run out, that one. */
const RENEWALS = 3;
const CHECKS = 2;

/** A worker that has gone may have been ended by what it carried out: after so many, a shard has failed. */
const DEATHS = 3;

/**
 * One queue, as a worker takes jobs from it. Of what stands in a job only its data is believed, and that only as far as somebody reads it:
 * no options, no schedules, no parents.
 */
class JobTaker extends Worker {
  protected override createJob({ data, ...json }: JobJson, id: string): Job {
    const bare: JobJson = {
      id,
      name: "shard",
      data: isJson(data) ? data : "null",
      opts: KEPT,
      progress: 0,
      attemptsMade: 0,
      attemptsStarted: 0,
      timestamp: 0,
      failedReason: "",
      returnvalue: "",
      stalledCounter: 0,
    };
    return super.createJob(json.deferredFailure === undefined ? bare : { ...bare, deferredFailure: json.deferredFailure }, id);
  }
}

/** Whether a text is JSON, and not larger than a shard can be. */
function isJson(text: string): boolean {
  if (text.length > SHARD_TEXT) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A shard that was taken: nobody else is given it while its lease is renewed. */
export interface TakenShard {
  /** What it is named in the queue, and what it holds: anything. */
  readonly id: string;
  readonly data: unknown;
  /** Whether the workers that carried it out have gone too often: nobody is to carry it out any more. */
  readonly givenUp: boolean;
  complete(result: object): Promise<void>;
  fail(reason: string): Promise<void>;
  /** Gives it back, for others to take. */
  giveBack(): Promise<void>;
}

/** The shards of one kernel. */
export class ShardQueue {
  private readonly taker: JobTaker;
  private readonly lease: number;
  private taken = 0;

  constructor({ redis, kind, lease }: TakingOptions, note: (error: Error) => void) {
    this.lease = lease;
    this.taker = new JobTaker(queueName(kind), null, {
      connection: redis,
      prefix: PREFIX,
      autorun: false,
      lockDuration: lease,
      stalledInterval: lease / CHECKS,
      maxStalledCount: DEATHS,
      ...KEPT,
    });
    this.taker.on("error", note);
  }

  /** Looks from now on for shards whose worker has gone. */
  async watch(): Promise<void> {
    await this.taker.startStalledCheckTimer();
  }

  /** The next shard, if there is one. */
  async take(): Promise<TakenShard | null> {
    const token = `${this.taker.id}:${this.taken++}`;
    const job = (await this.taker.getNextJob(token, { block: false })) as Job | undefined;
    return job === undefined ? null : this.leased(job, token);
  }

  private leased(job: Job, token: string): TakenShard {
    const { lease } = this;
    // What a lost lease costs is a shard that is carried out twice.
    const renewal = setInterval(() => job.extendLock(token, lease).catch(() => {}), lease / RENEWALS);
    const last = async (act: () => Promise<unknown>): Promise<void> => {
      try {
        await act();
      } finally {
        clearInterval(renewal);
      }
    };
    return {
      id: job.id as string,
      data: job.data,
      givenUp: job.deferredFailure !== undefined,
      complete: (result) => last(() => job.moveToCompleted(result, token, false)),
      fail: (reason) => last(() => job.moveToFailed(new Error(reason), token, false)),
      giveBack: () => last(() => job.moveToWait(token)),
    };
  }

  async close(): Promise<void> {
    await this.taker.close(true);
  }
}
