import type { ClauseId } from "../reference/clauses.ts";
import type { Crew } from "./crew.ts";
import { callsOfUnit, type PairShape, UNIT_PAIRS, WRONG_ENOUGH } from "./pairs.ts";
import type { Death } from "./protocol.ts";
import { HarnessFailure } from "./session.ts";
import { mergeWrong, severeOf, type WrongPairs } from "./wrong-pairs.ts";

/** Units of one shape that one process runs, one after another. */
export interface PairJob {
  readonly shape: PairShape;
  readonly from: number;
  readonly to: number;
}

/** What came of a job. */
export interface PairJobResult {
  readonly pairs: number;
  readonly calls: number;
  readonly wrong: ReadonlyMap<ClauseId, WrongPairs>;
  /** The call that did not come back. */
  readonly death: { readonly death: Death; readonly unit: number; readonly call: number } | null;
  /** Why it ended early; empty if it did not. */
  readonly why: string;
}

/** How jobs are told on, and stopped. */
export interface PairControl {
  readonly workers: number;
  now(): number;
  /** Asked between requests. */
  stopped(): boolean;
  progress(state: { what: string; done: number; total: number; findings: number }): void;
}

/** How long a request may take, roughly: how often progress is told, and a stop is heard. */
const REQUEST_MILLISECONDS = 400;

/** Runs the jobs, as many at a time as there are workers; what they come to does not depend on that. */
export async function runPairJobs(crew: Crew, jobs: readonly PairJob[], control: PairControl): Promise<PairJobResult[]> {
  const total = jobs.reduce((sum, { from, to }) => sum + (to - from) * UNIT_PAIRS, 0);
  const results: PairJobResult[] = [];
  let done = 0;
  let next = 0;
  const tell = (pairs: number): void => {
    done += pairs;
    const findings = new Set(results.filter(Boolean).flatMap(({ wrong }) => [...wrong.keys()])).size;
    control.progress({ what: "pairs of halves", done, total, findings });
  };
  const work = async (): Promise<void> => {
    for (let k = next++; k < jobs.length; k = next++) results[k] = await runJob(crew, jobs[k] as PairJob, control, tell);
  };
  await Promise.all(Array.from({ length: Math.min(control.workers, jobs.length) }, work));
  return results;
}

async function runJob(
  crew: Crew,
  { shape, from, to }: PairJob,
  control: PairControl,
  tell: (pairs: number) => void,
): Promise<PairJobResult> {
  const wrong = new Map<ClauseId, WrongPairs>();
  const result = { pairs: 0, calls: 0, wrong };
  if (control.stopped()) return { ...result, death: null, why: "ended before" };
  const session = await crew.fresh();
  try {
    let units = 1;
    for (let at = from; at < to; ) {
      if (control.stopped()) return { ...result, death: null, why: "ended before" };
      const begun = control.now();
      const end = Math.min(to, at + units);
      const severe = severeOf(wrong.values());
      const request = { kind: "pairs", shape, from: at, to: end, wrong: severe, patience: crew.timeout } as const;
      const answer = await session.ask<"compared">(request);
      if (answer.kind === "died") {
        if (!answer.death.inside) throw new HarnessFailure("the process that hosts the kernel ended outside of any call");
        const calls = callsOfUnit(shape);
        const unit = at + Math.floor(answer.death.item / calls);
        return { ...result, death: { death: answer.death, unit, call: answer.death.item % calls }, why: ENDED };
      }
      const { pairs } = answer;
      result.pairs += pairs.pairs;
      result.calls += pairs.calls;
      mergeWrong(wrong, pairs.wrong);
      tell(pairs.pairs);
      if (pairs.ended !== null) {
        const { unit, call, outcome } = pairs.ended;
        return { ...result, death: { death: { outcome, inside: true, item: 0, call: 0 }, unit, call }, why: ENDED };
      }
      if (pairs.reached < end) return { ...result, death: null, why: `stopped after ${WRONG_ENOUGH} wrong pairs` };
      at = end;
      const took = control.now() - begun;
      units = took < REQUEST_MILLISECONDS / 2 ? 2 * units : Math.max(1, took > 2 * REQUEST_MILLISECONDS ? units >> 1 : units);
    }
    return { ...result, death: null, why: "" };
  } finally {
    await crew.dismiss(session);
  }
}

const ENDED = "a call did not come back";
