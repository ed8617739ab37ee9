import type { RunRecord } from "../core/record.ts";
import { type NamedFile, readAs, readText } from "./read-json.ts";

/**
 * Reads a record that an option names. Fields that a later suite added are filled in or left alone: identities of findings outlive
 * versions, and so must a baseline.
 *
 * @throws UsageError that names the option, the file, what is wrong with it and what to give.
 */
export function readRecord(option: string, file: string): RunRecord {
  const named: NamedFile = { option, file, what: "a record, as nllgrad check --json writes it" };
  return readAs(named, readText(named), "record.schema.json", { unknown: "ignored" }) as RunRecord;
}
