import type { CampaignRecord } from "../core/campaign.ts";
import type { RunRecord } from "../core/record.ts";
import { CLAUSES } from "../reference/clauses.ts";
import { campaignMarkdown } from "../reports/campaign-markdown.ts";
import { htmlReport } from "../reports/html/report.ts";
import { renderJunit } from "../reports/junit.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { renderSarif } from "../reports/sarif.ts";
import { REPORT_NAMES, recordText, writeWhole } from "./report-folder.ts";

type ReportName = (typeof REPORT_NAMES)[number];

/** What `--report` writes: pure functions of the record. */
const RENDERERS: Readonly<Record<ReportName, (record: RunRecord) => string>> = {
  "record.json": recordText,
  "report.html": htmlReport,
  "report.md": renderMarkdown,
  "junit.xml": renderJunit,
  "results.sarif": (record) => renderSarif(record, CLAUSES),
};

/** Writes the reports of a record. Each stands whole or not at all, whoever reads meanwhile. */
export function writeReports(folder: string, record: RunRecord): void {
  for (const name of REPORT_NAMES) writeWhole(folder, name, RENDERERS[name](record));
}

/** What is other in the reports of a campaign than in those of its run. */
const OF_CAMPAIGNS: Partial<Record<ReportName, (record: CampaignRecord, ofRun: string) => string>> = {
  "record.json": recordText,
  "report.md": (record, ofRun) => `${campaignMarkdown(record)}\n${ofRun}`,
};

/** Writes the reports of a campaign, which may be running: the same files as for a run. */
export function writeCampaignReports(folder: string, record: CampaignRecord): void {
  const ofRun: RunRecord = { schema: "nllgrad.record/1", suite: record.suite, runs: [record.run] };
  for (const name of REPORT_NAMES) {
    const text = RENDERERS[name](ofRun);
    writeWhole(folder, name, OF_CAMPAIGNS[name]?.(record, text) ?? text);
  }
}
