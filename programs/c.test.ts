import { execFile, execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { PLAIN, PLAIN_HALF } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { drawLabel } from "../properties/patterns.ts";
import { RELATIONS, type RelationName } from "../properties/relations.ts";
import { encodeToken, type GradientPlan } from "../properties/token.ts";
import { MEAN, SUM } from "../reference/operator.ts";
import type { PlatformId } from "../reference/platforms.ts";
import { writeProgram } from "./write.ts";

const EXAMPLES = fileURLToPath(new URL("../examples/c/", import.meta.url));

/** A kernel of the examples as a library. */
function example(name: string): string {
  const library = join(scratchFolder(), `${name.replace("/", "-")}.so`);
  if (!existsSync(library)) execFileSync("cc", ["-O2", "-w", "-shared", "-fPIC", "-o", library, `${EXAMPLES}${name}.c`]);
  return library;
}
const right = (): string => example("nlllossgrad");

interface Ended {
  readonly code: number;
  readonly out: string;
}

function run(command: string, args: readonly string[], folder: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: folder }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, out: out + err });
    });
  });
}

function call(c: Partial<Case>, more: { before?: readonly Case[]; watch?: "late" | "inputs" } = {}): GradientPlan {
  return { kind: "call", before: more.before ?? [], call: { ...PLAIN, ...c }, watch: more.watch ?? "nothing" };
}

let programs = 0;

/** Compiles a plan's program with a kernel, a source or a shared library, and runs it. */
async function play(
  plan: GradientPlan,
  kernel: string,
  flags: readonly string[] = [],
  platform: PlatformId = "mt7004",
): Promise<Ended> {
  const folder = scratchFolder();
  const name = `case-${programs++}`;
  const token = encodeToken({ platform, alignment: 64, plan });
  writeFileSync(join(folder, `${name}.c`), writeProgram(token, "c"));
  const strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", ...flags];
  const compiled = await run("cc", [...strict, `${name}.c`, kernel, "-o", name], folder);
  if (compiled.code !== 0) expect.fail(compiled.out);
  return await run(join(folder, name), [], folder);
}

const HOLDS: Ended = { code: 0, out: "holds\n" };
const MEAN_CASE: Partial<Case> = { reduction: MEAN, lossGradLength: 1, lossGrad: { kind: "drawn", values: "ordinary", seed: 1 } };

