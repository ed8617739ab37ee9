import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { PLAIN } from "../properties/bench.fixture.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { nllgrad } from "./command.fixture.ts";

const token = (plan: GradientPlan): string => encodeToken({ platform: "ft78ne", alignment: 64, plan });
const TOKEN = token({ kind: "call", before: [], call: PLAIN, watch: "nothing" });
const EXAMPLE = token({ kind: "example", example: 0, seed: 1 });
const LARGE = token({
  kind: "call",
  before: [],
  call: { ...PLAIN, batch: 200_000, lossGradLength: 200_000, labels: { kind: "drawn", labels: "random", seed: 0 } },
  watch: "nothing",
});

describe("nllgrad replay TOKEN --as", () => {
  it.each([
    ["c", "/*\n * One case of NLLLossGrad for FT78NE"],
    ["ts", "/*\n * One case of NLLLossGrad for FT78NE"],
    ["python", "#!/usr/bin/env python3\n"],
  ])("%s prints a program and nothing else: exit 0", async (language, start) => {
    const { code, out, err } = await nllgrad(["replay", TOKEN, "--as", language]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.startsWith(start)).toBe(true);
    expect(out).toContain(TOKEN);
  });

  it("is told by the help, with the languages", async () => {
    expect((await nllgrad(["replay", "--help"])).out).toMatch(/--as LANGUAGE .*\n.* c, ts or python/);
  });

  it.each([
    [["--as", "rust"], /^nllgrad: --as rust: takes c, ts, python\n$/],
    [["./libmine.so", "--as", "c"], /^nllgrad: replay \.\/libmine\.so --as c: leave the target away; .*\n$/],
    [["--as", "c", "--timeout", "1s"], /^nllgrad: --timeout: says how a target is called.*leave one of them away\n$/],
    [["--as", "c", "--launch"], /^nllgrad: --launch: says how a target is called.*\n$/],
    [["--as", "python", "--policy", "p.json"], /^nllgrad: --policy: says how a target is called.*\n$/],
    [["--as", "ts", "--symbol", "fp_nlllossgrad_s=mine"], /^nllgrad: --symbol: renames the functions of a library.*\n$/],
    [["--as", "c", "--symbol", "nonsense"], /^nllgrad: --symbol nonsense: takes FUNCTION=NAME.*\n$/],
  ])("%j is refused in one line: exit 2", async (args, named) => {
    const { code, out, err } = await nllgrad(["replay", TOKEN, ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
  });

  it.each([
    ["a damaged token", `${TOKEN.slice(0, -3)}AAA`, "c", /token damaged/],
    ["an example in Python", EXAMPLE, "python", /addresses of their own: write this one with --as c/],
    ["a case with too many numbers", LARGE, "c", /200000 rows x 7 classes .* limit of 262144; replay the token on a target/],
  ])("%s is refused in one line: exit 2", async (_, own, language, named) => {
    const { code, out, err } = await nllgrad(["replay", own, "--as", language]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

describe.skipIf(!HAS_COMPILER)(`the program that it prints${NEEDS_COMPILER}`, () => {
  it("calls a library's functions by the names that --symbol gives", async () => {
    const library = madeKernel("renamed", { head: "#define fp_nlllossgrad_s mine\n#define fp_nlllossgrad_p mine_too" });
    const { out } = await nllgrad(["replay", TOKEN, "--as", "c", "--symbol", "fp_nlllossgrad_s=mine"]);
    const folder = scratchFolder();
    writeFileSync(join(folder, "renamed.c"), out);
    execFileSync("cc", ["renamed.c", library, "-o", "renamed"], { cwd: folder });
    expect(execFileSync(join(folder, "renamed"), { encoding: "utf8" })).toBe("holds\n");
  });
});
