import { describe, expect, it } from "vitest";
import type { Finding, Run } from "../core/record.ts";
import { CLAUSES } from "../reference/clauses.ts";
import { causeLines } from "./causes.ts";
import { htmlReport } from "./html/report.ts";
import { renderJunit } from "./junit.ts";
import { renderMarkdown } from "./markdown.ts";
import { FAILING, HOSTILE, recordOf, UNWRITTEN } from "./run.fixture.ts";
import { renderSarif } from "./sarif.ts";
import { renderFindings } from "./text.ts";

const plain = (text: string): string => text;
const PLAIN = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };

const told: Finding = {
  ...UNWRITTEN,
  causes: [
    {
      id: "vector-tail",
      text: "a tail is left",
      remedy: "handle the tail",
      evidence: "fails 41 of 41 where so, passes 12 of 12 elsewhere",
    },
    { id: "no-zero-fill", text: "nothing is written", remedy: "write it", evidence: "" },
  ],
};
const run: Run = { ...FAILING, violations: [told] };

describe("the causes of a finding", () => {
  it("are told the likeliest first, with its evidence and what to do", () => {
    expect(causeLines(told)).toEqual([
      ["cause", "a tail is left: fails 41 of 41 where so, passes 12 of 12 elsewhere; handle the tail"],
      ["or", "nothing is written"],
    ]);
  });

  it.each<[string, (run: Run) => string]>([
    ["text", (one) => renderFindings(one, PLAIN)],
    ["Markdown", (one) => renderMarkdown(recordOf(one))],
    ["JUnit", (one) => renderJunit(recordOf(one))],
    ["SARIF", (one) => renderSarif(recordOf(one), CLAUSES)],
    ["HTML", (one) => htmlReport(recordOf(one))],
  ])("stand in %s", (_, render) => {
    expect(render(run)).toContain("a tail is left");
    expect(render(run)).toContain("fails 41 of 41 where so");
  });

  it("are never markup in the page", () => {
    const hostile: Finding = { ...told, causes: [{ id: "x", text: HOSTILE, remedy: HOSTILE, evidence: HOSTILE }] };
    const page = htmlReport(recordOf({ ...run, violations: [hostile] }));
    expect(page).not.toContain("<img src=x");
  });
});
