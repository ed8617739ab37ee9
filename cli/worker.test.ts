import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import { madeKernel, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { CampaignRecord } from "../core/campaign.ts";
import { HAS_QUEUE, NEEDS_QUEUE, type RedisServer, startRedis } from "../fuzz/queue/redis.fixture.ts";
import { type Called, type CallOptions, nllgrad } from "./command.fixture.ts";

/** How often a campaign's worker, Redis and parent are killed in turn: more in the long form. */
const ROUNDS = process.env.NLLGRAD_LONG_TESTS === "1" ? 20 : 1;

/** Workers besides the one that is killed. */
const OTHERS = process.env.NLLGRAD_LONG_TESTS === "1" ? 7 : 1;

const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;

const EPOCH = ["--epoch", "4x64"] as const;
const PASSWORD = "gEhe1m-wort";

/** A fault, and calls that take so long that a shard takes some seconds; small ones, which shrinking makes, are fast. */
const slow = (): string =>
  madeKernel("slow", { first: "if (class_num > 30) usleep(30000); if (class_num % 4 == 1 && reduction == SUM) x[0] = 1;" });

const digestOf = ({ out }: Called): string | null => (JSON.parse(out) as CampaignRecord).campaign.digest;

let stores = 0;
const freshStore = (): string => join(scratchFolder(), `queue-${stores++}.db`);
const isBegun = (store: string): boolean => existsSync(store) && statSync(store).size > 0;

/** A command that runs beside the test. */
interface Running {
  readonly ended: Promise<Called>;
  interrupt(): void;
  kill(): void;
  readonly pid: number;
  /** Whether it has ended. */
  readonly over: boolean;
}

const beside: Running[] = [];

function start(args: readonly string[], options: CallOptions = {}): Running {
  const running = { interrupt() {}, kill() {}, pid: 0, over: false };
  const watch: CallOptions["watch"] = (interrupt, kill, pid) => Object.assign(running, { interrupt, kill, pid });
  const whole: Running = Object.assign(running, { ended: nllgrad(args, { ...options, watch }) });
  whole.ended.finally(() => Object.assign(running, { over: true }));
  beside.push(whole);
  return whole;
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

/** Waits until a shard of a campaign is at a worker, or the campaign is over. */
async function untilActive(redis: Redis, campaign: Running): Promise<void> {
  while (!campaign.over) {
    const [queue] = await redis.keys("nllgrad:*:active");
    if (queue !== undefined && (await redis.llen(queue)) > 0) return;
    await soon();
  }
}

describe.skipIf(!HAS_QUEUE)(`nllgrad worker${NEEDS_QUEUE}`, () => {
  const connections: Redis[] = [];

  afterEach(async () => {
    for (const one of beside) one.kill();
    await Promise.all(beside.splice(0).map(({ ended }) => ended));
    for (const one of connections.splice(0)) one.disconnect();
  });

  const connected = (server: RedisServer): Redis => {
    const redis = server.connect();
    connections.push(redis);
    return redis;
  };

  it.each([
    ["keeps what it holds on disk", ["--appendonly", "yes", "--appendfsync", "always"]],
    ["forgets all", []],
  ])(
    "killed with its shard, then Redis, which %s, then the campaign: the digest is that of an undisturbed one",
    async (_, options) => {
      const kernel = slow();
      const args = ["fuzz", kernel, ...EPOCH, "--cases", String(512 * ROUNDS), "--json"];
      const undisturbed = await nllgrad([...args, "--store", freshStore(), "--quiet"]);
      expect(undisturbed.code).toBe(1);
      const server = await startRedis(...options);
      const redis = connected(server);
      const queue = ["--queue", server.url];
      const store = freshStore();
      const worker = (): Running => start(["worker", kernel, ...queue, "--workers", "1", "--lease", "1s"]);
      const fuzz = (): Running => start([...args, ...queue, "--store", store, ...(isBegun(store) ? ["--resume"] : [])]);
      let victim = worker();
      for (let k = 0; k < OTHERS; k++) worker();
      let parent = fuzz();
      for (let round = 0; round < ROUNDS; round++) {
        await untilActive(redis, parent);
        victim.kill();
        victim = worker();
        await untilActive(redis, parent);
        await server.kill();
        await soon();
        await server.start();
        await untilActive(redis, parent);
        parent.kill();
        await parent.ended;
        parent = fuzz();
      }
      const last = await parent.ended;
      expect({ code: last.code, digest: digestOf(last) }).toEqual({ code: 1, digest: digestOf(undisturbed) });
    },
    3_600_000,
  );

  it("takes over the shard of a worker that was killed, once its lease has run out", async () => {
    const kernel = slow();
    const server = await startRedis();
    const redis = connected(server);
    const queue = ["--queue", server.url];
    const dying = start(["worker", kernel, ...queue, "--workers", "4", "--lease", "1s"]);
    const parent = start(["fuzz", kernel, ...EPOCH, "--cases", "1", "--json", ...queue, "--store", freshStore()]);
    await untilActive(redis, parent);
    dying.kill();
    const [active] = await redis.keys("nllgrad:*:active");
    expect(await redis.llen(active as string)).toBeGreaterThan(0);
    start(["worker", kernel, ...queue, "--lease", "1s"]);
    const { code, err } = await parent.ended;
    expect(code).toBe(1);
    expect(err).not.toContain("carried out again");
  }, 120_000);

  it("gives back at once what is under way on Ctrl-C, and ends with 0; a campaign takes back its shards, and ends as it does without a queue", async () => {
    const kernel = slow();
    const server = await startRedis();
    const redis = connected(server);
    const queue = ["--queue", server.url];
    // The lease outlasts the test: what the other worker gets was given back.
    const leaving = start(["worker", kernel, ...queue, "--workers", "2", "--lease", "1h"]);
    const args = ["fuzz", kernel, ...EPOCH, "--cases", "256", ...queue];
    const parent = start([...args, "--store", freshStore()]);
    await untilActive(redis, parent);
    leaving.interrupt();
    const left = await leaving.ended;
    expect({ code: left.code, out: left.out }).toEqual({ code: 0, out: "" });
    expect(left.err).toContain("what was under way was given back");
    const staying = start(["worker", kernel, ...queue, "--lease", "1h"]);
    const whole = await parent.ended;
    expect(whole.code).toBe(1);
    const store = freshStore();
    const other = start([...args, "--seed", "5", "--store", store]);
    await untilActive(redis, other);
    other.interrupt();
    const ended = await other.ended;
    expect([1, 3]).toContain(ended.code);
    expect(ended.out).toContain(` --resume --store ${store} --queue ${server.url} --seed 5 --epoch 4x64`);
    const [wait] = await redis.keys("nllgrad:*:wait");
    expect(wait).toBeUndefined();
    staying.interrupt();
    expect((await staying.ended).code).toBe(0);
  }, 120_000);

  it("shows no password: not in errors, lines, records, the command that goes on, the store, or the title of the process; nor do kernels see it", async () => {
    const server = await startRedis("--requirepass", PASSWORD, "--maxmemory-policy", "allkeys-lru");
    const kernel = madeKernel("spy", { first: `if (getenv("NLLGRAD_REDIS_PASSWORD") || getenv("NLLGRAD_QUEUE")) x[0] = 1;` });
    const withIt = server.url.replace("//", `//:${PASSWORD}@`);
    const worker = start(["worker", kernel, "--queue", "env"], { environment: { NLLGRAD_QUEUE: withIt } });
    const titled = start(["worker", kernel, `--queue=${withIt}`]);
    const store = freshStore();
    const short = ["fuzz", kernel, "--epoch", "2x64", "--cases", "1", "--store"];
    const plain = await nllgrad([...short, store, "--queue", server.url], { environment: { NLLGRAD_REDIS_PASSWORD: PASSWORD } });
    const json = await nllgrad([...short, freshStore(), "--json", "--queue", withIt]);
    const refused = await nllgrad([...short, freshStore(), "--queue", server.url.replace("//", "//:wrong-one@")]);
    expect([plain.code, json.code, refused.code]).toEqual([0, 0, 2]);
    expect(refused.err).toMatch(
      /^nllgrad: --queue redis:\/\/127\.0\.0\.1:\d+: does not let us in \(WRONGPASS [^)]*\).*; give .*\n$/,
    );
    expect(plain.out).toContain(` --queue ${server.url} --epoch`);
    expect(plain.err).toMatch(/throws keys away when its memory is full \(maxmemory-policy allkeys-lru\).*; set noeviction/);
    const title = readFileSync(`/proc/${titled.pid}/cmdline`, "latin1");
    expect(title).toContain(`worker ${kernel} --queue=${server.url}`);
    for (const one of [worker, titled]) one.interrupt();
    const ends = await Promise.all([worker.ended, titled.ended]);
    const shown = [plain, json, refused, ...ends].flatMap(({ out, err }) => [out, err]).join("\n");
    for (const text of [shown, title, readFileSync(store, "latin1")]) expect(text).not.toMatch(/gEhe1m|wrong-one/);
  }, 60_000);

  it.skipIf(!HAS_OPENSSL)(
    `speaks TLS to rediss://${HAS_OPENSSL ? "" : " (skipped: no openssl here)"}`,
    async () => {
      const [key, certificate] = [join(scratchFolder(), "key.pem"), join(scratchFolder(), "certificate.pem")];
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
      spawnSync("openssl", [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        key,
        "-out",
        certificate,
        ...subject,
      ]);
      const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
      const server = await startRedis("--tls-port", "PORT", ...files, "--tls-auth-clients", "no");
      const kernel = madeKernel("right", {});
      const environment = { NODE_EXTRA_CA_CERTS: certificate };
      const queue = ["--queue", server.url];
      start(["worker", kernel, ...queue], { environment });
      const args = ["fuzz", kernel, "--epoch", "2x64", "--cases", "1", ...queue, "--store"];
      expect((await nllgrad([...args, freshStore()], { environment })).code).toBe(0);
      const untrusted = await nllgrad([...args, freshStore()]);
      expect(untrusted.code).toBe(2);
      expect(untrusted.err).toMatch(
        /^nllgrad: --queue rediss:\/\/localhost:\d+: cannot be reached \(.*self-signed certificate.*\n$/,
      );
    },
    60_000,
  );
});

describe("wrong use of a queue is refused in one line that names the thing and the remedy, and no password: exit 2", () => {
  it.each<[readonly string[], RegExp]>([
    [["worker", "--queue", "redis://127.0.0.1"], /worker: name the kernels that it has/],
    [["worker", "reference"], /worker: takes shards from a queue; name it with --queue/],
    [["worker", "reference", "--queue", "env"], /--queue env: the variable NLLGRAD_QUEUE holds no address/],
    [["worker", "reference", "--queue", "redis://:pass word@/"], /--queue: .*address.*; takes redis:\/\//],
    [["worker", "reference", "--queue", "http://:password@127.0.0.1"], /--queue: an address of another kind; takes redis:\/\//],
    [["worker", "reference", "--queue", "redis://:password@127.0.0.1/x"], /--queue: an address whose database is no number/],
    [["worker", "reference", "--queue", "redis://:password@127.0.0.1?tls=1"], /--queue: an address with a \? or #/],
    [["worker", "reference", "--queue", "redis://127.0.0.1", "--lease", "1ms"], /--lease 1ms: takes a time from 1s on/],
    [
      ["worker", "reference", "--queue", "redis://u:password@127.0.0.1:1"],
      /--queue redis:\/\/u@127\.0\.0\.1:1: cannot be reached \(.*ECONNREFUSED.*; start Redis/,
    ],
    [
      ["fuzz", "reference", "--platform", "ft78ne", "--queue", "redis://:password@127.0.0.1:1", "--store", "never.db"],
      /--queue redis:\/\/127\.0\.0\.1:1: cannot be reached/,
    ],
  ])("%j", async (args, named) => {
    const { code, out, err } = await nllgrad(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
    expect(err.trimEnd()).not.toContain("\n");
    expect(err).not.toMatch(/pass ?word@/);
  });
});
