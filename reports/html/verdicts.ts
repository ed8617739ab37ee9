import type { ClauseStatus, Finding, Run, RunRecord, Verdict } from "../../core/record.ts";
import { runKeys } from "./findings.ts";
import { escapeText, grouped, plainText, plural } from "./text.ts";

/** A verdict by sign and word: never by colour alone. */
export const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly word: string; readonly look: string }>> = {
  conforms: { sign: "✓", word: "conforms", look: "passed" },
  fails: { sign: "✗", word: "fails", look: "failed" },
  incomplete: { sign: "?", word: "incomplete", look: "warned" },
  error: { sign: "!", word: "error", look: "warned" },
};

type Status = ClauseStatus["status"];

const SIGNS: Readonly<Record<Status, { readonly sign: string; readonly look: string }>> = {
  passed: { sign: "✓", look: "passed" },
  failed: { sign: "✗", look: "failed" },
  warned: { sign: "!", look: "warned" },
  "not judged": { sign: "·", look: "idle" },
};

/** Clauses named before the rest are counted. */
const CLAUSES_NAMED = 4;

/** Why a run may not ship: its broken clauses, each a link to its first finding. */
function whyNot(run: Run, key: string): string {
  const first = new Map<string, Finding>();
  for (const finding of run.violations) {
    const clause = finding.clauses[0] ?? "";
    if (finding.waived === null && !first.has(clause)) first.set(clause, finding);
  }
  const named = [...first].slice(0, CLAUSES_NAMED);
  const links = named.map(
    ([clause, { id }]) => `<a href="#${plainText(`${key}/${encodeURI(id.toWellFormed())}`)}">${escapeText(clause)}</a>`,
  );
  const more = first.size > named.length ? ` and ${plural(first.size - named.length, "clause", "clauses")} more` : "";
  if (links.length > 0) return links.join(", ") + more;
  return run.verdict === "conforms" ? "" : escapeText(run.notes[0] ?? "");
}

