import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../../adapters/native/kernels.fixture.ts";
import { nllgrad, recordOf } from "../../cli/command.fixture.ts";

const KERNEL = fileURLToPath(new URL("kernel.ts", import.meta.url));

/** The example in a folder of its own, changed as a user may have it wrong. */
function changed(change: (source: string) => string): string {
  const path = join(scratchFolder(), "kernel.ts");
  copyFileSync(KERNEL, path);
  writeFileSync(path, change(readFileSync(KERNEL, "utf8")));
  return path;
}

const SHORT = ["--tier", "smoke", "--cases", "600", "--json", "--quiet"];

describe("the kernel in TypeScript", () => {
  test("is judged as both platforms, and breaks nothing", async () => {
    const record = recordOf(await nllgrad(["check", KERNEL, ...SHORT]));
    expect(record.runs.map(({ platform, violations, warnings }) => ({ platform, violations, warnings }))).toEqual([
      { platform: "FT78NE", violations: [], warnings: [] },
      { platform: "MT7004", violations: [], warnings: [] },
    ]);
  });

  test("that divides by the number of rows is found to", async () => {
    const path = changed((source) => source.replace("(totalWeight[0] as number)", "batch"));
    const [run] = recordOf(await nllgrad(["check", path, "--platform", "ft78ne", ...SHORT])).runs;
    expect(run?.verdict).toBe("fails");
    expect(run?.violations.map(({ id }) => id)).toContain("reduction-mean/fp_nlllossgrad_s/mean/label");
  });

  test("that takes hp where its platform has none is found to", async () => {
    const path = changed((source) =>
      source.replace('elementTypes: ["fp"]', 'elementTypes: ["fp", "hp"]').replace(/ {2}if \(entry[^\n]*\n/, ""),
    );
    const [run] = recordOf(await nllgrad(["check", path, "--platform", "ft78ne", ...SHORT])).runs;
    expect(run?.violations.map(({ id }) => id)).toEqual([
      "platform-dtypes/hp_nlllossgrad_s/taken",
      "platform-dtypes/hp_nlllossgrad_p/taken",
    ]);
  });
});
