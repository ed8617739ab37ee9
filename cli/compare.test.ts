import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import type { Run, RunRecord } from "../core/record.ts";
import { nllgrad, recordOf } from "./command.fixture.ts";

const SHORT = ["--tier", "smoke", "--cases", "300", "--platform", "ft78ne", "--quiet"];

/** How many cases of each stratum a run was given. */
const given = ({ strata }: Run): object => Object.fromEntries(strata.map(({ name, cases }) => [name, cases]));

describe.skipIf(!HAS_COMPILER)(`nllgrad compare${NEEDS_COMPILER}`, () => {
  it("gives every target the same cases, and leaves reports that carry them", async () => {
    const folder = join(scratchFolder(), "comparison");
    const wrong = zooKernel("wrong/sign-missing").path;
    const called = await nllgrad(["compare", "reference", `mine=${wrong}`, ...SHORT, "--json", "--report", folder]);
    expect(called.code).toBe(1);
    const record = recordOf(called);
    const [reference, mine] = record.runs as [Run, Run];
    expect(given(mine)).toEqual(given(reference));
    expect(mine.coverage).toEqual(reference.coverage);
    expect(mine).toMatchObject({ target: "mine", verdict: "fails", place: wrong });
    expect(mine.violations[0]?.matrix?.rows[0]?.received).toMatch(/^[0-9a-f ]+$/);
    expect(mine.errors.map(({ ulp }) => ulp["> 8"])).not.toContain(0);
    expect(reference.errors.every(({ ulp }) => ulp["> 8"] === 0)).toBe(true);

    const report = join(folder, "report.html");
    const again = await nllgrad(["compare", report, "--json"]);
    expect(recordOf(again)).toEqual(record);
    expect(again.code).toBe(1);
    const diff = await nllgrad(["diff", report, join(folder, "record.json")]);
    expect(diff).toMatchObject({ code: 0, err: "" });
  }, 120_000);

  it("measures speed beside memset's, in the same run", async () => {
    const called = await nllgrad(["compare", madeKernel("right", {}), ...SHORT, "--json"]);
    const [run] = recordOf(called).runs as [Run];
    expect(run.speed.map(({ entry }) => entry).sort()).toEqual(["fp_nlllossgrad_p", "fp_nlllossgrad_s"]);
    for (const { share, low, high } of run.speed) {
      expect(low).toBeGreaterThan(0);
      expect(share).toBeGreaterThanOrEqual(low);
      expect(high).toBeGreaterThanOrEqual(share);
    }
  }, 60_000);

  it("shows broken clauses side by side, and one line for each", async () => {
    const { path } = zooKernel("wrong/sign-missing");
    const { code, out, err } = await nllgrad(["compare", "reference", `mine=${path}`, ...SHORT]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(/^reduction-sum +✓ {2}✗$/m);
    expect(out).toMatch(/^\? incomplete {2}reference {2}FT78NE/m);
    expect(out).toMatch(/^reference · FT78NE: fewer cases than the tier has were asked for$/m);
    expect(out).not.toMatch(/^mine · FT78NE: /m);
    expect(out).toMatch(/^✗ fails {7}mine {7}FT78NE/m);
  }, 60_000);
});

describe("nllgrad compare", () => {
  it("puts runs of records side by side, and runs nothing", async () => {
    const made = await nllgrad(["check", "reference", ...SHORT, "--time", "1ms", "--json"]);
    const file = join(scratchFolder(), "record.json");
    const { runs, ...rest } = recordOf(made);
    writeFileSync(
      file,
      JSON.stringify({ ...rest, runs: runs.map((run) => ({ ...run, target: "earlier" })) } satisfies RunRecord),
    );
    const { code, out } = await nllgrad(["compare", file, file]);
    expect(code).toBe(0);
    expect(out.match(/^\? incomplete {2}earlier/gm)).toHaveLength(2);
  });

  it.each([
    [[], /^nllgrad: compare: give the targets to compare, or records of them\n$/],
    [["reference", "--bail"], /^nllgrad: compare --bail: all targets are given the same cases, to their end; /],
    [["reference", "--time", "3s"], /^nllgrad: compare --time: /],
    [["nowhere.json"], /^nllgrad: compare nowhere\.json: cannot be read \(ENOENT\); /],
  ])("refuses %j: exit 2", async (args, says) => {
    const { code, out, err } = await nllgrad(["compare", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(says);
  });

  it("refuses a report whose record is damaged, and one that is no record", async () => {
    const file = join(scratchFolder(), "report.html");
    writeFileSync(file, `<!doctype html><script type="application/gzip" id="record">H4sI</script>`);
    expect((await nllgrad(["compare", file])).err).toMatch(/report\.html: the record in this report is damaged/);
    writeFileSync(file, "<!doctype html><p>nothing</p>");
    expect(await nllgrad(["compare", file])).toMatchObject({ code: 2 });
  });

  it("has help with an example", async () => {
    const { code, out } = await nllgrad(["compare", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Example: nllgrad compare ");
  });
});
