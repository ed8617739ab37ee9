import { Redis } from "ioredis";
import { plainLine } from "../../core/plain-line.ts";
import type { QueueAddress } from "./address.ts";
import { QueueProblem } from "./problem.ts";
import { timeInWords, type Voice } from "./voice.ts";
import { within } from "./within.ts";

/** Milliseconds that taking leave of a server may take: nothing is waited for that is not connected. */
const FAREWELL = 2000;

/** Milliseconds: for a first connection, for an answer, between attempts to connect again, between lines that there is none. */
const CONNECT = 10_000;
const ANSWER = 30_000;
const RETRY = 1000;
const REMIND = 60_000;

/** Characters of an error of Redis that are shown. */
const SHOWN = 200;

/** A connection to Redis or Valkey that comes back by itself. */
export interface Connection {
  readonly redis: Redis;
  /** The address without its password. */
  readonly shown: string;
  /** Waits for what is still asked of the server, as long as that may take; how it ends is of no interest. */
  farewell(work: Promise<unknown>): Promise<void>;
  close(): void;
}

/**
 * Connects, warns of a server that may throw shards away, and says from then on when the connection is lost and when it is back; what is
 * asked meanwhile is answered then.
 *
 * @throws QueueProblem if the server cannot be reached, or does not let us in.
 */
export async function connect(address: QueueAddress, voice: Voice): Promise<Connection> {
  const { host, port, username, password, database, tls, shown } = address;
  let ready = false;
  const redis = new Redis({
    host,
    port,
    db: database,
    lazyConnect: true,
    connectTimeout: CONNECT,
    // A server that vanished without closing the connection.
    socketTimeout: ANSWER,
    // BullMQ asks for it; what is asked while there is no connection waits for one.
    maxRetriesPerRequest: null,
    retryStrategy: () => (ready ? RETRY : null),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: { servername: host } } : {}),
  });
  let reason = "";
  redis.on("error", (error: Error) => {
    reason = plainLine(error.message, SHOWN);
  });
  try {
    await redis.connect();
    await warnOfEviction(redis, shown, voice);
  } catch (error) {
    redis.disconnect();
    throw refusal(shown, reason === "" ? plainLine((error as Error).message, SHOWN) : reason);
  }
  ready = true;
  const watch = watchOver(redis, shown, () => reason, voice);
  return {
    redis,
    shown,
    farewell: (work) => within(redis.status === "ready" ? FAREWELL : 0, work),
    close() {
      watch.end();
      redis.disconnect();
    },
  };
}

function refusal(shown: string, reason: string): QueueProblem {
  if (/NOAUTH|WRONGPASS|NOPERM|invalid password|AUTH/.test(reason))
    return new QueueProblem(
      `--queue ${shown}: does not let us in (${reason}); give user and password in the address, or the password in NLLGRAD_REDIS_PASSWORD`,
    );
  return new QueueProblem(
    `--queue ${shown}: cannot be reached (${reason}); start Redis or Valkey there, or name another address`,
  );
}

/** What the server does when its memory is full shows in what it says of itself, unless that is forbidden. */
async function warnOfEviction(redis: Redis, shown: string, voice: Voice): Promise<void> {
  const memory = await redis.info("memory").catch((error: Error) => {
    if (error.message.startsWith("NOPERM")) return "";
    throw error;
  });
  const [, policy = "noeviction"] = /^maxmemory_policy:([a-z-]+)/m.exec(memory) ?? [];
  if (policy !== "noeviction")
    voice.warn(
      `${shown}: throws keys away when its memory is full (maxmemory-policy ${policy}), shards among them, which costs time; set noeviction`,
    );
}

function watchOver(redis: Redis, shown: string, reason: () => string, voice: Voice): { end(): void } {
  let since: number | null = null;
  let reminder: NodeJS.Timeout | undefined;
  const lost = (): void => {
    if (since !== null) return;
    since = Date.now();
    voice.warn(`${shown}: the connection is lost; trying again`);
    reminder = setInterval(() => {
      const why = reason() === "" ? "" : ` (${reason()})`;
      voice.warn(`${shown}: still no connection after ${timeInWords(Date.now() - (since as number))}${why}`);
    }, REMIND);
  };
  const regained = (): void => {
    if (since === null) return;
    clearInterval(reminder);
    voice.tell(`${shown}: the connection is back after ${timeInWords(Date.now() - since)}`);
    since = null;
  };
  redis.on("close", lost).on("ready", regained);
  return {
    end() {
      clearInterval(reminder);
      redis.off("close", lost).off("ready", regained);
    },
  };
}
