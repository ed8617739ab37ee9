import { describe, expect, it } from "vitest";
import { FLOAT } from "../core/format.ts";
import { meanReach } from "../reference/tolerance.ts";
import { Bias, type LargestError } from "./bias.ts";
import { type EntryFingerprint, emptyFingerprint } from "./fingerprint.ts";

const STEP = 2 ** -23;

/** A cell whose exact value is `exact`, off by `steps` steps of 2^-23; its operands are the value and two ones if it does not say. */
interface CellOff {
  readonly exact: number;
  readonly received: number;
  readonly row?: number;
  readonly operands?: readonly [number, number, number];
}

/** What a call of such cells leaves. */
function noted(...cells: readonly CellOff[]): { seen: EntryFingerprint; largest: LargestError } {
  const largest: LargestError = { steps: 0, row: 0 };
  const bias = new Bias(FLOAT, largest);
  const seen = emptyFingerprint("fp");
  for (const [k, { exact, received, row = k, operands: [g, w, t] = [exact, 1, 1] }] of cells.entries())
    bias.note(exact, received, row, g, w, t);
  bias.close(seen);
  return { seen, largest };
}
const off = (exact: number, steps: number): CellOff => ({ exact, received: exact + steps * STEP });
const NOTHING = emptyFingerprint("fp");

describe("the rounding of a call of mean", () => {
  it("is averaged over its cells in ULP, by magnitude: away from zero is positive", () => {
    expect(noted(off(1.5, 1), off(1.5, 2)).seen).toMatchObject({ errorSum: 1.5, errorSquares: 2.25, errorCalls: 1 });
    expect(noted(off(-1.5, 1), off(1.5, -2)).seen).toMatchObject({ errorSum: -1.5, errorSquares: 2.25 });
    expect(noted({ exact: 6, received: -6 - 4 * STEP }).seen).toMatchObject({ errorSum: 1 });
  });

  it("adds to that of other calls", () => {
    const seen = emptyFingerprint("fp");
    for (const steps of [1, -3]) {
      const bias = new Bias(FLOAT, { steps: 0, row: 0 });
      const { exact, received } = off(1.5, steps);
      bias.note(exact, received, 0, exact, 1, 1);
      bias.close(seen);
    }
    expect(seen).toMatchObject({ errorSum: -2, errorSquares: 10, errorCalls: 2 });
  });

  it("is that of its first 64 rows", () => {
    expect(noted({ ...off(1.5, 1), row: 63 }).seen.errorCalls).toBe(1);
    expect(noted({ ...off(1.5, 1), row: 64 })).toEqual({ seen: NOTHING, largest: { steps: 0, row: 0 } });
  });

  it.each([
    ["16 times the smallest normal number", 16 * FLOAT.minNormal, 16 * FLOAT.minNormal],
    ["a sixteenth of the largest", FLOAT.maxFinite / 16, FLOAT.maxFinite / 16],
    ["zero", 0, 0],
    ["infinity", Infinity, Infinity],
    ["what is eight steps off, which is no rounding", 1.5, 1.5 + 8 * STEP],
    ["what is eight steps off to the other side", 1.5, 1.5 - 8 * STEP],
    ["what is no number", 1.5, NaN],
  ])("is not of a cell of %s", (_, exact, received) => {
    expect(noted({ exact, received, operands: [1, 1, 1] })).toEqual({ seen: NOTHING, largest: { steps: 0, row: 0 } });
  });

  it.each([17 * FLOAT.minNormal, FLOAT.maxFinite / 17])("is of cells inside of that: %d", (exact) => {
    expect(noted({ exact, received: exact, operands: [1, 1, 1] }).seen.errorCalls).toBe(1);
  });
});

describe("the largest rounding error of a call", () => {
  it("is told in steps, with the first row that has it, whatever its side", () => {
    expect(noted(off(1.5, 1), off(1.5, -3), off(1.5, 3), off(1.5, 2)).largest).toEqual({ steps: 3, row: 1 });
    expect(noted(off(1.5, 7.5)).largest).toEqual({ steps: 7.5, row: 0 });
  });
});

describe("the slack that a call's cells have used of what is tolerated", () => {
  const allowed = (exact: number): number => meanReach(FLOAT, exact) / STEP;

  it("is that of the cell that used the larger share, in any order of cells", () => {
    // Within a binade what is tolerated grows twofold, and a step does not.
    const [low, high] = [off(1.0625, 2), off(1.9375, 3)];
    expect(2 / allowed(1.0625)).toBeGreaterThan(3 / allowed(1.9375));
    for (const cells of [[low, high] as const, [high, low] as const])
      expect(noted(...cells).seen).toMatchObject({ slackError: 2, slackAllowed: allowed(1.0625) });
    for (const cells of [[off(1.0625, 1), high] as const, [high, off(1.0625, 1)] as const])
      expect(noted(...cells).seen).toMatchObject({ slackError: 3, slackAllowed: allowed(1.9375) });
  });

  it("is that of the first of two that used as much", () => {
    expect(noted(off(1.25, 2), off(-1.25, -2)).seen).toMatchObject({ slackError: 2, slackAllowed: allowed(1.25) });
  });

  it("is none of cells that are tolerated for another reason, or whose orders come near over- or underflow", () => {
    expect(noted(off(1.0625, 7)).seen).toMatchObject({ errorCalls: 1, slackError: 0, slackAllowed: 0 });
    expect(noted({ ...off(1.0625, 1), operands: [2 ** 120, 2 ** 120, 2 ** 120] }).seen).toMatchObject({ slackAllowed: 0 });
  });
});
