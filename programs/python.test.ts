import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { PLAIN, PLAIN_HALF } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { drawLabel } from "../properties/patterns.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { MEAN, SUM } from "../reference/operator.ts";
import { NoProgram } from "./room.ts";
import { writeProgram } from "./write.ts";

const EXAMPLES = fileURLToPath(new URL("../examples/c/", import.meta.url));
const HAS_PYTHON = spawnSync("python3", ["--version"]).status === 0;
const NEEDS = HAS_PYTHON ? NEEDS_COMPILER : " (skipped: no python3 here)";

function right(): string {
  const library = join(scratchFolder(), "right.so");
  if (!existsSync(library)) execFileSync("cc", ["-O2", "-w", "-shared", "-fPIC", "-o", library, `${EXAMPLES}nlllossgrad.c`]);
  return library;
}

interface Ended {
  readonly code: number;
  readonly out: string;
}

let programs = 0;

/** Runs a plan's program on a library. */
function play(plan: GradientPlan, library: string): Promise<Ended> {
  const path = join(scratchFolder(), `case-${programs++}.py`);
  writeFileSync(path, writeProgram(encodeToken({ platform: "mt7004", alignment: 64, plan }), "python"));
  return new Promise((resolve) => {
    execFile("python3", [path, library], (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, out: out + err });
    });
  });
}

function call(c: Partial<Case>, more: { before?: readonly Case[]; watch?: "late" | "inputs" } = {}): GradientPlan {
  return { kind: "call", before: more.before ?? [], call: { ...PLAIN, ...c }, watch: more.watch ?? "nothing" };
}

const HOLDS: Ended = { code: 0, out: "holds\n" };
const MEAN_CASE: Partial<Case> = { reduction: MEAN, lossGradLength: 1 };

