import { compareRuns, pairRuns } from "../core/compare.ts";
import type { Run, RunRecord } from "../core/record.ts";
import { decodeToken, type GradientPlan, InvalidToken } from "../properties/token.ts";
import { type PlatformId, platformOf } from "../reference/platforms.ts";
import { type CheckArguments, UsageError } from "./arguments.ts";
import type { NamedTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

/** A target that is to be judged as a platform. */
export interface Job {
  readonly target: NamedTarget;
  readonly platform: PlatformId;
}

/** What a run is held against besides the clauses: waivers, and an earlier record. */
export interface Gate {
  /** Cases that must run, whatever is drawn: pinned ones, and what the earlier record has found. */
  plans(job: Job): readonly GradientPlan[];
  /** A run with its waivers and its baseline. */
  hold(run: Run, job: Job): Promise<Run>;
  /** Runs of the earlier record that nothing of this one is held against. */
  readonly leftOver: readonly Pick<Run, "target" | "platform">[];
}

/**
 * Reads what the options name. `today`: the day, UTC.
 *
 * @throws UsageError that names the file, the place in it, what is wrong there and what is taken.
 */
export async function readGate(
  given: Pick<CheckArguments, "bail" | "baseline" | "waivers" | "timeout">,
  jobs: readonly Job[],
  today: string,
): Promise<Gate> {
  for (const option of ["baseline", "waivers"] as const) {
    if (given.bail && given[option] !== undefined)
      throw new UsageError(`--bail: stops at the first violation, one that --${option} covers as well; leave one of them away`);
  }
  const waivers = given.waivers === undefined ? null : await waiversOf(given.waivers);
  const baseline = given.baseline === undefined ? null : await recordOf(given.baseline);
  const named = jobs.map(({ target, platform }) => ({ target: target.name, platform: platformOf(platform).title }));
  const pairs = pairRuns(baseline?.runs ?? [], named);
  const earlier = new Map(jobs.map((job, k) => [job, pairs[k]?.before ?? null]));
  const known = new Map(
    [...earlier].map(([job, run]) => [job, run === null ? [] : plansOf(run, job.platform, given.baseline as string)]),
  );
  return {
    plans: (job) => [
      ...(waivers?.of(job.target.name, job.platform).map(({ plan }) => plan) ?? []),
      ...(known.get(job) as readonly GradientPlan[]),
    ],
    async hold(run, job) {
      const replaying = { target: job.target.target, timeout: given.timeout, today };
      const waived = waivers === null ? run : await waivers.waive(run, waivers.of(run.target, job.platform), replaying);
      if (baseline === null) return waived;
      const before = earlier.get(job) ?? null;
      const dated = before === null ? null : { suite: baseline.suite, run: before };
      return { ...waived, baseline: compareRuns(dated, { suite: VERSION, run: waived }, true) };
    },
    leftOver: pairs.flatMap(({ before, now }) => (now === null && before !== null ? [before] : [])),
  };
}

/** What a file waives, and how; what reads it is loaded where there is one. */
async function waiversOf(file: string) {
  const { readWaivers, waive, waiversFor } = await import("./waivers.ts");
  const waivers = readWaivers(file);
  return { waive, of: (target: string, platform: PlatformId) => waiversFor(waivers, target, platform) };
}

async function recordOf(file: string): Promise<RunRecord> {
  const { readRecord } = await import("./read-record.ts");
  return readRecord("--baseline", file);
}

/** The cases of an earlier run's findings, that they may be seen to be gone. */
function plansOf({ violations, warnings }: Run, platform: PlatformId, file: string): GradientPlan[] {
  return [...violations, ...warnings].flatMap(({ id, token }) => {
    if (token === null) return [];
    try {
      const reproduction = decodeToken(token);
      return reproduction.platform === platform ? [reproduction.plan] : [];
    } catch (error) {
      if (error instanceof InvalidToken) throw new UsageError(`--baseline ${file}: ${id}: ${error.message}`);
      throw error;
    }
  });
}
