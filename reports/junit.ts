import { failingFindings, gateOf, isStale } from "../core/gate.ts";
import type { ClauseStatus, Finding, Run, RunRecord } from "../core/record.ts";
import { PLAIN, visible } from "./plain.ts";
import { renderFindings, waiverText } from "./text.ts";

/** How a test case ended, with what is said of it. */
type Ending =
  | { readonly kind: "passed"; readonly text: string }
  | { readonly kind: "skipped"; readonly message: string }
  | { readonly kind: "failure" | "error"; readonly message: string; readonly text: string };

interface TestCase {
  readonly name: string;
  readonly ending: Ending;
}

/**
 * A record as JUnit XML: a suite for each run, a test case for each clause, under the same names in every run; besides `run`,
 * whether the run came to its end, and `waivers` where there are any. What fails the gate is a failure; what a waiver or the baseline
 * covers is skipped, as is what was not judged.
 */
export function renderJunit({ suite, runs }: RunRecord): string {
  const suites = runs.map((run) => suiteOf(run, suite));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="nllgrad">\n${suites.join("")}</testsuites>\n`;
}

function suiteOf(run: Run, version: string): string {
  const cases = [
    endingOfRun(run),
    ...run.clauses.map((clause) => ({ name: clause.id, ending: endingOfClause(clause, run) })),
    ...(run.waivers.length === 0 ? [] : [endingOfWaivers(run)]),
  ];
  const number = (kind: Ending["kind"]): number => cases.filter(({ ending }) => ending.kind === kind).length;
  const className = `nllgrad.${run.target.replaceAll(".", "_")}.${run.platform}`;
  const properties = {
    suite: version,
    tier: run.tier,
    seed: run.seed,
    cases: run.cases,
    verdict: run.verdict,
    gate: gateOf(run),
  };
  return [
    `  <testsuite${attributes({
      name: `${run.target} · ${run.platform}`,
      tests: cases.length,
      failures: number("failure"),
      errors: number("error"),
      skipped: number("skipped"),
      time: run.seconds.toFixed(3),
    })}>`,
    "    <properties>",
    ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    "    </properties>",
    // The record has no times of clauses: the run's own is that of its first case.
    ...cases.map(({ name, ending }, k) =>
      caseText({ name, classname: className, time: k === 0 ? run.seconds.toFixed(3) : "0" }, ending),
    ),
    "  </testsuite>\n",
  ].join("\n");
}

function endingOfRun(run: Run): TestCase {
  const text = run.notes.join("\n");
  const message = run.notes.at(-1) ?? run.verdict;
  const ending: Ending = run.verdict === "error" || !run.complete ? { kind: "error", message, text } : { kind: "passed", text };
  return { name: "run", ending };
}

function endingOfWaivers(run: Run): TestCase {
  const stale = run.waivers.filter(isStale).map(({ finding, why }) => `${finding}: ${why}`);
  const ending: Ending =
    stale.length > 0
      ? { kind: "failure", message: stale[0] as string, text: stale.join("\n") }
      : {
          kind: "passed",
          text: run.waivers.map((waiver) => `${waiver.finding}: ${waiver.why || waiverText(waiver)}`).join("\n"),
        };
  return { name: "waivers", ending };
}

/** A finding is told whole with the clause that it is filed under; those that it breaks besides refer to that. */
function endingOfClause({ id, status, why }: ClauseStatus, run: Run): Ending {
  const about = (findings: readonly Finding[]): Finding[] => findings.filter(({ clauses }) => clauses.includes(id));
  const told = (findings: readonly Finding[]): string =>
    renderFindings(
      {
        ...run,
        violations: run.violations.filter((finding) => findings.includes(finding) && finding.clauses[0] === id),
        warnings: run.warnings.filter((finding) => findings.includes(finding) && finding.clauses[0] === id),
      },
      PLAIN,
    );
  const failing = about(failingFindings(run));
  const [first] = failing;
  const all = about([...run.violations, ...run.warnings]);
  if (first !== undefined)
    return {
      kind: "failure",
      message: `${first.clauses[0] === id ? "" : `broken with ${first.clauses[0]}: `}${first.message}: ${first.cell}, expected ${first.expected}, received ${first.received}`,
      text: told(all),
    };
  const covered = about(run.violations);
  const waivers = run.waivers.filter(({ finding }) => covered.some(({ waived }) => waived === finding));
  if (covered.length > 0)
    return {
      kind: "skipped",
      message:
        waivers.length === 0
          ? "known: the baseline has it too"
          : waivers.map((waiver) => `waived: ${waiverText(waiver)}`).join("; "),
    };
  if (status === "not judged") return { kind: "skipped", message: `not judged: ${why}` };
  return { kind: "passed", text: told(all) };
}

function caseText(named: Readonly<Record<string, string>>, ending: Ending): string {
  const open = `    <testcase${attributes(named)}`;
  switch (ending.kind) {
    case "passed":
      return ending.text === ""
        ? `${open}/>`
        : `${open}>\n      <system-out>${escaped(ending.text)}</system-out>\n    </testcase>`;
    case "skipped":
      return `${open}>\n      <skipped${attributes({ message: ending.message })}/>\n    </testcase>`;
    default:
      return `${open}>\n      <${ending.kind}${attributes({ message: ending.message, type: named.name as string })}>${escaped(ending.text)}</${ending.kind}>\n    </testcase>`;
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`)
    .join("");
}

/** Text as XML takes it, in an element or an attribute. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}
