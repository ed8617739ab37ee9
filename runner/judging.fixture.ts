import type { Run } from "../core/record.ts";
import type { StratumName } from "../properties/strata.ts";
import { type PlatformId, platformOf } from "../reference/platforms.ts";
import { CAPACITY, judgeTarget, type RunOptions } from "./conformance.ts";
import type { Swept, Target } from "./protocol.ts";
import { Session } from "./session.ts";
import type { Piece } from "./tiers.ts";

/** The seed of these runs. */
export const SEED = 20260101;

/** A library as a target. */
export function libraryTarget(path: string): Target {
  return { kind: "library", path, symbols: {} };
}

/** Judges a library by a short smoke run. The clock stands still, so that no test depends on the machine's speed. */
export function judgeLibrary(path: string, platform: PlatformId, change: Partial<RunOptions> = {}): Promise<Run> {
  return judgeTarget({
    target: libraryTarget(path),
    name: "kernel",
    place: "./kernel",
    platform,
    tier: "smoke",
    seed: SEED,
    cases: 1500,
    workers: 2,
    bail: false,
    strict: false,
    only: "",
    timeout: 2000,
    alignment: 64,
    now: () => 0,
    interrupted: () => false,
    progress() {},
    ...change,
  });
}

/** Options that end a run once it has carried out so many plans, as an interruption would. One worker: it ends at one place. */
export function stoppedAfter(plans: number): Pick<RunOptions, "workers" | "interrupted" | "progress"> {
  let done = 0;
  return {
    workers: 1,
    interrupted: () => done >= plans,
    progress(state) {
      if (state.phase === "judging") done = state.done;
    },
  };
}

/** A clock that goes on by so many milliseconds whenever it is read: what is given up for its time is given up early. */
export function hastyClock(milliseconds: number): Pick<RunOptions, "now"> {
  let now = 0;
  return { now: () => (now += milliseconds) };
}

/** Sweeps pieces on a library, one after another in one process. */
export async function sweepsOf(path: string, platform: PlatformId, pieces: readonly Piece[]): Promise<Swept[]> {
  const session = await Session.start({
    target: libraryTarget(path),
    platform,
    alignment: platformOf(platform).alignment,
    seed: SEED,
    capacity: CAPACITY,
    timeout: 2000,
    only: "",
  });
  const swept: Swept[] = [];
  try {
    for (const piece of pieces) {
      const answer = await session.ask<"swept">({ kind: "sweep", piece, aligned: false, leave: [], patience: 2000 });
      if (answer.kind === "died") throw new Error(`the host died: ${JSON.stringify(answer.death)}`);
      swept.push(answer.swept);
    }
    return swept;
  } finally {
    await session.end();
  }
}

/** Sweeps the first plans of a stratum on a library. */
export async function sweepOf(path: string, platform: PlatformId, stratum: StratumName, plans: number): Promise<Swept> {
  const [swept] = await sweepsOf(path, platform, [{ stratum, from: 0, to: plans }]);
  return swept as Swept;
}
