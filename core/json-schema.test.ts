import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { COMPARED, FAILING, recordOf, WAIVED } from "../reports/run.fixture.ts";
import { conform, type Schema, SchemaError } from "./json-schema.ts";

const schemaOf = (name: string): Schema => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as Schema;
const RECORD = schemaOf("record.schema.json");
const WAIVERS = schemaOf("waivers.schema.json");
const ajv = new Ajv({ allowUnionTypes: true });

const EXAMPLES: readonly (readonly [name: string, schema: Schema, value: object])[] = [
  ["a record", RECORD, recordOf(FAILING, WAIVED, COMPARED)],
  [
    "waivers",
    WAIVERS,
    {
      schema: "nllgrad.waivers/1",
      waivers: [
        {
          finding: "empty/*",
          target: "k",
          platform: "mt7004",
          reason: "r",
          link: "https://e.x/1",
          token: "n1.AA",
          expires: "2026-12-31",
        },
      ],
    },
  ],
];

/** Words that a schema may use: those that are held to, and those that say nothing of a value. */
const KEYWORDS: readonly string[] = [
  ...["$ref", "definitions", "anyOf", "type", "const", "enum", "required", "properties", "additionalProperties", "items"],
  ...["minItems", "maxItems", "uniqueItems", "minLength", "pattern", "minimum", "maximum", "default"],
  ...["$schema", "$id", "title", "description"],
];

/** What stands where something else belongs. */
const WRONG: readonly unknown[] = [null, true, -1, 0.5, Number.POSITIVE_INFINITY, "", "x", [], [1], {}, { a: 1 }];

/** Every value that differs from the given one at one place: another thing there, nothing there, or something more. */
function* damaged(value: unknown): Generator<unknown> {
  for (const wrong of WRONG) yield wrong;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    const [first, ...rest] = value as unknown[];
    if (value.length > 0) for (const other of damaged(first)) yield [other, ...rest];
  } else if (typeof value === "object" && value !== null) {
    yield { ...value, unknown: 1 };
    for (const [name, field] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const other of damaged(field)) yield { ...value, [name]: other };
    }
  }
}

describe("a value held against a schema of the package", () => {
  it.each(EXAMPLES)("is accepted as it is: %s", (_, schema, value) => {
    expect(conform(schema, value, { unknown: "refused" })).toEqual(value);
  });

  it.each(EXAMPLES)(
    "is refused whenever ajv refuses it, and only then, but for fields that have a default: %s",
    (_, schema, value) => {
      const validate = ajv.compile(schema);
      let refused = 0;
      for (const other of damaged(value)) {
        let read: unknown;
        let ours = true;
        let refusal = "";
        try {
          read = conform(schema, other, { unknown: "refused" });
        } catch (error) {
          expect(error).toBeInstanceOf(SchemaError);
          refusal = (error as Error).message;
          ours = false;
        }
        // With its defaults filled in, what we accept is as the schema has it.
        const theirs = validate(ours ? read : other);
        expect(theirs, `${JSON.stringify(validate.errors)} ${refusal}`).toBe(ours);
        if (!ours) refused++;
      }
      expect(refused).toBeGreaterThan(100);
    },
  );

  it.each(EXAMPLES)("is held to every word of its schema: %s", (_, schema) => {
    const unread = new Set<string>();
    const look = (part: Schema): void => {
      for (const word of Object.keys(part)) if (!KEYWORDS.includes(word)) unread.add(word);
      const { definitions = {}, properties = {}, anyOf = [], items, additionalProperties: others } = part;
      for (const inner of [...Object.values(definitions), ...Object.values(properties), ...anyOf]) look(inner);
      if (items !== undefined) look(items);
      if (typeof others === "object") look(others);
    };
    look(schema);
    expect([...unread]).toEqual([]);
  });

  it("is told of by the place in it, and what belongs there", () => {
    const record = recordOf({ ...FAILING, violations: [{ ...FAILING.violations[0], token: "again" }] as never });
    expect(() => conform(RECORD, record, { unknown: "refused" })).toThrow(
      'runs[0].violations[0].token: "again" is not of the form ^n[0-9]+\\.[A-Za-z0-9_-]+$',
    );
    expect(() => conform(RECORD, { ...record, schema: "x" }, { unknown: "refused" })).toThrow(
      'schema: takes "nllgrad.record/1", not "x"',
    );
    expect(() => conform(RECORD, { ...record, runs: {} }, { unknown: "refused" })).toThrow("runs: takes a list, not an object");
    expect(() => conform(WAIVERS, { schema: "nllgrad.waivers/1", waivers: [], "a b": 1 }, { unknown: "refused" })).toThrow(
      '["a b"]: there is no such field; known are $schema, schema, waivers',
    );
  });

  it("has what a later suite added filled in, and what a still later one added left away", () => {
    const { slack: _, baseline: _b, waivers: _w, ...earlier } = FAILING;
    const read = conform(RECORD, { ...recordOf(FAILING), runs: [{ ...earlier, later: 1 }] }, { unknown: "ignored" });
    expect(read).toEqual(recordOf({ ...FAILING, slack: [] }));
  });

  it("keeps names that mean something else to an object", () => {
    const coverage = JSON.parse('{ "__proto__": { "constructor": 3 } }') as Record<string, Record<string, number>>;
    const read = conform(RECORD, recordOf({ ...FAILING, coverage }), { unknown: "refused" }) as ReturnType<typeof recordOf>;
    expect(Object.keys(read.runs[0]?.coverage ?? {})).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).constructor).toBe(Object);
  });
});
