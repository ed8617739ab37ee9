import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { matchesGlob } from "./certify-arguments.ts";
import { nllgrad } from "./command.fixture.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

describe("nllgrad certify", () => {
  it.skipIf(!HAS_COMPILER)(
    `judges the kernels that were asked for, and writes its reports: exit 0${NEEDS_COMPILER}`,
    async () => {
      const folder = join(scratchFolder(), "certified");
      const args = ["--only", "wrong/label-one*", "--tier", "smoke", "--bail", "--quiet", "--report", folder];
      const { code, out, err } = await nllgrad(["certify", ...args]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(/✓ 1 of 1 hunts of 1 wrong kernels end in a kill\ntier smoke, seed 20260101, [\d.]+ s\n$/);
      expect(readdirSync(folder).sort()).toEqual(["certificate.json", "kill-matrix.html", "kill-matrix.md"]);
      const certificate = JSON.parse(readFileSync(join(folder, "certificate.json"), "utf8"));
      expect(certificate).toMatchObject({
        schema: "nllgrad.certificate/1",
        wrong: [{ name: "wrong/label-one-based" }],
        right: [],
      });
    },
  );

  it.each([
    [["kernel.so"], "certify kernel.so: takes no target"],
    [["--only", "wrong/nobody"], "--only wrong/nobody: no kernel of the zoo has such a name"],
    [["--bail", "--leave-one-out"], "--leave-one-out: asks for everything that was found"],
    [["--seeds", "0"], "--seeds 0: takes a whole number from 1 to 1000"],
    [["--tier", "weekly"], "--tier weekly: takes one of smoke, gate, deep, huge"],
  ])("refuses wrong use in a line: %s", async (args, message) => {
    const { code, out, err } = await nllgrad(["certify", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`nllgrad: ${message}`);
  });

  it("says so where there is no compiler", async () => {
    const { code, err } = await nllgrad(["certify"], { environment: { PATH: "/nowhere" } });
    expect(code).toBe(2);
    expect(err).toContain("certify: builds the zoo's kernels with cc, and there is none on the PATH");
  });

  it("says so where there is no zoo: in what is published", () => {
    const folder = join(scratchFolder(), "published");
    cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const run = (): string =>
      execFileSync(process.execPath, [join(folder, "dist/cli/nllgrad.js"), "certify"], { stdio: "pipe" }).toString();
    expect(run).toThrow("run it from a clone of the repository");
  });
});

describe("a glob", () => {
  it.each([
    ["wrong/*", "wrong/no-zero-fill", true],
    ["*zero*", "wrong/no-zero-fill", true],
    ["wrong/no-zero", "wrong/no-zero-fill", false],
    ["wrong/no.zero-fill", "wrong/no-zero-fill", false],
    ["right/*", "wrong/right", false],
  ])("%s on %s", (glob, name, matches) => {
    expect(matchesGlob(glob, name)).toBe(matches);
  });
});
