import type { Run } from "../core/record.ts";
import type { PlatformId } from "../reference/platforms.ts";
import { judgeTarget, type RunOptions } from "./conformance.ts";
import type { Target } from "./protocol.ts";

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
    seed: 20260101,
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
