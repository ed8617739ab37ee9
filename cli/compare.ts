import type { Run, RunRecord } from "../core/record.ts";
import { renderSideBySide } from "../reports/side-by-side.ts";
import { paceOf } from "../runner/conformance.ts";
import { matchesSomething } from "../runner/only.ts";
import { HarnessFailure } from "../runner/session.ts";
import type { Pace } from "../runner/tiers.ts";
import { type CheckArguments, parseCheckArguments, UsageError } from "./arguments.ts";
import { readCalling } from "./calling.ts";
import { type Console, judge, runOptions } from "./check.ts";
import { readCorpus } from "./corpus.ts";
import type { Job } from "./gate.ts";
import { readRecord } from "./read-record.ts";
import { writeReports } from "./report-files.ts";
import { prepareReports, recordText } from "./report-folder.ts";
import { styleFor } from "./style.ts";
import { readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const COMPARE_HELP = `nllgrad compare TARGET ...   the same cases for all targets, side by side

  TARGET           as for nllgrad check; or a record (record.json, or the report.html that carries one), whose runs stand beside
                   the others as they are

  --report DIR     the comparison as report.html, with the record and the other reports: clauses by platform, element type and
                   reduction; findings drawn; errors, coverage, choices and speed side by side
  --json           the record on standard output
  --platform, --tier, --seed, --cases, --workers, --strict, --only, --timeout, --align, --symbol, --launch, --policy,
  --corpus, --quiet
                   as for nllgrad check

  Every target is given the same cases, as many as the slowest kind of target takes: nllgrad check gives a library more than
  a program behind a pipe. A target that was given fewer than it would take alone reads incomplete, unless it fails.
  Targets are judged one after another, so that their speed is not measured beside each other.

  Exit code: 0 none is broken, 1 one breaks a MUST clause, 2 wrong use or unusable target, 3 a harness failed, or interrupted

  Example: nllgrad compare old=./v1/libkernel.so new=./v2/libkernel.so reference --report comparison
`;

/** Options of `check` that a comparison has no use for: they would end some targets' cases before others', or judge by more than the clauses. */
const REFUSED = ["bail", "time", "baseline", "waivers"] as const;

/** What is compared: a run that there was, or one that is to be made. */
type Column = { readonly runs: readonly Run[] } | { readonly job: Job };

/** Runs `nllgrad compare`, and gives its exit code. */
export async function compare(args: readonly string[], console: Console): Promise<number> {
  const given = parseCheckArguments(args);
  refuse(given);
  if (given.report !== undefined) prepareReports(given.report);
  const calling = readCalling(given);
  const corpus = given.corpus === undefined ? () => [] : readCorpus(given.corpus);
  const columns = (await Promise.all(given.targets.map((text) => columnsOf(text, given)))).flat();
  const plain = (job: Job) => runOptions(job, given, calling, corpus(job.platform), console);
  const paces = new Set<Pace>();
  for (const column of columns) {
    if (!("job" in column) || column.job.target.failure !== undefined) continue;
    try {
      paces.add(await paceOf(plain(column.job)));
    } catch (error) {
      // Its own run will say so; the others are compared all the same.
      if (!(error instanceof HarnessFailure)) throw error;
    }
  }
  const runs: Run[] = [];
  for (const column of columns) {
    if ("runs" in column) runs.push(...column.runs);
    else if (!console.interrupted())
      runs.push(await judge(column.job, given, { ...plain(column.job), beside: [...paces] }, console));
  }
  const record: RunRecord = { schema: "nllgrad.record/1", suite: VERSION, runs };
  if (given.report !== undefined) writeReports(given.report, record);
  if (given.json) console.out.write(recordText(record));
  else console.out.write(`${renderSideBySide(runs, styleFor(console.out, console.environment))}\n`);
  if (console.interrupted() || runs.some(({ verdict }) => verdict === "error")) return 3;
  return runs.some(({ verdict }) => verdict === "fails") ? 1 : 0;
}

function refuse(given: CheckArguments): void {
  const refused = REFUSED.find((name) => given[name] !== undefined && given[name] !== false);
  if (refused !== undefined)
    throw new UsageError(
      `compare --${refused}: all targets are given the same cases, to their end; leave it away, or use nllgrad check`,
    );
  if (!matchesSomething(given.only))
    throw new UsageError(`--only ${given.only}: no clause and no property has that in its name; nllgrad list clauses shows them`);
  if (given.targets.length === 0) throw new UsageError("compare: give the targets to compare, or records of them");
}

async function columnsOf(text: string, given: CheckArguments): Promise<Column[]> {
  if (/\.(?:json|html)$/.test(text)) return [{ runs: readRecord("compare", text).runs }];
  const target = await readTarget(text, given.platforms, readCalling(given));
  return target.platforms.map((platform) => ({ job: { target, platform } }));
}
