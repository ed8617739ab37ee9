import { UnusableTarget } from "../adapters/unusable.ts";
import { gateOf } from "../core/gate.ts";
import type { Run, RunRecord } from "../core/record.ts";
import type { GradientPlan } from "../properties/token.ts";
import { platformOf, shortName } from "../reference/platforms.ts";
import { fold } from "../reports/fold.ts";
import { boundsLine } from "../reports/statistics.ts";
import { renderFindings, renderFingerprint, renderGate, renderHarness, renderTable, renderVerdict } from "../reports/text.ts";
import { judgeTarget, type RunOptions } from "../runner/conformance.ts";
import { matchesSomething, ONLY_PROTOCOL } from "../runner/only.ts";
import { failedRun } from "../runner/run.ts";
import { type CheckArguments, parseCheckArguments, UsageError } from "./arguments.ts";
import { type Calling, readCalling } from "./calling.ts";
import { readCorpus } from "./corpus.ts";
import { type Gate, type Job, readGate } from "./gate.ts";
import { progressLine } from "./progress.ts";
import { prepareReports, REPORT_NAMES, recordText } from "./report-folder.ts";
import { type Style, styleFor } from "./style.ts";
import { BUILT_IN_NAMES, type NamedTarget, readTarget, servesPlatform } from "./targets.ts";
import { VERSION } from "./version.ts";

export const CHECK_HELP: string = `nllgrad check [TARGET ...]   judge kernels against the clauses of NLLLossGrad

  TARGET           a built-in's name (${BUILT_IN_NAMES.join(", ")})
                   ./kernel.so             a shared library with the document's functions
                   ./kernel.wasm           a WebAssembly module that exports them, and its memory or imports one
                   ./kernel.js, .ts        a module whose default export is a Kernel
                   "exec:COMMAND ARG ..."  a program that speaks docs/protocol.md on its standard input and output
                   name=TARGET gives it another name. No target: every built-in, on every platform that it declares

  --platform P     ft78ne or mt7004; repeatable. Without it: what the target can serve
  --platforms FILE further platforms: types, cores, alignment (docs/platforms.md). Judged as all of them, unless --platform names some
  --tier T         smoke (seconds), gate (under a minute; the default: all pairs of values of the case axes meet), deep (minutes:
                   all triples meet), huge (gate, and calls past 2^31 elements: libraries, 6 to 10 GB of free memory)
  --seed N         same seed, same cases, same verdicts        --cases N    small single calls to make
  --time 30s       begin no further cases after that           --workers N  processes at a time
  --bail           stop at the first MUST violation            --strict     SHOULD counts as well
  --timeout 2s     how long one call may take                  --align N    bytes that buffers are aligned to (the platform's; 64)
  --only PATTERN   clauses or properties that hold it, "!PATTERN": all but those; "protocol": a harness by itself, before the operator
  --symbol FUNCTION=NAME  another name for a function
  --launch         call kernels by name, through the library's LaunchGroup, WaitGroup and DestroyGroup (docs/launch.md);
                   as MT7004, unless --platform says otherwise
  --policy FILE    declared choices for OPEN clauses, such as { "call-model": "each-core" }
  --corpus DIR     tokens to run first: each line of its files, from # on a comment
  --json           the record on standard output               --quiet      no progress
  --baseline FILE  a record of before: what is in it is known, and what is new fails (docs/ci.md)
  --waivers FILE   known deviations, each with reason, pinned case and expiry (docs/waivers.md)
  --github         annotations, and report.md after the job's summary; of itself where GITHUB_ACTIONS is true
  --report DIR     ${REPORT_NAMES.join(", ")} into that folder

  A file nllgrad.config.json in the working folder may hold any of these.
  Exit code: 0 conforms, or nothing is new against --baseline; 1 otherwise, 2 wrong use or unusable target, 3 the harness failed or the run is incomplete

  Example: nllgrad check ./libkernel.so --platform mt7004 --tier smoke --bail
`;

