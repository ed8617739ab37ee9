import type { Progress } from "../runner/conformance.ts";

/** Where progress is shown: standard error, or nowhere. */
export interface ProgressLine {
  show(label: string, state: Progress): void;
  /** Clears the live line. */
  clear(): void;
}

/** Milliseconds between changes of a live line, and between plain lines. */
export interface Pauses {
  readonly live: number;
  readonly plain: number;
}

const PAUSES: Pauses = { live: 80, plain: 5000 };

/** A line that tells how far something is. */
export interface StatusLine {
  /** Shows a text if it is time for one: `text` is given the time, in milliseconds. */
  show(text: (time: number) => string): void;
  /** Clears the live line. */
  clear(): void;
}

/** A live line on a terminal, sparse plain lines elsewhere, nothing if `quiet`. */
export function statusLine(stream: NodeJS.WriteStream, quiet: boolean, now: () => number, pauses: Pauses): StatusLine {
  if (quiet) return { show() {}, clear() {} };
  let last = now();
  let shown = false;
  return {
    show(text) {
      const time = now();
      if (time - last < (stream.isTTY ? pauses.live : pauses.plain)) return;
      last = time;
      if (!stream.isTTY) {
        stream.write(`${text(time)}\n`);
        return;
      }
      shown = true;
      stream.write(`\r\u001b[2K${text(time).slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}

/** How far a run is. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean, now: () => number): ProgressLine {
  const line = statusLine(stream, quiet, now, PAUSES);
  return { show: (label, state) => line.show(() => textOf(label, state)), clear: () => line.clear() };
}

function textOf(label: string, { phase, done, total, findings }: Progress): string {
  const found = findings === 0 ? "" : `, ${findings} ${findings === 1 ? "finding" : "findings"}`;
  return phase === "judging" ? `${label}: ${done} of ${total} cases${found}` : `${label}: shrinking finding ${done} of ${total}`;
}
