import { describe, expect, it } from "vitest";
import { Arena } from "../../core/arena.ts";
import { RETURNED } from "../../core/contract.ts";
import { LONG_TIMEOUT, mutantsOf, mutate } from "../../core/mutants.fixture.ts";
import { Random } from "../../core/random.ts";
import type { CallShape } from "../../reference/operator.ts";
import { BrokenHarness } from "./broken.ts";
import { type Asked, BatchWriter, checkMade, decodeResult, mostResultBytes, type Placed } from "./calls.ts";

const MUTANTS = mutantsOf(10_000);

const SHAPE: CallShape = { entry: "hp_nlllossgrad_s", batch: 1, classNum: 3, reduction: 1, coreMask: 5, lossGradLength: 1 };

/** Bytes of the six buffers: halves, and a label. */
const BYTES = [6, 2, 4, 6, 2, 6] as const;

/** Buffer b at 64 b + 16, with 8 bytes before it and 6 behind. */
const PLACED: Placed = {
  offset: Float64Array.from(BYTES, (_, b) => 64 * b + 16),
  bytes: Float64Array.from(BYTES),
  low: Float64Array.from(BYTES, (_, b) => 64 * b + 8),
  high: Float64Array.from(BYTES, (bytes, b) => 64 * b + 16 + bytes + 6),
};

/** An arena whose byte k is k, as far as it goes into a byte. */
function numbered(): Arena {
  const arena = new Arena(new ArrayBuffer(512), 0, []);
  new Uint8Array(arena.buffer).forEach((_, k, bytes) => {
    bytes[k] = k;
  });
  return arena;
}

/** Integers as they go over the link, as hexadecimal digits. */
function words(...values: readonly number[]): string {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, k) => {
    bytes.writeUInt32LE(value, 4 * k);
  });
  return bytes.toString("hex");
}

describe("a batch", () => {
  it("has the bytes that docs/protocol.md says", () => {
    const batch = new BatchWriter();
    const arena = numbered();
    batch.add(SHAPE, 300, PLACED, [0x7e017e01, "bytes", "bytes", "bytes", "bytes", "left"], arena, true);
    // The arena is laid anew for the next call: what was added stays.
    new Uint8Array(arena.buffer).fill(0xee);
    const head = words(2, 1, 3, 1, 5, 300);
    const buffers = [
      words(6, 8, 6, 1, 0x7e017e01),
      words(2, 8, 6, 0, 0),
      words(4, 8, 6, 0, 0),
      words(6, 8, 6, 0, 0),
      words(2, 8, 6, 0, 0),
      words(6, 8, 6, 2, 0),
    ];
    const data = ["50510000", "90919293", "d0d1d2d3d4d50000", "10110000"];
    expect(batch.finish(64).toString("hex")).toBe([words(1, 64), head, ...buffers, ...data].join(""));
    expect(batch.finish(64)).toHaveLength(8 + 144 + 20);
    expect(batch.asked).toEqual([{ shape: SHAPE, milliseconds: 300, sizes: [20, 16, 18, 20, 16, 20] }]);
  });

  it("of no calls is its head alone, and of several has one behind the other", () => {
    expect(new BatchWriter().finish(4096).toString("hex")).toBe(words(0, 4096));
    const two = new BatchWriter();
    const one = new BatchWriter();
    const contents = [0, 0, "bytes", 0, 0, 0] as const;
    one.add(SHAPE, 1, PLACED, contents, numbered(), true);
    two.add(SHAPE, 1, PLACED, contents, numbered(), true);
    two.add(SHAPE, 1, PLACED, contents, numbered(), true);
    const call = one.finish(4).toString("hex").slice(16);
    expect(two.finish(4).toString("hex")).toBe(words(2, 4) + call + call);
  });

  it("asks for no guards of a harness that lays none, and caps milliseconds at 32 bits", () => {
    const batch = new BatchWriter();
    batch.add(SHAPE, 2 ** 40, PLACED, [0, 0, "bytes", 0, 0, 0], numbered(), false);
    const payload = batch.finish(64);
    expect(payload.readUInt32LE(8 + 4 * 5)).toBe(0xffffffff);
    for (let b = 0; b < 6; b++) {
      expect([payload.readUInt32LE(8 + 24 + 20 * b + 4), payload.readUInt32LE(8 + 24 + 20 * b + 8)]).toEqual([0, 0]);
    }
    expect(batch.asked[0]?.sizes).toEqual([...BYTES]);
  });
});

const ASKED: Asked = { shape: SHAPE, milliseconds: 300, sizes: [20, 16, 18, 20, 16, 20] };
const OUTPUT = "ff".repeat(20);
const result = (hex: string): Buffer => Buffer.from(hex, "hex");

