import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER } from "./adapters/native/kernels.fixture.ts";
import * as library from "./index.ts";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const { dependencies, scripts, exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
};

/** A project that has the package as npm would install it, and of other packages those alone that it declares. */
const project = mkdtempSync(join(tmpdir(), "nllgrad-project-"));
const installed = join(project, "node_modules", "nlllossgrad-conformance");
let tarball: Buffer;

beforeAll(() => {
  // What is packed is built by vitest's global setup: other tests run it at the same time.
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", project], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = Object.values(JSON.parse(packed) as Record<string, { filename: string }>) as [{ filename: string }];
  tarball = readFileSync(join(project, filename));
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(project, filename), "-C", installed, "--strip-components=1"]);
  for (const name of Object.keys(dependencies)) link(name);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }\n');
});

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

function link(name: string): void {
  const place = join(project, "node_modules", name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), place);
}

/** Runs a program in the project, and gives what it wrote. */
function run(file: string, ...args: string[]): string {
  try {
    return execFileSync(file, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  }
}

const nllgrad = (...args: string[]): string => run(process.execPath, join(installed, "dist/cli/nllgrad.js"), ...args);

/** Paths of the package's files. */
function filesOf(folder: string, under = ""): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(folder, join(under, entry.name)) : [join(under, entry.name)],
  );
}

describe("the package", () => {
  it("runs nothing of ours when it is installed", () => {
    const atInstall = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "dependencies"];
    expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([]);
    expect(filesOf(installed)).not.toContain("binding.gyp");
  });

  it("holds what is built, documents, examples and schemas; no test, no fixture, no wrong kernel of the zoo, no place of this machine", () => {
    const files = filesOf(installed);
    expect(files.filter((path) => /\.test\.|\.fixture\.|^zoo|^dist\/(?:zoo|bench|examples|docs)\//.test(path))).toEqual([]);
    expect(files.filter((path) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path) && !path.startsWith("examples/"))).toEqual([]);
    expect(files.filter((path) => readFileSync(join(installed, path), "utf8").includes(ROOT))).toEqual([]);
    for (const path of ["LICENSE", "README.md", "SECURITY.md", "docs/launch.md", "docs/zh/start.md", "examples/c/nlllossgrad.c"])
      expect(files).toContain(path);
  });

  it("has every page that its help names", async () => {
    const commands = ["check", "compare", "fuzz", "worker", "prove", "replay", "vectors", "diff", "certify", "list"];
    const named = commands.flatMap((name) => nllgrad(name, "--help").match(/docs\/[\w-]+\.md/g) ?? []);
    expect(named.length).toBeGreaterThan(3);
    for (const path of named) expect(filesOf(installed)).toContain(path);
  });

  it("is as publint asks", async () => {
    const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: bytes }, strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that resolve wherever ES modules are imported", async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    if (result.types === false) throw new Error("no types");
    // TypeScript's node10 reads no exports; from CommonJS, Node loads these ES modules by require(), or by import().
    const problems = result.problems.filter(
      (problem) => problem.kind !== "CJSResolvesToESM" && !("resolutionKind" in problem && problem.resolutionKind === "node10"),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(result.entrypoints)).toEqual(Object.keys(exports));
  });
});

describe("what the package offers to programs", () => {
  it("is this, and nothing by chance", () => {
    expect(Object.keys(library).sort()).toEqual([
      "CLAUSES",
      "CaseArbitrary",
      "PLATFORMS",
      "RELATIONS",
      "describeCase",
      "gradient",
      "openKernel",
    ]);
  });

  it("type-checks in a project of its own, with nothing left out", () => {
    link("typescript");
    link("@types/node");
    writeFileSync(
      join(project, "use.ts"),
      `import fc from "fast-check";
import { CaseArbitrary, describeCase, type GradientKernel, gradient, PLATFORMS } from "nlllossgrad-conformance";

fc.assert(fc.property(new CaseArbitrary(PLATFORMS.ft78ne), (c) => describeCase(c).length > 0), { numRuns: 10 });

export const kernel: GradientKernel = { name: "none", elementTypes: ["fp"], open: () => ({ call() {}, close() {} }) };
const cells: Float32Array = new Float32Array(
  gradient({ type: "fp", batch: 1, classNum: 2, reduction: 0, lossGrad: [3], labels: [1], weight: [1, 2], totalWeight: 1 }),
);
console.log(cells.join());
`,
    );
    const options = ["--strict", "--target", "es2023", "--module", "nodenext", "--types", "node"];
    run(process.execPath, join(ROOT, "node_modules/typescript/bin/tsc"), ...options, "use.ts");
    expect(run(process.execPath, "use.js")).toBe("0,-6\n");
  });
});

