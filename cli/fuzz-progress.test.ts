import { expect, it } from "vitest";
import type { CampaignProgress } from "../fuzz/campaign.ts";
import { campaignLine } from "./fuzz-progress.ts";

/** A standard error that remembers, and a line on it at times that a test sets. */
function shownOn(
  isTTY: boolean,
  quiet = false,
): { show(at: number, change?: Partial<CampaignProgress>): void; clear(): void; written: string[] } {
  const written: string[] = [];
  let time = 0;
  const write = (text: string): boolean => written.push(text) > 0;
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, { isTTY, columns: 130, write });
  const line = campaignLine(stream, "k.so · mt7004", quiet, () => time);
  const state: CampaignProgress = {
    phase: "judging",
    epoch: 3,
    plans: 9000,
    sitting: 4000,
    findings: 1,
    lastFinding: null,
    pairs: { met: 9, feasible: 10 },
    triples: { met: 999, feasible: 1000 },
    done: 0,
    heard: new Map(),
    counts: new Map(),
  };
  return {
    show: (at, change = {}) => {
      time = at;
      line.show({ ...state, ...change });
    },
    clear: () => line.clear(),
    written,
  };
}

it("is a live line on a terminal: rate of this sitting, findings and when the last was new, coverage never rounded up", () => {
  const { show, clear, written } = shownOn(true);
  show(2000);
  show(2050);
  show(200_000, { findings: 2, lastFinding: 2000, phase: "shrinking", triples: { met: 99_999, feasible: 100_000 } });
  clear();
  expect(written).toEqual([
    "\r\u001b[2Kk.so · mt7004: epoch 3 · 9000 cases · 2000/s · 1 finding · pairs 90.0 % · triples 99.9 %",
    "\r\u001b[2Kk.so · mt7004: epoch 3, shrinking · 9000 cases · 20/s · 2 findings, the last 3 min ago · pairs 90.0 % · triples 99.9 %",
    "\r\u001b[2K",
  ]);
});

it("is a plain line now and then elsewhere, and nothing with --quiet", () => {
  const [plain, quiet] = [shownOn(false), shownOn(true, true)];
  for (let at = 1000; at <= 61_000; at += 1000) {
    plain.show(at, { pairs: { met: 10, feasible: 10 } });
    quiet.show(at);
  }
  plain.clear();
  expect(plain.written.map((text) => text.replace(/\d+\/s/, "N/s"))).toEqual(
    Array.from({ length: 2 }, () => "k.so · mt7004: epoch 3 · 9000 cases · N/s · 1 finding · pairs 100 % · triples 99.9 %\n"),
  );
  expect(quiet.written).toEqual([]);
});
