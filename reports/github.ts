import { failingFindings, isStale } from "../core/gate.ts";
import type { Finding, Run, RunRecord } from "../core/record.ts";
import { visible } from "./plain.ts";

/** Annotations of one level that a step may make before further ones are dropped. */
const MOST = 10;

/** A record as workflow commands of GitHub, a line each: what fails as errors, what else was found as warnings. */
export function renderAnnotations({ runs }: RunRecord): string {
  const errors = runs.flatMap((run) => [
    ...(run.verdict === "error" ? [annotation("error", run, "nllgrad: error", run.notes.at(-1) ?? run.verdict)] : []),
    ...run.waivers.filter(isStale).map(({ finding, why }) => annotation("error", run, `waiver ${finding}`, why)),
    ...failingFindings(run).map((finding) => annotation("error", run, titleOf(finding), textOf(finding, run))),
  ]);
  const warnings = runs.flatMap((run) => {
    const failing = new Set(failingFindings(run));
    const others = [...run.violations, ...run.warnings].filter((finding) => !failing.has(finding));
    return [
      ...(run.verdict === "error" || run.complete
        ? []
        : [annotation("warning", run, "nllgrad: not complete", run.notes.at(-1) ?? "not everything ran")]),
      ...others.map((finding) => annotation("warning", run, titleOf(finding), textOf(finding, run))),
    ];
  });
  return [...errors.slice(0, MOST), ...warnings.slice(0, MOST)].map((line) => `${line}\n`).join("");
}

const titleOf = ({ clauses, entry, reduction, waived }: Finding): string =>
  [...(waived === null ? [] : ["waived:"]), clauses[0], ...(entry === null ? [] : [entry, reduction])].join(" ");

function textOf(finding: Finding, run: Run): string {
  const again = finding.token === null ? "" : `\nnllgrad replay ${finding.token} ${run.place}`;
  return `${run.target} · ${run.platform}: ${finding.message}: ${finding.cell}, expected ${finding.expected}, received ${finding.received}${again}`;
}

function annotation(level: "error" | "warning", { file }: Run, title: string, message: string): string {
  const properties = [...(file === null ? [] : [`file=${property(file.replace(/^(?:\.\/)+/, ""))}`]), `title=${property(title)}`];
  return `::${level} ${properties.join(",")}::${data(message)}`;
}

/** A message as a workflow command takes it: nothing in it ends the line or begins another command. */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property's value, in which the characters that separate properties count as well. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
