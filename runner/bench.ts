import { type BenchRow, type BenchRun, quartilesOf } from "../core/bench.ts";
import { type PlatformId, shortName } from "../reference/platforms.ts";
import type { Target } from "./protocol.ts";
import { HarnessFailure, Session } from "./session.ts";
import type { BenchShape, Timed } from "./timing.ts";

/** What to measure. */
export interface BenchOptions {
  readonly target: Target;
  /** The target's name in the record. */
  readonly name: string;
  readonly platform: PlatformId;
  readonly shapes: readonly BenchShape[];
  /** Milliseconds that a small call may take. */
  readonly timeout: number;
  /** Bytes that buffers are aligned to. */
  readonly alignment: number;
  /** Says how many of the processes are done. */
  progress(done: number, of: number): void;
}

/** Where pages lie, and so what a call costs, changes from one process to the next: each target is measured in as many. */
const PROCESSES = 3;

/**
 * Measures a target beside memset.
 *
 * @throws UnusableTarget if it cannot be opened; HarnessFailure if its process ends.
 */
export async function benchTarget(options: BenchOptions): Promise<BenchRun> {
  const { target, name, platform, shapes, timeout, alignment, progress } = options;
  const bytesOf = ({ batch, classNum }: BenchShape): number => 4 * batch * classNum;
  const longest = ({ batch, classNum }: BenchShape): number => 4 * Math.max(batch, classNum);
  const capacity = { tensor: Math.max(...shapes.map(bytesOf)) + alignment, vector: Math.max(...shapes.map(longest)) + alignment };
  const measured: (readonly Timed[])[] = [];
  for (let k = 0; k < PROCESSES; k++) {
    progress(k, PROCESSES);
    const session = await Session.start({ target, platform, alignment, seed: 0, capacity, timeout, only: "", wanted: [] });
    try {
      const answer = await session.ask<"timed">({ kind: "time", shapes, patience: timeout });
      if (answer.kind === "died")
        throw new HarnessFailure(`${name}: ended its process (${answer.death.outcome.kind}); nllgrad check says why`);
      measured.push(answer.timed);
    } finally {
      await session.end();
    }
  }
  const [first = []] = measured;
  const rows: BenchRow[] = [];
  const notes: string[] = [];
  first.forEach((one, k) => {
    const { entry, batch, classNum, bytes, threads, clock, failure } = one;
    const all = measured.map((timed) => timed[k] as Timed);
    const shares = all.flatMap((timed) => timed.shares);
    if (shares.length === 0) {
      notes.push(`${entry} at ${batch} x ${classNum}: not measured, ${failure}`);
      return;
    }
    const microseconds = quartilesOf(all.flatMap((timed) => timed.microseconds));
    rows.push({ entry, batch, classNum, bytes, threads, clock, turns: shares.length, share: quartilesOf(shares), microseconds });
  });
  return { target: name, platform: shortName(platform), rows, notes };
}
