import { expect, it } from "vitest";
import { floatBits, floatValue } from "./float.ts";
import { Random } from "./random.ts";

it.each([
  [0x00000001, 2 ** -149],
  [0x007fffff, (2 ** 23 - 1) * 2 ** -149],
  [0x00800000, 2 ** -126],
  [0x3f800000, 1],
  [0xc0000000, -2],
  [0x7f7fffff, 2 ** 128 - 2 ** 104],
  [0x7f800000, Infinity],
  [0xff800000, -Infinity],
  [0x80000000, -0],
])("reads 0x%s as %d, and writes it back", (bits, value) => {
  expect(floatValue(bits)).toBe(value);
  expect(floatBits(value)).toBe(bits);
});

it("rounds as Math.fround does, and gives back the bits that were read, whatever the exponent", () => {
  const random = new Random().reset(2, 0, 0);
  const view = new DataView(new ArrayBuffer(4));
  const wrong: number[] = [];
  for (let i = 0; i < 50_000; i++) {
    const x =
      (random.oneIn(2) ? 1 : -1) * (1 + (random.word() + random.word() / 2 ** 32) / 2 ** 32) * 2 ** random.between(-152, 129);
    view.setFloat32(0, x);
    if (floatBits(x) !== view.getUint32(0) || floatValue(floatBits(x)) !== Math.fround(x)) wrong.push(x);
    const bits = random.word();
    if (!Number.isNaN(floatValue(bits)) && floatBits(floatValue(bits)) !== bits) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

it("takes ties to even, and the midpoint past the largest float to infinity", () => {
  expect(floatBits(1 + 2 ** -24)).toBe(0x3f800000);
  expect(floatBits(1 + 3 * 2 ** -24)).toBe(0x3f800002);
  expect(floatBits(2 ** -150)).toBe(0);
  expect(floatBits(3 * 2 ** -150)).toBe(2);
  expect(floatBits(2 ** 128 - 2 ** 103)).toBe(0x7f800000);
  expect(floatBits(2 ** 128 - 2 ** 103 - 2 ** 75)).toBe(0x7f7fffff);
});

it("reads every NaN as NaN, and writes NaN as one", () => {
  for (const bits of [0x7f800001, 0x7fc00000, 0xffffffff]) expect(floatValue(bits)).toBeNaN();
  expect(floatValue(floatBits(NaN))).toBeNaN();
});
