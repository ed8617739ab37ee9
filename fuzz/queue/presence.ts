import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { PREFIX, type QueueKind } from "./names.ts";

/** Milliseconds between signs of life; after so many missing ones somebody has gone, and after so many he is forgotten. */
const BEAT = 5000;
const GONE = 4;
const FORGOTTEN = 16;

/** Of so many at most it is read that they are there. */
const MOST = 1000;

/** Which side of a queue. */
export type Role = "campaign" | "worker";

/** Somebody who gave a sign of life at a kernel's queues, whatever his version. */
export interface Attendant {
  readonly id: string;
  readonly role: Role;
  /** Version of the suite. */
  readonly suite: string;
  readonly stream: number;
  /** Whether the last sign is too long ago. */
  readonly gone: boolean;
}

/** Reads who somebody says he is; `null` for anything else, since anybody may have written it. */
function readMember(member: string): Omit<Attendant, "gone"> | null {
  const [, role, suite, stream, id] = /^(campaign|worker) ([\w.+-]{1,64}) (\d{1,9}) ([0-9a-f-]{36})$/.exec(member) ?? [];
  if (suite === undefined || stream === undefined || id === undefined) return null;
  return { id, role: role as Role, suite, stream: Number(stream) };
}

/**
 * Signs of life of all who work on one kernel: in Redis a set of who they are with the time of the last, by Redis' own clock. It serves to
 * tell people what is amiss, and nothing else.
 */
export class Presence {
  private readonly redis: Redis;
  private readonly key: string;
  private readonly member: string;
  private readonly beat: number;
  private next = Number.NEGATIVE_INFINITY;

  /** `beat`: milliseconds between signs of life, the same for all who work on a kernel. */
  constructor(redis: Redis, role: Role, { suite, stream, kernel }: QueueKind, beat: number = BEAT) {
    this.beat = beat;
    this.redis = redis;
    this.key = `${PREFIX}:present:${kernel}`;
    this.member = `${role} ${suite} ${stream} ${randomUUID()}`;
  }

  /** Gives a sign of life and says who else did, if it is time for that; else `null`. `now`: milliseconds of any clock. */
  async look(now: number): Promise<readonly Attendant[] | null> {
    if (now < this.next) return null;
    const { redis, key, member, beat } = this;
    this.next = now + beat;
    const [seconds, microseconds] = await redis.time();
    const time = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    await redis.zadd(key, time, member);
    await redis.zremrangebyscore(key, "-inf", time - FORGOTTEN * beat);
    await redis.pexpire(key, FORGOTTEN * beat);
    const here = new Set(await redis.zrangebyscore(key, time - GONE * beat, "+inf", "LIMIT", 0, MOST));
    const attendants: Attendant[] = [];
    for (const listed of await redis.zrange(key, "0", String(MOST - 1))) {
      const read = listed === member ? null : readMember(listed);
      if (read !== null) attendants.push({ ...read, gone: !here.has(listed) });
    }
    return attendants;
  }

  async leave(): Promise<void> {
    await this.redis.zrem(this.key, this.member);
  }
}

/** Attendants of a role that were told of by id, so that each is told of once. */
export class Roll {
  private readonly here = new Set<string>();
  private readonly told = new Set<string>();

  /** Of `attendants`, how many are here, whether that changed, and who has gone without a word since the last time. */
  update(attendants: readonly Attendant[]): { readonly here: number; readonly changed: boolean; readonly gone: number } {
    const before = this.here.size;
    const gone = attendants.filter((one) => one.gone && this.here.has(one.id)).length;
    this.here.clear();
    for (const one of attendants) if (!one.gone) this.here.add(one.id);
    return { here: this.here.size, changed: this.here.size !== before, gone };
  }

  /** The versions among `attendants` that were not told of yet. */
  strangers(attendants: readonly Attendant[], { suite, stream }: QueueKind): readonly string[] {
    const versions = attendants
      .filter((one) => !one.gone && (one.suite !== suite || one.stream !== stream))
      .map((one) => (one.suite === suite ? `${one.suite}, of stream ${one.stream}` : one.suite));
    return [...new Set(versions)].filter((version) => !this.told.has(version) && this.told.add(version));
  }
}
