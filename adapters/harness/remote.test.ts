import { describe, expect, it } from "vitest";
import { RETURNED } from "../../core/contract.ts";
import type { CallShape } from "../../reference/operator.ts";
import type { Sight } from "../callee.ts";
import type { CallResult, Placed } from "./calls.ts";
import { Remote } from "./remote.ts";

const SHAPE: CallShape = { entry: "fp_nlllossgrad_s", batch: 1, classNum: 1, reduction: 0, coreMask: 1, lossGradLength: 1 };
const LABELS = 2;
const LOGITS_GRAD = 5;

/** A kernel of which so much is seen, with six buffers of four bytes, and four bytes of guard before and behind each. */
function remote(sees: Partial<Sight>, room = 1000): { remote: Remote; bytes(b: number): string } {
  const offsets = Array.from({ length: 6 }, (_, b) => 65536 * (2 * b + 1));
  const placed: Placed = {
    offset: Float64Array.from(offsets),
    bytes: new Float64Array(6).fill(4),
    low: Float64Array.from(offsets, (at) => at - 4),
    high: Float64Array.from(offsets, (at) => at + 8),
  };
  const sight = { faults: false, around: true, inputs: true, late: false, examples: false, ...sees };
  const made = new Remote(["fp_nlllossgrad_s"], sight, { tensor: 64, vector: 64 }, placed, room);
  const bytes = (b: number): string => Buffer.from(made.arena.buffer, (offsets[b] as number) - 4, 12).toString("hex");
  return { remote: made, bytes };
}

const result = (regions: Readonly<Record<number, string>>): CallResult => ({
  outcome: RETURNED,
  regions: Array.from({ length: 6 }, (_, b) => (regions[b] === undefined ? null : Buffer.from(regions[b], "hex"))),
});

const [GUARD, INPUT, OUTPUT] = ["a1a2a3a4", "b1b2b3b4", "c1c2c3c4"];

describe("results of calls that were made ahead", () => {
  it("stand in the arena once their call is invoked, one after the other", () => {
    const { remote: kernel, bytes } = remote({});
    kernel.expect([result({ [LOGITS_GRAD]: GUARD + OUTPUT + GUARD }), result({ [LABELS]: GUARD + INPUT + GUARD })]);
    expect(kernel.invoke(SHAPE)).toEqual({ kind: "returned" });
    expect([bytes(LABELS), bytes(LOGITS_GRAD)]).toEqual(["0".repeat(24), GUARD + OUTPUT + GUARD]);
    kernel.invoke(SHAPE);
    expect(bytes(LABELS)).toBe(GUARD + INPUT + GUARD);
  });

  it("begin with the buffer where the harness lays no guards", () => {
    const { remote: kernel, bytes } = remote({ around: false });
    kernel.expect([result({ [LOGITS_GRAD]: OUTPUT })]);
    kernel.invoke(SHAPE);
    expect(bytes(LOGITS_GRAD)).toBe(`00000000${OUTPUT}00000000`);
  });

  it("say of inputs no more than the harness claims to compare: their guards alone", () => {
    const { remote: kernel, bytes } = remote({ inputs: false });
    kernel.expect([result({ [LABELS]: GUARD + INPUT + GUARD, [LOGITS_GRAD]: GUARD + OUTPUT + GUARD })]);
    kernel.invoke(SHAPE);
    expect(bytes(LABELS)).toBe(`${GUARD}00000000${GUARD}`);
    expect(bytes(LOGITS_GRAD)).toBe(GUARD + OUTPUT + GUARD);
  });

  it("are the suite's own mistake where there is none", () => {
    const { remote: kernel } = remote({});
    expect(() => kernel.invoke(SHAPE)).toThrow("no result was fetched for fp_nlllossgrad_s");
    kernel.expect([{ outcome: null, regions: [] }]);
    expect(() => kernel.invoke(SHAPE)).toThrow("no result was fetched");
  });
});

it("a kernel behind a link holds calls up to the bytes that its harness has room for, all buffers together", () => {
  const { remote: kernel } = remote({}, 24);
  expect(kernel.holds(new Float64Array(6).fill(4))).toBe(true);
  expect(kernel.holds(Float64Array.of(4, 4, 4, 4, 4, 5))).toBe(false);
});
