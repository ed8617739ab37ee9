import { closeSync, openSync, writeSync } from "node:fs";
import type { FeedEvent } from "../core/feed.ts";
import { UsageError } from "./arguments.ts";

/** Where events of a campaign go, an object of JSON a line. */
export interface Feed {
  /**
   * Writes an event; what was written stands, whatever ends the process then.
   *
   * @throws Error if it cannot be written.
   */
  write(event: FeedEvent): void;
  close(): void;
}

/**
 * Opens a feed: `-` is standard output, anything else a file that is written on at its end.
 *
 * @throws UsageError if the file cannot be written to.
 */
export function openFeed(place: string, out: NodeJS.WriteStream): Feed {
  const line = (event: FeedEvent): string => `${JSON.stringify(event)}\n`;
  if (place === "-") return { write: (event) => void out.write(line(event)), close() {} };
  let file: number;
  try {
    file = openSync(place, "a");
  } catch (error) {
    throw new UsageError(
      `--feed ${place}: cannot be written to (${(error as NodeJS.ErrnoException).code}); name a file, or - for standard output`,
    );
  }
  return { write: (event) => void writeSync(file, line(event)), close: () => closeSync(file) };
}
