import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Run } from "../../core/record.ts";
import { checkRecord, compileExample, hasCompiler, nllgrad } from "../command.fixture.ts";

const KERNELS: string = fileURLToPath(new URL("../c/nlllossgrad.c", import.meta.url));
const libraries: string[] = [];
afterAll(() => {
  for (const library of libraries) rmSync(dirname(library), { recursive: true, force: true });
});

/** Compiles a launch layer of this folder together with the right kernels in C. */
function layer(source: string): string {
  const library = compileExample(`../launch/${source}`, "-pthread", KERNELS);
  libraries.push(library);
  return library;
}

const unless: string = hasCompiler ? "" : " (skipped: no C compiler called cc)";

describe.skipIf(!hasCompiler)(`the example launch layer${unless}`, () => {
  it("conforms on MT7004, as which a layer is judged unless something else is asked for", { timeout: 180_000 }, async () => {
    const { code, record } = await checkRecord(layer("launch.c"), "--launch");
    const [run] = record.runs as [Run];
    expect(run).toMatchObject({ platform: "MT7004", verdict: "conforms", violations: [], warnings: [] });
    expect(Object.keys(run.fingerprint.entries)).toHaveLength(4);
    expect(run.notes).toEqual([expect.stringMatching(/^judged through LaunchGroup, WaitGroup and DestroyGroup; every function/)]);
    const clause = (id: string) => run.clauses.find((status) => status.id === id);
    expect(clause("call-model")?.why).toBe("OPEN: left to the launch layer, which is given the mask");
    expect(clause("platform-dtypes")).toMatchObject({ status: "not judged", why: expect.stringContaining("LaunchGroup") });
    expect(code).toBe(0);
  });

  it("is told what its LaunchGroup returned for a kernel that it does not have", { timeout: 180_000 }, async () => {
    const options = ["--launch", "--platform", "ft78ne", "--symbol", "fp_nlllossgrad_p=private"];
    const { code, record } = await checkRecord(layer("launch.c"), ...options, "--cases", "300");
    const [run] = record.runs as [Run];
    expect(run.violations.map(({ id }) => id).sort()).toEqual(
      ["mean", "none", "sum"].map((reduction) => `terminates/fp_nlllossgrad_p/${reduction}/throw`),
    );
    for (const { received } of run.violations)
      expect(received).toBe("LaunchGroup returned 2, not 0, for private on core_mask 0x1");
    expect(code).toBe(1);
  });

  it("has to be one: a library without LaunchGroup is refused in one line", async () => {
    const kernels = compileExample("nlllossgrad.c");
    libraries.push(kernels);
    const { code, out, err } = await nllgrad("check", kernels, "--launch");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .*has no function LaunchGroup, which --launch calls; .+\n$/);
  });
});

describe.skipIf(!hasCompiler)(`a wrong launch layer${unless}`, () => {
  for (const { source, defect, clause } of [
    { source: "addresses.c", defect: "cuts addresses to 32 bits", clause: "terminates" },
    { source: "order.c", defect: "swaps batch and class_num", clause: "terminates" },
    { source: "reduction.c", defect: "forgets reduction_type", clause: "reduction-none" },
  ]) {
    it(`that ${defect} fails ${clause}, and the command that is printed shows it again`, { timeout: 180_000 }, async () => {
      const library = layer(`wrong/${source}`);
      const { code, out } = await nllgrad("check", library, "--launch", "--tier", "smoke", "--bail", "--quiet");
      expect(code).toBe(1);
      expect(out).toMatch(new RegExp(`^✗ .*${clause}`, "m"));
      const [, token, options] = /nllgrad replay (n1\.\S+) \S+( .*)$/m.exec(out) as RegExpExecArray;
      expect(options).toBe(" --launch");
      const again = await nllgrad("replay", token as string, library, "--launch");
      expect(again.code).toBe(1);
      const right = await nllgrad("replay", token as string, layer("launch.c"), "--launch");
      expect(right.out).toContain("passes");
      expect(right.code).toBe(0);
    });
  }

  it("that does not wait fails complete-on-return", { timeout: 180_000 }, async () => {
    const { code, record } = await checkRecord(layer("wrong/early.c"), "--launch", "--cases", "300");
    const [run] = record.runs as [Run];
    expect(run.violations.some(({ clauses }) => clauses[0] === "complete-on-return")).toBe(true);
    expect(code).toBe(1);
  });
});
