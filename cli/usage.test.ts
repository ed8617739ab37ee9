import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { BUILT_INS } from "../impls/index.ts";
import { PROPERTIES } from "../properties/list.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";
import { PLATFORM_IDS } from "../reference/platforms.ts";
import { nllgrad } from "./command.fixture.ts";

const COMMANDS = ["check", "compare", "fuzz", "worker", "prove", "replay", "vectors", "diff", "certify", "bench", "list"];

describe("help", () => {
  it.each(COMMANDS)("of %s goes to standard output, names its options' exit codes or words, and has an example", async (name) => {
    const { code, out, err } = await nllgrad([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.startsWith(`nllgrad ${name} `)).toBe(true);
    expect(out).toMatch(new RegExp(`Example: nllgrad ${name} `));
    for (const line of out.split("\n")) expect(line.length, line).toBeLessThanOrEqual(160);
  });

  it("of the command names every command", async () => {
    const { code, out } = await nllgrad(["--help"]);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toContain(`nllgrad ${name} `);
  });

  it("is what a call without arguments gets, on standard error: exit 2", async () => {
    const { code, out, err } = await nllgrad([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("nllgrad check [TARGET ...]");
  });

  it("tells the version", async () => {
    expect(await nllgrad(["--version"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^nllgrad \d+\.\d+\.\d+\n$/),
      err: "",
    });
  });
});

describe("list", () => {
  it.each([
    ["clauses", CLAUSE_IDS],
    ["properties", PROPERTIES.map(({ name }) => name)],
    ["impls", Object.keys(BUILT_INS)],
    ["platforms", PLATFORM_IDS],
  ])("%s shows each of them at the start of a line", async (what, names) => {
    const { code, out, err } = await nllgrad(["list", what]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.split("\n");
    for (const name of names)
      expect(
        lines.some((line) => line.startsWith(`${name} `)),
        name,
      ).toBe(true);
  });
});

/** Calls that are wrong, and what the one line about each must name: the thing, and the remedy. */
const WRONG: readonly (readonly [args: readonly string[], named: RegExp])[] = [
  [["chekc"], /no command chekc; .*--help/],
  [["list"], /list: takes clauses, properties, impls or platforms/],
  [["list", "kernels"], /list kernels: takes clauses/],
  [["list", "clauses", "more"], /list more: takes one word/],
  [["replay"], /replay: give the token/],
  [["replay", "n1.AAAA", "reference", "more"], /replay more: takes one token and one target/],
  [["replay", "n1.AAAA", "--loud"], /'--loud'.*nllgrad replay --help/],
  [["replay", "no-token"], /not a token: one begins with n1\./],
  [["replay", "n2.AAAA"], /token of version 2: this suite reads version 1/],
  [["replay", "n1.AQYAAAAA"], /token damaged.*copy it whole/],
  [["bench", "exec:./harness"], /exec:\.\/harness: the link to a program would be timed/],
  [["bench", "blocked", "--shape", "4"], /--shape 4: takes BATCHxCLASSES/],
  [["bench", "blocked", "--shape", "65536x65536"], /--shape 65536x65536: .*fewer than 2\^28 cells/],
  [["bench", "blocked", "--against", "none.json"], /--against none\.json: cannot be read .*nllgrad bench --json/],
  // Options.
  [["check", "reference", "--loud"], /'--loud'.*nllgrad check --help/],
  [["check", "reference", "--tier"], /--tier/],
  [["check", "reference", "--tier", "vast"], /--tier vast: takes one of smoke, gate, deep, huge/],
  [["check", "reference", "--platform", "ft99"], /--platform ft99: takes ft78ne or mt7004/],
  [["check", "reference", "--seed", "-1"], /--seed/],
  [["check", "reference", "--seed", "abc"], /--seed abc: takes a whole number/],
  [["check", "reference", "--seed", "4294967296"], /--seed 4294967296: takes a whole number from 0 to 4294967295/],
  [["check", "reference", "--time", "soon"], /--time soon: takes a time such as 500ms, 30s or 5m/],
  [["check", "reference", "--time", "0s"], /--time 0s: takes a time/],
  [["check", "reference", "--timeout", "2d"], /--timeout 2d: takes a time/],
  [["check", "reference", "--align", "48"], /--align 48: takes a power of two/],
  [["check", "reference", "--align", "2"], /--align 2: takes a whole number from 4 to 4096/],
  [["check", "reference", "--cases", "0"], /--cases 0: takes a whole number from 1/],
  [["check", "reference", "--workers", "1.5"], /--workers 1\.5: takes a whole number/],
  [["check", "reference", "--symbol", "my_kernel"], /--symbol my_kernel: takes FUNCTION=NAME/],
  [["check", "reference", "--symbol", "dp_nlllossgrad_s=f"], /--symbol dp_nlllossgrad_s=f: takes FUNCTION=NAME/],
  [["check", "reference", "--symbol", "fp_nlllossgrad_s="], /--symbol fp_nlllossgrad_s=: takes FUNCTION=NAME/],
  [["check", "reference", "--only", "no-such-clause"], /--only no-such-clause: no clause and no property.*nllgrad list clauses/],
  // Targets.
  [["check", "refrence"], /refrence: no built-in of that name \(.*reference.*\), and no such file/],
  [["check", "./missing.so"], /\.\/missing\.so: no such file; give the path/],
  [["check", "name=./missing.so"], /\.\/missing\.so: no such file/],
  [["check", "./text.so"], /\.\/text\.so: not a shared library; build one with/],
  [["check", "./empty.so"], /\.\/empty\.so: not a shared library/],
  [["check", "./folder"], /\.\/folder: a folder; give the path of a shared library/],
  [["check", "hp-rounded", "--platform", "ft78ne"], /hp-rounded: offers hp, which FT78NE does not have/],
];

describe("wrong use", () => {
  it.each(WRONG)("is one line that names the thing and the remedy, and exit 2: %j", async (args, named) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "text.so"), "a text, not a library\n");
    writeFileSync(join(folder, "empty.so"), "");
    mkdirSync(join(folder, "folder"), { recursive: true });
    const { code, out, err } = await nllgrad(args, { folder });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .+\n$/);
    expect(err).toMatch(named);
    expect(err).not.toMatch(/ {4}at |node:internal/);
  });

  it.skipIf(!HAS_COMPILER).each([
    [
      "a library without the functions",
      "int other(void) { return 1; }",
      ["-x", "c"],
      /exports none of fp_nlllossgrad_s, .*; export them, or map other names with --symbol FUNCTION=NAME/,
    ],
    [
      "functions under C++ names",
      "void fp_nlllossgrad_s(float *, float *, int *, float *, float *, float *, int, int, int, int) {}",
      ["-x", "c++"],
      /has the functions under C\+\+ names \(_Z16fp_nlllossgrad_s\w+\); declare them extern "C"/,
    ],
  ])(`is told of %s${NEEDS_COMPILER}`, async (name, source, flags, named) => {
    const library = join(scratchFolder(), `${name.replace(/\W/g, "-")}.so`);
    execFileSync("cc", ["-shared", "-fPIC", "-o", library, ...flags, "-"], { input: source });
    const { code, out, err } = await nllgrad(["check", library]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .+\n$/);
    expect(err).toMatch(named);
  });

  it.skipIf(!HAS_COMPILER)(`is told of a symbol that --symbol names and the library lacks${NEEDS_COMPILER}`, async () => {
    const { code, err } = await nllgrad(["check", madeKernel("right", {}), "--symbol", "fp_nlllossgrad_s=my_kernel"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^nllgrad: .*has no symbol my_kernel, which --symbol names for fp_nlllossgrad_s\n$/);
  });
});

describe("nllgrad.config.json", () => {
  it.each([
    ["that is not JSON", "{ tier: smoke", /^nllgrad: nllgrad\.config\.json: not JSON: .+\n$/],
    ["that is no object", "[1]", /^nllgrad: nllgrad\.config\.json: holds no object of options\n$/],
    ["with an unknown option", '{ "teir": "smoke" }', /^nllgrad: nllgrad\.config\.json: there is no option teir; .*--help.*\n$/],
    ["with a value of the wrong kind", '{ "bail": "yes" }', /^nllgrad: nllgrad\.config\.json: bail takes true or false\n$/],
    ["with a value out of range", '{ "align": 48 }', /^nllgrad: .*align 48: takes a power of two.*\n$/],
    [
      "with many values where one is meant",
      '{ "tier": ["smoke", "gate"] }',
      /^nllgrad: nllgrad\.config\.json: tier takes one value\n$/,
    ],
    ["that sets an option which finds nothing", '{ "only": "no-such-clause" }', /^nllgrad: --only no-such-clause: .+\n$/],
  ])("%s is refused in one line: exit 2", async (name, text, named) => {
    const folder = join(scratchFolder(), name.replace(/\W/g, "-"));
    mkdirSync(folder);
    writeFileSync(join(folder, "nllgrad.config.json"), text);
    const { code, out, err } = await nllgrad(["check", "reference"], { folder });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(named);
  });
});
