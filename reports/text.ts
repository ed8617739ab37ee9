import { isFresh } from "../core/compare.ts";
import { failingFindings, gateOf, isStale } from "../core/gate.ts";
import type { Finding, Run } from "../core/record.ts";
import type { WaiverStatus } from "../core/record-gate.ts";
import { causeLines } from "./causes.ts";
import { renderComparison } from "./comparison.ts";
import { fold, padColumns, widestOf } from "./fold.ts";

/** How text is set off; the identity functions where there is no colour. */
export interface TextStyle {
  /** Columns that a line has, where long ones are to be folded. */
  readonly columns?: number;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** A number with its word. */
export const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Entries after the first that a group of like findings names. */
const ALIKE_SHOWN = 6;

/** A relative error, short: `1.2e-7`. */
function shortNumber(value: number): string {
  return value === 0 ? "0" : value >= 0.001 && value < 1000 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}

function distance(finding: Finding): string {
  const parts: string[] = [];
  if (finding.ulp !== null) parts.push(counted(finding.ulp, "step", "steps"));
  if (finding.relative !== null) parts.push(`relative error ${shortNumber(finding.relative)}`);
  return parts.length === 0 ? "" : `   off by ${parts.join(", ")}`;
}

/** What a baseline says of a finding; empty without one. */
function standingOf({ id }: Finding, { baseline }: Run): string {
  if (baseline === null) return "";
  return isFresh(baseline, id) ? "new" : "known";
}

/** Findings of one clause and kind of cell, which mostly share a cause: the first is told whole, the others by name. */
function groupsOf(findings: readonly Finding[], run: Run): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const [clause] = finding.clauses;
    const kind = finding.id.split("/").at(-1);
    const key = `${clause}/${kind}/${finding.waived}/${standingOf(finding, run)}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function renderGroup(group: readonly Finding[], run: Run, mark: string, style: TextStyle): string[] {
  const [first, ...others] = group as [Finding, ...Finding[]];
  const [clause, ...related] = first.clauses;
  const where = [run.target, run.platform, ...(first.entry === null ? [] : [`${first.entry} ${first.reduction}`])].join(" · ");
  const standing = standingOf(first, run);
  const lines = [
    `${first.waived === null ? mark : style.yellow("~")} ${style.bold(clause as string)}   ${where}   ${standing === "new" ? `${style.red("new")}   ` : ""}${style.dim(`${counted(first.count, "case", "cases")}${related.length > 0 ? `; with it ${related.join(", ")}` : ""}`)}`,
  ];
  const field = (name: string, text: string): void => {
    lines.push(fold(`  ${style.dim(name.padEnd(9))}${text}`, style.columns ?? Number.POSITIVE_INFINITY, 11));
  };
  field(
    "what",
    `${first.message}: ${first.cell}   ${style.dim("expected")} ${first.expected}   ${style.dim("received")} ${first.received}${distance(first)}`,
  );
  if (first.case !== "") field("case", first.case);
  for (const [name, text] of causeLines(first)) field(name, text);
  for (const why of first.why) field("why", why);
  if (standing === "known") field("known", "the baseline has it too");
  const waiver = run.waivers.find(({ finding }) => finding === first.waived);
  if (waiver !== undefined) field("waived", waiverText(waiver));
  // Whole, whatever the width: it is to be copied.
  if (first.token !== null) lines.push(`  ${style.dim("again".padEnd(9))}nllgrad replay ${first.token} ${run.place}`);
  if (others.length > 0) {
    const shown = others
      .slice(0, ALIKE_SHOWN)
      .map((other) => (other.entry === null ? other.message : `${other.entry} ${other.reduction} (${other.count})`));
    field("also", `${shown.join(", ")}${others.length > shown.length ? ` and ${others.length - shown.length} more` : ""}`);
  }
  return lines;
}

/** Why something is waived, and for how long. */
export function waiverText({ reason, link, expires }: WaiverStatus): string {
  return `${reason} (until ${expires}; ${link})`;
}

/** A run's findings, warnings first and violations last, where the eye rests. */
export function renderFindings(run: Run, style: TextStyle): string {
  const warnings = groupsOf(run.warnings, run).flatMap((group) => [...renderGroup(group, run, style.yellow("!"), style), ""]);
  const violations = groupsOf(run.violations, run).flatMap((group) => [...renderGroup(group, run, style.red("✗"), style), ""]);
  return [...warnings, ...violations].join("\n");
}

/** Findings that are not waived, by what they are, and those that are. */
export function talliesOf({ violations, warnings }: Run): Readonly<Record<"violations" | "warnings" | "waived", number>> {
  const open = (findings: readonly Finding[]): number => findings.filter(({ waived }) => waived === null).length;
  const all = violations.length + warnings.length;
  return { violations: open(violations), warnings: open(warnings), waived: all - open(violations) - open(warnings) };
}

/** What waivers and a baseline say of a run; empty if nothing. */
export function renderGate(run: Run, style: TextStyle): string {
  const waivers = run.waivers.map((waiver) => {
    const mark = isStale(waiver) ? style.red("✗ waiver") : style.yellow("~ waiver");
    return `${mark}   ${style.bold(waiver.finding)}   ${waiver.why === "" ? waiverText(waiver) : waiver.why}`;
  });
  const against =
    run.baseline === null
      ? []
      : [
          renderComparison(run.baseline, style),
          gateOf(run) === "passes"
            ? style.green(`✓ nothing new${run.verdict === "fails" ? ": the gate passes with what was known" : ""}`)
            : style.red(`✗ the gate does not pass: ${counted(failingFindings(run).length, "new finding", "new findings")}`),
        ];
  return [...waivers, ...against].join("\n");
}

/** One line on a run: verdict, target, platform and counts. */
export function renderVerdict(run: Run, style: TextStyle): string {
  const verdict = {
    conforms: style.green("✓ conforms"),
    fails: style.red("✗ fails"),
    incomplete: style.yellow("? incomplete"),
    error: style.red("! error"),
  }[run.verdict];
  const judged = run.clauses.filter((clause) => clause.status !== "not judged");
  const passed = judged.filter((clause) => clause.status === "passed").length;
  const parts = [
    `${passed} of ${judged.length} judged clauses passed`,
    counted(run.cases, "case", "cases"),
    `${run.seconds.toFixed(1)} s`,
  ];
  const { violations, warnings, waived } = talliesOf(run);
  if (waived > 0) parts.unshift(style.yellow(`${waived} waived`));
  if (violations > 0) parts.unshift(counted(violations, "violation", "violations"));
  if (warnings > 0) parts.unshift(counted(warnings, "warning", "warnings"));
  return `${verdict}   ${style.bold(run.target)} · ${run.platform}   ${style.dim(parts.join(", "))}`;
}

/** A run that looked at a harness alone: a line for each thing that it does, and one for all. */
export function renderHarness(run: Run, style: TextStyle): string {
  const failed = run.verdict === "error";
  const lines = run.notes.map((note, k) =>
    failed && k === run.notes.length - 1 ? `${style.red("!")} ${note}` : `${style.green("✓")} ${note}`,
  );
  const verdict = failed ? style.red("! error") : style.green("✓ speaks the protocol");
  return [...lines, `${verdict}   ${style.bold(run.target)}   ${style.dim(`${run.seconds.toFixed(1)} s`)}`].join("\n");
}

/** What a kernel was seen to do where the document leaves it free, an entry a line. */
export function renderFingerprint(run: Run, style: TextStyle): string {
  const lines = Object.entries(run.fingerprint.entries).map(([entry, choices]) => {
    const orders =
      choices.orders.length === 0
        ? "no single order"
        : choices.orders.slice(0, 2).join(" or ") + (choices.orders.length > 2 ? " or others" : "");
    return `  ${style.dim(entry)}   mean: ${orders}; subnormals: ${choices.subnormals}; zeros: ${choices.zeroSigns}; total 0: ${choices.zeroTotal}`;
  });
  return [`  ${style.dim("alignment")}   ${run.fingerprint.alignment}`, ...lines].join("\n");
}

/** Runs side by side, a line each, columns aligned. */
export function renderTable(runs: readonly Run[], style: TextStyle): string {
  const [targets, platforms] = [widestOf(runs.map(({ target }) => target)), widestOf(runs.map(({ platform }) => platform))];
  const rows = runs.map((run) => {
    const mark = {
      conforms: style.green("✓ conforms  "),
      fails: style.red("✗ fails     "),
      incomplete: style.yellow("? incomplete"),
      error: style.red("! error     "),
    }[run.verdict];
    const { violations, warnings, waived } = talliesOf(run);
    const numbers = `${String(run.cases).padStart(8)} ${run.cases === 1 ? "case " : "cases"}  ${String(violations).padStart(3)} ${violations === 1 ? "violation " : "violations"}  ${String(warnings).padStart(3)} ${warnings === 1 ? "warning " : "warnings"}  ${run.seconds.toFixed(1).padStart(5)} s${waived === 0 ? "" : `  ${waived} waived`}`;
    return `${mark}  ${padColumns(run.target, targets)}  ${padColumns(run.platform, platforms)}  ${style.dim(numbers)}`;
  });
  return rows.join("\n");
}
