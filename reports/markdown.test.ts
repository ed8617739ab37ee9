import { describe, expect, it } from "vitest";
import { code, inline, renderMarkdown } from "./markdown.ts";
import { BROKEN, COMPARED, FAILING, HOSTILE, HOSTILE_RUN, RIGHT, recordOf, SHORT, UNWRITTEN, WAIVED } from "./run.fixture.ts";

describe("report.md", () => {
  it("begins with what may ship, a run a line", () => {
    const text = renderMarkdown(recordOf(FAILING, RIGHT, SHORT, BROKEN));
    expect(text.split("\n").slice(0, 8)).toMatchInlineSnapshot(`
      [
        "# NLLLossGrad conformance",
        "",
        "| target | platform | gate | verdict | violations | warnings | waived | cases | time |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "| \`libmine.so\` | MT7004 | ❌ fails | fails | 2 | 1 | 0 | 1234 | 2.3 s |",
        "| \`reference\` | MT7004 | ✅ passes | conforms | 0 | 0 | 0 | 1 | 2.3 s |",
        "| \`short\` | MT7004 | ❔ incomplete | incomplete | 0 | 0 | 0 | 1 | 2.3 s |",
        "| \`broken\` | MT7004 | ⚠️ error | error | 0 | 0 | 0 | 0 | 2.3 s |",
      ]
    `);
  });

  it("tells each finding with what shows it again", () => {
    const text = renderMarkdown(recordOf(FAILING));
    expect(text).toContain("### violation: output-extent · `hp_nlllossgrad_s none`");
    expect(text).toContain("| again | `nllgrad replay n1.AAEC ./libmine.so` |");
  });

  it("says of waivers why and until when, and which are stale", () => {
    const text = renderMarkdown(recordOf(WAIVED));
    expect(text).toContain("| used | `output-extent/*` | mended in the next drop | <https://example.org/12> | 2027-01-31 |");
    expect(text).toContain("| ❌ unneeded | `off-label-zero/*` | a reason: its pinned case passes now: remove it |");
  });

  it("says of a baseline how many and which", () => {
    const text = renderMarkdown(recordOf(COMPARED));
    expect(text).toContain("**1 new, 1 fixed, 1 changed, 1 unchanged**");
    expect(text).toContain("- inputs-unchanged/fp\\_nlllossgrad\\_s/sum/input   an input was written to");
    expect(text).toContain("> seed 6 before, 7 now");
  });

  it("says what it rests on, and what it does not show", () => {
    const text = renderMarkdown(recordOf(FAILING));
    expect(text).toContain("| small | single calls, batch and class\\_num to 80 | 1200 | 41 | 4.5 % |");
    expect(text).toContain("| 1.500 steps | 6.000 steps | 25 % |");
    expect(text).toContain("0 of 2 findings (0 %) did not show at once");
    expect(text).toContain("- large-extent: not judged, only the huge tier makes tensors past 2^31 cells.");
  });

  it("tells twenty findings of a run, those that fail first, and counts the others", () => {
    const many = Array.from({ length: 30 }, (_, k) => ({ ...UNWRITTEN, id: `output-extent/${k}` }));
    const text = renderMarkdown(
      recordOf({ ...FAILING, violations: [...many.map((one) => ({ ...one, waived: "x" })), UNWRITTEN] }),
    );
    expect(text.match(/^### /gm)).toHaveLength(20);
    expect(/^### .*$/m.exec(text)?.[0]).toContain("### violation");
    expect(text).toContain("… and 12 more, in the record.");
  });
});

describe("text of others in Markdown", () => {
  it("is no markup, no line and no link of its own", () => {
    const text = inline(HOSTILE);
    expect(text).not.toMatch(/[<>\n\r\t]|(?<!\\)[|`[\]*_]|:\/\/|@all/);
    const report = renderMarkdown(recordOf(HOSTILE_RUN));
    const [first, , ...others] = report.split("\n");
    expect(first).toBe("# NLLLossGrad conformance");
    expect(others.filter((line) => line.startsWith("# "))).toEqual([]);
    expect(report).not.toContain("\u202e");
    expect(report).not.toContain("\u001b");
    const outsideCode = report.replaceAll(/(?<!\\)(`+).*?[^`\\]\1(?!`)/g, "");
    expect(outsideCode).not.toContain("<img");
  });

  it.each(["- a", "# a", "1. a", "+ a", "=== a"])("begins nothing with «%s»", (text) => {
    expect(inline(text)).toBe(`&#8203;${text}`);
  });

  it.each([
    ["a`b", "``a`b``"],
    ["`a", "`` `a ``"],
    ["a|b", "`a\\|b`"],
    ["a``b`c", "```a``b`c```"],
  ])("stays code with backticks and bars in it: %s", (text, shown) => {
    expect(code(text)).toBe(shown);
  });
});
