import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Run } from "../../core/record.ts";
import { checkRecord, compileExample, hasCompiler, nllgrad } from "../command.fixture.ts";

const POLICY: string = fileURLToPath(new URL("policy.json", import.meta.url));
const libraries: string[] = [];
afterAll(() => {
  for (const library of libraries) rmSync(dirname(library), { recursive: true, force: true });
});

function compiled(source: string, ...flags: string[]): string {
  const library = compileExample(`../each-core/${source}`, ...flags);
  libraries.push(library);
  return library;
}

const unless: string = hasCompiler ? "" : " (skipped: no C compiler called cc)";

describe.skipIf(!hasCompiler)(`the example kernel for each core${unless}`, () => {
  it("conforms under its policy, and the record says which", { timeout: 180_000 }, async () => {
    const { code, record } = await checkRecord(compiled("each-core.c"), "--policy", POLICY);
    const [run] = record.runs as [Run];
    expect(run).toMatchObject({ platform: "FT78NE", verdict: "conforms", violations: [], warnings: [] });
    expect(run.notes).toEqual([
      expect.stringMatching(/^judged under the policy call-model each-core: set_core_id\(core\), then/),
    ]);
    expect(run.clauses.find(({ id }) => id === "call-model")).toMatchObject({
      status: "not judged",
      why: "OPEN: under the declared policy each-core, _s was called once on each masked core, after set_core_id",
    });
    expect(code).toBe(0);
  });

  it("fails without the policy: called once, it does the rows of one core", { timeout: 180_000 }, async () => {
    const { code, record } = await checkRecord(compiled("each-core.c"), "--bail");
    const [run] = record.runs as [Run];
    expect(run.verdict).toBe("fails");
    expect(run.notes.join()).not.toContain("policy");
    expect(run.clauses.find(({ id }) => id === "call-model")?.why).toBe("OPEN: called once with a mask");
    expect(code).toBe(1);
  });

  it("is refused in one line if it lacks the function that tells the core", async () => {
    const library = compiled("each-core.c", "-Dset_core_id=tell_core");
    const { code, out, err } = await nllgrad("check", library, "--policy", POLICY);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^nllgrad: .*has no function set_core_id, .*export void set_core_id\(int core\), or name another .+\n$/);
  });
});

describe.skipIf(!hasCompiler)(`a wrong kernel for each core${unless}`, () => {
  for (const { source, defect } of [
    { source: "everyone.c", defect: "zeroes the whole output on every core" },
    { source: "first.c", defect: "zeroes the whole output on the first core, which may come last" },
  ]) {
    it(`that ${defect} fails, and the command that is printed shows it again`, { timeout: 180_000 }, async () => {
      const library = compiled(`wrong/${source}`);
      const { code, out } = await nllgrad("check", library, "--policy", POLICY, "--tier", "smoke", "--bail", "--quiet");
      expect(code).toBe(1);
      expect(out).toMatch(/^✗ core-mask-equivalence .*fp_nlllossgrad_s/m);
      const [, token, options] = /nllgrad replay (n1\.\S+) \S+ (.*)$/m.exec(out) as RegExpExecArray;
      expect(options).toBe(`--policy ${POLICY}`);
      const again = await nllgrad("replay", token as string, library, "--policy", POLICY);
      expect(again.code).toBe(1);
      const right = await nllgrad("replay", token as string, compiled("each-core.c"), "--policy", POLICY);
      expect(right.out).toContain("passes");
      expect(right.code).toBe(0);
    });
  }
});