/** Where a command writes, and what it knows of the outside. */
export interface Console {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly environment: NodeJS.ProcessEnv;
  now(): number;
  /** The day, UTC: `2026-01-31`. */
  today(): string;
  interrupted(): boolean;
}

/** Runs `nllgrad check`, and gives its exit code. */
export async function check(args: readonly string[], console: Console): Promise<number> {
  const given = parseCheckArguments(args);
  if (given.only !== ONLY_PROTOCOL && !matchesSomething(given.only))
    throw new UsageError(`--only ${given.only}: no clause and no property has that in its name; nllgrad list clauses shows them`);
  const calling = readCalling(given);
  const corpus = given.corpus === undefined ? () => [] : readCorpus(given.corpus);
  const names = given.targets.length === 0 ? builtInsFor(given) : given.targets;
  const targets = await Promise.all(names.map((name) => readTarget(name, given.platforms, calling)));
  const silent = targets.find(({ target }) => target.kind !== "exec");
  if (given.only === ONLY_PROTOCOL && silent !== undefined)
    throw new UsageError(`${silent.place}: --only ${ONLY_PROTOCOL} looks at harnesses; name one as exec:COMMAND`);
  if (given.report !== undefined) prepareReports(given.report);
  const style = styleFor(console.out, console.environment);
  const jobs: Job[] = targets.flatMap((target) => target.platforms.map((platform) => ({ target, platform })));
  const gate = await readGate(given, jobs, console.today());
  const alone = jobs.length === 1;
  const unusable: string[] = [];
  const done: (Run | undefined)[] = [];
  let told = 0;
  let next = 0;
  // Several runs share the workers among them; one run has them all. Results are told in the order that was asked for.
  const work = async (): Promise<void> => {
    for (let k = next++; k < jobs.length && !console.interrupted(); k = next++) {
      const job = jobs[k] as Job;
      try {
        const plans = [...corpus(job.platform), ...gate.plans(job)];
        const options = runOptions(job, alone ? given : { ...given, workers: 1 }, calling, plans, console);
        done[k] = await gate.hold(await judge(job, given, options, console), job);
      } catch (error) {
        if (!(error instanceof UnusableTarget)) throw error;
        if (!unusable.includes(error.message)) unusable.push(error.message);
      }
      for (let run = done[told]; run !== undefined; run = done[++told]) {
        if (!given.json && given.only !== ONLY_PROTOCOL) console.out.write(detailsOf(run, alone, style));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(given.workers, jobs.length) }, work));
  const runs = done.filter((run) => run !== undefined);
  const record: RunRecord = { schema: "nllgrad.record/1", suite: VERSION, runs };
  if (given.report !== undefined) {
    // Loaded where it is asked for, as what follows: a verdict is waited for.
    const { writeReports } = await import("./report-files.ts");
    writeReports(given.report, record);
  }
  if (given.json) console.out.write(recordText(record));
  else if (given.only === ONLY_PROTOCOL) console.out.write(runs.map((run) => `${renderHarness(run, style)}\n`).join(""));
  else if (runs.length > 0) console.out.write(summaryOf(runs, gate, given, style));
  if (given.github || console.environment.GITHUB_ACTIONS === "true") {
    const { tellGithub } = await import("./github.ts");
    tellGithub(record, given.json ? console.err : console.out, console);
  }
  if (unusable.length > 0) throw new UnusableTarget(unusable.join("\nnllgrad: "));
  return exitCode(runs, given, console.interrupted());
}

/** How a job is judged: what the arguments say, with plans to run first. */
export function runOptions(
  { target: named, platform }: Job,
  given: CheckArguments,
  calling: Calling,
  corpus: readonly GradientPlan[],
  console: Console,
): RunOptions {
  const { name, target } = named;
  return {
    target,
    name,
    place: againOn(named, calling),
    platform,
    tier: given.tier,
    seed: given.seed,
    ...(given.cases === undefined ? {} : { cases: given.cases }),
    ...(given.time === undefined ? {} : { time: given.time }),
    workers: given.workers,
    bail: given.bail,
    strict: given.strict,
    only: given.only,
    timeout: given.timeout,
    alignment: given.align ?? platformOf(platform).alignment,
    corpus,
    now: console.now,
    interrupted: console.interrupted,
    progress() {},
  };
}

