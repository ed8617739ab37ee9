import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { nllgrad } from "./command.fixture.ts";
import { REPORT_NAMES } from "./report-folder.ts";

const SOON = ["--tier", "smoke", "--platform", "ft78ne", "--time", "1ms", "--quiet"];

describe("check --report", () => {
  it("makes the folder, and leaves in it the reports and nothing else, over those of the run before", async () => {
    const folder = join(scratchFolder(), "made", "for-reports");
    for (const seed of ["1", "2"]) {
      const { code, out } = await nllgrad(["check", "reference", ...SOON, "--seed", seed, "--json", "--report", folder]);
      expect(code).toBe(3);
      expect(readdirSync(folder).sort()).toEqual([...REPORT_NAMES].sort());
      expect(readFileSync(join(folder, "record.json"), "utf8")).toBe(out);
      expect(JSON.parse(out)).toMatchObject({ runs: [{ seed: Number(seed), place: "reference", file: null }] });
    }
  });

  it("refuses a folder that cannot be before anything is judged: exit 2", async () => {
    const file = join(scratchFolder(), "a-file");
    writeFileSync(file, "");
    const { code, out, err } = await nllgrad(["check", "reference", "--report", join(file, "reports")]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: --report .*a-file\/reports: cannot be written to \(ENOTDIR\); name a folder\n$/);
  });
});
