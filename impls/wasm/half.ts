import type { Code } from "./encoder.ts";
import { f32x4, i32, i32x4, local, v128 } from "./instructions.ts";

const EXPONENT = 0x7c00;
const FLOAT_INFINITY = 0x7f800000;
const bits = (value: number): number => new DataView(Float32Array.of(value).buffer).getInt32(0, true);

/**
 * Code for the values as floats of a local's four halves, each in the low bits of its lane. Exact for every half, subnormals included, because
 * the product is. Infinities and NaNs, all of whose exponent bits are set, have float's set instead.
 */
export function floatsOfHalves(halves: number): Code {
  const h = local.get(halves);
  // The magnitude where float has its own: its exponent lacks float's bias, less half's: a factor of 2^(127-15).
  const shifted = i32x4.shl(v128.and(h, i32x4.const(0x7fff)), i32.const(13));
  return v128.or(
    v128.bitselect(
      v128.or(shifted, i32x4.const(FLOAT_INFINITY)),
      f32x4.mul(shifted, f32x4.const(2 ** 112)),
      i32x4.eq(v128.and(h, i32x4.const(EXPONENT)), i32x4.const(EXPONENT)),
    ),
    v128.and(i32x4.shl(h, i32.const(16)), i32x4.const(-0x80000000)),
  );
}

/** Code for a local's four floats, each rounded to the nearest half, ties to even. `scratch`: a local that is free. */
export function halvesOfFloats(floats: number, scratch: number): Code {
  const magnitude = local.get(scratch);
  // Adding 0.5, whose last place is half's subnormal step 2^-24, rounds a smaller float to a multiple of that step.
  const subnormal = i32x4.sub(f32x4.add(magnitude, f32x4.const(0.5)), i32x4.const(bits(0.5)));
  // Rebiases the exponent and rounds the 13 bits to be dropped, ties to even; a carry past the largest half is infinity.
  const normal = i32x4.shrU(
    i32x4.add(
      i32x4.add(magnitude, i32x4.const(0xfff - ((127 - 15) << 23))),
      v128.and(i32x4.shrU(magnitude, i32.const(13)), i32x4.const(1)),
    ),
    i32.const(13),
  );
  const special = v128.bitselect(i32x4.const(0x7e00), i32x4.const(EXPONENT), i32x4.gtS(magnitude, i32x4.const(FLOAT_INFINITY)));
  return [
    ...local.set(scratch, v128.and(local.get(floats), i32x4.const(0x7fffffff))),
    ...v128.or(
      v128.bitselect(
        v128.bitselect(special, normal, i32x4.geS(magnitude, i32x4.const(bits(2 ** 16)))),
        subnormal,
        i32x4.geS(magnitude, i32x4.const(bits(2 ** -14))),
      ),
      v128.and(i32x4.shrU(local.get(floats), i32.const(16)), i32x4.const(0x8000)),
    ),
  ];
}
