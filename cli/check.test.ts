import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";
import { nllgrad, recordOf } from "./command.fixture.ts";

/** Soon at its end: a millisecond is spent once the first cases have run. */
const SOON = ["--tier", "smoke", "--time", "1ms"] as const;
const ESCAPE = "\u001b";

const schema = JSON.parse(readFileSync(new URL("../core/record.schema.json", import.meta.url), "utf8")) as object;
const right = (): string => madeKernel("right", {});

describe.skipIf(!HAS_COMPILER)(`nllgrad check${NEEDS_COMPILER}`, () => {
  it("exits with 0 for a library that conforms, with the whole tier's cases", async () => {
    const called = await nllgrad(["check", right(), "--tier", "smoke", "--quiet", "--json"]);
    expect(called).toMatchObject({ code: 0, err: "" });
    const [run] = recordOf(called).runs;
    expect(run).toMatchObject({
      target: "right.so",
      platform: "FT78NE",
      verdict: "conforms",
      violations: [],
      warnings: [],
      notes: [],
    });
    expect(run?.strata.every(({ failing }) => failing === 0)).toBe(true);
  });

  it("exits with 1 for a violation, and shows clause, shapes and the command that shows it again", async () => {
    const { path } = zooKernel("wrong/sign-missing");
    const { code, out } = await nllgrad(["check", path, "--tier", "smoke", "--cases", "500", "--bail"]);
    expect(code).toBe(1);
    expect(out).toContain("✗ reduction-");
    expect(out).toContain(`nllgrad replay n1.`);
    expect(out).toContain(` ${path}\n`);
    expect(out).toMatch(/✗ fails {3}wrong-sign-missing\.so · MT7004/);
    expect(out).toMatch(/tier smoke, seed 20260101/);
  });

  it("exits with 3 where the mandatory cases did not all run, and never calls that conforming", async () => {
    const { code, out } = await nllgrad(["check", right(), ...SOON]);
    expect(code).toBe(3);
    expect(out).toContain("? incomplete");
    expect(out).toContain("the time budget was spent");
    expect(out).not.toContain("✓ conforms");
  });

  it("prints with --json the record and nothing else, whatever the kernel prints, and the record is as its schema has it", async () => {
    const talk = 'puts("{}"); fflush(stdout); fputs("kernel: wrong\\n", stderr); if (class_num > 1) return;';
    const library = madeKernel("talks", { first: talk });
    const called = await nllgrad(["check", library, "--tier", "smoke", "--cases", "200", "--bail", "--json", "--quiet"]);
    const record = recordOf(called);
    expect(called).toMatchObject({ code: 1, err: "" });
    expect(called.out).toBe(`${JSON.stringify(record, null, 2)}\n`);
    expect(record.schema).toBe("nllgrad.record/1");
    expect(record.runs[0]?.notes.join()).toContain("the kernel printed");
    expect(record.runs[0]?.clauses.map(({ id }) => id)).toEqual(CLAUSE_IDS);
    const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
  });

  it("has no escape codes away from a terminal, or under NO_COLOR, and has them under FORCE_COLOR", async () => {
    const args = ["check", right(), ...SOON];
    const [plain, forced, refused] = await Promise.all([
      nllgrad(args),
      nllgrad(args, { environment: { FORCE_COLOR: "1" } }),
      nllgrad(args, { environment: { FORCE_COLOR: "1", NO_COLOR: "1" } }),
    ]);
    expect(plain.out + plain.err).not.toContain(ESCAPE);
    expect(forced.out).toContain(`${ESCAPE}[33m? incomplete`);
    expect(refused.out + refused.err).not.toContain(ESCAPE);
  });

  it("gives targets the names that the user gives them, side by side", async () => {
    const { path } = zooKernel("right/order-e-hp-in-float");
    const { code, out } = await nllgrad(["check", `before=${right()}`, `after=${path}`, ...SOON]);
    expect(code).toBe(3);
    expect(out).toMatch(/^\? incomplete {2}before {2}FT78NE /m);
    expect(out).toMatch(/^\? incomplete {2}after {3}MT7004 /m);
  });

  it("names in a replay command the file, not the name that the user gave it", async () => {
    const { path } = zooKernel("wrong/sign-missing");
    const { out } = await nllgrad(["check", `mine=${path}`, "--tier", "smoke", "--cases", "300", "--bail"]);
    expect(out).toMatch(/✗ fails {3}mine · MT7004/);
    expect(out).toMatch(new RegExp(`nllgrad replay n1\\.\\S+ ${path}\\n`));
  });

  it("finds functions by the names that --symbol gives them", async () => {
    const renamed = "#define fp_nlllossgrad_s my_kernel\n#define fp_nlllossgrad_p my_private";
    const library = madeKernel("renamed", { head: renamed });
    const symbols = ["--symbol", "fp_nlllossgrad_s=my_kernel", "--symbol", "fp_nlllossgrad_p=my_private"];
    const called = await nllgrad(["check", library, ...symbols, ...SOON, "--json"]);
    expect(called.code).toBe(3);
    expect(recordOf(called).runs).toMatchObject([{ platform: "FT78NE", violations: [] }]);
    expect(await nllgrad(["check", library, ...SOON])).toMatchObject({
      code: 2,
      err: expect.stringContaining("exports none of"),
    });
  });

  it("judges a library as each platform that is asked for", async () => {
    const args = ["--platform", "ft78ne", "--platform", "MT7004", ...SOON, "--json"];
    const called = await nllgrad(["check", right(), ...args]);
    const [first, second] = recordOf(called).runs;
    expect(called.code).toBe(1);
    expect(first).toMatchObject({ platform: "FT78NE", verdict: "incomplete", violations: [] });
    expect(second?.violations.map(({ id }) => id)).toEqual([
      "platform-dtypes/hp_nlllossgrad_s/missing",
      "platform-dtypes/hp_nlllossgrad_p/missing",
    ]);
  });

  it("counts a warning under --strict: exit 1", async () => {
    const { path } = zooKernel("right/order-e-hp-in-float");
    const args = ["check", path, "--platform", "ft78ne", ...SOON, "--json"];
    expect(await nllgrad(args)).toMatchObject({ code: 3 });
    expect(await nllgrad([...args, "--strict"])).toMatchObject({ code: 1 });
  });

  it("takes options from nllgrad.config.json, and those of the command line over them", async () => {
    const folder = scratchFolder();
    const file = join(folder, "nllgrad.config.json");
    writeFileSync(file, JSON.stringify({ tier: "smoke", time: "1ms", seed: 11, json: true, platform: ["ft78ne"] }));
    try {
      const called = await nllgrad(["check", "reference", "--seed", "12"], { folder });
      expect(recordOf(called).runs).toMatchObject([{ platform: "FT78NE", tier: "smoke", seed: 12 }]);
    } finally {
      writeFileSync(file, "{}");
    }
  });

  it("ends cleanly on Ctrl-C, keeps what was found, and says how to go on: exit 3", async () => {
    // The kernel's own printing reaches nobody; a slow call gives time to interrupt.
    const library = madeKernel("slow", { first: "if (class_num > 60) usleep(2000);" });
    const called = await nllgrad(["check", library, "--tier", "gate", "--json"], {
      watch: (interrupt) => setTimeout(interrupt, 1500),
    });
    expect({ code: called.code, signal: called.signal }).toEqual({ code: 3, signal: null });
    const [run] = recordOf(called).runs;
    expect(run).toMatchObject({ verdict: "incomplete", violations: [] });
    expect(run?.notes.join()).toMatch(/^interrupted before .*--seed 20260101/);
  });
});
