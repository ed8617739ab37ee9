#!/usr/bin/env node
import { UnusableTarget } from "../adapters/unusable.ts";
import { visible } from "../reports/plain.ts";
import { UsageError } from "./arguments.ts";
import type { Console } from "./check.ts";

const HELP = `nllgrad   conformance of NLLLossGrad kernels

  nllgrad check [TARGET ...]       judge kernels; no target: every built-in
  nllgrad compare TARGET ...       the same cases for all targets, side by side
  nllgrad fuzz TARGET              look for what the gate did not find, for minutes or for weeks
  nllgrad worker TARGET ...        take shards of campaigns from a queue
  nllgrad prove TARGET             try all of what is finite: 2^32 pairs of halves, every mask
  nllgrad replay TOKEN [TARGET]    run one finding's case again and explain it
  nllgrad vectors export|verify DIR
                                   cases out as files, for boards that only read files; results back in
  nllgrad diff BEFORE NOW          two records: new, fixed, changed, unchanged
  nllgrad certify                  judge the suite itself: the wrong and the right kernels of its zoo
  nllgrad bench [TARGET ...]       how fast kernels are, beside memset
  nllgrad list clauses|properties|impls|platforms

  nllgrad COMMAND --help           what a command takes
  nllgrad --version

  Example: nllgrad check ./libkernel.so --tier smoke
`;

let interruptions = 0;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interruptions++;
    if (interruptions > 1) process.exit(130);
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head: the verdict is in the exit code all the same.
    if (error.code !== "EPIPE") fail(error);
  });
}

// Whatever nobody foresaw is the harness's fault: no exit code of it may read as a verdict.
process.on("uncaughtException", fail);

function fail(error: unknown): never {
  // Told already: a module that cannot be loaded fails once more, behind whoever asked for it.
  if (process.exitCode === 3) process.exit();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`nllgrad: the harness failed: ${message}\n`);
  process.exit(3);
}

const terminal: Console = {
  out: process.stdout,
  err: process.stderr,
  environment: process.env,
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  interrupted: () => interruptions > 0,
};

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  const help = rest.includes("--help") || rest.includes("-h");
  switch (command) {
    case "check": {
      if (!help) await startHostsAhead();
      const { check, CHECK_HELP } = await import("./check.ts");
      if (help) return await sayHelp(CHECK_HELP);
      return await check(rest, terminal);
    }
    case "compare": {
      const { compare, COMPARE_HELP } = await import("./compare.ts");
      if (help) return await sayHelp(COMPARE_HELP);
      return await compare(rest, terminal);
    }
    case "fuzz": {
      const { fuzz, FUZZ_HELP } = await import("./fuzz.ts");
      if (help) return await sayHelp(FUZZ_HELP);
      return await fuzz(rest, terminal);
    }
    case "worker": {
      const { worker, WORKER_HELP } = await import("./worker.ts");
      if (help) return await sayHelp(WORKER_HELP);
      return await worker(rest, terminal);
    }
    case "prove": {
      const { prove, PROVE_HELP } = await import("./prove.ts");
      if (help) return await sayHelp(PROVE_HELP);
      return await prove(rest, terminal);
    }
    case "replay": {
      const { replay, REPLAY_HELP } = await import("./replay.ts");
      if (help) return await sayHelp(REPLAY_HELP);
      return await replay(rest, terminal);
    }
    case "vectors": {
      const { vectors, VECTORS_HELP } = await import("./vectors.ts");
      if (help) return await sayHelp(VECTORS_HELP);
      return await vectors(rest, terminal);
    }
    case "diff": {
      const { diff, DIFF_HELP } = await import("./diff.ts");
      if (help) return await sayHelp(DIFF_HELP);
      return diff(rest, terminal);
    }
    case "certify": {
      const { certify, CERTIFY_HELP } = await import("./certify.ts");
      if (help) return await sayHelp(CERTIFY_HELP);
      return await certify(rest, terminal);
    }
    case "bench": {
      const { bench, BENCH_HELP } = await import("./bench.ts");
      if (help) return await sayHelp(BENCH_HELP);
      return await bench(rest, terminal);
    }
    case "list": {
      const { list, LIST_HELP } = await import("./list.ts");
      if (help) return await sayHelp(LIST_HELP);
      return await list(rest, terminal);
    }
    case "--version":
    case "-V": {
      const { VERSION } = await import("./version.ts");
      return say(`nllgrad ${VERSION}\n`);
    }
    case "--help":
    case "-h":
      return await sayHelp(HELP);
    case undefined:
      process.stderr.write(HELP);
      return 2;
    default:
      throw new UsageError(`there is no command ${command}; nllgrad --help lists them`);
  }
}

/** Processes that a check needs whatever its target is: one to look for findings, one to confirm them. */
const HOSTS_AHEAD = 2;

/** Has them begin while the command's own code is loaded. */
async function startHostsAhead(): Promise<void> {
  const { startHosts, dismissHosts } = await import("../runner/host-process.ts");
  startHosts(HOSTS_AHEAD);
  dismiss = dismissHosts;
}

let dismiss = (): void => {};

/** The words of an error; if a package could not be loaded, with the remedy. */
function missingPackage({ message, code = "" }: Error & { readonly code?: string }): string {
  if (!/(?:MODULE_NOT_FOUND|ERR_DLOPEN_FAILED)$/.test(code)) return message;
  const [first] = message.split("\n");
  return `${first}; install the package again, with its optional dependencies, on a machine that they have binaries for (docs/dependencies.md)`;
}

/** Says how a command is used, in the columns that a terminal has. */
async function sayHelp(text: string): Promise<number> {
  const [{ foldHelp }, { styleFor }] = await Promise.all([import("../reports/fold.ts"), import("./style.ts")]);
  return say(foldHelp(text, styleFor(process.stdout, process.env).columns));
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError || error instanceof UnusableTarget) {
    process.stderr.write(`nllgrad: ${visible(error.message)}\n`);
    process.exitCode = 2;
  } else {
    const message = error instanceof Error ? missingPackage(error) : String(error);
    process.stderr.write(`nllgrad: the harness failed: ${visible(message)}\n`);
    process.exitCode = 3;
  }
} finally {
  dismiss();
}
