import { copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { madeKernel, scratchFolder } from "../../adapters/native/kernels.fixture.ts";
import { type Sitting, sitting } from "../campaign.fixture.ts";
import type { CampaignOptions } from "../campaign.ts";
import { STREAM_VERSION } from "../configuration.ts";
import { kernelDigest } from "../kernel-digest.ts";
import { PREFIX, queueName } from "./names.ts";
import { type RunningWorker, startWorker, throughQueue } from "./queue.fixture.ts";
import { HAS_QUEUE, NEEDS_QUEUE, type RedisServer, startRedis } from "./redis.fixture.ts";

/** Workers of the largest campaign: more in the long form. */
const MANY = process.env.NLLGRAD_LONG_TESTS === "1" ? 8 : 3;

/** One epoch of the fixture's, and two. */
const ONE = 3 * 384;
const TWO = 2 * ONE;

const wrong = (): string => madeKernel("wrong", { first: "if (class_num % 4 == 1 && reduction == SUM) x[0] = 1;" });
const seconds = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * time));

describe.skipIf(!HAS_QUEUE)(`a campaign through a queue${NEEDS_QUEUE}`, () => {
  let server: RedisServer;
  let redis: Redis;
  const workers: RunningWorker[] = [];
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    server = await startRedis();
    redis = server.connect();
    return () => redis.disconnect();
  });

  afterEach(async () => {
    await Promise.allSettled(workers.splice(0).map((worker) => worker.end()));
    for (const close of closing.splice(0)) close();
    await redis.flushall();
  });

  const worker = async (...args: [string, Parameters<typeof startWorker>[2]?]): Promise<RunningWorker> => {
    const one = await startWorker(server.url, ...args);
    workers.push(one);
    return one;
  };

  const campaign = async (
    path: string,
    plans: number,
    change: Partial<CampaignOptions> & { readonly resume?: string; readonly quiet?: number } = {},
  ): Promise<Sitting & { readonly lines: readonly string[] }> => {
    const { connection, lines, options } = await throughQueue(server.url, change.quiet);
    closing.push(() => connection.close());
    return { ...(await sitting(path, plans, { ...options, ...change })), lines };
  };

  /** The queue of a kernel, as somebody else who may write to Redis uses it. */
  const queueOf = (path: string): Queue => {
    const kernel = kernelDigest({ kind: "library", path, symbols: {} }, "0.0.0");
    const queue = new Queue(queueName({ suite: "0.0.0", stream: STREAM_VERSION, kernel }), { connection: redis, prefix: PREFIX });
    closing.push(() => queue.close().catch(() => {}));
    return queue;
  };

  it(`comes to the same on this machine, on 1 worker and on ${MANY}, and leaves nothing of its shards in Redis`, async () => {
    const kernel = wrong();
    const local = await sitting(kernel, TWO, { workers: 1 });
    const first = await worker(kernel);
    const one = await campaign(kernel, TWO);
    expect(one.campaign.digest).toBe(local.campaign.digest);
    expect(one.run.violations).toEqual(local.run.violations);
    expect(first.shards()).toBe(6);
    for (let k = 1; k < MANY; k++) await worker(kernel);
    const many = await campaign(kernel, TWO);
    expect(many.campaign.digest).toBe(local.campaign.digest);
    expect(workers.reduce((sum, { shards }) => sum + shards(), 0)).toBe(12);
    const left = await redis.keys("*");
    expect(left.filter((key) => /:[0-9a-f]{64}(:lock)?$/.test(key) && !key.includes(":present:"))).toEqual([]);
    // -1: never expires. A key may go while the others are looked at.
    for (const key of left) expect(await redis.pttl(key), key).not.toBe(-1);
    expect([...one.lines, ...many.lines].filter((line) => !/^\d workers? at /.test(line))).toEqual([]);
  }, 240_000);

  it("renews leases however long a shard takes: it is carried out once", async () => {
    // Each shard takes some leases.
    const slow = madeKernel("slow", { first: "usleep(10000);" });
    const taker = await worker(slow, { workers: 2 });
    const other = await worker(slow, { workers: 1 });
    const { campaign: record, lines } = await campaign(slow, 3 * 384);
    expect(record.ended).toBe("done");
    expect(taker.shards() + other.shards()).toBe(3);
    expect([...taker.lines, ...other.lines].join()).not.toContain("no longer has it");
    expect(lines.filter((line) => !/^\d workers? at /.test(line))).toEqual([]);
  }, 120_000);

  it("counts a shard once that is delivered twice", async () => {
    const kernel = madeKernel("twice", { first: "if (class_num % 4 == 1 && reduction == SUM) { usleep(3000); x[0] = 1; }" });
    const local = await sitting(kernel, ONE);
    const [first, second] = [await worker(kernel), await worker(kernel)];
    const queue = queueOf(kernel);
    const running = campaign(kernel, ONE);
    // What is under way at one worker is handed to the other as well.
    let again: string | undefined;
    while (again === undefined) [again] = (await queue.getJobs(["active"])).map(({ id }) => id);
    await redis.del(`${queue.toKey(again)}:lock`);
    await redis.lrem(queue.toKey("active"), 0, again);
    await redis.rpush(queue.toKey("wait"), again);
    const { campaign: record } = await running;
    expect(record.digest).toBe(local.campaign.digest);
    while (first.shards() + second.shards() < 3) await seconds(0.02);
    expect(first.shards() + second.shards()).toBe(3);
  }, 120_000);

  it("puts shards again that Redis has lost", async () => {
    const kernel = wrong();
    const local = await sitting(kernel, ONE);
    const queue = queueOf(kernel);
    const running = campaign(kernel, ONE);
    while ((await queue.getWaitingCount()) < 3) await seconds(0.02);
    await redis.flushall();
    await worker(kernel);
    const { campaign: record, lines } = await running;
    expect(record.digest).toBe(local.campaign.digest);
    expect(lines.join("\n")).toMatch(/: has lost 3 of our shards \(emptied, or restarted\?\); they are put again/);
  }, 120_000);

  it("says that no worker takes its shards, and what to do; a worker of another version takes none, and says so", async () => {
    const kernel = madeKernel("right", {});
    const stranger = await worker(kernel, { suite: "0.0.1" });
    const running = campaign(kernel, ONE, { quiet: 500 });
    while (stranger.lines.length === 0) await seconds(0.05);
    await seconds(1.2);
    await worker(kernel);
    const { lines, campaign: record } = await running;
    expect(record.ended).toBe("done");
    expect(stranger.shards()).toBe(0);
    expect(stranger.lines).toEqual([
      "a campaign of kernel is of version 0.0.0, this worker of 0.0.1: it takes no shard of it; start a worker of that version",
    ]);
    expect(lines.join("\n")).toMatch(
      /no worker has taken a shard for \d+ (ms|s) \(3 shards are waiting\); start one with nllgrad worker --queue redis:/,
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^a worker of version 0\.0\.1 takes no shard of this campaign, which is of 0\.0\.0/),
    );
  }, 60_000);

  it("has what a worker cannot read, and what comes back wrong, carried out again, and in the end here", async () => {
    const kernel = wrong();
    const local = await sitting(kernel, ONE);
    const queue = queueOf(kernel);
    const running = campaign(kernel, ONE);
    // Somebody who may write to Redis: every shard comes back with rubbish, or is not what its name says.
    let busy = true;
    const meddling = (async () => {
      let meddled = 0;
      while (busy) {
        for (const job of await queue.getJobs(["waiting"]).catch(() => [])) {
          if (job === undefined) continue;
          const key = queue.toKey(job.id as string);
          const rubbish = ['{"name":"other"}', "[".repeat(100_000), `{"name":"${job.id}","swath":{"plans":[["small",-1]]}}`][
            meddled++ % 3
          ];
          await redis
            .multi()
            .lrem(queue.toKey("wait"), 0, job.id as string)
            .hset(key, "returnvalue", rubbish as string)
            .zadd(queue.toKey("completed"), 1, job.id as string)
            .exec();
        }
        await seconds(0.01);
      }
    })();
    const { campaign: record, lines } = await running;
    busy = false;
    await meddling;
    expect(record.digest).toBe(local.campaign.digest);
    const said = lines.join("\n");
    expect(said).toMatch(/^shard [0-9a-f]{12}: the result is of another shard; it is carried out again$/m);
    expect(said).toMatch(/^shard [0-9a-f]{12}: the result has -1 as 1, which cannot be; it is carried out again/m);
    expect(said).toMatch(/it is carried out again, on this machine$/m);
  }, 120_000);

  it("a worker fails a job that is no shard with a reason, and goes on", async () => {
    const kernel = madeKernel("right", {});
    const queue = queueOf(kernel);
    const jobs: readonly [unknown, RegExp][] = [
      [{}, /^the shard holds nothing where an object belongs|has nothing as/],
      ["sh -c reboot", /^the shard holds "sh -c reboot" where an object belongs$/],
      [{ configuration: { suite: "9.9.9" } }, /^the shard is of version "9\.9\.9" of the suite, and this worker of 0\.0\.0$/],
      [{ path: "/bin/sh", command: ["reboot"] }, /^the shard holds nothing where an object belongs$/],
    ];
    const ids = await Promise.all(
      jobs.map(async ([data], k) => (await queue.add("shard", data, { jobId: `evil-${k}` })).id as string),
    );
    // What BullMQ itself would stumble over.
    await queue.add("shard", {}, { jobId: "not-json" });
    await redis.hset(queue.toKey("not-json"), "data", "{");
    await queue.add("shard", {}, { jobId: "bad-options" });
    await redis.hset(queue.toKey("bad-options"), "opts", "{");
    // A shard that ended each worker that took it.
    await queue.add("shard", {}, { jobId: "deadly" });
    await redis.hset(queue.toKey("deadly"), "defa", "job stalled more than allowable limit");
    const taker = await worker(kernel);
    const { campaign: record } = await campaign(kernel, ONE);
    expect(record.ended).toBe("done");
    expect(await redis.hget(queue.toKey("deadly"), "failedReason")).toBe("the workers that took it have gone, again and again");
    for (const [k, id] of ids.entries())
      expect((await queue.getJob(id))?.failedReason).toMatch((jobs[k] as [unknown, RegExp])[1]);
    expect(await redis.hget(queue.toKey("not-json"), "failedReason")).toBe("the shard holds null where an object belongs");
    expect(taker.shards()).toBe(3);
  }, 60_000);

  it("a worker whose kernel was replaced ends, and gives back what it took", async () => {
    const kernel = madeKernel("right", {});
    const copy = join(scratchFolder(), "copy.so");
    copyFileSync(kernel, copy);
    const replaced = await worker(copy);
    copyFileSync(madeKernel("other", { first: "if (batch == 9) x[0] = 1;" }), `${copy}.new`);
    renameSync(`${copy}.new`, copy);
    const running = campaign(kernel, ONE);
    await expect(replaced.ended).rejects.toThrow("kernel: has changed since this worker began; start the worker again");
    const other = await worker(kernel);
    expect((await running).run.violations).toEqual([]);
    expect([replaced.shards(), other.shards()]).toEqual([0, 3]);
  }, 60_000);
});
