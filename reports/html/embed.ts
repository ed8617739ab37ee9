import { gunzipSync, gzipSync } from "node:zlib";
import type { RunRecord } from "../../core/record.ts";

/** Characters of JSON past which a record is packed: ten thousand findings are as many megabytes, and one when packed. */
const PLAIN_LIMIT = 2 ** 20;

/** Bytes that a packed record may unpack to. */
const UNPACKED_LIMIT = 2 ** 29;

const OPENING = { plain: '<script type="application/json" id="record">', packed: '<script type="application/gzip" id="record">' };
const CLOSING = "</script>";

/** A record as an element of a page, which nothing in it can end. */
export function embedRecord(record: RunRecord): string {
  const text = JSON.stringify(record);
  if (text.length > PLAIN_LIMIT) return OPENING.packed + gzipSync(text, { level: 9 }).toString("base64") + CLOSING;
  // No text of others begins a tag or a comment: JSON has another way to write each of these.
  return (
    OPENING.plain +
    text.replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`) +
    CLOSING
  );
}

/**
 * The record's JSON in the text of a report; the text itself if it is no report.
 *
 * @throws Error if the packed record is damaged or far too large.
 */
export function recordTextIn(text: string): string {
  for (const [kind, opening] of Object.entries(OPENING)) {
    const start = text.indexOf(opening);
    if (start < 0 || !/^\s*<!doctype html>/i.test(text)) continue;
    const from = start + opening.length;
    const end = text.indexOf(CLOSING, from);
    const inner = text.slice(from, end < 0 ? text.length : end);
    return kind === "plain"
      ? inner
      : gunzipSync(Buffer.from(inner, "base64"), { maxOutputLength: UNPACKED_LIMIT }).toString("utf8");
  }
  return text;
}
