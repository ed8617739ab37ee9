import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CampaignRecord } from "../core/campaign.ts";
import type { RunRecord } from "../core/record.ts";
import { UsageError } from "./arguments.ts";

/** The files that `--report` writes, in this order: the record first, which everything else can be made from. */
export const REPORT_NAMES = ["record.json", "report.html", "report.md", "junit.xml", "results.sarif"] as const;

/** The record as a file or standard output has it. */
export function recordText(record: RunRecord | CampaignRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

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

/** Writes a file that stands whole or not at all, whoever reads meanwhile. */
export function writeWhole(folder: string, file: string, text: string): void {
  const unfinished = join(folder, `.${file}.${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, join(folder, file));
}
