import type { Location, Log, ReportingDescriptor, Result, Run as SarifRun } from "sarif";
import { isFresh } from "../core/compare.ts";
import type { Finding, Run, RunRecord } from "../core/record.ts";
import { causeLines } from "./causes.ts";
import { visible } from "./plain.ts";

/** What a report says of a clause besides its id. */
export interface ClauseText {
  readonly level: string;
  readonly text: string;
  /** The document's sentence, or why it holds. */
  readonly source: string;
}

/** Where the schema of SARIF 2.1.0 is published. */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A level of SARIF for what a clause's level is. */
const levelOf = (level: string): "error" | "warning" | "note" =>
  level === "MUST" ? "error" : level === "SHOULD" ? "warning" : "note";

/** A record as SARIF 2.1.0: a run for each run, a rule for each clause, a result for each finding. `clauses`: by id. */
export function renderSarif(record: RunRecord, clauses: Readonly<Record<string, ClauseText>>): string {
  const ids = Object.keys(clauses);
  const rules = ids.map((id) => ruleOf(id, clauses[id] as ClauseText));
  const log: Log = {
    version: "2.1.0",
    $schema: SCHEMA,
    runs: record.runs.map((run) => sarifRun(run, record.suite, rules, ids)),
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string, { level, text, source }: ClauseText): ReportingDescriptor {
  return {
    id,
    shortDescription: { text },
    fullDescription: { text: `${level}: ${text}` },
    help: {
      text: `${level}: ${text}\n\nSource: ${source}`,
      markdown: `**${level}**: ${inert(text)}\n\nSource: ${inert(source)}`,
    },
    defaultConfiguration: { level: levelOf(level) },
    properties: { tags: ["NLLLossGrad", level] },
  };
}

/** Markdown's own characters as themselves. */
function inert(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}

function sarifRun(run: Run, suite: string, rules: readonly ReportingDescriptor[], ids: readonly string[]): SarifRun {
  const absent = run.baseline === null ? [] : run.baseline.fixed;
  const results = [
    ...run.violations.map((finding) => resultOf(finding, run, "error", ids)),
    ...run.warnings.map((finding) => resultOf(finding, run, "warning", ids)),
    ...absent.map((finding): Result => ({ ...resultOf(finding, run, "note", ids), baselineState: "absent" })),
  ];
  return {
    tool: { driver: { name: "nllgrad", semanticVersion: suite, rules: [...rules] } },
    automationDetails: { id: `nllgrad/${encoded(run.target)}/${run.platform}/` },
    invocations: [
      {
        executionSuccessful: run.verdict !== "error",
        toolExecutionNotifications: run.notes.map((note) => ({
          level: run.verdict === "error" ? "error" : "note",
          message: { text: visible(note) },
        })),
      },
    ],
    results,
    columnKind: "utf16CodeUnits",
    properties: { verdict: run.verdict, complete: run.complete, tier: run.tier, seed: run.seed, cases: run.cases },
  };
}

function resultOf(finding: Finding, run: Run, level: Result.level, ids: readonly string[]): Result {
  const [rule] = finding.clauses as readonly [string];
  const index = ids.indexOf(rule);
  const { baseline } = run;
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level,
    message: { text: unlinked(visible(messageOf(finding, run))) },
    locations: [locationOf(finding, run)],
    partialFingerprints: { "nllgradFinding/v1": `${run.target}/${run.platform}/${finding.id}` },
    ...(baseline === null ? {} : { baselineState: stateOf(finding, run) }),
    ...suppressionOf(finding, run),
    properties: {
      token: finding.token,
      again: finding.again,
      count: finding.count,
      ulp: finding.ulp,
      relative: finding.relative,
    },
  };
}

/** A name as part of an address. */
function encoded(name: string): string {
  return encodeURIComponent(visible(name));
}

/** Text in which nothing is the embedded link that SARIF makes of `[text](target)`. */
function unlinked(text: string): string {
  return text.replaceAll("](", "] (");
}

function stateOf({ id }: Finding, { baseline }: Run): Result.baselineState {
  if (baseline === null || isFresh(baseline, id)) return "new";
  return baseline.changed.some((change) => change.id === id) ? "updated" : "unchanged";
}

/** One list for all results of a run, empty where nothing is suppressed: readers take a missing one for «not told». */
function suppressionOf({ waived }: Finding, { waivers }: Run): Pick<Result, "suppressions"> {
  if (waivers.length === 0) return {};
  const waiver = waivers.find(({ finding }) => finding === waived);
  if (waiver === undefined) return { suppressions: [] };
  const { reason, link, expires } = waiver;
  return {
    suppressions: [{ kind: "external", status: "accepted", justification: visible(`${reason} (until ${expires}; ${link})`) }],
  };
}

function messageOf(finding: Finding, run: Run): string {
  const where = finding.entry === null ? "" : `${finding.entry} ${finding.reduction}: `;
  return [
    `${where}${finding.message}: ${finding.cell}, expected ${finding.expected}, received ${finding.received}.`,
    ...(finding.case === "" ? [] : [`Case: ${finding.case}.`]),
    ...causeLines(finding).map(([name, text]) => `${name === "cause" ? "Likely cause" : "Or"}: ${text}.`),
    ...finding.why.map((why) => `Why: ${why}.`),
    ...(finding.token === null ? [] : [`Again: nllgrad replay ${finding.token} ${run.place}`]),
  ].join("\n");
}

/** The file that was judged, and the function in it; of what is no file, the name alone. */
function locationOf({ entry }: Finding, { file, target }: Run): Location {
  const path = (file ?? target)
    .replace(/^(?:\.\/)+/, "")
    .split("/")
    .map(encoded)
    .join("/");
  const uri = path.startsWith("/") ? `file://${path}` : path;
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    logicalLocations: [{ name: entry ?? target, kind: entry === null ? "module" : "function" }],
  };
}
