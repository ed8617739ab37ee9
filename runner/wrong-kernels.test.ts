import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import type { Finding, Run } from "../core/record.ts";
import { decodeToken } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import { CLAUSE_IDS, type ClauseId, levelOf } from "../reference/clauses.ts";
import { judgeLibrary, libraryTarget } from "./judging.fixture.ts";
import { replayToken } from "./replay.ts";
import { mainCase } from "./workplace.ts";

/** For each MUST clause a kernel that breaks it, and how small the shrunk case is: rows, and classes. */
const WRONG: readonly (readonly [clause: ClauseId, kernel: string, rows: number, classes: number])[] = [
  // Cells.
  ["off-label-zero", "off-label-by-product", 1, 2],
  ["off-label-zero", "output-transposed", 2, 2],
  ["reduction-none", "none-reads-first-gradient", 2, 1],
  ["reduction-sum", "hp-private-sum-without-weight", 1, 1],
  ["reduction-mean", "mean-divides-by-batch", 1, 1],
  ["reduction-codes", "codes-from-bullet", 1, 1],
  ["reduction-codes", "codes-of-pytorch", 2, 1],
  ["output-extent", "vector-tail-not-zeroed", 1, 2],
  // What must have no influence.
  ["loss-grad-extent", "mean-reads-gradient-per-row", 2, 1],
  ["total-weight-unused", "sum-divided-too", 1, 1],
  ["logits-unused", "logits-times-zero", 1, 2],
  ["weight-extent", "weight-by-one-hot-sum", 1, 2],
  ["core-mask-equivalence", "highest-core-never-started", 1, 2],
  ["no-state", "reduction-kept-from-first-call", 80, 80],
  // Memory, and the end of the call.
  ["inputs-unchanged", "gradient-scaled-in-place", 1, 1],
  ["in-bounds", "one-past-the-end", 1, 1],
  ["in-bounds", "whole-gradient-staged-in-mean", 17, 1],
  ["complete-on-return", "last-row-posted", 4, 8],
  ["terminates", "tiling-divides-by-zero", 1, 1],
  // Arithmetic.
  ["product-rounding", "fp-product-truncated", 1, 1],
  ["product-special", "unordered-gradient-taken-for-zero", 1, 1],
  ["mean-rounding", "reciprocal-estimate-only", 1, 1],
];

const runs = new Map<string, Promise<Run>>();

/** Judges a wrong kernel of the zoo until its first violation, once. One worker: which violation is the first depends on it. */
function judged(name: string): Promise<Run> {
  const known = runs.get(name);
  if (known !== undefined) return known;
  const { path, platform } = zooKernel(`wrong/${name}`);
  const run = judgeLibrary(path, platform, { bail: true, workers: 1, cases: 1000 });
  runs.set(name, run);
  return run;
}

describe.skipIf(!HAS_COMPILER)(`a wrong kernel${NEEDS_COMPILER}`, () => {
  it.each(WRONG)("that breaks %s is found at once, and its case is small: %s", async (clause, name, rows, classes) => {
    const { path, platform } = zooKernel(`wrong/${name}`);
    const run = await judged(name);
    expect(run.verdict).toBe("fails");
    expect(run.clauses.find(({ id }) => id === clause)).toMatchObject({ level: "MUST", status: "failed" });
    expect(run.violations).toHaveLength(1);
    const [finding] = run.violations as [Finding];
    expect(finding.clauses).toContain(clause);
    expect(finding.again).toBe(name === "reduction-kept-from-first-call" ? "history" : "always");

    const reproduction = decodeToken(finding.token as string);
    expect(reproduction).toMatchObject({ platform, alignment: 64 });
    const c = mainCase(reproduction.plan);
    expect(c?.batch).toBeLessThanOrEqual(rows);
    expect(c?.classNum).toBeLessThanOrEqual(classes);

    // The token shows the finding's place again, under a clause that the finding names.
    const replayed = await replayToken(finding.token as string, libraryTarget(path), 400);
    const place = (id: string): string => id.slice(id.indexOf("/"));
    const again = replayed.violations.filter((violation) => place(identityOf(violation)) === place(finding.id));
    expect(again.map((violation) => violation.clause)).toEqual(
      expect.arrayContaining([expect.stringMatching(finding.clauses.join("|"))]),
    );
  });

  it("is here for every MUST clause, but for the functions that a library lacks", () => {
    const broken = new Set<ClauseId>(WRONG.map(([clause]) => clause));
    const missing = CLAUSE_IDS.filter((id) => levelOf(id) === "MUST" && !broken.has(id));
    // conformance.test.ts breaks it.
    expect(missing).toEqual(["platform-dtypes"]);
  });

  it("that follows the document's contradicting sentence is told so in words", async () => {
    const run = await judged("codes-from-bullet");
    expect(run.violations[0]?.why.join("\n")).toContain(
      "codes 0, 1, 2 are taken for none, sum, mean, as the contradicting sentence under loss_grad has it",
    );
  });

  it("that numbers the reductions as another library does is told its own numbering", async () => {
    const run = await judged("codes-of-pytorch");
    expect(run.violations[0]?.why.join("\n")).toContain("codes 0, 1, 2 are taken for none, mean, sum;");
  });

  it("whose shapes tell the fault is told which shapes fail", async () => {
    const library = madeKernel("five-past-eight", { first: "if (class_num % 8 == 5) return;" });
    const run = await judgeLibrary(library, "ft78ne", { bail: true, workers: 1, cases: 1000 });
    expect(run.violations[0]?.why.join("\n")).toMatch(/fails (\d+) of \1 where class_num % 8 = 5, passes (\d+) of \2 elsewhere/);
  });

  it.each([
    ["divisor-stays-for-next-call", "a call drawn before", /^1 row x 1 class, none.*; after \w+ of 1 row x 1 class, mean/],
    [
      "descriptors-kept-while-labels-stay",
      "a relation's call",
      /^1 row x 1 class, .* elsewhere than before; after a call of 1 row x 1 class/,
    ],
  ])("that shows only after other calls is shown after one, both small: %s, after %s", async (name, _, shown) => {
    const { path, platform } = zooKernel(`wrong/${name}`);
    const { violations } = await judgeLibrary(path, platform, { tier: "smoke", cases: 20000, bail: true });
    expect(violations).toHaveLength(1);
    expect(violations[0]?.case).toMatch(shown);
    expect(violations[0]?.causes[0]?.text).toMatch(/earlier call|stays on for the next/);
  });

  it("fails a case that the reference passes", async () => {
    const run = await judged("sign-missing");
    const replayed = await replayToken(run.violations[0]?.token as string, { kind: "built-in", name: "reference" }, 400);
    expect(replayed).toMatchObject({ violations: [], tries: 0 });
  });
});
