import { describe, expect, it } from "vitest";
import { FLOAT, HALF } from "../../core/format.ts";
import { MEAN } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { diagnose } from "./diagnose.ts";
import { at, evidenceOf, value } from "./evidence.fixture.ts";
import type { Evidence } from "./evidence.ts";

/** The likeliest cause where a kernel computes something else from the gradient and the weight. */
function causeOf(change: Parameters<typeof evidenceOf>[0], of: (g: number, w: number) => number): Evidence {
  return evidenceOf(change, "label", () => (_, j, { lossGrad, weight }) => {
    const [g, w] = [at(lossGrad, 0), at(weight, j)];
    const made = Math.fround(of(g, w));
    return made === Math.fround((-g * w) / (change.reduction === MEAN ? 3 : 1)) ? null : value(made);
  });
}

const inFixedPoint = (x: number, places: number): number => Math.trunc(x * 2 ** places) / 2 ** places;
const reversed = (x: number): number => FLOAT.fromBits(Buffer.from(Float32Array.of(x).buffer).readUInt32BE());

describe("the digits that wrong cells have", () => {
  it.each<[cause: string, what: string, evidence: Evidence, told: RegExp]>([
    [
      "narrower-format",
      "a product, and its quotient, in half",
      causeOf({ reduction: MEAN }, (g, w) => HALF.round(HALF.round(-g * w) / 3)),
      /wrong cells are the result with 11 significant bits at most/,
    ],
    [
      "operand-through-integer",
      "a weight with 13 bits behind the point",
      causeOf({}, (g, w) => -g * inFixedPoint(w, 13)),
      /wrong cells are what weight gives with 13 bits behind the point/,
    ],
    [
      "operand-through-integer",
      "a reciprocal of the total with 16 bits behind the point",
      causeOf({ reduction: MEAN }, (g, w) => -g * w * inFixedPoint(1 / 3, 16)),
      /1 \/ total_weight gives with 16 bits behind the point/,
    ],
    ["byte-order", "a weight in the other byte order", causeOf({}, (g, w) => -g * reversed(w)), /./],
  ])("speak for %s: %s", (cause, _, evidence, told) => {
    const [first] = diagnose(evidence, PLATFORMS.ft78ne);
    expect(first?.id).toBe(cause);
    expect(first?.evidence).toMatch(told);
  });

  it("speak for no narrower format where right cells have them all", () => {
    // Rounded another way: what goes wrong so ends in a 0 more often than not.
    const evidence = causeOf({}, (g, w) => {
      const up = value(-g * w) & 1 ? FLOAT.fromBits(value(-g * w) + 1) : -g * w;
      return j3(g) ? up : -g * w;
    });
    expect(diagnose(evidence, PLATFORMS.ft78ne).map(({ id }) => id)).not.toContain("narrower-format");
  });
});

/** Three of four gradients. */
const j3 = (g: number): boolean => value(g) % 4 !== 0;
