import { countingFindings, failingFindings, gateOf, isStale } from "../core/gate.ts";
import type { Finding, Run, RunComparison, RunRecord } from "../core/record.ts";
import { causeLines } from "./causes.ts";
import { basisLine, countsOf, listsOf } from "./comparison.ts";
import { oneLine } from "./plain.ts";
import { notShown, percent, repeatsLine } from "./statistics.ts";
import { counted, talliesOf } from "./text.ts";

/** Findings of a run that are told whole; the record has them all. */
const TOLD = 20;

/** Text of others inside a line or a cell of a table: no markup of its own, no line of its own. */
export function inline(text: string): string {
  const shown = oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~$]/g, "\\$&")
    // Addresses and names, which readers make links of.
    .replace(/:\/\/|www\.|@(?=\w)/gi, (found) => `${found[0]}&#8203;${found.slice(1)}`);
  // What would begin a list, a heading or a rule.
  return /^\s*(?:[-+#=]|\d+[.)]\s)/.test(shown) ? `&#8203;${shown}` : shown;
}

/** An address as a link, if it is plain enough for one. */
function link(address: string): string {
  return /^https?:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/.test(address) ? `<${address}>` : inline(address);
}

/** Text of others as code: what it holds stays as it is. */
export function code(text: string): string {
  const shown = oneLine(text);
  const fence = "`".repeat(1 + Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)));
  const room = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${room}${shown.replaceAll("|", "\\|")}${room}${fence}`;
}

/** A table; cells are Markdown already. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)];
}

const GATE = { passes: "✅ passes", fails: "❌ fails", incomplete: "❔ incomplete", error: "⚠️ error" } as const;

/** A record as Markdown: what may ship and why not, then what each verdict rests on, and what it does not show. */
export function renderMarkdown({ suite, runs }: RunRecord): string {
  const rows = runs.map((run) => {
    const { violations, warnings, waived } = talliesOf(run);
    const counts = [violations, warnings, waived, run.cases].map(String);
    return [code(run.target), inline(run.platform), GATE[gateOf(run)], run.verdict, ...counts, `${run.seconds.toFixed(1)} s`];
  });
  const heads = ["target", "platform", "gate", "verdict", "violations", "warnings", "waived", "cases", "time"];
  const lines = [
    "# NLLLossGrad conformance",
    "",
    ...table(heads, rows),
    "",
    ...runs.flatMap(runLines),
    `nllgrad ${inline(suite)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function runLines(run: Run): string[] {
  const failing = new Set(failingFindings(run));
  const counting = new Set(countingFindings(run));
  const findings = [...run.violations, ...run.warnings];
  const rank = (finding: Finding): number => (failing.has(finding) ? 0 : counting.has(finding) ? 1 : 2);
  const first = [...findings].sort((a, b) => rank(a) - rank(b));
  return [
    `## ${inline(run.target)} · ${inline(run.platform)}`,
    "",
    ...run.notes.flatMap((note) => [`> ${inline(note)}`, ""]),
    ...waiverLines(run),
    ...(run.baseline === null ? [] : [...comparisonLines(run.baseline), ""]),
    ...first.slice(0, TOLD).flatMap((finding) => findingLines(finding, run)),
    ...(findings.length > TOLD ? [`… and ${findings.length - TOLD} more, in the record.`, ""] : []),
    ...statisticsLines(run),
  ];
}

function findingLines(finding: Finding, run: Run): string[] {
  const kind = finding.waived !== null ? "waived" : run.violations.includes(finding) ? "violation" : "warning";
  const where = finding.entry === null ? "" : ` · ${code(`${finding.entry} ${finding.reduction}`)}`;
  return [
    `### ${kind}: ${inline(finding.clauses[0] as string)}${where}`,
    "",
    `${inline(`${finding.message}: ${finding.cell}`)}; ${counted(finding.count, "case", "cases")}`,
    "",
    ...table(
      ["", ""],
      [
        ["expected", code(finding.expected)],
        ["received", code(finding.received)],
        ...(finding.case === "" ? [] : [["case", inline(finding.case)]]),
        ...causeLines(finding).map(([name, text]) => [name, inline(text)]),
        ...finding.why.map((why) => ["why", inline(why)]),
        ...(finding.token === null ? [] : [["again", code(`nllgrad replay ${finding.token} ${run.place}`)]]),
      ],
    ),
    "",
  ];
}

function waiverLines({ waivers }: Run): string[] {
  if (waivers.length === 0) return [];
  const rows = waivers.map((waiver) => [
    `${isStale(waiver) ? "❌ " : ""}${waiver.state}`,
    code(waiver.finding),
    inline(waiver.why === "" ? waiver.reason : `${waiver.reason}: ${waiver.why}`),
    link(waiver.link),
    waiver.expires,
  ]);
  return [...table(["waiver", "finding", "reason", "link", "until"], rows), ""];
}

/** A comparison as Markdown: counts, then what each of them is. */
export function comparisonLines(comparison: RunComparison): string[] {
  return [
    `**${countsOf(comparison)}** ${inline(basisLine(comparison))}`,
    ...comparison.caveats.flatMap((text) => ["", `> ${inline(text)}`]),
    ...listsOf(comparison).flatMap(({ title, lines }) => ["", `${title}:`, "", ...lines.map((line) => `- ${inline(line)}`)]),
  ];
}

function statisticsLines(run: Run): string[] {
  const { strata, slack } = run;
  const repeats = repeatsLine(run);
  return [
    "<details><summary>What this rests on, and what it does not show</summary>",
    "",
    ...table(
      ["stratum", "what it is", "drawn", "failing", "failure rate below, 95 %"],
      strata.map(({ name, text, cases, failing, failureRateBelow: below }) => [
        inline(name),
        inline(text),
        String(cases),
        String(failing),
        below === null ? "not told" : percent(below),
      ]),
    ),
    "",
    ...(slack.length === 0
      ? []
      : [
          ...table(
            ["function", "bound", "worst let pass", "allowed there", "used"],
            slack.map(({ entry, bound, worst, allowed, used }) => [
              code(entry),
              inline(bound),
              `${worst.toFixed(3)} steps`,
              `${allowed.toFixed(3)} steps`,
              percent(used),
            ]),
          ),
          "",
        ]),
    ...(repeats === "" ? [] : [`${inline(repeats)}.`, ""]),
    "Not shown:",
    "",
    ...notShown(run).map((text) => `- ${inline(text)}`),
    "",
    "</details>",
    "",
  ];
}
