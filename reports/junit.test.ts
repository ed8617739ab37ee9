import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { renderJunit } from "./junit.ts";
import { BROKEN, COMPARED, FAILING, HOSTILE_RUN, RIGHT, recordOf, SHORT, WAIVED } from "./run.fixture.ts";

const schema = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");

/** What the schema has against a text. */
async function refusals(xml: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: "junit.xml", contents: xml }, schema });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** The test case of a name, from its element to its end. */
function caseOf(xml: string, name: string): string {
  return new RegExp(`    <testcase name="${name}"(?:[^>]*/>|.*?</testcase>)`, "s").exec(xml)?.[0] ?? "";
}

describe("junit.xml", () => {
  it.each([
    ["failing, passing, incomplete and broken runs", [FAILING, RIGHT, SHORT, BROKEN]],
    ["waivers", [WAIVED]],
    ["a baseline", [COMPARED]],
    ["hostile text", [HOSTILE_RUN]],
    ["no run", []],
  ])("is as the schema has it, with %s", async (_, runs) => {
    expect(await refusals(renderJunit(recordOf(...runs)))).toEqual([]);
  });

  it("would be refused with a control character, or with two endings of one case", async () => {
    const xml = renderJunit(recordOf(FAILING));
    expect(await refusals(xml.replace("failing", "fail\u0007ing"))).toEqual([]);
    expect(await refusals(xml.replace("row 0", "row\u0007 0"))).not.toEqual([]);
    expect(await refusals(xml.replace("<failure", '<skipped message=""/><failure'))).not.toEqual([]);
  });

  it("has a suite for each run and a case for each clause, under the same names whether they pass or not", () => {
    const names = (run: typeof FAILING): string[] =>
      [...renderJunit(recordOf(run)).matchAll(/<testcase name="([^"]+)"/g)].map(([, name]) => name as string);
    expect(names(FAILING)).toEqual(["run", ...FAILING.clauses.map(({ id }) => id)]);
    expect(names({ ...FAILING, violations: [], warnings: [], verdict: "conforms" })).toEqual(names(FAILING));
  });

  it("tells of a violation what the terminal tells, with the command that shows it again", () => {
    const failed = caseOf(renderJunit(recordOf(FAILING)), "output-extent");
    expect(failed).toContain('<failure message="an off-label cell was not written: row 0, class 8, expected 0, received NaN');
    expect(failed).toContain("✗ output-extent   libmine.so · MT7004 · hp_nlllossgrad_s none");
    expect(failed).toContain("again    nllgrad replay n1.AAEC ./libmine.so");
  });

  it("counts what it holds", () => {
    expect(renderJunit(recordOf(FAILING))).toContain('tests="5" failures="1" errors="0" skipped="1" time="2.345"');
  });

  it("lets warnings pass, and fails them under strict", () => {
    expect(caseOf(renderJunit(recordOf(FAILING)), "mean-accuracy")).toContain("<system-out>! mean-accuracy");
    expect(caseOf(renderJunit(recordOf({ ...FAILING, strict: true })), "mean-accuracy")).toContain("<failure");
  });

  it("skips what was not judged, with the reason", () => {
    expect(caseOf(renderJunit(recordOf(FAILING)), "large-extent")).toContain(
      '<skipped message="not judged: only the huge tier makes tensors past 2^31 cells"/>',
    );
  });

  it("skips what is waived, with the reason, and fails a waiver that is stale", () => {
    const xml = renderJunit(recordOf(WAIVED));
    expect(caseOf(xml, "output-extent")).toContain(
      '<skipped message="waived: mended in the next drop (until 2027-01-31; https://example.org/12)"/>',
    );
    expect(caseOf(xml, "waivers")).toContain('<failure message="off-label-zero/*: its pinned case passes now: remove it"');
    expect(caseOf(xml, "platform-dtypes")).toContain("<failure");
  });

  it("skips what the baseline has too, and fails what is new", () => {
    const xml = renderJunit(recordOf(COMPARED));
    expect(caseOf(xml, "output-extent")).toContain("<failure");
    expect(caseOf(xml, "platform-dtypes")).toContain('<skipped message="known: the baseline has it too"/>');
  });

  it.each([
    ["incomplete", SHORT],
    ["broken", BROKEN],
  ])("has an error in a run that is %s", (_, run) => {
    expect(caseOf(renderJunit(recordOf(run)), "run")).toContain("<error");
  });

  it("shows control characters in place of holding them", () => {
    const xml = renderJunit(recordOf(HOSTILE_RUN));
    expect(xml).not.toContain("<img");
    expect(xml).toContain("&lt;img src=x onerror=alert(1)&gt;]]&gt;&amp;");
    expect(xml).toContain("\\u0007\\u001b[31m\\u202e\\ud800");
  });
});
