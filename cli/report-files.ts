import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CampaignRecord } from "../core/campaign.ts";
import type { RunRecord } from "../core/record.ts";
import { CLAUSES } from "../reference/clauses.ts";
import { campaignMarkdown } from "../reports/campaign-markdown.ts";
import { htmlReport } from "../reports/html/report.ts";
import { renderJunit } from "../reports/junit.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { renderSarif } from "../reports/sarif.ts";
import { UsageError } from "./arguments.ts";

/** A file that `--report` writes: a pure function of the record. */
interface ReportFile {
  readonly file: string;
  render(record: RunRecord): string;
}

/** The record as a file or standard output has it. */
export function recordText(record: RunRecord | CampaignRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** What `--report` writes, in this order: the record first, which everything else can be made from. */
const FILES: readonly ReportFile[] = [
  { file: "record.json", render: recordText },
  { file: "report.html", render: htmlReport },
  { file: "report.md", render: renderMarkdown },
  { file: "junit.xml", render: renderJunit },
  { file: "results.sarif", render: (record) => renderSarif(record, CLAUSES) },
];

/** Names of the files, for help. */
export const REPORT_NAMES: readonly string[] = FILES.map(({ file }) => file);

/**
 * Makes the folder before anything is judged: a run of an hour must not end without a place for its reports.
 *
 * @throws UsageError that names the folder.
 */
export function prepareReports(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`--report ${folder}: cannot be written to (${(error as NodeJS.ErrnoException).code}); name a folder`);
  }
}

/** Writes the reports of a record. Each stands whole or not at all, whoever reads meanwhile. */
export function writeReports(folder: string, record: RunRecord): void {
  for (const { file, render } of FILES) writeWhole(folder, file, render(record));
}

/** What is other in the reports of a campaign than in those of its run. */
const OF_CAMPAIGNS: Readonly<Record<string, (record: CampaignRecord, ofRun: string) => string>> = {
  "record.json": recordText,
  "report.md": (record, ofRun) => `${campaignMarkdown(record)}\n${ofRun}`,
};

/** Writes the reports of a campaign, which may be running: the same files as for a run. */
export function writeCampaignReports(folder: string, record: CampaignRecord): void {
  const ofRun: RunRecord = { schema: "nllgrad.record/1", suite: record.suite, runs: [record.run] };
  for (const { file, render } of FILES) {
    const text = render(ofRun);
    writeWhole(folder, file, OF_CAMPAIGNS[file]?.(record, text) ?? text);
  }
}

export function writeWhole(folder: string, file: string, text: string): void {
  const unfinished = join(folder, `.${file}.${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, join(folder, file));
}
