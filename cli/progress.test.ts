import { describe, expect, it } from "vitest";
import type { Progress } from "../runner/conformance.ts";
import { progressLine } from "./progress.ts";
import { styleFor } from "./style.ts";

/** A standard error that remembers, and a clock that a test sets. */
function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  let time = 0;
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WriteStream, {
    isTTY,
    columns,
    write: (text: string): boolean => written.push(text) > 0,
  });
  return {
    stream,
    written,
    now: () => time,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

const judging = (done: number, findings = 0): Progress => ({ phase: "judging", done, total: 100, findings });

describe("progress", () => {
  it("is a live line on a terminal, rewritten in place and cleared at the end", () => {
    const { stream, written, now, pass } = terminal(true);
    const line = progressLine(stream, false, now);
    pass(100);
    line.show("k.so · mt7004", judging(10));
    pass(10);
    line.show("k.so · mt7004", judging(11));
    pass(100);
    line.show("k.so · mt7004", judging(20, 1));
    line.clear();
    expect(written).toEqual([
      "\r\u001b[2Kk.so · mt7004: 10 of 100 cases",
      "\r\u001b[2Kk.so · mt7004: 20 of 100 cases, 1 finding",
      "\r\u001b[2K",
    ]);
  });

  it("never runs past the terminal's width", () => {
    const { stream, written, now, pass } = terminal(true, 30);
    const line = progressLine(stream, false, now);
    pass(100);
    line.show("a-library-of-a-very-long-name.so · mt7004", judging(10, 2));
    expect(written.map((text) => text.replace("\r\u001b[2K", "").length)).toEqual([29]);
  });

  it("is sparse plain lines elsewhere, without escape codes", () => {
    const { stream, written, now, pass } = terminal(false);
    const line = progressLine(stream, false, now);
    for (let k = 0; k < 110; k++) {
      pass(100);
      line.show("k.so · mt7004", k < 60 ? judging(k, 2) : { phase: "shrinking", done: 1, total: 2, findings: 2 });
    }
    line.clear();
    expect(written).toEqual(["k.so · mt7004: 49 of 100 cases, 2 findings\n", "k.so · mt7004: shrinking finding 1 of 2\n"]);
  });

  it("is nothing at all with --quiet", () => {
    const { stream, written, now, pass } = terminal(true);
    const line = progressLine(stream, true, now);
    pass(10_000);
    line.show("k.so · mt7004", judging(10));
    line.clear();
    expect(written).toEqual([]);
  });
});

describe("colour", () => {
  it.each([
    ["a terminal", true, {}, true],
    ["no terminal", false, {}, false],
    ["a terminal under NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["a terminal under an empty NO_COLOR, which asks nothing", true, { NO_COLOR: "" }, true],
    ["no terminal under FORCE_COLOR", false, { FORCE_COLOR: "1" }, true],
    ["no terminal under FORCE_COLOR=0", false, { FORCE_COLOR: "0" }, false],
    ["NO_COLOR and FORCE_COLOR", false, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ])("on %s: %j %j gives %j", (_, isTerminal, environment, coloured) => {
    expect(styleFor({ isTTY: isTerminal, columns: 80 }, environment).red("x")).toBe(coloured ? "\u001b[31mx\u001b[39m" : "x");
  });
});