describe.skipIf(!HAS_COMPILER)(`a program in C${NEEDS_COMPILER}`, () => {
  it("compiles without a warning, and holds for a right kernel in fp and hp, every reduction and placement", async () => {
    const plans = [PLAIN, PLAIN_HALF].flatMap((base) => [
      call(base),
      call({ ...base, reduction: SUM, placement: "start", poison: "finite", logits: "infinity" }),
      call({ ...base, ...MEAN_CASE, placement: "exact" }),
      call({ ...base, entry: base === PLAIN ? "fp_nlllossgrad_p" : "hp_nlllossgrad_p", coreMask: 1, poison: "infinity" }),
    ]);
    for (const ended of await Promise.all(plans.map((plan) => play(plan, right())))) expect(ended).toEqual(HOLDS);
  });

  it("compiles together with the kernel's source", async () => {
    expect(await play(call({}), `${EXAMPLES}nlllossgrad.c`)).toEqual(HOLDS);
  });

  it("shows each bad cell with its place, what was expected and what received, and how many there are", async () => {
    const explicit: Partial<Case> = {
      batch: 2,
      classNum: 3,
      labels: { kind: "explicit", labels: [1, 0] },
      lossGrad: { kind: "explicit", bits: [0x3f800000] },
      weight: { kind: "explicit", bits: [0x40000000, 0x40400000, 0x3f800000] },
      totalWeight: 0x40800000,
      unused: "drawn",
    };
    const { path } = zooKernel("wrong/mean-divides-by-batch");
    expect(await play(call({ ...MEAN_CASE, ...explicit }), path)).toEqual({
      code: 1,
      out:
        "row 0, class 1: expected -0.75 (0xbf400000), received -1.5 (0xbfc00000)\n" +
        "row 1, class 0: expected -0.5 (0xbf000000), received -1 (0xbf800000)\n" +
        "fails: 2 cells\n",
    });
  });

  it("says of a cell that was never written what stood there, in half too, and shows ten cells at most", async () => {
    const { code, out } = await play(call(PLAIN_HALF), example("wrong/tail"));
    expect(code).toBe(1);
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe("row 0, class 1: expected 0, received NaN (0x7ebd), what stood there: never written");
    expect(lines.slice(10)).toEqual(["and 20 more", "fails: 30 cells"]);
  });

  it("warns of a division by estimate and of a flush, by the clause, and holds", async () => {
    const twoStepsOff = madeKernel("two-steps-off", { mean: "nextafterf(nextafterf(-(a * b) / *t, 0), 0)" });
    const estimated = await play(call(MEAN_CASE), twoStepsOff);
    expect(estimated.out).toMatch(/^warning: row \d+, class \d+: expected .*, received .*: mean-accuracy$/m);
    const tiny = { lossGrad: { kind: "drawn", values: "subnormal", seed: 4 }, unused: "drawn" } as const;
    const flushed = await play(call({ ...PLAIN_HALF, ...tiny }), zooKernel("right/half-flushed-on-load").path);
    expect(flushed.out).toMatch(/^warning: .*: subnormals$/m);
    for (const { code, out } of [estimated, flushed]) {
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

  it("fails where an off-by-some-steps result is past what is tolerated", async () => {
    const { code, out } = await play(
      call({ ...MEAN_CASE, totalWeight: 0x40e9999a }),
      zooKernel("wrong/newton-one-step-too-few").path,
    );
    expect(code).toBe(1);
    expect(out).toMatch(/fails: \d cells?\n$/);
  });

  it("makes the calls before on the same memory, unjudged", async () => {
    const other: Case = { ...PLAIN, weight: { kind: "drawn", values: "ordinary", seed: 9 } };
    const { path } = zooKernel("wrong/weights-cached-by-address");
    expect(await play(call({}), path)).toEqual(HOLDS);
    const { code, out } = await play(call({}, { before: [other] }), path);
    expect(code).toBe(1);
    expect(out).toMatch(/^call 2 \(fp_nlllossgrad_s, core_mask 0x3\): row 0, class 0: expected 0\.108679309/);
    expect(await play(call({}, { before: [other] }), right())).toEqual(HOLDS);
  });

  it("leaves the output as the call before left it where the case says so", async () => {
    const plan = call({ poison: "left" }, { before: [PLAIN] });
    expect(await play(plan, right())).toEqual(HOLDS);
    expect(writeProgram(encodeToken({ platform: "mt7004", alignment: 64, plan }), "c")).toContain("ALIGNED, 0, 0, 1},");
    const { code, out } = await play(plan, zooKernel("wrong/label-cell-accumulated-from-second-call").path);
    expect(code).toBe(1);
    expect(out).toContain("call 2 ");
  });

  it("sees the write of a canary before and behind a buffer, and a fault in the memory behind it", async () => {
    const behind = await play(call({}), zooKernel("wrong/vector-store-past-output").path);
    expect(behind.out).toMatch(/the call (wrote|crashed) \d+ bytes past the end of logits_grad/);
    const before = await play(call({}), zooKernel("wrong/one-before-the-start").path);
    expect(before.out).toMatch(/bytes before |fails: \d+ cells/);
    const read = await play(call({}), zooKernel("wrong/weight-table-over-read").path);
    // Where a copy of the C library faults first depends on the machine's vectors.
    expect(read.out).toMatch(
      /^the call crashed 9\d\d bytes past the end of weight \(signal 11\)\nfails: 0 cells, and 1 other fault\n$/,
    );
    for (const { code } of [behind, before, read]) expect(code).toBe(1);
  });

  it("only warns of what fails with buffers that end at unreadable memory, and holds", async () => {
    const exact = call({ placement: "exact", batch: 3, lossGradLength: 3, labels: { kind: "drawn", labels: "last", seed: 0 } });
    const { code, out } = await play(exact, zooKernel("right/aligned-to-16").path);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^warning: with buffers ending at unreadable memory, the call crashed .*\nholds\n$/),
    });
  });

  it("sees a write to an input that puts back what was there, in memory that cannot be written", async () => {
    const { path } = zooKernel("wrong/weights-negated-and-restored");
    expect(await play(call(MEAN_CASE), path)).toEqual(HOLDS);
    const { code, out } = await play(call(MEAN_CASE, { watch: "inputs" }), path);
    expect({ code, out }).toEqual({
      code: 1,
      out: "the call wrote 0 bytes into weight, an input (signal 11)\nfails: 0 cells, and 1 other fault\n",
    });
    expect(await play(call(MEAN_CASE, { watch: "inputs" }), right())).toEqual(HOLDS);
  });

  it("sees an input that stays changed", async () => {
    const { code, out } = await play(call({}), zooKernel("wrong/logits-as-scratch").path);
    expect(code).toBe(1);
    expect(out).toContain("the call changed logits[0], an input\n");
  });

  it("sees what is written after the return", async () => {
    const { path } = zooKernel("wrong/late-second-write");
    const { code, out } = await play(call({}, { watch: "late" }), path);
    expect(code).toBe(1);
    expect(out).toMatch(/^row \d, class 0: written within 30 ms after the call returned, with 0 \(0x00000000\)$/m);
    expect(await play(call({}, { watch: "late" }), right())).toEqual(HOLDS);
  });

  it("tells a call that ends the process, or never returns, and exits 1", async () => {
    const exits = await play(call({}), madeKernel("exits", { first: "exit(0);" }));
    expect(exits).toEqual({ code: 1, out: "the call ended the process\nfails: 0 cells, and 1 other fault\n" });
    const hung = await play(call({ classNum: 64 }), zooKernel("wrong/hangs-at-multiples-of-64").path, ["-DPATIENCE=1"]);
    expect(hung).toEqual({ code: 1, out: "the call did not return within 1 s\nfails: 0 cells, and 1 other fault\n" });
  });

  it("runs the document's examples at their addresses, where inputs lie inside the bytes of logits", async () => {
    for (const example of [0, 1]) {
      const plan: GradientPlan = { kind: "example", example, seed: 3 };
      expect(await play(plan, right(), [], "ft78ne")).toEqual(HOLDS);
      const { code, out } = await play(plan, zooKernel("wrong/logits-as-scratch").path, [], "ft78ne");
      expect(code).toBe(1);
      expect(out).toContain("the call changed logits[");
    }
  });

  it("does without POSIX: the same cells and canaries, but no faults", async () => {
    expect(await play(call({ placement: "exact" }), right(), ["-DPLAIN"])).toEqual(HOLDS);
    const { code, out } = await play(call({}), example("wrong/tail"), ["-DPLAIN"]);
    expect(code).toBe(1);
    expect(out).toMatch(/fails: 30 cells\n$/);
    const around = await play(call({}), zooKernel("wrong/vector-store-past-output").path, ["-DPLAIN"]);
    expect(around.out).toMatch(/the call wrote \d+ bytes past the end of logits_grad/);
  });
});

