import type { CampaignProgress } from "../fuzz/campaign.ts";
import { percentage } from "../reports/campaign.ts";

/** Where a campaign's progress is shown: standard error, or nowhere. */
export interface CampaignLine {
  show(state: CampaignProgress): void;
  /** Clears the live line. */
  clear(): void;
}

/** Milliseconds between changes of the live line, and between plain lines. */
const LIVE = 100;
const PLAIN = 30_000;

/** A live line on a terminal, sparse plain lines elsewhere, nothing if `quiet`. */
export function campaignLine(stream: NodeJS.WriteStream, label: string, quiet: boolean, now: () => number): CampaignLine {
  if (quiet) return { show() {}, clear() {} };
  const started = now();
  let last = started;
  let shown = false;
  return {
    show(state) {
      const time = now();
      if (time - last < (stream.isTTY ? LIVE : PLAIN)) return;
      last = time;
      const text = lineOf(label, state, started, time);
      if (!stream.isTTY) {
        stream.write(`${text}\n`);
        return;
      }
      shown = true;
      stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}

function lineOf(label: string, state: CampaignProgress, started: number, now: number): string {
  const { phase, epoch, plans, sitting, findings, lastFinding, pairs, triples } = state;
  const rate = Math.round((1000 * sitting) / Math.max(1, now - started));
  const found = `${findings} ${findings === 1 ? "finding" : "findings"}`;
  return [
    `${label}: epoch ${epoch}${phase === "shrinking" ? ", shrinking" : ""}`,
    `${plans} cases`,
    `${rate}/s`,
    lastFinding === null ? found : `${found}, the last ${ago(now - lastFinding)} ago`,
    `pairs ${percentage(pairs)}`,
    `triples ${percentage(triples)}`,
  ].join(" · ");
}

/** A time in its largest unit: `12 s`, `3 min`, `5 h`. */
function ago(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
