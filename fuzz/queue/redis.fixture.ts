import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder } from "../../adapters/native/kernels.fixture.ts";

const HAS_REDIS: boolean = spawnSync("redis-server", ["--version"]).status === 0;

/** Whether kernels can be compiled here, and Redis started. Tests that need it are skipped in plain sight without. */
export const HAS_QUEUE: boolean = HAS_COMPILER && HAS_REDIS;

/** What a test that needs both adds to its name. */
export const NEEDS_QUEUE: string = HAS_REDIS ? NEEDS_COMPILER : " (skipped: no redis-server here)";

const running = new Set<ChildProcess>();

/** A Redis server of a test's own, on a port of the loopback interface that was free, in a folder of its own. */
export interface RedisServer {
  readonly port: number;
  /** Its address, without a password. */
  readonly url: string;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and in the same folder. */
  start(): Promise<void>;
  /** A connection of the test's own. */
  connect(): Redis;
}

/** Starts a server: `options` as on its command line. It ends after the file's last test. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(scratchFolder(), "redis-"));
  const tls = options.includes("--tls-port");
  const password = options[options.indexOf("--requirepass") + 1];
  let child: ChildProcess | undefined;
  const connect = (): Redis =>
    new Redis({
      port,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
      ...(options.includes("--requirepass") && password !== undefined ? { password } : {}),
      ...(tls ? { tls: { rejectUnauthorized: false } } : {}),
    }).on("error", () => {});
  const server: RedisServer = {
    port,
    url: `${tls ? "rediss" : "redis"}://${tls ? "localhost" : "127.0.0.1"}:${port}`,
    connect,
    async kill() {
      if (child === undefined) return;
      const gone = new Promise((resolve) => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      running.delete(child);
    },
    async start() {
      const ports = tls
        ? ["--port", "0", ...options.map((word) => (word === "PORT" ? String(port) : word))]
        : ["--port", String(port), ...options];
      child = spawn("redis-server", ["--bind", "127.0.0.1", "--save", "", "--dir", folder, ...ports], { stdio: "ignore" });
      running.add(child);
      const asking = connect();
      try {
        // What was on disk is read before it answers.
        while ((await asking.ping().catch(() => "")) !== "PONG") await sleep(50);
      } finally {
        asking.disconnect();
      }
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const asking = createServer();
  await new Promise<void>((resolve) => asking.listen(0, "127.0.0.1", resolve));
  const { port } = asking.address() as { port: number };
  await new Promise((resolve) => asking.close(resolve));
  return port;
}

if (HAS_REDIS) {
  afterAll(() => {
    for (const child of running) child.kill("SIGKILL");
  });
}
