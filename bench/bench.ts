/** The command `npm run bench`: speeds as ratios, measured side by side in one run. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzzers } from "./fuzzers.ts";
import { race } from "./rounds.ts";
import { table } from "./table.ts";

const HELP = `npm run bench -- fuzzers [--rounds N] [--json]

  fuzzers     executions a second on one core: libFuzzer, Hypothesis, fast-check and nllgrad, on one kernel and one size of calls
  --rounds N  how often each takes its turn (5)
  --json      results as JSON on standard output
`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string", default: "5" }, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  const rounds = Number(values.rounds);
  if (values.help || positionals.join() !== "fuzzers" || !(Number.isInteger(rounds) && rounds > 0)) {
    process.stderr.write(HELP);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-bench-"));
  try {
    const last = availableParallelism() - 1;
    const core = spawnSync("taskset", ["-c", `${last}`, "true"]).status === 0 ? last : null;
    const results = race(fuzzers(folder), rounds, core, (text) => process.stderr.write(`${text}\n`));
    process.stdout.write(`${values.json ? JSON.stringify({ rounds, results }, null, 2) : table(results)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