describe.skipIf(!HAS_COMPILER || !HAS_PYTHON)(`a program in Python${NEEDS}`, () => {
  it("holds for a right kernel in fp and hp, every reduction, several calls, and long runs", async () => {
    const labels = { kind: "drawn", labels: "adjacent", seed: 3 } as const;
    const long: Partial<Case> = { batch: 900, labels, ...MEAN_CASE, weight: { kind: "drawn", values: "one", seed: 0 } };
    const plans = [PLAIN, PLAIN_HALF].flatMap((base): GradientPlan[] => [
      call(base),
      call({ ...base, reduction: SUM, placement: "start", poison: "finite" }),
      call({ ...base, ...long, placement: "exact" }),
      call(
        { ...base, poison: "left" },
        { before: [base, { ...base, reduction: MEAN, batch: 9, lossGradLength: 9, labels }], watch: "late" },
      ),
      { kind: "relation", relation: "power-of-two", seed: 5, base: { ...base, ...MEAN_CASE, unused: "drawn" } },
      { kind: "relation", relation: "batch-split", seed: 5, base: { ...base, unused: "drawn" } },
      { kind: "relation", relation: "rows-permuted", seed: 5, base: { ...base, unused: "drawn" } },
    ]);
    for (const ended of await Promise.all(plans.map((plan) => play(plan, right())))) expect(ended).toEqual(HOLDS);
  });

  it("shows each bad cell with its place, what was expected and what received, ten at most, and how many there are", async () => {
    const { path } = zooKernel("wrong/mean-divides-by-batch");
    const { code, out } = await play(
      call({ ...MEAN_CASE, batch: 30, labels: { kind: "drawn", labels: "first", seed: 0 } }),
      path,
    );
    expect(code).toBe(1);
    const lines = out.trim().split("\n");
    expect(lines[0]).toBe("row 0, class 0: expected 0.0362264365 (0x3d14622c), received 0.00362264365 (0x3b6d69e0)");
    expect(lines.slice(10)).toEqual(["and 20 more", "fails: 30 cells"]);
  });

  it("says what stood in a cell that was never written, and in which call", async () => {
    const plan: GradientPlan = { kind: "relation", relation: "masks", seed: 1, base: PLAIN_HALF };
    const { code, out } = await play(plan, zooKernel("wrong/no-zero-fill").path);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^call 1 \(hp_nlllossgrad_s, core_mask 0xf\): row 0, class 1: expected 0, received NaN \(0x7ebd\), what stood there: never written$/m,
    );
  });

  it("warns of what is only tolerated, and of calls that differ, and holds", async () => {
    const twoStepsOff = madeKernel("two-steps-off", { mean: "nextafterf(nextafterf(-(a * b) / *t, 0), 0)" });
    const tolerated = await play(call(MEAN_CASE), twoStepsOff);
    expect(tolerated.out).toMatch(/^warning: row \d+, class \d+: expected .*, received .*: mean-accuracy$/m);
    const base: Case = {
      ...PLAIN,
      ...MEAN_CASE,
      batch: 40,
      labels: { kind: "drawn", labels: "random", seed: 1 },
      unused: "drawn",
    };
    const orders = await play(
      { kind: "relation", relation: "masks", seed: 5, base },
      zooKernel("right/each-core-its-own-order").path,
    );
    expect(orders.out).toMatch(/^warning: call \d+ .*: results differ between core_mask 0xf and 0x[0-9a-f]$/m);
    // Off-label cells are the same: every difference is at its row's label.
    for (const [, row, column] of orders.out.matchAll(/row (\d+), class (\d+)/g))
      expect(drawLabel("random", 1, Number(row), PLAIN.classNum)).toBe(Number(column));
    for (const { code, out } of [tolerated, orders]) {
      expect(code).toBe(0);
      expect(out).toMatch(/\nholds\n$/);
    }
  });

  it("takes the NaN that stood in a label cell for never written, even where any result is only warned of", async () => {
    // Divided by a total of 0 any result is a warning; a single class has no off-label cells.
    const labels = { kind: "drawn", labels: "first", seed: 0 } as const;
    const zeroTotal: Partial<Case> = { ...MEAN_CASE, labels, totalWeight: 0, classNum: 1 };
    const idle = madeKernel("idle", { first: "return;" });
    const unwritten = await play(call({ ...zeroTotal, poison: "nan" }), idle);
    expect(unwritten.code).toBe(1);
    expect(unwritten.out).toMatch(/^row 0, class 0: .*: never written$/m);
    expect(unwritten.out).toMatch(/\nfails: 5 cells\n$/);
    const warned = await play(call({ ...zeroTotal, poison: "finite" }), idle);
    expect(warned.code).toBe(0);
    expect(warned.out).toMatch(/^warning: row 0, class 0: .*: zero-total$/m);
  });

  it("sees changed inputs, broken canaries, late writes and the end of the process", async () => {
    const [inputs, canary, late, crash, exit] = await Promise.all([
      play(call({}), zooKernel("wrong/logits-as-scratch").path),
      play(call({}), zooKernel("wrong/vector-store-past-output").path),
      play(call({}, { watch: "late" }), zooKernel("wrong/late-second-write").path),
      play(call({}), madeKernel("crashes", { first: "*(volatile int *)8 = 1;" })),
      play(call({}), madeKernel("exits", { first: "exit(0);" })),
    ]);
    expect(inputs.out).toContain("the call changed logits, an input, at byte 0\n");
    expect(canary.out).toMatch(/the call wrote \d+ bytes past the end of logits_grad/);
    expect(late.out).toMatch(/written within 30 ms after the call returned, with 0 \(0x00000000\)/);
    expect(crash.out).toBe("a call ended the process (SIGSEGV)\nfails: 0 cells, and 1 other fault\n");
    expect(exit.out).toBe("a call ended the process (exit code 0)\nfails: 0 cells, and 1 other fault\n");
    for (const { code } of [inputs, canary, late, crash, exit]) expect(code).toBe(1);
  });

  it("takes a library that lacks the function for wrong use: exit 2", async () => {
    const { code, out } = await play(call(PLAIN_HALF), madeKernel("fp-alone", {}));
    expect(code).toBe(2);
    expect(out).toContain("hp_nlllossgrad_s");
  });
});

it("the document's examples are refused in Python and TypeScript, which cannot say where memory lies", () => {
  const token = encodeToken({ platform: "ft78ne", alignment: 64, plan: { kind: "example", example: 0, seed: 1 } });
  for (const language of ["python", "ts"] as const) {
    expect(() => writeProgram(token, language)).toThrow(NoProgram);
    expect(() => writeProgram(token, language)).toThrow(/addresses .*--as c/);
  }
});
