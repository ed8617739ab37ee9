import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { decodeToken } from "../properties/token.ts";
import { nllgrad, recordOf } from "./command.fixture.ts";

/** A folder with a file of platforms in it, by its text. */
function folderWith(text: string): string {
  const folder = mkdtempSync(join(scratchFolder(), "platforms-"));
  writeFileSync(join(folder, "platforms.json"), text);
  return folder;
}

const file = (...platforms: unknown[]): string => JSON.stringify({ schema: "nllgrad.platforms/1", platforms });
const WIDE = { name: "Wide-16", elementTypes: ["fp"], cores: 16, alignment: 128 };
const SOLE = { name: "Sole", elementTypes: ["hp"], cores: 1 };

const SHORT = ["--platforms", "platforms.json", "--tier", "smoke", "--cases", "300", "--json", "--quiet"];

describe("a file of platforms", () => {
  it.each([
    ["is no JSON", "{ cores: 4", /--platforms platforms\.json: not JSON: .*; give a file of platforms/],
    ["is another schema", '{ "schema": "nllgrad.waivers/1", "platforms": [] }', /schema: .*core\/platforms\.schema\.json says/],
    ["is empty", file(), /platforms: .*core\/platforms\.schema\.json/],
    ["has 32 cores", file({ ...WIDE, cores: 32 }), /platforms\[0\]\.cores: .*31/],
    ["has no core", file(SOLE, { ...WIDE, cores: 0 }), /platforms\[1\]\.cores: .*1/],
    ["has a type that is none", file({ ...WIDE, elementTypes: ["dp"] }), /platforms\[0\]\.elementTypes\[0\]: .*"hp"/],
    ["has no types", file({ ...WIDE, elementTypes: [] }), /platforms\[0\]\.elementTypes: /],
    ["has an alignment that is no power of two", file({ ...WIDE, alignment: 48 }), /platforms\[0\]\.alignment: /],
    [
      "has a field that is none",
      file({ ...WIDE, core: 3 }),
      /platforms\[0\]\.core: there is no such field; known are name, elementTypes/,
    ],
    ["lacks its cores", file({ name: "X", elementTypes: ["fp"] }), /platforms\[0\]\.cores: is missing/],
    ["has a name that cannot be typed", file({ ...WIDE, name: "a b" }), /platforms\[0\]\.name: /],
    [
      "has a name of the document's",
      file({ ...WIDE, name: "MT7004" }),
      /platforms\[0\]\.name: MT7004 is a platform already; give another/,
    ],
    ["has a name twice", file(WIDE, { ...SOLE, name: "wide-16" }), /platforms\[1\]\.name: wide-16 is a platform already/],
  ])("that %s is refused in one line: exit 2", async (_, text, named) => {
    const { code, out, err } = await nllgrad(["check", "reference", "--platforms", "platforms.json"], {
      folder: folderWith(text),
    });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .+\n$/);
    expect(err).toMatch(named);
  });

  it("that is not there is refused, and a name that it lacks, with those that there are", async () => {
    const folder = folderWith(file(WIDE));
    const none = await nllgrad(["check", "reference", "--platforms", "none.json"], { folder });
    expect(none.err).toMatch(
      /^nllgrad: --platforms none\.json: cannot be read \(ENOENT\); give the path of a file of platforms\n$/,
    );
    const other = await nllgrad(["check", "reference", "--platforms", "platforms.json", "--platform", "wide"], { folder });
    expect(other.err).toBe("nllgrad: --platform wide: takes ft78ne or mt7004 or wide-16\n");
    expect([none.code, other.code]).toEqual([2, 2]);
  });

  it("is what a built-in is judged as, on each of its platforms; --platform names some of them, or of the document's", async () => {
    const folder = folderWith(file(WIDE, SOLE));
    const all = recordOf(await nllgrad(["check", "blocked", ...SHORT], { folder }));
    expect(all.runs.map(({ platform, violations }) => ({ platform, violations }))).toEqual([
      { platform: "Wide-16", violations: [] },
      { platform: "Sole", violations: [] },
    ]);
    const some = recordOf(
      await nllgrad(["check", "blocked", "--platform", "SOLE", "--platform", "mt7004", ...SHORT], { folder }),
    );
    expect(some.runs.map(({ platform }) => platform)).toEqual(["Sole", "MT7004"]);
  });

  it.skipIf(!HAS_COMPILER)(`finds what only its cores show, in a token that needs no file${NEEDS_COMPILER}`, async () => {
    const folder = folderWith(file(WIDE));
    const kernel = zooKernel("wrong/core-mask-0xff-hard-coded").path;
    const [run] = recordOf(await nllgrad(["check", kernel, ...SHORT], { folder })).runs;
    expect(run?.verdict).toBe("fails");
    const token = run?.violations.find(({ entry }) => entry === "fp_nlllossgrad_s")?.token as string;
    expect(decodeToken(token)).toMatchObject({ platform: "Wide-16:fp:16:128", alignment: 128 });
    const again = await nllgrad(["replay", token, kernel]);
    expect(again).toMatchObject({ code: 1, err: "" });
    expect(again.out).toContain("as Wide-16, buffers aligned to 128 bytes");
    const program = await nllgrad(["replay", token, "--as", "c"]);
    expect(program.out).toContain("#define ALIGNMENT 128");
  });
});
