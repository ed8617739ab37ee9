import { createHash } from "node:crypto";
import type { RunRecord } from "../../core/record.ts";
import { drawChoices, drawSpeeds } from "./choices.ts";
import { drawCoverage } from "./coverage.ts";
import { embedRecord } from "./embed.ts";
import { drawErrors } from "./errors.ts";
import { drawFinding, findingsOf, type Shown } from "./findings.ts";
import { pageScript } from "./script.ts";
import { drawStatistics, streamLine } from "./statistics.ts";
import { STYLE } from "./style.ts";
import { escapeText, plainText, plural } from "./text.ts";
import { drawClauses, drawVerdicts } from "./verdicts.ts";

/** Findings that stand in the page itself, for readers without its script; the script draws the others when they come into view. */
const WRITTEN_OUT = 40;

const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Values to choose among, each once, as options of a filter. */
function filter(name: string, shown: readonly Shown[], of: (one: Shown) => string | null): string {
  const values = [...new Set(shown.map(of))].filter((value) => value !== null && value !== "");
  const options = values.map((value) => `<option value="${plainText(value as string)}">${escapeText(value as string)}</option>`);
  return `<label>${name} <select data-filter="${name}"><option value="">all</option>${options.join("")}</select></label>`;
}

function drawFindings(shown: readonly Shown[]): string {
  if (shown.length === 0) return `<p class="dim">Nothing was found.</p>`;
  const left = shown.length - WRITTEN_OUT;
  return `<form class="filters" role="search"><label class="search"><span class="words">search findings</span><input type="search" placeholder="Search findings" aria-keyshortcuts="/" autocomplete="off" spellcheck="false"></label>
<label>level <select data-filter="level"><option value="">all</option><option>violation</option><option>warning</option></select></label>${filter("implementation", shown, ({ run }) => `${run.target} · ${run.platform}`)}${filter("clause", shown, ({ finding }) => finding.clauses[0] ?? null)}${filter("function", shown, ({ finding }) => finding.entry)}${filter("reduction", shown, ({ finding }) => finding.reduction)}
<output aria-live="polite">${plural(shown.length, "finding", "findings")}</output><button type="reset">Clear</button></form>
<div id="list">${shown
    .slice(0, WRITTEN_OUT)
    .map((one) => drawFinding(one, true))
    .join(
      "\n",
    )}</div>${left > 0 ? `<noscript><p>${plural(left, "more finding is", "more findings are")} in the record, which this page carries; its script shows them.</p></noscript>` : ""}
<p class="key keys"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> next and previous finding <kbd>Enter</kbd> opens <kbd>c</kbd> copies the replay command <kbd>Esc</kbd> clears</p>`;
}

/**
 * A record as a page of one file, which asks nothing of any network: which of the implementations may ship, and why the others may
 * not. It carries the record.
 */
export function htmlReport(record: RunRecord): string {
  const { runs } = record;
  const shown = findingsOf(record);
  const script = pageScript();
  const policy = `default-src 'none'; style-src ${digest(STYLE)}; script-src ${digest(script)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const names = [...new Set(runs.map(({ target }) => target))];
  const title = names.length === 1 ? (names[0] as string) : plural(names.length, "implementation", "implementations");
  const platforms = [...new Set(runs.map(({ platform }) => platform))].join(" and ");
  const sections: [string, string, string, string][] = [
    ["verdicts", "Verdicts", "", drawVerdicts(record)],
    ["clauses", "Clauses", "", drawClauses(record)],
    ["findings", "Findings", String(shown.length), drawFindings(shown)],
    ["errors", "Errors", "", drawErrors(record)],
    ["coverage", "Coverage", "", drawCoverage(record)],
    ["choices", "Choices", "", drawChoices(record)],
    ["speed", "Speed", "", drawSpeeds(record)],
    ["statistics", "Statistics", "", drawStatistics(record)],
  ];
  const links = sections.map(
    ([id, name, count]) => `<a href="#${id}">${name}${count === "" ? "" : ` <small>${count}</small>`}</a>`,
  );
  const bodies = sections.map(
    ([id, name, , html]) =>
      `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${name}</h2>\n${html}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${plainText(title)} · NLLLossGrad conformance</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#findings">to the findings</a>
<header><div><p class="over">NLLLossGrad conformance</p><h1>${escapeText(title)}</h1><p class="dim">${escapeText(platforms)} · ${escapeText(streamLine(record))} · nllgrad ${escapeText(record.suite)}</p></div></header>
<nav aria-label="sections">${links.join("")}<button type="button" id="theme" aria-label="colours: as the system has them" hidden>◐ <span>auto</span></button></nav>
<main>
${bodies.join("\n")}
</main>
<footer class="dim">This file carries its record: <code>nllgrad compare report.html</code> and <code>--baseline report.html</code> read it back.</footer>
${embedRecord(record)}
<script type="module">${script}</script>
</body>
</html>
`;
}
