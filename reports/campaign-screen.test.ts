import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { type CampaignView, campaignScreen, lasting, oneIn, outlookText, toWidth } from "./campaign-screen.ts";
import { PLAIN } from "./plain.ts";

const VIEW: CampaignView = {
  title: "libkernel.so · MT7004",
  facts: "seed 20260101 · 2 workers · .nllgrad/libkernel.so-mt7004-20260101.db",
  state: "judging",
  seconds: 754,
  epochs: 18,
  shards: { done: 5, of: 8 },
  cases: 1_234_567,
  rate: { now: 31_204, mean: 29_870 },
  pairs: { met: 3018, feasible: 3022 },
  triples: { met: 64_402, feasible: 66_226 },
  newCell: { cases: 131_072, seconds: 41 },
  newFinding: { cases: 400_000, seconds: null },
  findings: [
    { id: "mean-accuracy/fp_nlllossgrad_s/mean/label", severe: false, count: 90_000, again: "" },
    { id: "off-label-zero/hp_nlllossgrad_s/none/off-label", severe: true, count: 12_345, again: "" },
    { id: "no-state/hp_nlllossgrad_p/sum/label", severe: true, count: 2, again: "after other calls" },
  ],
  unconfirmed: 1,
  stability: { repeated: 548, same: 546, findings: 3, again: 2 },
  residual: [
    { stratum: "tiny", text: "", cases: 629_145, failing: 0, failureRateBelow: 1 / 210_014 },
    { stratum: "small", text: "", cases: 74_000, failing: 812, failureRateBelow: 0.0117 },
    { stratum: "long", text: "", cases: 3, failing: 0, failureRateBelow: 0.632 },
  ],
  outlook: { worthwhile: true, quiet: 131_072, newRateBelow: 2.3e-5, newCells: 12 },
  newCellsAnHour: 1204,
  alarms: ["the rate fell from 30000 to 9000 cases a second: is something else running on this machine?"],
  hint: "Ctrl-C ends it and keeps what was found",
};

const screen = (columns: number, rows: number, change: Partial<CampaignView> = {}): string[] =>
  campaignScreen({ ...VIEW, ...change }, columns, rows, PLAIN).map((line) => line.trimEnd());

