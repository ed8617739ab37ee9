import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import draft04 from "ajv-draft-04";
import type { Log, Result } from "sarif";
import { describe, expect, it } from "vitest";
import type { Run } from "../core/record.ts";
import { CLAUSE_IDS, CLAUSES } from "../reference/clauses.ts";
import { BROKEN, COMPARED, FAILING, HOSTILE_RUN, RIGHT, recordOf, SHORT, UNWRITTEN, WAIVED } from "./run.fixture.ts";
import { renderSarif } from "./sarif.ts";

// The schema of SARIF 2.1.0 (SchemaStore's copy, which GitHub checks uploads with), as this package carries it.
const place = createRequire(import.meta.url).resolve("@microsoft/jest-sarif");
const schema = JSON.parse(readFileSync(new URL("schemas/sarif-2.1.0-rtm.5.json", `file://${place}`), "utf8")) as object;
const validate = new draft04.default({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(
  schema,
);

function refusals(log: unknown): string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const sarif = (...runs: readonly Run[]): Log => JSON.parse(renderSarif(recordOf(...runs), CLAUSES)) as Log;
const results = (log: Log): Result[] => log.runs[0]?.results ?? [];

describe("results.sarif", () => {
  it.each([
    ["failing, passing, incomplete and broken runs", [FAILING, RIGHT, SHORT, BROKEN]],
    ["waivers", [WAIVED]],
    ["a baseline", [COMPARED]],
    ["hostile text", [HOSTILE_RUN]],
    ["no run", []],
  ])("is as the schema of SARIF 2.1.0 has it, with %s", (_, runs) => {
    expect(refusals(sarif(...runs))).toEqual([]);
  });

  it("would be refused with a level that there is not, or a field more", () => {
    const log = sarif(FAILING);
    const [run] = log.runs;
    expect(refusals({ ...log, runs: [{ ...run, results: [{ ...results(log)[0], level: "severe" }] }] })).not.toEqual([]);
    expect(refusals({ ...log, runs: [{ ...run, verdicts: [] }] })).not.toEqual([]);
  });

  it("has a rule for each clause, with its text and its source", () => {
    const rules = sarif(FAILING).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(CLAUSE_IDS);
    for (const { id, help } of rules) expect(help?.text).toContain(CLAUSES[id as keyof typeof CLAUSES].source);
  });

  it("has a result for each finding: its rule, why, the library, and the command that shows it again", () => {
    const [first, missing, inaccurate] = results(sarif(FAILING));
    expect(first).toMatchObject({
      ruleId: "output-extent",
      ruleIndex: CLAUSE_IDS.indexOf("output-extent"),
      level: "error",
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "libmine.so" } },
          logicalLocations: [{ name: "hp_nlllossgrad_s", kind: "function" }],
        },
      ],
    });
    expect(first?.message.text).toContain("Why: fails 41 of 41 where class_num % 8 != 0");
    expect(first?.message.text).toContain("Again: nllgrad replay n1.AAEC ./libmine.so");
    expect(missing?.message.text).not.toContain("Again");
    expect(inaccurate?.level).toBe("warning");
  });

  it("knows a finding again by its identity, whatever it looks like", () => {
    const [before] = results(sarif(FAILING));
    const other = { ...FAILING, seed: 8, violations: [{ ...UNWRITTEN, count: 3, token: "n1.BBBB", received: "1" }] };
    const [now] = results(sarif(other));
    expect(now?.partialFingerprints).toEqual(before?.partialFingerprints);
    expect(now?.partialFingerprints).not.toEqual(results(sarif({ ...other, platform: "FT78NE" }))[0]?.partialFingerprints);
  });

  it("says of each result what the baseline says", () => {
    const log = sarif(COMPARED);
    expect(results(log).map(({ baselineState }) => baselineState)).toEqual(["new", "unchanged", "updated", "absent"]);
    expect(results(sarif(FAILING)).every((result) => result.baselineState === undefined)).toBe(true);
  });

  it("suppresses what is waived, with the reason, and nothing else", () => {
    const [waived, open] = results(sarif(WAIVED));
    expect(waived?.suppressions).toEqual([
      {
        kind: "external",
        status: "accepted",
        justification: "mended in the next drop (until 2027-01-31; https://example.org/12)",
      },
    ]);
    expect(open?.suppressions).toEqual([]);
  });

  it("says that a run without a verdict did not execute", () => {
    expect(sarif(BROKEN).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it("makes no link and no address of a name", () => {
    const [first] = results(sarif(HOSTILE_RUN));
    expect(first?.message.text).not.toContain("](");
    expect(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^[\w%!*'()./-]+$/);
  });
});
