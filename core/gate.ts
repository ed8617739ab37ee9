import { isFresh } from "./compare.ts";
import type { Finding, Run, Verdict } from "./record.ts";
import type { WaiverStatus } from "./record-gate.ts";

/** Whether a waiver fails the gate: it has expired, its case passes, or it covers nothing. */
export function isStale({ state }: WaiverStatus): boolean {
  return state === "expired" || state === "unneeded" || state === "unmatched";
}

/** What a verdict rests on. */
type Judged = Pick<Run, "violations" | "warnings" | "waivers" | "strict" | "complete">;

/** Findings that count: violations, under strict warnings too; none that is waived. */
export function countingFindings({ violations, warnings, strict }: Judged): readonly Finding[] {
  return [...violations, ...(strict ? warnings : [])].filter(({ waived }) => waived === null);
}

/** The verdict on a kernel, the harness having done its part. */
export function verdictOf(judged: Judged): Verdict {
  if (countingFindings(judged).length > 0 || judged.waivers.some(isStale)) return "fails";
  return judged.complete ? "conforms" : "incomplete";
}

/** What a gate says of a run. */
export type GateOutcome = "passes" | "fails" | "incomplete" | "error";

/** Findings that fail the gate: all that count, against a baseline those alone that are new or have become violations. */
export function failingFindings(run: Run): readonly Finding[] {
  const counting = countingFindings(run);
  const { baseline } = run;
  if (baseline === null) return counting;
  return counting.filter(({ id }) => isFresh(baseline, id));
}

/** Whether a run may pass. It is the verdict, but for findings that a baseline had already. */
export function gateOf(run: Run): GateOutcome {
  if (run.verdict === "error") return "error";
  if (failingFindings(run).length > 0 || run.waivers.some(isStale)) return "fails";
  return run.complete ? "passes" : "incomplete";
}