describe("the suite for vitest, installed", () => {
  interface Told {
    readonly testResults: readonly {
      readonly assertionResults: readonly {
        readonly ancestorTitles: readonly string[];
        readonly title: string;
        readonly status: string;
        readonly failureMessages: readonly string[];
      }[];
    }[];
  }

  /** A kernel that does not divide by total_weight, and takes no hp. */
  const WRONG = `import type { GradientKernel } from "nlllossgrad-conformance";
const kernel: GradientKernel = {
  name: "undivided",
  elementTypes: ["fp"],
  open: () => ({
    call({ entry, logitsGrad, labels, lossGrad, weight, batch, classNum, reduction }) {
      if (entry.startsWith("hp")) throw new RangeError("no hp");
      logitsGrad.fill(0);
      for (let row = 0; row < batch; row++) {
        const label = labels[row] as number;
        logitsGrad[row * classNum + label] = -(lossGrad[reduction === 2 ? row : 0] as number) * (weight[label] as number);
      }
    },
    close() {},
  }),
};
export default kernel;
`;

  it("has a test for each clause, whose failure reads as in the terminal: of a kernel in this process, and of a path", {
    timeout: 180_000,
  }, () => {
    link("vitest");
    writeFileSync(join(project, "kernel.ts"), WRONG);
    writeFileSync(
      join(project, "kernel.test.ts"),
      `import { PLATFORMS } from "nlllossgrad-conformance";
import { describeConformance } from "nlllossgrad-conformance/vitest";
import kernel from "./kernel.ts";
describeConformance(kernel, { platforms: [PLATFORMS.ft78ne] });
describeConformance(new URL("kernel.ts", import.meta.url), {
  platforms: [{ id: "wide", title: "Wide", elementTypes: ["fp"], cores: 12, alignment: 64 }],
});
`,
    );
    const [vitest, told] = [join(ROOT, "node_modules/vitest/vitest.mjs"), join(project, "told.json")];
    expect(() => run(process.execPath, vitest, "run", "--reporter=json", `--outputFile=${told}`)).toThrow();
    const { testResults } = JSON.parse(readFileSync(told, "utf8")) as Told;
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = tests.filter(({ status }) => status === "failed");
    expect(failed.map(({ ancestorTitles, title }) => [...ancestorTitles, title.split(":")[0]])).toEqual([
      ["conformance of undivided", "FT78NE", "reduction-mean"],
      [`conformance of ${join(project, "kernel.ts")}`, "Wide", "reduction-mean"],
    ]);
    const texts = failed.map(({ failureMessages }) => failureMessages.join("\n"));
    for (const text of texts) {
      expect(text).toMatch(/^✗ reduction-mean {3}\S+ · (FT78NE|Wide) · fp_nlllossgrad_[sp] mean {3}\d+ cases/);
      expect(text).toMatch(/\n {2}what {5}.* {3}expected -?\d.* {3}received -?\d/);
      expect(text).not.toContain("node_modules");
    }
    expect(texts[1]).toMatch(new RegExp(`\n {2}again {4}nllgrad replay n1\\.\\S+ ${join(project, "kernel.ts")}\n`));
    expect(tests.filter(({ status }) => status === "passed").length).toBeGreaterThan(50);
  });
});

describe("the command, installed", () => {
  it("judges a built-in that takes packages of others, with those that are declared and nothing else", () => {
    const told = nllgrad("check", "hp-rounded", "--tier", "smoke", "--only", "reduction-none");
    expect(told).toContain('only properties that match "reduction-none" were asked for');
  });

  it("says which package has no binary for a machine, and what to do, in one line each", () => {
    /** What the command says where a package is as npm leaves it on a machine that it has no binary for. */
    const without = (name: string, ...args: string[]): string => {
      const place = join(project, "node_modules", name);
      rmSync(place);
      mkdirSync(place);
      writeFileSync(join(place, "package.json"), '{ "main": "index.js" }');
      writeFileSync(
        join(place, "index.js"),
        'throw Object.assign(new Error("Cannot find module @x/y\\n- stack"), { code: "MODULE_NOT_FOUND" })',
      );
      try {
        return nllgrad(...args);
      } catch (error) {
        return (error as Error).message;
      } finally {
        rmSync(place, { recursive: true });
        link(name);
      }
    };
    writeFileSync(join(project, "stub.so"), `\u007fELF${"\0".repeat(60)}\0fp_nlllossgrad_s\0`);
    expect(without("koffi", "check", "./stub.so")).toMatch(
      /^nllgrad: \.\/stub\.so: koffi, which loads shared libraries, does not work on \w+-\w+ \(Cannot find module @x\/y\); install again with .*\n$/,
    );
    expect(without("libsql", "fuzz", "reference")).toMatch(
      /^nllgrad: the harness failed: Cannot find module @x\/y; install the package again, with its optional dependencies, .*\n$/,
    );
  });

  it.skipIf(!HAS_COMPILER)(`judges a library that is built from its own example${NEEDS_COMPILER}`, () => {
    run("cc", "-shared", "-fPIC", "-O2", "-o", "lib.so", join(installed, "examples/c/nlllossgrad.c"));
    expect(nllgrad("check", "./lib.so", "--tier", "smoke")).toMatch(/✓ conforms {3}lib\.so · MT7004/);
  });
});
