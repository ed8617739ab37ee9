import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { UsageError } from "./arguments.ts";
import { readCalling } from "./calling.ts";
import { nllgrad } from "./command.fixture.ts";

const NOTHING = { symbols: [], launch: false, policy: undefined } as const;

function eachCore(): string {
  const file = join(scratchFolder(), "each-core.json");
  writeFileSync(file, '{ "call-model": "each-core" }');
  return file;
}

describe("how a library is called", () => {
  it("is once, under the document's names, without options", () => {
    expect(readCalling(NOTHING)).toEqual({ symbols: {}, model: { kind: "once" }, options: [] });
  });

  it("comes with the options that say so to another command", () => {
    const policy = eachCore();
    const symbols = ["fp_nlllossgrad_s=f", "hp_nlllossgrad_p=h"];
    expect(readCalling({ ...NOTHING, symbols, policy })).toEqual({
      symbols: { fp_nlllossgrad_s: "f", hp_nlllossgrad_p: "h" },
      model: { kind: "each-core", hook: "nllgrad_set_core" },
      options: ["--policy", policy, "--symbol", "fp_nlllossgrad_s=f", "--symbol", "hp_nlllossgrad_p=h"],
    });
    expect(readCalling({ ...NOTHING, symbols: ["WaitGroup=w"], launch: true })).toEqual({
      symbols: { WaitGroup: "w" },
      model: { kind: "launch" },
      options: ["--launch", "--symbol", "WaitGroup=w"],
    });
  });

  it.each([
    [
      "a launch together with each-core",
      () => ({ ...NOTHING, launch: true, policy: eachCore() }),
      /--launch: .*leave one of them away/,
    ],
    ["a launch function without --launch", () => ({ ...NOTHING, symbols: ["WaitGroup=w"] }), /--symbol WaitGroup=w: .*--launch/],
    [
      "a function that there is not",
      () => ({ ...NOTHING, symbols: ["StartGroup=s"] }),
      /takes FUNCTION=NAME, .*LaunchGroup, WaitGroup/,
    ],
  ])("is refused if it makes no sense: %s", (_, given, named) => {
    expect(() => readCalling(given())).toThrow(UsageError);
    expect(() => readCalling(given())).toThrow(named);
  });

  it.each([
    [["check", "reference", "--launch"], /reference: --launch is for shared libraries; name one, or leave it away/],
    [["check", "--launch"], /: --launch is for shared libraries/],
    [["check", "reference", "--policy", "each-core.json"], /reference: the policy call-model each-core is for shared libraries/],
    [["replay", "n1.AAAA", "--launch"], /reference: --launch is for shared libraries/],
    [["check", "reference", "--policy", "missing.json"], /--policy missing\.json: cannot be read \(ENOENT\)/],
    [["replay", "n1.AAAA", "--policy", "missing.json"], /--policy missing\.json: cannot be read \(ENOENT\)/],
  ])("is for shared libraries alone, and told in one line with exit 2 otherwise: %j", async (args, named) => {
    eachCore();
    const { code, out, err } = await nllgrad(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .+\n$/);
    expect(err).toMatch(named);
  });
});
