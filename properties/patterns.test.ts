import { describe, expect, it } from "vitest";
import { type ElementFormat, FLOAT, HALF } from "../core/format.ts";
import { drawElement, drawLabel, LABEL_CLASSES, type LabelClass, VALUE_CLASSES, type ValueClass } from "./patterns.ts";

type Samples = Readonly<Record<ValueClass, readonly [number, number, number, number]>>;

/** Elements 0, 1 and 2 of seed 1, and 1000 of seed 0xfeedface. Stored tokens mean these: they never change. */
const FP: Samples = {
  one: [0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000],
  ordinary: [0xbf1fea7c, 0x3fd6b1d3, 0x3edce18e, 0x3e384d75],
  integers: [0xc1200000, 0x41000000, 0x41700000, 0x40000000],
  powers: [0xc0000000, 0x3f000000, 0x42800000, 0x3c000000],
  short: [0xbf1fe800, 0x4056b000, 0x3fdce000, 0x3f384800],
  wide: [0x831fea7c, 0x6756b1d3, 0x48dce18e, 0x4e384d75],
  subnormal: [0x801fea7c, 0x0056b1d3, 0x005ce18e, 0x00384d75],
  extreme: [0x807fffff, 0x00000002, 0x3f7fffff, 0x3f800001],
  special: [0xffc00000, 0xff800000, 0x80000000, 0x00000000],
  mixed: [0x7387cda3, 0x4076fd1a, 0x3f800000, 0xbee3b9fd],
  positive: [0x3f1fea7c, 0x3fd6b1d3, 0x3edce18e, 0x3e384d75],
  uniform: [0xbf1fea7c, 0xbf1fea7c, 0xbf1fea7c, 0x4084809d],
  whole: [0xc69fea00, 0x4756b100, 0x475ce100, 0x47384d00],
};
const HP: Samples = {
  one: [0x3c00, 0x3c00, 0x3c00, 0x3c00],
  ordinary: [0xba7c, 0x3dd3, 0x358e, 0x3175],
  integers: [0xc900, 0x4800, 0x4b80, 0x4000],
  powers: [0xc000, 0x3800, 0x5400, 0x2000],
  short: [0xba60, 0x41c0, 0x3d80, 0x3960],
  wide: [0xfa7c, 0x51d3, 0x458e, 0x7175],
  subnormal: [0x827c, 0x01d3, 0x018e, 0x0175],
  extreme: [0x83ff, 0x0002, 0x3bff, 0x3c01],
  special: [0xfe00, 0xfc00, 0x8000, 0x0000],
  mixed: [0x0da3, 0x411a, 0x3c00, 0xb5fd],
  positive: [0x3a7c, 0x3dd3, 0x358e, 0x3175],
  uniform: [0xba7c, 0xba7c, 0xba7c, 0x449d],
  whole: [0xd670, 0x79d3, 0x758e, 0x5570],
};

