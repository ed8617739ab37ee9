/** The command `npm run bench`: speeds as ratios, measured side by side in one run. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzzers } from "./fuzzers.ts";
import { judging, scaling } from "./judging.ts";
import { kernels } from "./kernels.ts";
import { type Ratio, ratioTable } from "./ratios.ts";
import { race } from "./rounds.ts";
import { start } from "./start.ts";
import { hunts, steeringTable } from "./steering.ts";
import { table } from "./table.ts";
import { threads } from "./threads.ts";

const HELP = `npm run bench [-- kernels|threads|judge|scaling|start ...] [--json]
npm run bench -- fuzzers [--rounds N] [--json]
npm run bench -- steering [--seeds N] [--from SEED] [--most N] [--json]

  kernels     our fast kernels beside a C memset of the same output, and PyTorch
  threads     our kernel with threads beside the same without, by size
  judge       what it costs to judge a large call, beside memcmp and beside the call
  scaling     cost and memory against workers, cases and elements
  start       seconds until a verdict: of a hunt, the smoke tier, the gate, every implementation
              (without a name: these five, each with its bound)
  fuzzers     executions a second on one core: libFuzzer, Hypothesis, fast-check and nllgrad, on one kernel and one size of calls
  --rounds N  how often each takes its turn (5)
  steering    cases until each hard mutant of zoo/hard is found, with steering and without
  --seeds N   how often each is looked for (5)
  --from SEED the first of the seeds (1)
  --most N    cases after which one is given up (200000)
  --json      results as JSON on standard output
`;

/** What is measured as ratios that have bounds, by name. */
const BOUNDED: Readonly<Record<string, (folder: string, say: (text: string) => void) => Promise<Ratio[]>>> = {
  kernels: (_, say) => kernels(say),
  threads: (_, say) => threads(say),
  judge: judging,
  scaling,
  start,
};

/** A whole number above zero, or `null`. */
function count(text: string): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : null;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      seeds: { type: "string", default: "5" },
      from: { type: "string", default: "1" },
      most: { type: "string", default: "200000" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const [rounds, seeds] = [count(values.rounds), count(values.seeds)];
  const [from, most] = [count(values.from), count(values.most)];
  const what = positionals.join();
  const bounded = positionals.length === 0 ? Object.keys(BOUNDED) : positionals.filter((name) => Object.hasOwn(BOUNDED, name));
  const isBounded = positionals.length === bounded.length || positionals.length === 0;
  const known = isBounded || what === "fuzzers" || what === "steering";
  if (values.help || !known || rounds === null || seeds === null || from === null || most === null) {
    process.stderr.write(HELP);
    return values.help ? 0 : 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-bench-"));
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    if (isBounded) {
      const ratios: Ratio[] = [];
      for (const name of bounded) ratios.push(...((await BOUNDED[name]?.(folder, say)) ?? []));
      print(values.json ? JSON.stringify({ ratios }, null, 2) : ratioTable(ratios));
      return 0;
    }
    if (what === "steering") {
      const results = hunts(folder, { from, count: seeds }, most, say);
      print(values.json ? JSON.stringify({ from, seeds, most, results }, null, 2) : steeringTable(results));
      return 0;
    }
    const last = availableParallelism() - 1;
    const core = spawnSync("taskset", ["-c", `${last}`, "true"]).status === 0 ? last : null;
    const results = race(fuzzers(folder), rounds, core, say);
    print(values.json ? JSON.stringify({ rounds, results }, null, 2) : table(results));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
