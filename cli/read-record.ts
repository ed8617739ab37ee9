import type { RunRecord } from "../core/record.ts";
import { recordTextIn } from "../reports/html/embed.ts";
import { UsageError } from "./arguments.ts";
import { type NamedFile, readAs, readText } from "./read-json.ts";

/**
 * Reads a record that an option names: as JSON, or in the report that carries it. Fields that a later suite added are filled in or left alone: identities of findings outlive
 * versions, and so must a baseline.
 *
 * @throws UsageError that names the option, the file, what is wrong with it and what to give.
 */
export function readRecord(option: string, file: string): RunRecord {
  const named: NamedFile = {
    option,
    file,
    what: "a record, as nllgrad check --json or nllgrad fuzz --json writes it, or a report.html",
  };
  return readAs(named, runsIn(textOf(named)), "record.schema.json", { unknown: "ignored" }) as RunRecord;
}

/** A campaign's record as that of its run: the text itself, if it is none. */
function runsIn(text: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return text;
  }
  if (typeof parsed !== "object" || parsed === null) return text;
  const { schema, suite, run } = parsed as Readonly<Record<string, unknown>>;
  return schema === "nllgrad.campaign/1" ? JSON.stringify({ schema: "nllgrad.record/1", suite, runs: [run] }) : text;
}

/** The JSON of a record, or of the one that a report carries. */
function textOf(named: NamedFile): string {
  try {
    return recordTextIn(readText(named));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${named.option} ${named.file}: the record in this report is damaged (${(error as Error).message}); give ${named.what}`,
    );
  }
}