describe("a result", () => {
  it("is read from the bytes that docs/protocol.md says", () => {
    const labels = "a57f".repeat(9);
    const { outcome, regions } = decodeResult(result(`${words(3, 0, 0, 0b100100)}${labels}0000${OUTPUT}`), 3, ASKED);
    expect(outcome).toEqual({ kind: "returned" });
    expect(regions.map((region) => region?.toString("hex") ?? null)).toEqual([null, null, labels, null, null, OUTPUT]);
  });

  const text = Buffer.from("SIGSEGV").toString("hex");
  it.each([
    ["refused", `${words(0, 1, 7, 0)}${text}00`, { kind: "threw", error: "SIGSEGV" }],
    ["refused without a word", words(0, 1, 0, 0), { kind: "threw", error: "an error without a text" }],
    ["crashed", `${words(0, 2, 7, 0)}${text}00`, { kind: "crashed", signal: "SIGSEGV" }],
    ["crashed, nobody knows how", words(0, 2, 0, 0), { kind: "crashed", signal: "a crash" }],
    ["did not return", words(0, 3, 0, 0), { kind: "hung", milliseconds: 300 }],
    ["was not made", words(0, 4, 0, 0), null],
  ])("of a call that %s says so", (_, hex, outcome) => {
    expect(decodeResult(result(hex), 0, ASKED)).toEqual({ outcome, regions: [null, null, null, null, null, null] });
  });

  it("has text of one line, control characters and broken UTF-8 aside", () => {
    const bytes = Buffer.from([0x0a, 0xff, 0x1b, 0x41]);
    const { outcome } = decodeResult(Buffer.concat([result(words(0, 1, 4, 0)), bytes]), 0, ASKED);
    expect(outcome).toEqual({ kind: "threw", error: "\ufffd A" });
  });

  it.each([
    ["", "expected a result, of 16 bytes at least; came 0"],
    ["00000000", "expected a result, of 16 bytes at least; came 4"],
    [words(1, 0, 0, 32), "expected the result of call 0; came that of call 1"],
    [words(0, 5, 0, 32), "expected a status from 0 to 4; came 5"],
    [words(0, 1, 4097, 0), "expected a text of at most 4096 bytes; came one of 4097"],
    [words(0, 0, 0, 0x60), "expected regions of 6 buffers; came 0x60"],
    [words(0, 0, 0, 0), "expected logits_grad with a call that returned; came a result without it"],
    [words(0, 0, 0, 0b011111), "expected logits_grad with a call that returned; came a result without it"],
    [words(0, 0, 0, 32), "expected a result of 36 bytes, by its head and the buffers' sizes; came 16"],
    [`${words(0, 0, 0, 32)}${OUTPUT}00`, "expected a result of 36 bytes, by its head and the buffers' sizes; came 37"],
    [`${words(0, 1, 3, 0)}414243`, "expected a result of 20 bytes, by its head and the buffers' sizes; came 19"],
  ])("is refused with what was expected and what came: %s", (hex, message) => {
    expect(() => decodeResult(result(hex), 0, ASKED)).toThrow(new BrokenHarness(message));
  });

  it("of the largest size is admitted, and none that is larger", () => {
    const whole = Buffer.concat([result(words(0, 1, 4096, 63)), Buffer.alloc(4096, "x"), Buffer.alloc(112)]);
    expect(decodeResult(whole, 0, ASKED).outcome).toMatchObject({ kind: "threw" });
    expect(mostResultBytes(ASKED)).toBe(whole.length);
  });

  it(`that was damaged is refused or read within its bytes, and nothing else is thrown: ${MUTANTS} mutants`, {
    timeout: LONG_TIMEOUT,
  }, () => {
    const originals = [
      `${words(3, 0, 0, 0b100100)}${"a57f".repeat(9)}0000${OUTPUT}`,
      `${words(3, 1, 7, 63)}${text}00${"00".repeat(20 + 16 + 20 + 20 + 16 + 20)}`,
      words(3, 3, 0, 0),
    ].map(result);
    const random = new Random();
    let refused = 0;
    for (let k = 0; k < MUTANTS; k++) {
      const mutant = mutate(random.reset(3, 0, k), originals[k % 3] as Buffer);
      try {
        const { regions } = decodeResult(mutant, 3, ASKED);
        const odd = regions.findIndex((region, b) => region !== null && region.length !== ASKED.sizes[b]);
        if (odd >= 0) throw new Error(`buffer ${odd} has another size than it was given`);
      } catch (error) {
        if (!(error instanceof BrokenHarness)) throw new Error(`mutant ${k}: ${String(error)}`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(MUTANTS / 2);
    expect(refused).toBeLessThan(MUTANTS);
  });
});

describe("calls that were not made", () => {
  const regions: readonly null[] = [];
  const [made, missing] = [
    { outcome: RETURNED, regions },
    { outcome: null, regions },
  ];
  const asked = [ASKED, ASKED, ASKED];

  it.each([{ kind: "crashed", signal: "SIGSEGV" } as const, { kind: "hung", milliseconds: 1 } as const])(
    "have a call before them that ended so: %j",
    (outcome) => {
      expect(() => checkMade([made, { outcome, regions }, missing], asked)).not.toThrow();
    },
  );

  it("are the harness's failure without one: it would be asked for ever", () => {
    const message = `expected call 1 (hp_nlllossgrad_s, mean) to be made; came "not made", though no call before it crashed or hung`;
    expect(() => checkMade([made, missing, made], asked)).toThrow(new BrokenHarness(message));
    const refused = { outcome: { kind: "threw", error: "no" } as const, regions };
    expect(() => checkMade([refused, missing], asked)).toThrow(new BrokenHarness(message));
    const late = { outcome: { kind: "crashed", signal: "SIGSEGV" } as const, regions };
    expect(() => checkMade([made, missing, late], asked)).toThrow(new BrokenHarness(message));
  });
});
