import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Finding, Run } from "../../core/record.ts";
import { checkRecord, compileExample, hasCompiler, nllgrad } from "../command.fixture.ts";

const libraries: string[] = [];
afterAll(() => {
  for (const library of libraries) rmSync(dirname(library), { recursive: true, force: true });
});

function compiled(source: string, ...flags: string[]): string {
  const library = compileExample(source, ...flags);
  libraries.push(library);
  return library;
}

/** Rows times classes of a shrunk case, as its description begins. */
function cellsOf(finding: Finding): number {
  const [, rows, classes] = /^(\d+) rows? x (\d+) class/.exec(finding.case) ?? [];
  return Number(rows) * Number(classes);
}

const unless: string = hasCompiler ? "" : " (skipped: no C compiler called cc)";

describe.skipIf(!hasCompiler)(`the example kernel in C${unless}`, () => {
  for (const [platform, entries, ...flags] of [
    ["MT7004", 4],
    ["FT78NE", 2, "-DFT78NE"],
  ] as const) {
    it(`conforms when built for ${platform}`, { timeout: 180_000 }, async () => {
      const { code, record } = await checkRecord(compiled("nlllossgrad.c", ...flags));
      expect(record.runs).toHaveLength(1);
      const [run] = record.runs as [Run];
      expect(run.violations).toEqual([]);
      expect(run.warnings).toEqual([]);
      expect(run).toMatchObject({ platform, verdict: "conforms" });
      expect(Object.keys(run.fingerprint.entries)).toHaveLength(entries);
      expect(code).toBe(0);
    });
  }
});

describe.skipIf(!hasCompiler)(`a wrong kernel in C${unless}`, () => {
  for (const { source, defect, clause, cells } of [
    { source: "tail.c", defect: "leaves the end of each row as it was", clause: "output-extent", cells: 9 },
    { source: "codes.c", defect: "takes the codes of the contradicting bullet", clause: "reduction-codes", cells: 2 },
    { source: "cores.c", defect: "counts cores that the mask leaves out", clause: "core-mask-equivalence", cells: 2 },
  ]) {
    it(`that ${defect} fails ${clause}, and the token shows it again`, { timeout: 180_000 }, async () => {
      const library = compiled(`wrong/${source}`);
      const { code, record } = await checkRecord(library, "--bail");
      const [run] = record.runs as [Run];
      expect(run.verdict).toBe("fails");
      expect(code).toBe(1);
      const finding = run.violations.find(({ clauses }) => clauses.includes(clause)) as Finding;
      expect(finding).toMatchObject({ again: "always" });
      expect(cellsOf(finding)).toBeLessThanOrEqual(cells);

      const token = finding.token as string;
      const again = await nllgrad("replay", token, library);
      expect(again.out).toContain(finding.received);
      expect(again.code).toBe(1);
      const right = await nllgrad("replay", token, compiled("nlllossgrad.c"));
      expect(right.out).toContain("passes");
      expect(right.code).toBe(0);
    });
  }
});
