import { describe, expect, it } from "vitest";
import { DOUBLE, FLOAT, HALF } from "./format.ts";
import { Random } from "./random.ts";
import { relativeError, sameValue, stepsBetween, ulp } from "./ulp.ts";

describe("same value", () => {
  it("holds for both zeros and for every NaN", () => {
    expect(sameValue(0, -0)).toBe(true);
    expect(sameValue(NaN, NaN)).toBe(true);
    expect(sameValue(Infinity, Infinity)).toBe(true);
  });

  it("does not hold for numbers that differ, however little", () => {
    expect(sameValue(1, 1 + Number.EPSILON)).toBe(false);
    expect(sameValue(Infinity, -Infinity)).toBe(false);
    expect(sameValue(NaN, 0)).toBe(false);
    expect(sameValue(0, Number.NaN)).toBe(false);
  });
});

describe.each([HALF, FLOAT])("the distance between two values of $name", (format) => {
  const { maxFinite, minNormal, minSubnormal } = format;

  it("is 0 between the zeros, and 1 from either to the smallest subnormals", () => {
    expect(stepsBetween(format, 0, -0)).toBe(0);
    expect(stepsBetween(format, -0, 0)).toBe(0);
    expect(stepsBetween(format, -0, minSubnormal)).toBe(1);
    expect(stepsBetween(format, 0, -minSubnormal)).toBe(1);
    expect(stepsBetween(format, -minSubnormal, minSubnormal)).toBe(2);
  });

  it("goes on through the subnormals into the normals", () => {
    expect(stepsBetween(format, minNormal - minSubnormal, minNormal)).toBe(1);
    expect(stepsBetween(format, 0, minNormal)).toBe(2 ** (format.precision - 1));
  });

  it("has infinity one step past the largest value", () => {
    expect(stepsBetween(format, maxFinite, Infinity)).toBe(1);
    expect(stepsBetween(format, -Infinity, -maxFinite)).toBe(1);
    expect(stepsBetween(format, -Infinity, Infinity)).toBe(2 * (format.toBits(maxFinite) + 1));
  });

  it("is none between NaN and a number, and 0 between NaNs", () => {
    expect(stepsBetween(format, NaN, 1)).toBeNull();
    expect(stepsBetween(format, 1, NaN)).toBeNull();
    expect(stepsBetween(format, NaN, NaN)).toBe(0);
  });

  it("is the number of steps made, in both directions and across zero", () => {
    const random = new Random().reset(3, 0, 0);
    for (let i = 0; i < 2000; i++) {
      const [low, high] = [random.below(format.toBits(Infinity)), random.below(format.toBits(Infinity))];
      const [a, b] = [format.fromBits(low), format.fromBits(high)];
      expect(stepsBetween(format, a, b)).toBe(Math.abs(high - low));
      expect(stepsBetween(format, -b, -a)).toBe(Math.abs(high - low));
      expect(stepsBetween(format, -a, b)).toBe(low + high);
    }
  });
});

describe.each([HALF, FLOAT])("a unit in the last place of $name", (format) => {
  const { maxFinite, minNormal, minSubnormal, overflowPower, unitRoundoff: u } = format;

  it("changes at powers of two, and not next to them", () => {
    for (let power = 2 * minNormal; power < overflowPower; power *= 2) {
      const below = power * (1 - u);
      if (ulp(format, power) !== 2 * u * power || ulp(format, below) !== u * power || ulp(format, -power) !== 2 * u * power)
        expect.fail(`at ${power}`);
    }
    expect(ulp(format, 1)).toBe(2 * u);
    expect(ulp(format, 1.75)).toBe(2 * u);
    expect(ulp(format, 2 - 2 * u)).toBe(2 * u);
  });

  it("is the subnormal step from zero to the end of the first binade of normals", () => {
    for (const x of [0, -0, minSubnormal, minNormal - minSubnormal, minNormal, 2 * minNormal - minSubnormal]) {
      expect(ulp(format, x)).toBe(minSubnormal);
    }
    expect(ulp(format, 2 * minNormal)).toBe(2 * minSubnormal);
  });

  it("is that of the highest binade for the largest value and for infinity", () => {
    const highest = overflowPower - maxFinite;
    for (const x of [maxFinite, -maxFinite, Infinity, -Infinity]) expect(ulp(format, x)).toBe(highest);
  });

  it("is the distance to the next value away from zero", () => {
    const random = new Random().reset(4, 0, 0);
    for (let i = 0; i < 2000; i++) {
      const bits = random.below(format.toBits(maxFinite));
      expect(ulp(format, format.fromBits(bits))).toBe(format.fromBits(bits + 1) - format.fromBits(bits));
    }
  });
});

it("measures doubles as well, next to powers of two included", () => {
  for (let exponent = -1000; exponent <= 1000; exponent += 1) {
    const power = 2 ** exponent;
    if (ulp(DOUBLE, power) !== power * Number.EPSILON || ulp(DOUBLE, power * (1 - 2 ** -53)) !== (power * Number.EPSILON) / 2)
      expect.fail(`at 2^${exponent}`);
  }
});

describe("relative error", () => {
  it("is by the magnitude of what was expected", () => {
    expect(relativeError(4, 5)).toBe(0.25);
    expect(relativeError(-4, -5)).toBe(0.25);
    expect(relativeError(-4, 4)).toBe(2);
    expect(relativeError(1, 1)).toBe(0);
  });

  it("has no meaning where zero was expected, or one of the two is not finite", () => {
    for (const [expected, received] of [
      [0, 1],
      [-0, 0],
      [Infinity, 1],
      [1, -Infinity],
      [NaN, 1],
      [1, NaN],
    ] as const)
      expect(relativeError(expected, received)).toBeNull();
  });
});
