import { describe, expect, it } from "vitest";
import { HALF_VALUES, halfBits } from "../../core/half.ts";
import { sameValue } from "../../core/ulp.ts";
import { type Code, encodeModule, F32, I32, instantiate, signed, unsigned, V128, type WasmFunction } from "./encoder.ts";
import { floatsOfHalves, halvesOfFloats } from "./half.ts";
import { f32x4, i32x4, local } from "./instructions.ts";
import { kernel } from "./kernel.ts";

const unshared = new WebAssembly.Memory({ initial: 1 });

describe("the encoder", () => {
  it.for([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
  ] as const)("writes %i as unsigned LEB128", ([value, bytes]) => {
    expect(unsigned(value)).toEqual(bytes);
  });

  it.for([
    [0, [0x00]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [0x7fffffff, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-0x80000000, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ] as const)("writes %i as signed LEB128", ([value, bytes]) => {
    expect(signed(value)).toEqual(bytes);
  });

  it.for([true, false])("makes a valid kernel for a memory that is shared: %s", (isShared) => {
    expect(WebAssembly.validate(encodeModule(kernel("product-first"), isShared))).toBe(true);
  });
});

/** The index of the last of four lanes. */
const LAST = 3;

/** A function of a number that puts it into every lane of a local, and gives what becomes of the last. */
function lanewise(
  name: string,
  [from, to]: readonly [typeof I32 | typeof F32, typeof I32 | typeof F32],
  code: Code,
): WasmFunction {
  const splat = (from === I32 ? i32x4 : f32x4).splat(local.get(0));
  const extract = to === I32 ? 0x1b : 0x1f;
  return {
    name,
    params: [from],
    results: [to],
    locals: [V128, V128],
    body: [...local.set(1, splat), ...code, 0xfd, extract, LAST],
  };
}

describe("half in vector arithmetic", () => {
  const exports = instantiate(
    [lanewise("floatOfHalf", [I32, F32], floatsOfHalves(1)), lanewise("halfOfFloat", [F32, I32], halvesOfFloats(1, 2))],
    unshared,
  );
  const { floatOfHalf, halfOfFloat } = exports as { floatOfHalf(h: number): number; halfOfFloat(f: number): number };

  it("has the value of every half", () => {
    const wrong = Array.from(HALF_VALUES.keys()).filter((bits) => !Object.is(floatOfHalf(bits), HALF_VALUES[bits]));
    expect(wrong).toEqual([]);
  });

  it("rounds to nearest, ties to even, at and beside every half and every midpoint", () => {
    const wrong: number[] = [];
    const check = (x: number): void => {
      const float = Math.fround(x);
      if (halfOfFloat(float) !== halfBits(float)) wrong.push(float);
    };
    for (let bits = 0; bits < 0x7c00; bits++) {
      const low = HALF_VALUES[bits] as number;
      const high = bits === 0x7bff ? 2 ** 16 : (HALF_VALUES[bits + 1] as number);
      for (const x of [low, (low + high) / 2]) {
        // A float's neighbours are at most 2^-23 of it away.
        for (const beside of [x * (1 - 2 ** -23), x, x * (1 + 2 ** -23)]) [beside, -beside].forEach(check);
      }
    }
    for (const x of [0, -0, 2 ** -149, 2 ** -126, 2 ** -25, 65504, 65520, 2 ** 16, 3e38, Infinity, -Infinity]) check(x);
    expect(wrong).toEqual([]);
  });

  it("keeps NaN", () => {
    expect(sameValue(HALF_VALUES[halfOfFloat(NaN)] as number, NaN)).toBe(true);
  });
});
