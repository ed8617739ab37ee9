import { appendFileSync } from "node:fs";
import type { RunRecord } from "../core/record.ts";
import { renderAnnotations } from "../reports/github.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import type { Console } from "./check.ts";

/** Bytes that a step may add to the summary of its job; more, and GitHub shows none of it. */
const MOST_BYTES = 1024 * 1024;

/** Annotates the job, and adds to its summary. What cannot be added is said, and changes no verdict. */
export function tellGithub(record: RunRecord, to: NodeJS.WriteStream, { environment, err }: Console): void {
  to.write(renderAnnotations(record));
  const summary = environment.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === "") return;
  const text = renderMarkdown(record);
  try {
    if (Buffer.byteLength(text) > MOST_BYTES) throw new Error("the report is larger than a summary may be; see --report");
    appendFileSync(summary, text);
  } catch (error) {
    err.write(`nllgrad: GITHUB_STEP_SUMMARY ${summary}: nothing was added to it: ${(error as Error).message}\n`);
  }
}
