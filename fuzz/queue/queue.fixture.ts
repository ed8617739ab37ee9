import type { Target } from "../../runner/protocol.ts";
import type { CampaignOptions } from "../campaign.ts";
import { readAddress } from "./address.ts";
import { type Connection, connect } from "./connection.ts";
import { queueRunner } from "./runner.ts";
import type { Voice } from "./voice.ts";
import { takeShards, type WorkerOptions } from "./worker.ts";

/** A voice that remembers what was said. */
export function listened(): Voice & { readonly lines: string[] } {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
  };
  return { lines, warn: say, tell: say };
}

/** A worker of this process. */
export interface RunningWorker {
  readonly lines: readonly string[];
  /** Shards that it carried out. */
  shards(): number;
  end(): Promise<void>;
  /** How it ended. */
  readonly ended: Promise<void>;
}

/** Starts a worker for one library. */
export async function startWorker(url: string, path: string, change: Partial<WorkerOptions> = {}): Promise<RunningWorker> {
  const voice = listened();
  const connection = await connect(readAddress(url, undefined), voice);
  const target: Target = { kind: "library", path, symbols: {} };
  let shards = 0;
  let ended = false;
  const working = takeShards({
    connection,
    targets: [{ name: "kernel", target }],
    suite: "0.0.0",
    workers: 1,
    lease: 1000,
    voice,
    now: () => performance.now(),
    interrupted: () => ended,
    done: () => {
      shards++;
    },
    ...change,
  });
  // Whoever awaits its end is told.
  working.catch(() => {});
  return {
    lines: voice.lines,
    shards: () => shards,
    ended: working,
    async end() {
      ended = true;
      await working.finally(() => connection.close());
    },
  };
}

/** What a campaign needs to put its shards on a queue, and what it said. */
export async function throughQueue(
  url: string,
  silence = 60_000,
): Promise<{
  readonly connection: Connection;
  readonly lines: readonly string[];
  readonly options: Pick<CampaignOptions, "shards">;
}> {
  const voice = listened();
  const connection = await connect(readAddress(url, undefined), voice);
  return {
    connection,
    lines: voice.lines,
    options: {
      shards: (configuration, local) =>
        queueRunner({ connection, configuration, local, voice, silence, now: () => performance.now() }),
    },
  };
}
