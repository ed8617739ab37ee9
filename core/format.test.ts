import { describe, expect, it } from "vitest";
import { DOUBLE, FLOAT, type Format, formatOf, HALF } from "./format.ts";

describe.each([HALF, FLOAT])("$name", (format) => {
  it("counts its smallest subnormal, smallest normal, one and largest by their bits", () => {
    const one = (2 ** (8 * format.bytes - 1 - format.precision) - 1) * 2 ** (format.precision - 1);
    expect(format.toBits(format.minSubnormal)).toBe(1);
    expect(format.toBits(format.minNormal)).toBe(2 ** (format.precision - 1));
    expect(format.toBits(1)).toBe(one);
    expect(format.toBits(format.maxFinite) + 1).toBe(format.toBits(Infinity));
    expect(format.fromBits(format.signBit)).toBe(-0);
    expect(format.signBit).toBe(2 ** (8 * format.bytes - 1));
  });

  it("rounds by u at most, ties to even", () => {
    const { unitRoundoff: u } = format;
    expect(u).toBe(2 ** -format.precision);
    expect(format.round(1 + u)).toBe(1);
    expect(format.round(1 + u * (1 + 2 ** -20))).toBe(1 + 2 * u);
    expect(format.round(1 + 3 * u)).toBe(1 + 4 * u);
  });

  it("overflows halfway from its largest value to the power of two that comes next", () => {
    const { maxFinite, overflowPower } = format;
    const midpoint = (maxFinite + overflowPower) / 2;
    expect(overflowPower * (1 - format.unitRoundoff / 2)).toBe(midpoint);
    expect(format.round(midpoint)).toBe(Infinity);
    expect(format.round(midpoint * (1 - 2 ** -50))).toBe(maxFinite);
    expect(Math.log2(overflowPower)).toBe(Math.round(Math.log2(maxFinite)));
  });

  it("rounds, writes and reads in agreement", () => {
    for (const x of [0, -0, 1 / 3, -1e-6, 1e5, -1e40, Infinity, -Infinity, NaN]) {
      expect(format.fromBits(format.toBits(x))).toBe(format.round(x));
    }
  });

  it("cannot be changed", () => {
    expect(Object.isFrozen(format)).toBe(true);
  });
});

it.each([
  { format: HALF, bytes: 2, type: "hp", minNormal: 2 ** -14, minSubnormal: 2 ** -24, maxFinite: 65504 },
  { format: FLOAT, bytes: 4, type: "fp", minNormal: 2 ** -126, minSubnormal: 2 ** -149, maxFinite: 3.4028234663852886e38 },
])("$type has the parameters of IEEE 754", ({ format, ...parameters }) => {
  expect(format).toMatchObject(parameters);
});

it("finds the format of an element type", () => {
  expect(formatOf("hp")).toBe(HALF);
  expect(formatOf("fp")).toBe(FLOAT);
});

it("takes double as it is, since that is what JavaScript computes in", () => {
  const format: Format = DOUBLE;
  for (const x of [1 / 3, -0, 1e308, 5e-324, Infinity]) expect(format.round(x)).toBe(x);
  expect(1 + format.unitRoundoff).toBe(1);
  expect(1 + 2 * format.unitRoundoff).toBeGreaterThan(1);
  expect(format.minSubnormal / 2).toBe(0);
  expect(format.minSubnormal).toBeGreaterThan(0);
  expect(format.minNormal).toBe(format.minSubnormal * 2 ** (format.precision - 1));
});