describe("the status screen", () => {
  it("of 80 columns tells all there is, one thing below the other", () => {
    expect(screen(79, 30).join("\n")).toMatchInlineSnapshot(`
      "nllgrad fuzz   libkernel.so · MT7004                      running · 12 min 34 s
      seed 20260101 · 2 workers · .nllgrad/libkernel.so-mt7004-20260101.db
      ── run ────────────────────────────────────────────────────────────────────────
       cases     1 234 567
       rate      31 204 a second, 29 870 on average
       epoch     19, 5 of 8 shards
       stability 99.6 % of 548 calls, 66.6 % of 3 findings
      ── met ────────────────────────────────────────────────────────────────────────
       pairs     99.8 %   3 018 of 3 022
       triples   97.2 %   64 402 of 66 226
       new cell  41 s ago, 131 072 cases ago
       new kind  400 000 cases ago
      ── findings 3, 1 more to confirm ──────────────────────────────────────────────
       ✗ off-label-zero/hp_nlllossgrad_s/none/off-label                        12 345
       ✗ no-state/hp_nlllossgrad_p/sum/label  after other calls                     2
       ! mean-accuracy/fp_nlllossgrad_s/mean/label                             90 000
      ── failure rate of unsteered cases, with 95 % confidence ──────────────────────
       tiny      below 1 in 210 000   after 629 145 cases
       small     below 1 in 85   812 of 74 000 failed
       long      below 63.2 %   after 3 cases
       ! the rate fell from 30000 to 9000 cases a second: is something else running …
       going on  still worth it: about 1 204 new combinations in the next hour
       Ctrl-C ends it and keeps what was found"
    `);
  });

  it("of 140 columns has boxes side by side", () => {
    expect(screen(139, 24).join("\n")).toMatchInlineSnapshot(`
      "nllgrad fuzz   libkernel.so · MT7004                                                                                  running · 12 min 34 s
      seed 20260101 · 2 workers · .nllgrad/libkernel.so-mt7004-20260101.db
      ── run ─────────────────────────────────────────────────────────────  ── met ─────────────────────────────────────────────────────────────
       cases     1 234 567                                                   pairs     99.8 %   3 018 of 3 022
       rate      31 204 a second, 29 870 on average                          triples   97.2 %   64 402 of 66 226
       epoch     19, 5 of 8 shards                                           new cell  41 s ago, 131 072 cases ago
       stability 99.6 % of 548 calls, 66.6 % of 3 findings                   new kind  400 000 cases ago
      ── findings 3, 1 more to confirm ──────────────────────────────────────────────────────────────────────────────────────────────────────────
       ✗ off-label-zero/hp_nlllossgrad_s/none/off-label                                                                                    12 345
       ✗ no-state/hp_nlllossgrad_p/sum/label  after other calls                                                                                 2
       ! mean-accuracy/fp_nlllossgrad_s/mean/label                                                                                         90 000
      ── failure rate of unsteered cases, with 95 % confidence ──────────────────────────────────────────────────────────────────────────────────
       tiny      below 1 in 210 000   after 629 145 cases                    long      below 63.2 %   after 3 cases
       small     below 1 in 85   812 of 74 000 failed
       ! the rate fell from 30000 to 9000 cases a second: is something else running on this machine?
       going on  still worth it: about 1 204 new combinations in the next hour
       Ctrl-C ends it and keeps what was found"
    `);
  });

  it("fits every window: no line wider, no more lines, the end kept", () => {
    const many = Array.from({ length: 300 }, (_, k) => ({
      id: `clause-${k}/entry/sum/label`,
      severe: k % 2 === 0,
      count: k,
      again: "",
    }));
    for (const columns of [20, 39, 60, 79, 99, 100, 101, 139, 400]) {
      for (const rows of [3, 6, 12, 20, 24, 31, 60]) {
        for (const findings of [[], VIEW.findings, many]) {
          const lines = campaignScreen({ ...VIEW, findings }, columns, rows, PLAIN);
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(lines.at(-1)).toContain("Ctrl-C");
        }
      }
    }
  });

  it("shows the gravest findings and those that most cases show, and how many it has no room for", () => {
    const findings = Array.from({ length: 40 }, (_, k) => ({ id: `f${k}`, severe: k < 20, count: k, again: "" }));
    const lines = screen(79, 24, { findings, residual: [], alarms: [] });
    const first = lines.findIndex((line) => line.startsWith("── findings 40"));
    expect(lines[first + 1]).toMatch(/^ ✗ f19 +19$/);
    expect(lines.find((line) => line.includes("more"))).toBeDefined();
    expect(lines.some((line) => /^ {3}and \d+ more$/.test(line))).toBe(true);
  });

  it("makes nothing of a name that holds control characters, and counts columns of wide ones", () => {
    const lines = screen(60, 30, { title: "k\u001b[2J\r\n\u202e核心.so" });
    expect(lines[0]).toBe("nllgrad fuzz   k [2J 核心.so           running · 12 min 34 s");
    expect(toWidth("核心核心", 6)).toBe("核心… ");
    expect(toWidth("👩‍👩‍👧‍👦x", 2)).toBe("… ");
    expect(toWidth("", 3)).toBe("   ");
  });
});

describe("words for numbers", () => {
  it("never make a rate smaller than its bound", () => {
    expect([0.95, 0.5, 0.34, 1 / 59.4, 1 / 210_014, 3e-7].map(oneIn)).toEqual([
      "95 %",
      "1 in 2",
      "1 in 2",
      "1 in 59",
      "1 in 210 000",
      "1 in 3 300 000",
    ]);
  });

  it("have a time in its two largest units", () => {
    expect([0.4, 59.9, 60, 3599, 3600, 172_799, 200_000].map(lasting)).toEqual([
      "0 s",
      "59 s",
      "1 min 0 s",
      "59 min 59 s",
      "1 h 0 min",
      "47 h 59 min",
      "2 d 7 h",
    ]);
  });

  it("say when going on is worth it, and when no longer", () => {
    const { outlook } = VIEW;
    expect(outlookText(outlook, 1204)).toBe("still worth it: about 1 204 new combinations in the next hour");
    expect(outlookText(outlook, null)).toBe("still worth it: about 12 new combinations in another epoch");
    expect(outlookText({ ...outlook, newCells: 0 }, 0)).toMatch(/^few new combinations/);
    expect(outlookText({ ...outlook, newCells: null }, null)).toBe("too early to say");
    expect(outlookText({ worthwhile: false, quiet: 700_000, newRateBelow: 4.28e-6, newCells: 0 }, 0)).toBe(
      "not worth much more: nothing new in the last 700 000 cases; fewer than 1 in 230 000 show anything new",
    );
  });
});
