import type { Finding, Run, RunRecord } from "../../core/record.ts";
import { causeLines } from "../causes.ts";
import { drawCase } from "./case.ts";
import { escapeText, plainText, plural, shortNumber } from "./text.ts";

/** A finding with the run that it is of. */
export interface Shown {
  readonly run: Run;
  readonly finding: Finding;
  readonly severe: boolean;
  /** What a link to it names: target, platform and the finding's id. */
  readonly key: string;
}

/** What links to a run name: target and platform, numbered where two are called alike. */
export function runKeys(runs: readonly Run[]): string[] {
  const seen = new Map<string, number>();
  return runs.map(({ target, platform }) => {
    const key = [target, platform].map((part) => encodeURIComponent(part.toWellFormed())).join("/");
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? key : `${key}~${times}`;
  });
}

/** All findings of a record, violations before warnings, in the order of its runs. */
export function findingsOf({ runs }: RunRecord): Shown[] {
  const keys = runKeys(runs);
  const of = (severe: boolean): Shown[] =>
    runs.flatMap((run, k) =>
      (severe ? run.violations : run.warnings).map((finding) => ({
        run,
        finding,
        severe,
        key: `${keys[k]}/${encodeURI(finding.id.toWellFormed())}`,
      })),
    );
  return [...of(true), ...of(false)];
}

/** What the search looks through, in small letters. */
export function searchText({ run, finding }: Shown): string {
  const { id, clauses, message, cell, expected, received, why, token, property } = finding;
  return [
    run.target,
    run.platform,
    id,
    ...clauses,
    property,
    message,
    cell,
    finding.case,
    expected,
    received,
    ...causeLines(finding).map(([, text]) => text),
    ...why,
    token ?? "",
  ]
    .join("\n")
    .toLowerCase();
}

/** The command that runs a finding's case again; empty if there is none. */
export function replayCommand({ run, finding }: Shown): string {
  return finding.token === null ? "" : `nllgrad replay ${finding.token} ${run.place}`;
}

function distanceOf({ ulp, relative }: Finding): string {
  const parts = [
    ...(ulp === null ? [] : [plural(ulp, "step", "steps")]),
    ...(relative === null ? [] : [`relative error ${shortNumber(relative)}`]),
  ];
  return parts.join(", ");
}

/** The line that a finding is found by. */
function drawSummary({ run, finding, severe }: Shown): string {
  const [clause] = finding.clauses;
  const where = finding.entry === null ? "" : `${escapeText(finding.entry)} ${escapeText(finding.reduction ?? "")}`;
  const mark = severe
    ? `<b class="mark failed">✗<span class="words"> violation</span></b>`
    : `<b class="mark warned">!<span class="words"> warning</span></b>`;
  const waived = finding.waived === null ? "" : ` <span class="tag">waived</span>`;
  const fresh = run.baseline?.new.includes(finding.id) === true ? ` <span class="tag">new</span>` : "";
  // A value says more than its message; words mostly repeat it.
  const value = /^\S+ \(0x[0-9a-f]+\)/.exec(finding.received)?.[0];
  const came = value === undefined ? "" : ` <code>${escapeText(value)}</code>`;
  return `<summary>${mark}<span class="clause">${escapeText(clause ?? "")}${waived}${fresh}</span><span class="target">${escapeText(run.target)} <span class="dim">${escapeText(run.platform)}</span></span><code class="where">${where}</code><span class="message">${escapeText(finding.message)}${came}</span><span class="count">${plural(finding.count, "case", "cases")}</span></summary>`;
}

const AGAIN_WORDS: Readonly<Record<Finding["again"], string>> = {
  always: "at the first try, in a process of its own",
  sometimes: "in some of several tries",
  history: "only after other calls",
  never: "seen once, and not again",
  untried: "not run again",
  static: "nothing to run",
};

/** All that is known of a finding: the case drawn, and the facts. */
export function drawBody(shown: Shown): string {
  const { finding, key } = shown;
  const fact = (name: string, html: string): string => (html === "" ? "" : `<dt>${name}</dt><dd>${html}</dd>`);
  const command = replayCommand(shown);
  const again =
    command === ""
      ? ""
      : `<span class="command"><code>${escapeText(command)}</code><button type="button" class="copy" data-copy="${plainText(command)}">Copy</button></span>`;
  const [, ...related] = finding.clauses;
  const facts = [
    fact("what", `${escapeText(finding.message)}: ${escapeText(finding.cell)}`),
    fact("expected", `<code>${escapeText(finding.expected)}</code>`),
    fact("received", `<code class="bad">${escapeText(finding.received)}</code>`),
    fact("off by", distanceOf(finding)),
    fact("case", escapeText(finding.case)),
    ...causeLines(finding).map(([name, text]) => fact(name, escapeText(text))),
    ...finding.why.map((why) => fact("why", escapeText(why))),
    fact("with it", related.map((clause) => escapeText(clause)).join(", ")),
    fact("shows", AGAIN_WORDS[finding.again] ?? ""),
    fact("waived", finding.waived === null ? "" : escapeText(finding.waived)),
    fact("again", again),
    fact("id", `<a class="link" href="#${plainText(key)}"><code>${escapeText(finding.id)}</code></a>`),
  ];
  return `<div class="body">${finding.matrix === null ? "" : drawCase(finding.matrix)}<dl>${facts.join("")}</dl></div>`;
}

/** A finding that opens; `whole`: with what it opens to, which a script otherwise adds when it is asked for. */
export function drawFinding(shown: Shown, whole: boolean): string {
  return `<details class="finding${shown.severe ? "" : " warning"}" id="${plainText(shown.key)}">${drawSummary(shown)}${whole ? drawBody(shown) : ""}</details>`;
}
