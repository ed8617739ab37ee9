import { readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { checkRecord, compileExample, hasCompiler } from "../examples/command.fixture.ts";
import type { RunRecord } from "./record.ts";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

type Schema = Definition & { readonly definitions: Readonly<Record<string, Definition>> };

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const schema = JSON.parse(read("record.schema.json")) as Schema;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What the schema has against a value; empty if nothing. */
function refusals(record: unknown): string[] {
  validate(record);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("record.schema.json", () => {
  const source = ["record.ts", "case-matrix.ts", "record-gate.ts"].map(read).join("");
  const interfaces = [...source.matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)].map(([, name, body]) => ({
    name: name as string,
    fields: [...(body as string).matchAll(/^ {2}readonly (\w+):/gm)].map(([, field]) => field as string),
  }));

  it("describes every interface of those modules, and nothing else", () => {
    const defined = Object.keys(schema.definitions).filter((name) => name !== "Count");
    expect(interfaces.map(({ name }) => name).filter((name) => name !== "RunRecord")).toHaveLength(defined.length);
    expect(new Set(interfaces.map(({ name }) => name))).toEqual(new Set(["RunRecord", ...defined]));
  });

  it.each(interfaces)("requires the fields of $name, and knows no others", ({ name, fields }) => {
    const definition = name === "RunRecord" ? schema : schema.definitions[name];
    expect(definition?.required).toEqual(fields);
    expect(Object.keys(definition?.properties ?? {})).toEqual(fields);
  });
});

describe("a record of a built-in", () => {
  let record: RunRecord;
  beforeAll(async () => {
    ({ record } = await checkRecord("reference", "--platform", "ft78ne", "--cases", "500", "--time", "5s"));
  }, 180_000);

  it("is valid", () => {
    expect(refusals(record)).toEqual([]);
    expect(record.runs).toHaveLength(1);
  });

  const run = (changes: object) => (r: RunRecord) => ({ ...r, runs: [{ ...r.runs[0], ...changes }] });

  it.each<[string, (record: RunRecord) => unknown]>([
    ["another version", (r) => ({ ...r, schema: "nllgrad.record/2" })],
    ["a field more", (r) => ({ ...r, host: "somewhere" })],
    ["a field of a run more", run({ score: 1 })],
    ["a field less", ({ suite, ...rest }) => rest],
    ["a field of a run less", (r) => ({ ...r, runs: r.runs.map(({ verdict, ...rest }) => rest) })],
    ["runs that are no list", (r) => ({ ...r, runs: r.runs[0] })],
    ["a verdict that there is not", run({ verdict: "passes" })],
    ["a count in words", run({ cases: "many" })],
    ["a count below zero", run({ cases: -1 })],
    ["half a case", run({ coverage: { batch: { "1": 0.5 } } })],
    ["a rate above 1", run({ strata: [{ name: "small", text: "", cases: 1, failing: 0, failureRateBelow: 1.5 }] })],
    ["a clause of no status", run({ clauses: [{ id: "empty", level: "SHOULD", status: "", cases: 0, why: "" }] })],
    ["choices without orders", run({ fingerprint: { alignment: "", entries: { fp_nlllossgrad_s: {} } } })],
  ])("is refused with %s", (_, damage) => {
    expect(refusals(damage(record))).not.toEqual([]);
  });
});

describe.skipIf(!hasCompiler)(
  `a record of a library that fails${hasCompiler ? "" : " (skipped: no C compiler called cc)"}`,
  () => {
    let record: RunRecord;
    beforeAll(async () => {
      const library = compileExample("wrong/tail.c");
      ({ record } = await checkRecord(library, "--bail"));
      rmSync(dirname(library), { recursive: true });
    }, 180_000);

    it("is valid", () => {
      expect(refusals(record)).toEqual([]);
      expect(record.runs[0]?.violations).not.toEqual([]);
    });

    const finding = (changes: object) => (r: RunRecord) => ({
      ...r,
      runs: [{ ...r.runs[0], violations: [{ ...r.runs[0]?.violations[0], ...changes }] }],
    });

    it.each<[string, (record: RunRecord) => unknown]>([
      ["no clause", finding({ clauses: [] })],
      ["a token that is none", finding({ token: "again" })],
      ["a distance in words", finding({ ulp: "far" })],
      ["a distance below zero", finding({ relative: -1 })],
      ["a number where a value with its bits belongs", finding({ expected: 0 })],
      ["a way to show again that there is not", finding({ again: "maybe" })],
      ["a field that is missing", finding({ why: undefined })],
    ])("is refused with %s", (_, damage) => {
      expect(refusals(damage(record))).not.toEqual([]);
    });
  },
);