/** Judges one target as one platform. A harness that fails is a run without a verdict: what other runs found is kept. */
export async function judge(
  { target: { name, failure }, platform }: Job,
  given: CheckArguments,
  plain: RunOptions,
  console: Console,
): Promise<Run> {
  const progress = progressLine(console.err, given.quiet, console.now);
  const options: RunOptions = { ...plain, progress: (state) => progress.show(`${name} · ${shortName(platform)}`, state) };
  const { target } = options;
  try {
    if (failure !== undefined) return failedRun(options, failure);
    if (given.only !== ONLY_PROTOCOL || target.kind !== "exec") return await judgeTarget(options);
    const { judgeHarness } = await import("../runner/harness-run.ts");
    return await judgeHarness(target.command, options);
  } catch (error) {
    if (error instanceof UnusableTarget) throw error;
    return failedRun(options, error instanceof Error ? error.message : String(error));
  } finally {
    progress.clear();
  }
}

/** A target for another command, as a shell takes it: its place, and the options that it is called by. */
export function againOn({ place, target }: NamedTarget, calling: Calling): string {
  return [place, ...(target.kind === "built-in" ? [] : calling.options)].map(shellWord).join(" ");
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a run found; with its fingerprint if it is the only target. */
function detailsOf(run: Run, alone: boolean, style: Style): string {
  const findings = renderFindings(run, style);
  return [...(alone ? [`${renderFingerprint(run, style)}\n`] : []), ...(findings === "" ? [] : [findings])]
    .map((text) => `${text}\n`)
    .join("");
}

/** Notes, verdicts, and what they rest on. */
function summaryOf(runs: readonly Run[], gate: Gate, given: CheckArguments, style: Style): string {
  const notes = [
    ...runs.flatMap((run) => run.notes.map((text) => `${run.target} · ${run.platform}: ${text}`)),
    ...gate.leftOver.map(({ target, platform }) => `${target} · ${platform} is in the baseline, and was not judged`),
  ].map((text) => style.dim(fold(`note: ${text}`, style.columns, 6)));
  const held = runs.flatMap((run) => {
    const text = renderGate(run, style);
    return text === "" ? [] : [...(runs.length === 1 ? [] : [`${style.bold(run.target)} · ${run.platform}`]), text];
  });
  const verdict = runs.length === 1 ? renderVerdict(runs[0] as Run, style) : renderTable(runs, style);
  const basis = style.dim(`tier ${given.tier}, seed ${given.seed}; only what these cases reached was judged`);
  const bounds = runs.length === 1 ? boundsLine(runs[0] as Run) : "";
  return [...notes, ...held, verdict, basis, ...(bounds === "" ? [] : [style.dim(bounds)])].map((line) => `${line}\n`).join("");
}

/** Built-ins that can serve one of the platforms asked for. */
function builtInsFor({ platforms }: CheckArguments): readonly string[] {
  return BUILT_IN_NAMES.filter((name) => platforms.every((id) => servesPlatform(name, id)));
}

function exitCode(runs: readonly Run[], given: CheckArguments, interrupted: boolean): number {
  const outcomes = runs.map(gateOf);
  if (outcomes.includes("error")) return 3;
  if (outcomes.includes("fails")) return 1;
  // The user's own --only asked for less than everything; anything else that is missing was not meant to be.
  const asked =
    given.only === ONLY_PROTOCOL || (given.only !== "" && given.time === undefined && given.cases === undefined && !interrupted);
  if (!asked && (runs.length === 0 || outcomes.includes("incomplete"))) return 3;
  return 0;
}
