import type { ClauseStatus, Run } from "../core/record.ts";
import { oneLine } from "./plain.ts";
import { renderFingerprint, renderTable, type TextStyle } from "./text.ts";

const SIGNS: Readonly<
  Record<ClauseStatus["status"], { readonly sign: string; readonly look: Exclude<keyof TextStyle, "columns"> }>
> = {
  passed: { sign: "✓", look: "green" },
  failed: { sign: "✗", look: "red" },
  warned: { sign: "!", look: "yellow" },
  "not judged": { sign: "·", look: "dim" },
};

/** Clauses that some run does not pass, against all runs; empty if there are none. */
function brokenClauses(runs: readonly Run[], style: TextStyle): string[] {
  const ids = [...new Set(runs.flatMap(({ clauses }) => clauses.map(({ id }) => id)))];
  const statusOf = (run: Run, id: string): ClauseStatus["status"] =>
    run.clauses.find((clause) => clause.id === id)?.status ?? "not judged";
  const broken = ids.filter((id) => runs.some((run) => ["failed", "warned"].includes(statusOf(run, id))));
  if (broken.length === 0) return [];
  const width = Math.max(...broken.map((id) => id.length));
  const rows = broken.map((id) => {
    const signs = runs.map((run) => {
      const { sign, look } = SIGNS[statusOf(run, id)];
      return style[look](sign.padStart(3));
    });
    return `${id.padEnd(width)} ${signs.join("")}`;
  });
  const heads = runs.map((_, k) => String(k + 1).padStart(3)).join("");
  const names = runs.map((run, k) => style.dim(`${String(k + 1).padStart(width + 4)}  ${run.target} · ${run.platform}`));
  return [
    `${"".padEnd(width)} ${style.dim(heads)}`,
    ...rows,
    ...names,
    style.dim("✓ passed  ✗ failed  ! warned  · not judged"),
    "",
  ];
}

/** A run in whose texts nothing moves a terminal's cursor: it may be of a record from elsewhere. */
function printable(run: Run): Run {
  const { alignment, entries } = run.fingerprint;
  const choices = Object.entries(entries).map(([entry, { orders, subnormals, zeroSigns, zeroTotal, ...numbers }]) => {
    const words = { subnormals: oneLine(subnormals), zeroSigns: oneLine(zeroSigns), zeroTotal: oneLine(zeroTotal) };
    return [oneLine(entry), { ...numbers, ...words, orders: orders.map(oneLine) }] as const;
  });
  return {
    ...run,
    target: oneLine(run.target),
    platform: oneLine(run.platform),
    clauses: run.clauses.map((clause) => ({ ...clause, id: oneLine(clause.id) })),
    fingerprint: { alignment: oneLine(alignment), entries: Object.fromEntries(choices) },
    notes: run.notes.map(oneLine),
  };
}

/** What is noted of runs without a verdict, which says why there is none: a line for each note, with the runs that have it. */
function whyWithoutVerdict(runs: readonly Run[], style: TextStyle): string[] {
  const open = runs.filter(({ verdict }) => verdict === "incomplete" || verdict === "error");
  const notes = [...new Set(open.flatMap((run) => run.notes))];
  const lines = notes.map((note) => {
    const noted = open.filter((run) => run.notes.includes(note)).map(({ target, platform }) => `${target} · ${platform}`);
    return style.dim(`${noted.join(", ")}: ${note}`);
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

/** Several runs side by side: their choices, the clauses that some do not pass, a line for each, and why some have no verdict. */
export function renderSideBySide(given: readonly Run[], style: TextStyle): string {
  const runs = given.map(printable);
  const choices = runs.flatMap((run) => [`${style.bold(run.target)} · ${run.platform}`, renderFingerprint(run, style)]);
  return [...choices, "", ...brokenClauses(runs, style), renderTable(runs, style), ...whyWithoutVerdict(runs, style)].join("\n");
}
