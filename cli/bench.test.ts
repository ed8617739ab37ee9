import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { BenchRecord } from "../core/bench.ts";
import { nllgrad } from "./command.fixture.ts";

const SCHEMA = JSON.parse(readFileSync(new URL("../core/bench.schema.json", import.meta.url), "utf8")) as object;

const measured = await nllgrad(["bench", "blocked", "--shape", "64x500", "--json", "--quiet"]);
const record = JSON.parse(measured.out) as BenchRecord;

/** The record with each share multiplied, in a file. */
function scaled(name: string, factor: number): string {
  const runs = record.runs.map((run) => ({
    ...run,
    rows: run.rows.map((row) => {
      const { low, middle, high } = row.share;
      return { ...row, share: { low: factor * low, middle: factor * middle, high: factor * high } };
    }),
  }));
  const file = join(scratchFolder(), name);
  writeFileSync(file, JSON.stringify({ ...record, runs }));
  return file;
}

describe("nllgrad bench", () => {
  it("gives a record as its schema has it: a row for each element type of the platform that has most", () => {
    expect(measured.code).toBe(0);
    expect(new Ajv().compile(SCHEMA)(record)).toBe(true);
    const [run] = record.runs;
    expect(run).toMatchObject({ target: "blocked", platform: "mt7004", notes: [] });
    expect(run?.rows.map(({ entry, bytes, threads, clock }) => [entry, bytes, threads, clock])).toEqual([
      ["hp_nlllossgrad_s", 64_000, 1, "processor"],
      ["fp_nlllossgrad_s", 128_000, 1, "processor"],
    ]);
  });

  it("prints a table, and with --against how each row is to the earlier one: worse is exit 1", async () => {
    // Far beyond what a machine can be busy.
    const args = ["bench", "blocked", "--shape", "64x500", "--quiet", "--against"];
    const slower = await nllgrad([...args, scaled("faster.json", 1e6)]);
    expect({ code: slower.code, err: slower.err }).toEqual({ code: 1, err: "" });
    expect(slower.out).toMatch(/^ {2}hp_nlllossgrad_s {2}64 x 500 /m);
    expect(slower.out).toMatch(/fp_nlllossgrad_s 64 x 500: worse/);
    const faster = await nllgrad([...args, scaled("slower.json", 1e-6)]);
    expect(faster.code).toBe(0);
    expect(faster.out).toMatch(/fp_nlllossgrad_s 64 x 500: better/);
  });

  it("gives a kernel with threads of its own a memset on threads, where the output is large enough", async () => {
    const { out } = await nllgrad(["bench", "threaded", "--platform", "ft78ne", "--shape", "64x32000", "--json", "--quiet"]);
    const [row] = (JSON.parse(out) as BenchRecord).runs[0]?.rows ?? [];
    const { cores } = record.machine;
    expect(row).toMatchObject({ threads: Math.min(cores, 7), clock: cores > 1 ? "wall" : "processor" });
  });
});
