import { expect, it } from "vitest";
import type { CampaignProgress } from "../fuzz/campaign.ts";
import { campaignLines } from "./fuzz-progress.ts";

const STATE: CampaignProgress = {
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

it("without a screen, how far a campaign is stands in a line each half minute, and what happens at once", () => {
  const written: string[] = [];
  let time = 0;
  const write = (text: string): boolean => written.push(text) > 0;
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, { isTTY: true, columns: 130, write });
  const lines = campaignLines(stream, "k.so · MT7004", () => time);
  for (time = 0; time <= 61_000; time += 1000) {
    if (time === 7000) lines.say("found it");
    lines.show(time < 40_000 ? STATE : { ...STATE, findings: 2, lastFinding: 2000, phase: "shrinking", sitting: 6000 });
  }
  expect(written).toEqual([
    "k.so · MT7004: found it\n",
    "k.so · MT7004: epoch 3 · 9000 cases · 133/s · 1 finding · pairs 90.0 % · triples 99.9 %\n",
    "k.so · MT7004: epoch 3, shrinking · 9000 cases · 100/s · 2 findings, the last 58 s ago · pairs 90.0 % · triples 99.9 %\n",
  ]);
});
