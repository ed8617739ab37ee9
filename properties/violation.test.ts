import { describe, expect, it } from "vitest";
import type { Outcome } from "../core/contract.ts";
import { FLOAT, HALF } from "../core/format.ts";
import { MEAN } from "../reference/operator.ts";
import { Bench, correct, type FakeKernel, PLAIN } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { identityOf, severityOf, showBits, showNumber, type Violation } from "./violation.ts";

const bench = new Bench();

/** Everything that a violation says in words. */
const words = (found: readonly Violation[]): string[] =>
  found.map(({ property, expected, received, message }) => `${property} | ${expected} | ${received} | ${message}`);
const playing = (c: Case, ...kernels: readonly FakeKernel[]): string[] => words(bench.play(c, ...kernels));
const setting =
  (...[buffer, index, bits]: Parameters<Parameters<FakeKernel>[0]["set"]>): FakeKernel =>
  ({ set }) => {
    set(buffer, index, bits);
    return undefined;
  };
const ending = (outcome: Outcome): FakeKernel => {
  return (seen) => {
    correct(seen);
    return outcome;
  };
};

describe("what a violation says: its property, what was expected and received, and what happened", () => {
  it("of a call that did not return", () => {
    const crash = { kind: "crashed", signal: "SIGSEGV" } as const;
    const outcomes: readonly Outcome[] = [
      { kind: "threw", error: "TypeError: no" },
      { kind: "exited", code: 3 },
      { kind: "hung", milliseconds: 2000 },
      crash,
      { ...crash, fault: { address: 0x10, access: "read" } },
    ];
    expect(outcomes.flatMap((outcome) => playing(PLAIN, ending(outcome)))).toMatchInlineSnapshot(`
      [
        "every valid call returns | the call returns | TypeError: no | the call threw an error",
        "every valid call returns | the call returns | the process exited with code 3 | the call ended the process",
        "every valid call returns | the call returns | no return within 2000 ms | the call did not return",
        "every valid call returns | the call returns | SIGSEGV | the call crashed",
        "every valid call returns | the call returns | SIGSEGV (read at 0x10, outside of every buffer) | the call crashed",
      ]
    `);
  });

  it("of a fault beside a buffer, or in an input", () => {
    const faults = [
      [-8, "read"],
      [28 + 4, "write"],
      [8, "write"],
    ] as const;
    const weight = 3;
    const told = faults.map(([byte, access]) => {
      bench.call(PLAIN, correct);
      const address = bench.arena.base + (bench.layout.offset[weight] as number) + byte;
      return playing(PLAIN, ending({ kind: "crashed", signal: "SIGSEGV", fault: { address, access } }));
    });
    expect(told.flat()).toMatchInlineSnapshot(`
      [
        "no access outside the buffers | no read beyond the last aligned block of weight, nor before its start | SIGSEGV: a read 8 bytes before weight | the call read 8 bytes before weight",
        "no access outside the buffers | no write beyond the last aligned block of weight, nor before its start | SIGSEGV: a write 4 bytes past the end of weight | the call wrote 4 bytes past the end of weight",
        "no input changes | no write to weight | a write 8 bytes into weight | the call writes to weight, an input",
      ]
    `);
  });

  it("of bytes around a buffer, and of inputs", () => {
    const told = [
      playing(PLAIN, correct, setting("weight", -1, 0)),
      playing(PLAIN, correct, setting("weight", 7, 0)),
      playing(PLAIN, correct, setting("logits", 3, 0)),
      playing(PLAIN, correct, setting("lossGrad", 2, 0x3f800000)),
      playing(PLAIN, correct, setting("labels", 4, 2)),
      playing(PLAIN, correct, setting("totalWeight", 0, 0)),
    ];
    expect(told.flat()).toMatchInlineSnapshot(`
      [
        "no access outside the buffers | nothing written outside the output | a write 4 bytes before weight | the call wrote 4 bytes before weight",
        "no access outside the buffers | nothing written outside the output | a write 0 bytes past the end of weight | the call wrote 0 bytes past the end of weight",
        "no input changes | logits[3] still NaN (0x7fc10617) | 0 (0x00000000) | the call changed logits[3], an input",
        "no input changes | loss_grad[2] still 0.431408346 (0x3edce18e) | 1 (0x3f800000) | the call changed loss_grad[2], an input",
        "no input changes | labels[4] still 1 | 2 | the call changed labels[4], an input",
        "no input changes | total_weight[0] still 3 (0x40400000) | 0 (0x00000000) | the call changed total_weight[0], an input",
      ]
    `);
  });

  it("of cells", () => {
    const label = 2 * 7 + 3;
    const mean: Case = { ...PLAIN, reduction: MEAN, lossGradLength: 5, unused: "drawn" };
    const told = [
      playing(PLAIN, correct, setting("logitsGrad", label + 1, 0x3f800000)),
      playing(PLAIN, () => undefined),
      playing(PLAIN, correct, setting("logitsGrad", label, 0x42c80000)),
      playing(mean, correct, setting("logitsGrad", label, 0x42c80000)),
      playing({ ...mean, totalWeight: 0 }, correct, setting("logitsGrad", label, 0)),
    ];
    expect(told.flat()).toMatchInlineSnapshot(`
      [
        "off-label cells are zero | 0 | 1 (0x3f800000) | an off-label cell is not zero",
        "every cell is written | 0 | NaN (0x7fcbad01), the poison: never written | an off-label cell was never written",
        "every cell is written | 0.108679309 (0x3dde9342) | NaN (0x7fcbad01), the poison: never written | a label cell was never written",
        "label cells follow the formula | 1.03495967 (0x3f84798f) | 100 (0x42c80000) | a label cell is not what the clause asks",
        "label cells follow the formula | -0.499534488 (0xbeffc2fc) or one of 2 other legal results | 100 (0x42c80000) | a label cell is not what the clause asks",
        "division by a zero total follows IEEE 754 | -infinity (0xff800000) | 0 (0x00000000) | a label cell is not what the clause asks",
      ]
    `);
  });
});

