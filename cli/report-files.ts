import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRecord } from "../core/record.ts";
import { UsageError } from "./arguments.ts";

/** A file that `--report` writes: a pure function of the record. */
interface ReportFile {
  readonly file: string;
  render(record: RunRecord): string;
}

/** The record as a file or standard output has it. */
export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** What `--report` writes, in this order: the record first, which everything else can be made from. */
const FILES: readonly ReportFile[] = [{ file: "record.json", render: recordText }];

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
  for (const { file, render } of FILES) writeFile(folder, file, render(record));
}

/** Writes a file of a folder, which stands whole or not at all. */
export function writeFile(folder: string, file: string, text: string): void {
  const unfinished = join(folder, `.${file}.${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, join(folder, file));
}
