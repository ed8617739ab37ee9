import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { encodeFrame, FRAME } from "../adapters/harness/frames.ts";
import { HAS_COMPILER, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { helloFrame, kernelFile, runBoard, scratchPath } from "../vectors/pack.fixture.ts";
import { nllgrad, recordOf } from "./command.fixture.ts";

const schema = JSON.parse(readFileSync(new URL("../core/record.schema.json", import.meta.url), "utf8")) as object;

/** Exports few calls for FT78NE. */
async function exported(...more: string[]): Promise<string> {
  const folder = scratchPath();
  const few = ["--platform", "ft78ne", "--tier", "smoke", "--cases", "40", "--max-bytes", "65536"];
  const { code, err } = await nllgrad(["vectors", "export", folder, ...few, ...more]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return folder;
}

describe.skipIf(!HAS_COMPILER)(`nllgrad vectors${NEEDS_COMPILER}`, () => {
  it("exits with 0 for a kernel that conforms in all of a tier's calls", { timeout: 180_000 }, async () => {
    const folder = scratchPath();
    const { code, out } = await nllgrad(["vectors", "export", folder, "--platform", "FT78NE", "--tier", "smoke"]);
    expect(code).toBe(0);
    expect(out).toMatch(/calls of 5104 cases\n {2}calls\.bin +\d+ bytes\n/);
    expect(out).toContain("cc -o board harness.c kernel.c && ./board calls.bin results.bin");
    runBoard(folder, "c/nlllossgrad.c", "-DFT78NE");
    const verified = await nllgrad(["vectors", "verify", folder, "--name", "my board"]);
    expect(verified).toMatchObject({ code: 0, err: "" });
    expect(verified.out).toMatch(/✓ conforms {3}my board · FT78NE/);
  });

  it("exits with 1 for a violation, with a record and a command for a live target", async () => {
    const folder = await exported();
    runBoard(folder, kernelFile("if (class_num == 3) return;"));
    const { code, out } = await nllgrad(["vectors", "verify", folder]);
    expect(code).toBe(1);
    expect(out).toMatch(/again +nllgrad replay n1\.[\w-]+ TARGET\n/);
    expect(out).toContain("as it was first seen: it was not run again, nor made smaller");
    expect(out).toContain("✗ fails   a kernel behind harness.c · FT78NE");

    const called = await nllgrad(["vectors", "verify", folder, "--json"]);
    const record = recordOf(called);
    expect(called).toMatchObject({ code: 1, err: "" });
    expect(record.runs[0]?.violations.every(({ again }) => again === "untried")).toBe(true);
    const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
  });

  it("counts a SHOULD under --strict alone", async () => {
    const folder = await exported();
    runBoard(folder, kernelFile("if (batch == 0) *(volatile int *)0 = 1;"));
    expect(await nllgrad(["vectors", "verify", folder])).toMatchObject({ code: 3 });
    expect(await nllgrad(["vectors", "verify", folder, "--strict"])).toMatchObject({ code: 1 });
  });
});

describe("nllgrad vectors", () => {
  it("exits with 3 where calls are missing, or the harness says that it failed", async () => {
    const folder = await exported();
    const results = join(folder, "results.bin");
    writeFileSync(results, encodeFrame(helloFrame()));
    const none = await nllgrad(["vectors", "verify", folder]);
    expect(none).toMatchObject({ code: 3, err: "" });
    expect(none.out).toContain("? incomplete   zeros · FT78NE");
    writeFileSync(
      results,
      Buffer.concat([helloFrame(), { type: FRAME.error, id: 3, payload: Buffer.from("out of memory") }].map(encodeFrame)),
    );
    const failed = await nllgrad(["vectors", "verify", folder]);
    expect(failed.code).toBe(3);
    expect(failed.out).toContain('the harness wrote the error "out of memory"');
    expect(failed.out).toContain("! error");
  });

  it("exits with 2 and one line for a pack or results that are not what they should be, and for wrong use", async () => {
    const folder = await exported();
    const bad = join(folder, "bad.bin");
    writeFileSync(bad, "x");
    for (const [args, message] of [
      [["verify", folder], "holds neither results.bin nor results.npz"],
      [["verify", folder, "--results", bad], "expected hello"],
      [["verify", scratchPath()], "manifest.json: is missing"],
      [["export", folder, "--platform", "ft78ne"], "is not empty; give a folder that is empty, or not there yet"],
      [["export", scratchPath()], "give --platform ft78ne or --platform mt7004"],
      [["export", scratchPath(), "--platform", "x86"], "--platform x86: takes ft78ne or mt7004"],
      [["export", scratchPath(), "--platform", "ft78ne", "--tier", "huger"], "--tier huger: takes"],
      [["export", scratchPath(), "--platform", "ft78ne", "--align", "48"], "--align 48: takes a power of two"],
      [["export", "--platform", "ft78ne"], "vectors export: give the pack's folder"],
      [["verify", folder, folder], "takes one folder"],
      [["verify", folder, "--nope"], "nllgrad vectors --help lists the options"],
      [["pack"], "vectors pack: takes export or verify"],
      [[], "vectors: takes export or verify"],
    ] as const) {
      const { code, out, err } = await nllgrad(["vectors", ...args]);
      expect({ code, out }, err).toEqual({ code: 2, out: "" });
      expect(err).toContain(message);
      expect(err.trimEnd().split("\n"), err).toHaveLength(1);
    }
    const help = await nllgrad(["vectors", "--help"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toContain("Example: nllgrad vectors export pack");
  });
});
