import type { CampaignProgress } from "../fuzz/campaign.ts";
import { percentage } from "../reports/campaign.ts";
import { type Pauses, statusLine } from "./progress.ts";

/** Where a campaign's progress is shown: standard error, or nowhere. */
export interface CampaignLine {
  show(state: CampaignProgress): void;
  /** Clears the live line. */
  clear(): void;
}

const PAUSES: Pauses = { live: 100, plain: 30_000 };

/** How far a campaign is. */
export function campaignLine(stream: NodeJS.WriteStream, label: string, quiet: boolean, now: () => number): CampaignLine {
  const started = now();
  const line = statusLine(stream, quiet, now, PAUSES);
  return { show: (state) => line.show((time) => lineOf(label, state, started, time)), clear: () => line.clear() };
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
