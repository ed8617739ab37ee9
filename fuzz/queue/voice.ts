/** How the queue's sides speak to whoever watches: lines without an end of line. */
export interface Voice {
  /** What is going on. */
  tell(line: string): void;
  /** What is amiss. */
  warn(line: string): void;
}

/** A time in words: `400 ms`, `30 s`, `5 min`. */
export function timeInWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