/** Which of the implementations may ship, and why the others may not. */
export function drawVerdicts({ runs }: RunRecord): string {
  const keys = runKeys(runs);
  const rows = runs.map((run, k) => {
    const { sign, word, look } = VERDICTS[run.verdict];
    const count = (status: Status): number => run.clauses.filter((clause) => clause.status === status).length;
    const numbers = [run.violations.length, run.warnings.length].map(
      (n) => `<td class="number">${n === 0 ? `<span class="dim">0</span>` : grouped(n)}</td>`,
    );
    return `<tr><td class="verdict ${look}"><b>${sign}</b> ${word}</td><th scope="row">${escapeText(run.target)}</th><td>${escapeText(run.platform)}</td>${numbers.join("")}<td class="number">${count("passed")}</td><td class="number"><span class="dim">${count("not judged")}</span></td><td class="number">${grouped(run.cases)}</td><td class="number dim">${run.seconds.toFixed(1)} s</td><td class="why">${whyNot(run, keys[k] as string)}</td></tr>`;
  });
  return `<div class="scroll"><table class="plain verdicts"><thead><tr><th scope="col">verdict</th><th scope="col">implementation</th><th scope="col">platform</th><th scope="col" class="number">violations</th><th scope="col" class="number">warnings</th><th scope="col" class="number">clauses passed</th><th scope="col" class="number">not judged</th><th scope="col" class="number">cases</th><th scope="col" class="number">took</th><th scope="col">why not</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

const REDUCTIONS = ["sum", "mean", "none"];

/** The state of a clause in one element type and reduction, from its cases and the findings there. */
function statusIn(run: Run, clause: ClauseStatus, type: string, reduction: string): Status {
  const breaks = ({ clauses, entry, reduction: of }: Finding): boolean =>
    clauses.includes(clause.id) && entry?.startsWith(type) === true && of === reduction;
  if (clause.status === "not judged") return "not judged";
  if (run.violations.some(breaks)) return "failed";
  if (run.warnings.some(breaks)) return "warned";
  return (clause.by[`${type} ${reduction}`] ?? 0) > 0 ? "passed" : "not judged";
}

/** A cell's sign for the whole run, and below it one for each element type and reduction. */
function drawStatus(run: Run, key: string, clause: ClauseStatus | undefined): string {
  if (clause === undefined) return `<td class="idle"><b>·</b></td>`;
  const { sign, look } = SIGNS[clause.status];
  const list = clause.status === "failed" ? run.violations : clause.status === "warned" ? run.warnings : [];
  const broken = list.filter(({ clauses }) => clauses.includes(clause.id));
  const [first] = broken;
  const count = broken.length > 1 ? `<small>${broken.length}</small>` : "";
  const mark =
    first === undefined
      ? `<b>${sign}</b>`
      : `<a href="#${plainText(`${key}/${encodeURI(first.id.toWellFormed())}`)}"><b>${sign}</b>${count}</a>`;
  const types = ["fp", "hp"].filter((type) => Object.keys(run.fingerprint.entries).some((entry) => entry.startsWith(type)));
  const parts = (clause.status !== "not judged" && Object.keys(clause.by).length === 0 ? [] : types).map((type) => {
    const signs = REDUCTIONS.map((reduction) => {
      const status = statusIn(run, clause, type, reduction);
      return `<i class="${SIGNS[status].look}">${SIGNS[status].sign}</i>`;
    });
    return `<span><em>${type}</em>${signs.join("")}</span>`;
  });
  const words = `${clause.status}${clause.cases > 0 ? `, ${plural(clause.cases, "case", "cases")}` : ""}${clause.why === "" ? "" : `: ${clause.why}`}`;
  return `<td class="${look}" title="${plainText(words)}">${mark}<span class="words">${clause.status}</span><div class="parts">${parts.join("")}</div></td>`;
}

const LEVELS = ["MUST", "SHOULD", "OPEN", "precondition"];

/** Implementations against clauses. */
export function drawClauses({ runs }: RunRecord): string {
  const keys = runKeys(runs);
  const clauses = new Map<string, string>();
  for (const run of runs) for (const { id, level } of run.clauses) clauses.set(id, level);
  const levels = [...LEVELS, ...new Set(clauses.values())].filter((level, k, all) => all.indexOf(level) === k);
  const heads = runs.map(
    (run) =>
      `<th scope="col"><span class="name">${escapeText(run.target)}</span><span class="dim">${escapeText(run.platform)}</span><span class="${VERDICTS[run.verdict].look}">${VERDICTS[run.verdict].sign} ${VERDICTS[run.verdict].word}</span></th>`,
  );
  const groups = levels.map((level) => {
    const rows = [...clauses]
      .filter(([, of]) => of === level)
      .map(([id]) => {
        const statuses = runs.map((run) => run.clauses.find((clause) => clause.id === id));
        const quiet = statuses.every(
          (clause) => clause === undefined || clause.status === "passed" || clause.status === "not judged",
        );
        return `<tr${quiet ? ` class="quiet"` : ""}><th scope="row">${escapeText(id)}</th>${statuses.map((clause, k) => drawStatus(runs[k] as Run, keys[k] as string, clause)).join("")}</tr>`;
      });
    return rows.length === 0
      ? ""
      : `<tbody><tr class="level"><th colspan="${runs.length + 1}" scope="rowgroup">${escapeText(level)}</th></tr>${rows.join("\n")}</tbody>`;
  });
  return `<p class="options"><label><input type="checkbox" id="parted"> by element type and reduction</label><label><input type="checkbox" id="broken"> broken clauses only</label>
<span class="key"><b class="passed">✓</b> passed <b class="failed">✗</b> failed, with findings <b class="warned">!</b> warned <b class="idle">·</b> not judged: says nothing for or against</span></p>
<p class="options key parted-key">in each cell: sum, mean, none, from left to right; fp and hp below one another</p>
<div class="scroll tall"><table class="clauses"><thead><tr><th scope="col">clause</th>${heads.join("")}</tr></thead>${groups.join("\n")}</table></div>`;
}