describe.each([
  { format: FLOAT, samples: FP },
  { format: HALF, samples: HP },
])("elements of $format.name", ({ format, samples }) => {
  const { maxFinite, minNormal, minSubnormal, precision } = format;
  const values = (kind: ValueClass, count = 3000): number[] =>
    Array.from({ length: count }, (_, i) => format.fromBits(drawElement(format.type, kind, 3, i)));
  const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < minNormal;
  const bothSigns = (xs: readonly number[]): boolean => xs.some((x) => x > 0) && xs.some((x) => x < 0);
  const trailingZeros = (f: ElementFormat, x: number): number => {
    const fraction = f.toBits(x) % 2 ** (f.precision - 1);
    return fraction === 0 ? f.precision - 1 : Math.log2(fraction & -fraction);
  };

  it.each([...VALUE_CLASSES])("of class %s are what stored tokens mean by it", (kind) => {
    const places = [
      [1, 0],
      [1, 1],
      [1, 2],
      [0xfeedface, 1000],
    ] as const;
    expect(places.map(([seed, index]) => drawElement(format.type, kind, seed, index))).toEqual(samples[kind]);
  });

  it.each([...VALUE_CLASSES])("of class %s are bits of the format", (kind) => {
    for (let i = 0; i < 1000; i++) {
      const bits = drawElement(format.type, kind, 4, i);
      if (!Number.isInteger(bits) || bits < 0 || bits >= 2 ** (8 * format.bytes)) expect.fail(`${bits}`);
    }
  });

  it("ordinary have both signs and exponents -3 to 3", () => {
    const xs = values("ordinary");
    expect(bothSigns(xs)).toBe(true);
    expect(xs.every((x) => Math.abs(x) >= 1 / 8 && Math.abs(x) < 16)).toBe(true);
    expect(new Set(xs.map((x) => Math.floor(Math.log2(Math.abs(x))))).size).toBe(7);
  });

  it("positive are ordinary without a sign", () => {
    expect(values("positive")).toEqual(values("ordinary").map(Math.abs));
  });

  it("integers are whole, 1 to 16 of both signs", () => {
    const xs = values("integers");
    expect(new Set(xs.map(Math.abs))).toEqual(new Set(Array.from({ length: 16 }, (_, k) => k + 1)));
    expect(bothSigns(xs)).toBe(true);
  });

  it("powers are powers of two from 2^-8 to 2^7", () => {
    const xs = values("powers");
    expect([...new Set(xs.map((x) => Math.log2(Math.abs(x))))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 16 }, (_, k) => k - 8),
    );
    expect(bothSigns(xs)).toBe(true);
  });

  it("short have half of the significand: their products are exact or one bit longer, and some are ties", () => {
    const xs = values("short");
    const kept = Math.ceil((precision + 1) / 2);
    expect(xs.every((x) => precision - trailingZeros(format, x) <= kept)).toBe(true);
    expect(xs.some((x) => precision - trailingZeros(format, x) === kept)).toBe(true);
    const ties = xs.filter((x, i) => {
      const product = x * (xs[(i + 1) % xs.length] as number);
      const step = Math.abs(product - format.round(product));
      return step !== 0 && format.round(product * (1 + 2 ** -40)) !== format.round(product * (1 - 2 ** -40));
    });
    expect(ties.length).toBeGreaterThan(20);
  });

  it("wide are normal and of every exponent", () => {
    const xs = values("wide", 6000);
    expect(xs.every((x) => Math.abs(x) >= minNormal && Math.abs(x) <= maxFinite)).toBe(true);
    expect(new Set(xs.map((x) => Math.floor(Math.log2(Math.abs(x))))).size).toBe(
      Math.log2(maxFinite + 1 === maxFinite ? 2 ** 254 : 2 ** 30),
    );
    expect(bothSigns(xs)).toBe(true);
  });

  it("subnormal are subnormal and never zero", () => {
    const xs = values("subnormal");
    expect(xs.every(isSubnormal)).toBe(true);
    expect(bothSigns(xs)).toBe(true);
  });

  it("extreme are the ends of normals and subnormals, and their neighbours", () => {
    const xs = new Set(values("extreme").map(Math.abs));
    expect(xs.size).toBe(12);
    for (const end of [
      maxFinite,
      minNormal,
      minSubnormal,
      minNormal - minSubnormal,
      1 + 2 ** (1 - precision),
      1 - 2 ** -precision,
    ])
      expect(xs).toContain(end);
    expect([...xs].every((x) => x > 0 && x < Infinity)).toBe(true);
  });

  it("special are infinities, NaN and zeros of both signs", () => {
    const xs = values("special");
    expect(xs.every((x) => !Number.isFinite(x) || x === 0)).toBe(true);
    for (const x of [Infinity, -Infinity, NaN, 0, -0]) expect(xs.some((y) => Object.is(x, y))).toBe(true);
  });

  it("mixed are mostly ordinary, with some of each other kind", () => {
    const xs = values("mixed");
    const ordinary = xs.filter((x) => Math.abs(x) >= 1 / 8 && Math.abs(x) <= 16).length;
    expect(ordinary).toBeGreaterThan(xs.length / 2);
    expect(xs.some(isSubnormal)).toBe(true);
    expect(xs.some(Number.isNaN)).toBe(true);
    expect(xs.some((x) => Math.abs(x) > 1000 && x < Infinity)).toBe(true);
  });

  it("uniform are all the same, by the seed", () => {
    expect(new Set(values("uniform")).size).toBe(1);
    const seeds = Array.from({ length: 20 }, (_, seed) => drawElement(format.type, "uniform", seed, 5));
    expect(new Set(seeds).size).toBeGreaterThan(15);
  });

  it("whole have no fraction and both signs, and products on both sides of where integer types end", () => {
    const xs = values("whole");
    expect(xs.every(Number.isInteger)).toBe(true);
    expect(bothSigns(xs)).toBe(true);
    const products = xs.map((x, k) => Math.abs(x * (xs[k + 1] ?? 1)));
    for (const limit of format === FLOAT ? [2 ** 31] : [2 ** 15, 2 ** 16])
      for (const isBeside of [(p: number) => p >= limit && p < 4 * limit, (p: number) => p < limit && p > limit / 4])
        expect(products.filter(isBeside).length, `${limit}`).toBeGreaterThan(xs.length / 200);
  });
});

describe("labels", () => {
  const PINNED: Readonly<Record<LabelClass, readonly number[]>> = {
    first: [0, 0, 0, 0, 0, 0],
    last: [9, 9, 9, 9, 9, 9],
    repeated: [7, 7, 7, 7, 7, 7],
    adjacent: [7, 8, 9, 0, 1, 2],
    edges: [0, 9, 0, 9, 0, 9],
    random: [2, 4, 5, 8, 3, 6],
  };

  it.each([...LABEL_CLASSES])("of class %s are what stored tokens mean by it", (kind) => {
    expect([0, 1, 2, 3, 4, 5].map((row) => drawLabel(kind, 7, row, 10))).toEqual(PINNED[kind]);
  });

  it.each([...LABEL_CLASSES])("of class %s are classes, whatever seed, row and number of classes", (kind) => {
    for (const seed of [0, 1, 12345, 2 ** 32 - 1])
      for (const classNum of [1, 2, 3, 32, 1000, 16777301])
        for (const row of [0, 1, 2, 31, 65536, 16777300]) {
          const label = drawLabel(kind, seed, row, classNum);
          if (!Number.isInteger(label) || label < 0 || label >= classNum) expect.fail(`${label} of ${classNum}`);
        }
  });

  it("at random reach every class", () => {
    expect(new Set(Array.from({ length: 500 }, (_, row) => drawLabel("random", 9, row, 33))).size).toBe(33);
  });

  it("at the edges lie side by side in memory: a row's last class before the next row's first", () => {
    for (let row = 0; row < 9; row++) {
      const [now, next] = [drawLabel("edges", 0, row, 10), drawLabel("edges", 0, row + 1, 10)];
      if (now === 9) expect(10 - now + next).toBe(1);
    }
  });
});
