import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { HOSTILE_RUN } from "../run.fixture.ts";
import { drawCase } from "./case.ts";
import { recordTextIn } from "./embed.ts";
import { COMPARED, DRAWN, HOSTILE, manyFindings, recordWith, SMALL, WHOLE } from "./report.fixture.ts";
import { htmlReport } from "./report.ts";
import { pageScript } from "./script.ts";
import { streamLine } from "./statistics.ts";
import { escapeText, grouped, plainText } from "./text.ts";

/** Text between two texts, the first time. */
const between = (text: string, from: string, to: string): string => text.split(from)[1]?.split(to)[0] as string;

describe("a report", () => {
  const page = htmlReport(COMPARED);

  it("is a function of its record alone", () => {
    expect(htmlReport(COMPARED)).toBe(page);
  });

  it("allows itself its own style and script, by their digests, and nothing else", () => {
    const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
    const policy = between(page, `Content-Security-Policy" content="`, `"`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${digest(between(page, "<style>", "</style>"))}';`);
    expect(policy).toContain(`script-src 'sha256-${digest(between(page, `<script type="module">`, "</script>"))}';`);
    expect(policy).not.toContain("unsafe");
  });

  it("names no address of any network, and has no style but in its sheet", () => {
    const body = between(page, "<body>", '<script type="application/json"');
    expect(page).not.toMatch(/https?:|\bsrc=|@import|url\(/);
    expect(body).not.toMatch(/ style=| on\w+=/);
  });

  it("says that all were given the same cases, or that they were not", () => {
    const other = { ...WHOLE, target: "other" };
    expect(streamLine(recordWith(WHOLE, other))).toBe(
      "tier smoke · seed 7 · the same cases for every implementation of a platform",
    );
    expect(streamLine(recordWith(WHOLE, { ...other, strata: other.strata.slice(1) }))).toBe(
      "tier smoke · seed 7 · one stream of cases, of which some were given more than others",
    );
    expect(streamLine(recordWith(WHOLE, { ...other, seed: 8 }))).toBe("tier smoke · 2 seeds · not the same stream of cases");
    expect(streamLine(recordWith(WHOLE))).toBe("tier smoke · seed 7");
  });

  it("gives two runs that are called alike links of their own", () => {
    const ids = [...htmlReport(recordWith(WHOLE, WHOLE)).matchAll(/<details class="finding[^"]*" id="([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(new Set(ids).size).toBe(4);
  });

  it.each([
    ["nothing", recordWith()],
    [
      "a run of which nothing is known",
      recordWith({ ...WHOLE, violations: [], warnings: [], clauses: [], shapes: [], errors: [], speed: [], coverage: {} }),
    ],
    ["a case without rows", recordWith({ ...WHOLE, violations: [{ ...DRAWN, matrix: { ...SMALL, batch: 0, rows: [] } }] })],
  ])("is drawn of %s as well", (_, record) => {
    expect(htmlReport(record)).toContain("</html>");
  });
});

describe("the record that a report carries", () => {
  it("is read back as it was", () => {
    expect(JSON.parse(recordTextIn(htmlReport(COMPARED)))).toEqual(COMPARED);
  });

  it("is read back whatever stands in it: nothing ends its element early", () => {
    const run = {
      ...WHOLE,
      target: `</script><script>alert(1)</script><!--`,
      notes: [HOSTILE, "\u2028", `<script type="application/gzip" id="record">`],
    };
    const page = htmlReport(recordWith(run));
    expect(JSON.parse(recordTextIn(page))).toEqual(recordWith(run));
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain("<!--");
  });

  it("is read back of a run that is hostile all through, whose page has no element of its making", () => {
    const page = htmlReport(recordWith(HOSTILE_RUN));
    expect(JSON.parse(recordTextIn(page))).toEqual(recordWith(HOSTILE_RUN));
    expect(page).not.toMatch(/<(?:img|iframe|object|svg on)|<a href="(?!#)/);
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it("is packed if it is large, and is read back all the same", () => {
    const record = recordWith(manyFindings(2000));
    const page = htmlReport(record);
    expect(page).toContain('<script type="application/gzip" id="record">');
    expect(JSON.parse(recordTextIn(page))).toEqual(record);
  });

  it("of ten thousand findings makes a report of less than 5 MB", () => {
    expect(htmlReport(recordWith(manyFindings(10_000))).length).toBeLessThan(5e6);
  });

  it("that is damaged is refused, and a text that is no report is left as it is", () => {
    expect(recordTextIn(`{"a":"<script type=\\"application/json\\" id=\\"record\\">"}`)).toContain('{"a"');
    expect(() => recordTextIn(`<!doctype html><script type="application/gzip" id="record">H4sI</script>`)).toThrow();
  });
});

describe("text of others", () => {
  it("is never markup", () => {
    expect(escapeText(`<img src=x onerror='a' b="c">&amp;`)).toBe(
      "&lt;img src=x onerror=&#39;a&#39; b=&quot;c&quot;&gt;&amp;amp;",
    );
  });

  it.each([
    ["a bidi override", "a\u202eb", "202e"],
    ["a zero-width space", "a\u200bb", "200b"],
    ["an escape code", "a\u001bb", "1b"],
    ["a line separator", "a\u2028b", "2028"],
    ["half of a pair", "a\ud800b", "d800"],
    ["a tag character", "a\u{e0041}b", "e0041"],
  ])("shows %s by its code, and apart from letters that spell the same", (_, text, code) => {
    expect(escapeText(text)).toBe(`a<span class="unseen">\\u{${code}}</span>b`);
    expect(plainText(text)).toBe(`a\\u{${code}}b`);
  });

  it("has counts with digits in groups", () => {
    expect([7, 1234, 1234567].map(grouped)).toEqual(["7", "1\u202f234", "1\u202f234\u202f567"]);
  });
});

describe("a drawn case", () => {
  /** Classes and words of the cells, row by row. */
  const cellsOf = (html: string): string[] =>
    [...html.matchAll(/<td class="((?:label|off)[^"]*)"/g)].map(([, look]) => look as string);

  it("tells label cells from others, right from wrong, and what was never written", () => {
    expect(cellsOf(drawCase(SMALL))).toEqual([
      "label right",
      "off right",
      "off right",
      "off right",
      "label right",
      "off unwritten found",
    ]);
  });

  it("takes any NaN for any NaN, and each of several legal results for right", () => {
    const row = { label: 0, lossGrad: "3c00", legal: "7e00 3c00", received: "7f01 0000 0001" };
    expect(cellsOf(drawCase({ ...SMALL, rows: [row], cell: null }))).toEqual(["label right", "off right", "off wrong"]);
    expect(cellsOf(drawCase({ ...SMALL, rows: [{ ...row, received: "3c00 0000 0000" }], cell: null }))[0]).toBe("label right");
  });

  it("draws what is expected where nobody knows what came, and says so", () => {
    const html = drawCase({ ...SMALL, rows: SMALL.rows.map((row) => ({ ...row, received: null })) });
    expect(new Set(cellsOf(html))).toEqual(new Set(["label unknown", "off unknown", "off unknown found"]));
    expect(html).toContain("What came is not known");
  });

  it("says what is cut away", () => {
    expect(drawCase({ ...SMALL, batch: 300, classNum: 1000, row: 7, column: 20 })).toContain(
      "Cut: rows 7 to 8 of 300, classes 20 to 22 of 1000 are drawn.",
    );
  });
});

describe("the page's script", () => {
  it("holds its modules, none of which imports or exports any more", () => {
    expect(pageScript()).toContain('modules["case"]');
    expect(pageScript()).not.toMatch(/^\s*(?:import|export)\b/m);
  });
});
