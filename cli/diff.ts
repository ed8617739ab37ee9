import { parseArgs } from "node:util";
import { compareRuns, type Pair, pairRuns } from "../core/compare.ts";
import { failingFindings } from "../core/gate.ts";
import type { Run, RunComparison } from "../core/record.ts";
import { renderComparison } from "../reports/comparison.ts";
import { comparisonLines, inline } from "../reports/markdown.ts";
import { oneLine } from "../reports/plain.ts";
import { firstSentence, UsageError } from "./arguments.ts";
import type { Console } from "./check.ts";
import { readRecord } from "./read-record.ts";
import { type Style, styleFor } from "./style.ts";

export const DIFF_HELP = `nllgrad diff BEFORE NOW   two records: what is new, fixed, changed and unchanged

  BEFORE, NOW      records, as nllgrad check --json or --report writes them; nothing is run

  --markdown       as Markdown                      --json    as JSON
  --strict         new warnings count as well

  Runs are compared by target and platform; the only ones of a platform under whatever names.
  Exit code: 0 nothing new, 1 a new violation, 2 wrong use or no record

  Example: nllgrad diff main/record.json record.json
`;

/** A run that only one of the records has is a pair without a comparison. */
interface Compared {
  readonly target: string;
  readonly platform: string;
  readonly comparison: RunComparison | null;
}

/** Runs `nllgrad diff`, and gives its exit code. */
export function diff(args: readonly string[], console: Console): number {
  const { paths, markdown, json, strict } = parse(args);
  const [before, now] = paths.map((path) => readRecord("diff", path)) as [Records, Records];
  const pairs = pairRuns(before.runs, now.runs);
  const compared = pairs.map((pair) => ({ pair, ...compare(pair, before.suite, now.suite) }));
  const listed = compared.map(({ pair: _pair, ...one }) => one);
  if (json) console.out.write(`${JSON.stringify({ schema: "nllgrad.diff/1", runs: listed }, null, 2)}\n`);
  else if (markdown) console.out.write(listed.map(markdownOf).join("\n"));
  else console.out.write(listed.map((one) => textOf(one, styleFor(console.out, console.environment))).join("\n"));
  const fails = compared.some(
    ({ pair, comparison }) =>
      pair.now !== null &&
      comparison !== null &&
      failingFindings({ ...pair.now, strict: strict || pair.now.strict, baseline: comparison }).length > 0,
  );
  return fails ? 1 : 0;
}

type Records = ReturnType<typeof readRecord>;

function compare({ before, now }: Pair<Run>, suiteBefore: string, suiteNow: string): Compared {
  const { target, platform } = (now ?? before) as Run;
  if (now === null) return { target, platform, comparison: null };
  const earlier = before === null ? null : { suite: suiteBefore, run: before };
  return { target, platform, comparison: compareRuns(earlier, { suite: suiteNow, run: now }, false) };
}

const GONE = "only the earlier record has it";

function textOf({ target, platform, comparison }: Compared, style: Style): string {
  const text = comparison === null ? `  ${GONE}` : renderComparison(comparison, style);
  return `${style.bold(oneLine(target))} · ${oneLine(platform)}\n${text}\n`;
}

function markdownOf({ target, platform, comparison }: Compared): string {
  const lines = comparison === null ? [GONE] : comparisonLines(comparison);
  return `## ${inline(target)} · ${inline(platform)}\n\n${lines.join("\n")}\n`;
}

interface Parsed {
  readonly paths: readonly string[];
  readonly markdown: boolean;
  readonly json: boolean;
  readonly strict: boolean;
}

function parse(args: readonly string[]): Parsed {
  try {
    const { positionals: paths, values } = parseArgs({
      args: [...args],
      options: { markdown: { type: "boolean" }, json: { type: "boolean" }, strict: { type: "boolean" } },
      allowPositionals: true,
    });
    if (paths.length !== 2) throw new UsageError(`diff: takes two records, and ${paths.length} were given`);
    const { markdown = false, json = false, strict = false } = values;
    if (markdown && json) throw new UsageError("diff --json --markdown: takes one of them");
    return { paths, markdown, json, strict };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`diff: ${firstSentence(error)}; nllgrad diff --help lists the options`);
  }
}
