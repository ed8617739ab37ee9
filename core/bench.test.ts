import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { type BenchRecord, type BenchRow, compareBench, type Quartiles, quartilesOf } from "./bench.ts";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const schema = JSON.parse(read("bench.schema.json")) as Definition & {
  readonly definitions: Readonly<Record<string, Definition>>;
};

const ROW: BenchRow = {
  entry: "hp_nlllossgrad_s",
  batch: 32,
  classNum: 1000,
  bytes: 64_000,
  threads: 1,
  clock: "processor",
  turns: 21,
  share: { low: 0.78, middle: 0.8, high: 0.82 },
  microseconds: { low: 1, middle: 1.1, high: 1.2 },
};

function recordOf(...rows: readonly BenchRow[]): BenchRecord {
  const machine = { processor: "a processor", cores: 2, node: "20.0.0" };
  return { schema: "nllgrad.bench/1", suite: "1.0.0", machine, runs: [{ target: "k", platform: "mt7004", rows, notes: [] }] };
}

describe("bench.schema.json", () => {
  const interfaces = [...read("bench.ts").matchAll(/export interface (\w+) \{\n(.*?)\n\}/gs)]
    .map(([, name, body]) => ({
      name: name as string,
      fields: [...(body as string).matchAll(/^ {2}readonly (\w+):/gm)].map(([, field]) => field as string),
    }))
    .filter(({ name }) => name !== "BenchChange");

  it.each(interfaces)("requires the fields of $name, and knows no others", ({ name, fields }) => {
    const definition = name === "BenchRecord" ? schema : schema.definitions[name];
    expect([...(definition?.required ?? [])].sort()).toEqual([...fields].sort());
    expect(Object.keys(definition?.properties ?? {}).sort()).toEqual([...fields].sort());
  });

  it("takes a record, and none of another shape", () => {
    const takes = new Ajv().compile(schema);
    expect(takes(recordOf(ROW))).toBe(true);
    expect(takes(recordOf({ ...ROW, clock: "sundial" as "wall" }))).toBe(false);
  });
});

describe("quartiles", () => {
  it("are the middle, and the ends of the middle half", () => {
    expect(quartilesOf([5, 1, 4, 2, 3])).toEqual({ low: 2, middle: 3, high: 4 });
    expect(quartilesOf([7])).toEqual({ low: 7, middle: 7, high: 7 });
  });

  it("are of something", () => {
    expect(() => quartilesOf([])).toThrow(RangeError);
  });
});

describe("two performance records", () => {
  const verdict = (share: Quartiles): string | undefined => compareBench(recordOf(ROW), recordOf({ ...ROW, share }))[0]?.verdict;

  it.each([
    ["same", "the middle halves overlap", { low: 0.6, middle: 0.7, high: 0.79 }],
    ["same", "they are apart, but by less than noise", { low: 0.83, middle: 0.9, high: 0.94 }],
    ["better", "all of it is above, by more", { low: 0.86, middle: 0.95, high: 0.97 }],
    ["worse", "all of it is below, by more", { low: 0.6, middle: 0.67, high: 0.75 }],
  ] as const)("are %s where %s", (expected, _, share) => {
    expect(verdict(share)).toBe(expected);
  });

  it("tell a row that there was not from a change", () => {
    const other = { ...ROW, batch: 64 };
    expect(compareBench(recordOf(ROW), recordOf(other))).toMatchObject([{ verdict: "new", before: null, now: other }]);
  });

  it("do not hold times of other clocks, or of memsets on other threads, against each other", () => {
    for (const other of [{ ...ROW, clock: "wall" } as const, { ...ROW, threads: 2 }])
      expect(compareBench(recordOf(ROW), recordOf(other))[0]?.verdict).toBe("new");
  });
});
