import type { CampaignProgress } from "../fuzz/campaign.ts";
import { percentage } from "../reports/campaign.ts";

/** Where a campaign's progress goes that has no screen: sparse plain lines. */
export interface CampaignLines {
  /** Tells how far it is, if that was not told for some time. */
  show(state: CampaignProgress): void;
  /** Tells something at once. */
  say(text: string): void;
}

/** Milliseconds between lines that tell how far it is. */
const PAUSE = 30_000;

/** Plain lines on a stream, each with the campaign's name. */
export function campaignLines(stream: NodeJS.WriteStream, label: string, now: () => number): CampaignLines {
  const started = now();
  let last = started;
  return {
    show(state) {
      const time = now();
      if (time - last < PAUSE) return;
      last = time;
      stream.write(`${lineOf(label, state, started, time)}\n`);
    },
    say: (text) => void stream.write(`${label}: ${text}\n`),
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
