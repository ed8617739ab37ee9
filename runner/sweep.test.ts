import { describe, expect, it } from "vitest";
import { HAS_COMPILER, type KernelParts, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { PROPERTIES } from "../properties/list.ts";
import type { StratumName } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import { CAPACITY } from "./conformance.ts";
import { libraryTarget, SEED, sweepOf } from "./judging.fixture.ts";
import type { Swept } from "./protocol.ts";
import { Session } from "./session.ts";

const EMPTY = "an empty batch writes nothing and returns";

const seenIn = ({ buckets }: Swept): string[] => [...new Set(buckets.map(({ violation }) => violation.property))];

/** Kernels of the zoo, and a property that each of them breaks in so few plans. */
const BREAKERS: readonly (readonly [property: string, kernel: string, stratum: StratumName, plans: number])[] = [
  // How a call ends, and what it touches.
  ["every valid call returns", "wrong/tiling-divides-by-zero", "small", 200],
  ["no access outside the buffers", "wrong/one-past-the-end", "small", 50],
  ["no read past the last element", "right/blocks-from-the-start", "small", 50],
  ["no input changes", "wrong/weights-negated-and-restored", "read-only", 50],
  ["nothing writes after the call returned", "wrong/last-row-posted", "late", 2],
  ["the document's examples run", "wrong/logits-as-scratch", "examples", 2],
  // Cells.
  ["every cell is written", "wrong/no-zero-fill", "small", 50],
  ["off-label cells are zero", "wrong/off-label-by-product", "small", 400],
  ["label cells follow the formula", "wrong/sign-missing", "small", 50],
  ["products are correctly rounded", "wrong/fp-product-truncated", "small", 200],
  ["NaN and infinities multiply as in IEEE 754", "wrong/nan-replaced-by-zero", "small", 600],
  ["mean is a legal or tolerated result", "wrong/reciprocal-estimate-only", "small", 200],
  ["mean is a legal result", "right/reciprocal-newton", "small", 200],
  ["mean of special values is a legal result", "right/reciprocal-residual", "small", 800],
  ["mean by an extreme total is a legal result", "right/reciprocal-residual", "small", 800],
  ["subnormals are kept", "right/control-register-flushes", "small", 400],
  ["division by a zero total follows IEEE 754", "right/zero-total-gives-zero", "small", 800],
  // Several calls: two legal orders of mean, chosen by what must have no influence.
  ["mean by a total of 1 is sum", "right/reciprocal-newton", "relations", 180],
];

/** What the order of mean depends on, and the relation that alone shows it. */
const DEPENDENT: readonly (readonly [property: string, on: string, kernel: KernelParts])[] = [
  ["every mask gives the same values", "the core mask", { head: order("(mask & 2)") }],
  ["_s and _p give the same values", "the storage", { head: order("is_p") }],
  [
    "the same call gives the same values again",
    "the calls before",
    { head: `static int calls;\n${order("(calls % 3 != 0)")}`, first: "calls++;" },
  ],
  ["a row's result does not depend on where it stands", "the row's index", { head: order("(i & 1)") }],
  ["a row's result does not depend on its class's index", "the class's index", { head: order("y[i] % 3 == 0") }],
  ["a row's result does not depend on the rows called with it", "the batch", { head: order("(batch & 1)") }],
  ["powers of two factor out exactly", "the gradient's exponent", { head: order("(ilogbf(a) & 1)") }],
  ["what stood in the output has no influence", "what the output held", { head: order("isnan(out[(size_t)i * class_num])") }],
  ["where the buffers lie has no influence", "where the weights lie", { head: order("((uintptr_t)w & 4095)") }],
];

/** C that names two legal orders: (g*w)/t, or g*(w/t) where the condition holds. */
function order(condition: string): string {
  return `#define LEGAL_ORDER (${condition} ? -a * (b / *t) : -(a * b) / *t)`;
}

describe.skipIf(!HAS_COMPILER)(`a sweep${NEEDS_COMPILER}`, () => {
  it.each(BREAKERS)("sees that «%s» is broken by %s", async (property, kernel, stratum, plans) => {
    const { path, platform } = zooKernel(kernel);
    expect(seenIn(await sweepOf(path, platform, stratum, plans))).toContain(property);
  });

  it.each(DEPENDENT)("sees that «%s» is broken by an order of mean that depends on %s", async (property, on, parts) => {
    const library = madeKernel(on.replace(/\W/g, "-"), { ...parts, mean: "LEGAL_ORDER" });
    const swept = await sweepOf(library, "ft78ne", "relations", 800);
    expect(seenIn(swept)).toContain(property);
    // Each call's result is legal by itself.
    const single = swept.buckets.filter(({ violation }) => violation.cell.kind !== "relation");
    expect(single.map(({ identity }) => identity)).toEqual([]);
  });

  it("sees that «an empty batch writes nothing and returns» is broken by a division by the batch, and blames nothing else", async () => {
    const library = madeKernel("divides-by-batch", { first: "volatile int share = 100 / batch; (void)share;" });
    const { buckets } = await sweepOf(library, "ft78ne", "empty", 12);
    expect(new Set(buckets.map(({ violation }) => violation.property))).toEqual(new Set([EMPTY]));
    expect(new Set(buckets.map(({ violation }) => severityOf(violation)))).toEqual(new Set(["warning"]));
  });

  it("is not disturbed by one order for all", async () => {
    const library = madeKernel("one-order", { head: order("0"), mean: "LEGAL_ORDER" });
    expect((await sweepOf(library, "ft78ne", "relations", 180)).buckets).toEqual([]);
  });

  it("has a kernel in these tables for every property of a call, of several, or of a watched one", () => {
    const broken = [...BREAKERS, ...DEPENDENT, [EMPTY]].map(([property]) => property);
    const untested = PROPERTIES.filter(({ name }) => !broken.includes(name));
    // The others are judged from whole runs: right-kernels.test.ts and conformance.test.ts break them.
    expect(untested.map(({ from }) => from)).toEqual(["a whole run", "the start of a run", "the library"]);
    expect(broken.filter((name) => !PROPERTIES.some((property) => property.name === name))).toEqual([]);
  });

  it("draws the same plans again: buckets, coverage and fingerprint are the same", async () => {
    const { path, platform } = zooKernel("wrong/no-zero-fill");
    const first = await sweepOf(path, platform, "small", 200);
    expect(await sweepOf(path, platform, "small", 200)).toEqual(first);
    expect(first.plans).toBe(200);
  });

  it("leaves out the functions and reductions that it is told to leave, and counts them", async () => {
    const { path, platform } = zooKernel("wrong/no-zero-fill");
    const session = await Session.start({
      target: libraryTarget(path),
      platform,
      alignment: 64,
      seed: SEED,
      capacity: CAPACITY,
      timeout: 2000,
      only: "",
    });
    const leave = [0, 1, 2].map((reduction) => `fp_nlllossgrad_p/${reduction}`);
    const piece = { stratum: "small", from: 0, to: 200 } as const;
    const answer = await session.ask<"swept">({ kind: "sweep", piece, aligned: false, leave, patience: 2000 });
    await session.end();
    if (answer.kind !== "swept") throw new Error("the host died");
    expect(answer.swept.plans + answer.swept.skipped).toBe(200);
    expect(answer.swept.skipped).toBeGreaterThan(20);
    expect(new Set(answer.swept.buckets.map(({ violation }) => violation.entry))).not.toContain("fp_nlllossgrad_p");
  });
});