describe("a number is shown with its bits", () => {
  it.each([
    ["0.5 (0x3f000000)", FLOAT, 0.5],
    ["1.40129846e-45 (0x00000001)", FLOAT, 2 ** -149],
    ["-0 (0x80000000)", FLOAT, -0],
    ["0 (0x00000000)", FLOAT, 0],
    ["0.5 (0x3800)", HALF, 0.5],
    ["5.96046448e-8 (0x0001)", HALF, 2 ** -24],
    ["+infinity (0x7c00)", HALF, Infinity],
    ["-infinity (0xfc00)", HALF, -Infinity],
  ] as const)("%s", (text, format, value) => {
    expect(showNumber(format, value)).toBe(text);
  });

  it("NaN with its payload", () => {
    expect(showBits(FLOAT, 0xffc12345)).toBe("NaN (0xffc12345)");
  });
});

describe("a violation", () => {
  const off: Pick<Violation, "clause" | "entry" | "reduction" | "cell"> = {
    clause: "off-label-zero",
    entry: "hp_nlllossgrad_p",
    reduction: 2,
    cell: { kind: "off-label", row: 3, column: 4 },
  };

  it("fails a gate by a MUST, unless both results that differ are legal", () => {
    expect(severityOf(off)).toBe("violation");
    expect(severityOf({ ...off, legalEither: false })).toBe("violation");
    expect(severityOf({ ...off, legalEither: true })).toBe("warning");
    expect(severityOf({ clause: "subnormals" })).toBe("warning");
    expect(severityOf({ clause: "subnormals", legalEither: false })).toBe("warning");
  });

  it("is known again by its clause, entry, reduction and kind of cell, and by the buffer if that is an input", () => {
    expect(identityOf(off)).toBe("off-label-zero/hp_nlllossgrad_p/none/off-label");
    const around = (buffer: "weight" | "logitsGrad"): string =>
      identityOf({ ...off, clause: "in-bounds", reduction: 0, cell: { kind: "around", buffer, byte: 4 } });
    expect(around("weight")).toBe("in-bounds/hp_nlllossgrad_p/sum/around:weight");
    expect(around("logitsGrad")).toBe("in-bounds/hp_nlllossgrad_p/sum/around");
  });
});