describe.skipIf(!HAS_COMPILER)(`a relation as a program in C${NEEDS_COMPILER}`, () => {
  const relation = (name: RelationName, base: Case = PLAIN): GradientPlan => ({
    kind: "relation",
    relation: name,
    seed: 5,
    base: { ...base, unused: "drawn" },
  });
  const mean = (base: Case): Case => ({ ...base, ...MEAN_CASE });

  it("holds for a right kernel, whichever relation", async () => {
    const plans = RELATIONS.flatMap((name) => [relation(name, mean(PLAIN)), relation(name, mean(PLAIN_HALF))]);
    for (const ended of await Promise.all(plans.map((plan) => play(plan, right())))) expect(ended).toEqual(HOLDS);
  });

  it("judges each call by itself, and says which of them fails", async () => {
    const { code, out } = await play(relation("masks"), example("wrong/cores"));
    expect(code).toBe(1);
    expect(out).toMatch(/^call 3 \(fp_nlllossgrad_s, core_mask 0x2\): row 0, class 0: expected .* never written$/m);
    expect(out).toMatch(/and \d+ more\nfails: \d+ cells\n$/);
  });

  it("holds results that are each legal against each other, and warns where they differ", async () => {
    const orders = await play(
      relation("masks", { ...mean(PLAIN), coreMask: 15, batch: 40, labels: { kind: "drawn", labels: "random", seed: 1 } }),
      zooKernel("right/each-core-its-own-order").path,
    );
    expect(orders.out).toMatch(
      /^warning: call \d+ .*: row \d+, class \d+: expected .*, received .*: results differ between core_mask 0xf and 0x[0-9a-f]$/m,
    );
    // Off-label cells are the same: every difference is at its row's label.
    for (const [, row, column] of orders.out.matchAll(/row (\d+), class (\d+)/g))
      expect(drawLabel("random", 1, Number(row), PLAIN.classNum)).toBe(Number(column));
    expect(orders.code).toBe(0);
  });

  it("fails where a repeated call gives another legal result: no state is a MUST", async () => {
    // Two legal orders in turn.
    const inTurn = "turn % 2 ? -(a * b) / *t : -(a / *t) * b";
    const turning = madeKernel("turning", { head: "static int turn;", first: "turn++;", mean: inTurn });
    const { code, out } = await play(
      relation("repeat", { ...mean(PLAIN), batch: 40, labels: { kind: "drawn", labels: "random", seed: 1 } }),
      turning,
    );
    expect(out).toMatch(
      /^call 2 .*: row \d+, class \d+: expected .*, received .*: results differ between a call and its repeat$/m,
    );
    expect(code).toBe(1);
  });
});
