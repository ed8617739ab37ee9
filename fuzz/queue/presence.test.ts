import type { Redis } from "ioredis";
import { beforeAll, describe, expect, it } from "vitest";
import type { QueueKind } from "./names.ts";
import { type Attendant, Presence, Roll } from "./presence.ts";
import { HAS_QUEUE, NEEDS_QUEUE, startRedis } from "./redis.fixture.ts";

const KIND: QueueKind = { suite: "1.0.0", stream: 1, kernel: "k" };
const BEAT = 100;

describe.skipIf(!HAS_QUEUE)(`who works on a kernel${NEEDS_QUEUE}`, () => {
  let redis: Redis;

  beforeAll(async () => {
    redis = (await startRedis()).connect();
    return () => redis.disconnect();
  });

  it("is known to the others by signs of life: who gives none for four beats has gone, who takes leave is not there", async () => {
    const campaign = new Presence(redis, "campaign", KIND, BEAT);
    const [staying, leaving, dying] = [1, 2, 3].map(() => new Presence(redis, "worker", KIND, BEAT)) as [
      Presence,
      Presence,
      Presence,
    ];
    for (const one of [staying, leaving, dying]) await one.look(0);
    const roll = new Roll();
    expect(roll.update((await campaign.look(0)) as Attendant[])).toEqual({ here: 3, changed: true, gone: 0 });
    expect(await campaign.look(BEAT - 1)).toBeNull();
    await leaving.leave();
    await new Promise((resolve) => setTimeout(resolve, 5 * BEAT));
    await staying.look(BEAT);
    const later = (await campaign.look(BEAT)) as Attendant[];
    expect(roll.update(later)).toEqual({ here: 1, changed: true, gone: 1 });
    expect(roll.update(later)).toEqual({ here: 1, changed: false, gone: 0 });
    expect(await redis.pttl("nllgrad:present:k")).toBeGreaterThan(0);
  });

  it("is told by version, each once, and what is none of ours is passed over", async () => {
    const other: QueueKind = { ...KIND, kernel: "other" };
    for (const [k, name] of ["worker", "worker 1.0.0 1 \u001b[2J", "x".repeat(10_000), "root 1.0.0 1 id"].entries())
      await redis.zadd("nllgrad:present:other", Date.now() + k, name);
    for (const suite of ["2.0.0", "2.0.0", "1.0.0"]) await new Presence(redis, "worker", { ...other, suite }).look(0);
    await new Presence(redis, "worker", { ...other, stream: 2 }).look(0);
    const seen = (await new Presence(redis, "campaign", other).look(0)) as Attendant[];
    expect(seen.map(({ suite }) => suite).sort()).toEqual(["1.0.0", "1.0.0", "2.0.0", "2.0.0"]);
    const roll = new Roll();
    expect([...roll.strangers(seen, other)].sort()).toEqual(["1.0.0, of stream 2", "2.0.0"]);
    expect(roll.strangers(seen, other)).toEqual([]);
  });
});
