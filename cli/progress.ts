import type { Progress } from "../runner/conformance.ts";

/** Where progress is shown: standard error, or nowhere. */
export interface ProgressLine {
  show(label: string, state: Progress): void;
  /** Clears the live line. */
  clear(): void;
}

/** Milliseconds between changes of the live line, and between plain lines. */
const LIVE = 80;
const PLAIN = 5000;

/** A live line on a terminal, sparse plain lines elsewhere, nothing if `quiet`. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean, now: () => number): ProgressLine {
  let last = now();
  let shown = false;
  if (quiet) return { show() {}, clear() {} };
  const text = (label: string, { phase, done, total, findings }: Progress): string => {
    const found = findings === 0 ? "" : `, ${findings} ${findings === 1 ? "finding" : "findings"}`;
    return phase === "judging"
      ? `${label}: ${done} of ${total} cases${found}`
      : `${label}: shrinking finding ${done} of ${total}`;
  };
  return {
    show(label, state) {
      const time = now();
      if (time - last < (stream.isTTY ? LIVE : PLAIN)) return;
      last = time;
      if (!stream.isTTY) {
        stream.write(`${text(label, state)}\n`);
        return;
      }
      shown = true;
      stream.write(`\r\u001b[2K${text(label, state).slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}
