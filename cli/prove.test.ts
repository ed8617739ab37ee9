import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeHalfKernel, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import type { ProofRecord } from "../core/proof.ts";
import { magnitudeOf } from "../runner/pairs.ts";
import { type Called, nllgrad } from "./command.fixture.ts";

const LONG = process.env.NLLGRAD_LONG_TESTS === "1";

const read = (name: string): object => JSON.parse(readFileSync(new URL(`../core/${name}`, import.meta.url), "utf8")) as object;
const recordOf = ({ code, out, err }: Called): ProofRecord => {
  expect(out, `exit code ${code}: ${err}`).not.toBe("");
  return JSON.parse(out) as ProofRecord;
};
const hex = (bits: number): string => `0x${bits.toString(16).padStart(4, "0")}`;

/** A pair of which a stripe of 1/2048, the first 16 units, has both operands. */
const G = magnitudeOf(5);
const W = magnitudeOf(11) | 0x8000;
const STRIPE = ["--stripe", "1/2048", "--quiet"];

const right = (): string => madeHalfKernel("right-halves", "");
const onePair = (g: number, w: number): string =>
  madeHalfKernel(`one-pair-${g}-${w}`, `if (a == ${hex(g)} && b == ${hex(w)}) return p ^ 1;`);

describe.skipIf(!HAS_COMPILER)(`nllgrad prove${NEEDS_COMPILER}`, () => {
  it("finds the one wrong pair in the stripe that has it, names it, and gives a token that shows it again", async () => {
    const kernel = onePair(G, W);
    const { code, out } = await nllgrad(["prove", kernel, ...STRIPE, "--json"]);
    expect(code).toBe(1);
    const { proof, run } = recordOf({ code, out, err: "", signal: null });
    expect(proof.verdict).toBe("refuted");
    const wrong = proof.parts.filter((part) => part.wrong.length > 0);
    expect(wrong.map(({ what }) => what).sort()).toEqual([
      "pairs of halves through hp_nlllossgrad_p none, class_num 2",
      "pairs of halves through hp_nlllossgrad_p sum, class_num 64",
      "pairs of halves through hp_nlllossgrad_s none, class_num 2",
      "pairs of halves through hp_nlllossgrad_s sum, class_num 64",
    ]);
    for (const part of wrong) {
      expect(part.wrong).toHaveLength(1);
      expect(part.wrong[0]).toMatchObject({ clause: "product-rounding", count: 1 });
      expect(part.wrong[0]?.pattern).toMatch(new RegExp(`loss_grad .*${hex(G)}.*, weight .*${hex(W & 0x7fff)}`));
    }
    expect(run.violations.map(({ id, count, again }) => ({ id, count, again }))).toEqual(
      expect.arrayContaining([{ id: "product-rounding/hp_nlllossgrad_s/sum/label", count: 1, again: "always" }]),
    );
    const replayed = await nllgrad(["replay", run.violations[0]?.token as string, kernel]);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toContain("product-rounding");
    const other = await nllgrad(["replay", run.violations[0]?.token as string, right()]);
    expect(other.code).toBe(0);
  }, 300_000);

  it("calls a stripe no proof where nothing is wrong, by a valid record and exit code 0", async () => {
    const text = await nllgrad(["prove", right(), ...STRIPE]);
    expect(text.code).toBe(0);
    expect(text.out).toContain(
      "? not proved   right-halves.so · MT7004   one in 2048 was asked for, and no violation found in it",
    );
    expect(text.out).toContain("  ? pairs of halves through hp_nlllossgrad_s sum, class_num 64: 2^21 of 2^32 pairs, a stripe\n");
    expect(text.out).toContain("  ✓ every mask on small shapes: all ");
    const json = await nllgrad(["prove", right(), ...STRIPE, "--json"]);
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true })
      .addSchema(read("record.schema.json"), "nllgrad.record/1")
      .compile(read("proof.schema.json"));
    validate(JSON.parse(json.out));
    expect(validate.errors).toBeNull();
    // Whoever reads the run alone must not take it for a verdict of the gate.
    expect(recordOf(json).run.verdict).toBe("incomplete");
  }, 300_000);

  it("comes to the same on one worker and on two", async () => {
    const kernel = onePair(G, W);
    const [one, two] = await Promise.all(
      ["1", "2"].map(async (workers) => {
        const { run, proof } = recordOf(await nllgrad(["prove", kernel, ...STRIPE, "--json", "--workers", workers]));
        return { proof, violations: run.violations };
      }),
    );
    expect(one).toEqual(two);
  }, 300_000);

  it("warns of a kernel that flushes subnormals, and says that this is all that is wrong", async () => {
    const { path } = zooKernel("right/half-flushed-at-each-step");
    const { code, out } = await nllgrad(["prove", path, ...STRIPE, "--json"]);
    const { proof, run } = recordOf({ code, out, err: "", signal: null });
    expect({ code, verdict: proof.verdict, violations: run.violations }).toEqual({
      code: 0,
      verdict: "unfinished",
      violations: [],
    });
    const part = proof.parts.find(({ what }) => what.includes("hp_nlllossgrad_s none, class_num 2"));
    expect(part?.wrong).toMatchObject([
      { clause: "subnormals", level: "SHOULD", pattern: "a subnormal operand, or a product below the smallest normal" },
    ]);
  }, 300_000);

  it("tells of a pair that the process dies of", async () => {
    const kernel = madeHalfKernel("dies-of-a-pair", `if (a == ${hex(G)} && b == ${hex(W)}) __builtin_trap();`);
    const { code, out } = await nllgrad(["prove", kernel, ...STRIPE, "--json"]);
    const { proof, run } = recordOf({ code, out, err: "", signal: null });
    expect({ code, verdict: proof.verdict }).toEqual({ code: 1, verdict: "refuted" });
    expect(run.violations.map(({ clauses }) => clauses[0])).toContain("terminates");
    expect(proof.parts.map(({ why }) => why)).toContain("a call did not come back");
  }, 300_000);

  it("proves every mask of FT78NE, and says that floats are out of reach", async () => {
    const { code, out } = await nllgrad(["prove", madeKernel("right-floats", {}), "--quiet"]);
    expect(code).toBe(0);
    expect(out).toContain("✓ every mask on small shapes: all 162 cases");
    expect(out).toContain("not of what is proved: products and means of floats: there are 2^64 pairs");
    expect(out).toMatch(/✓ proved {3}right-floats\.so · FT78NE {3}every mask; of floats no more can be, /);
    const wrong = madeKernel("idle-core", { first: "if (mask == 0xa5 && batch == 9) return;" });
    expect((await nllgrad(["prove", wrong, "--quiet"])).code).toBe(1);
  }, 300_000);

  it("is no proof when its time is up: exit code 3", async () => {
    const { code, out } = await nllgrad(["prove", right(), "--time", "1ms", "--quiet"]);
    expect(code).toBe(3);
    expect(out).toContain("? not proved");
  }, 120_000);

  it.skipIf(!LONG)(
    "proves a right kernel whole, and finds one wrong pair out of 2^32 (NLLGRAD_LONG_TESTS=1)",
    async () => {
      const proved = await nllgrad(["prove", right()]);
      expect(proved.code).toBe(0);
      expect(proved.out).toContain("✓ proved   right-halves.so · MT7004   all 2^32 pairs of halves in sum and none");
      const refuted = recordOf(await nllgrad(["prove", onePair(0x3a91, 0xc5d3), "--json"]));
      expect(refuted.run.violations).toHaveLength(4);
      for (const { count } of refuted.run.violations) expect(count).toBe(1);
    },
    7_200_000,
  );
});

describe("nllgrad prove", () => {
  it.each(["reference", "blocked", "hp-rounded", "wasm", "threaded"])(
    "runs the built-in %s as any other kernel",
    async (name) => {
      const { code, out } = await nllgrad(["prove", name, "--stripe", "1/32768", "--quiet"]);
      expect(out).toContain(`? not proved   ${name} · MT7004   one in 32768 was asked for, and no violation found in it`);
      expect(code).toBe(0);
    },
    300_000,
  );

  it.each([
    [["prove"], "prove: name a target"],
    [["prove", "reference", "wasm"], "prove wasm: takes one target"],
    [["prove", "exec:./harness"], "exec:./harness: a proof takes 2^34 pairs, which no pipe carries"],
    [["prove", "reference", "--stripe", "1/3"], "--stripe 1/3: takes 1/N, where N is a power of two from 1 to 32768"],
    [["prove", "reference", "--seed", "1"], "Unknown option '--seed'"],
  ])("refuses %j in one line, with exit code 2", async (args, message) => {
    const { code, err } = await nllgrad(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
