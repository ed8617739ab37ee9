import { F32, I32, type WasmFunction } from "./encoder.ts";
import { f32, i32, local, select } from "./instructions.ts";

const EXPONENT = 0x7c00;
const FLOAT_INFINITY = 0x7f800000;
const bits = (value: number): number => new DataView(Float32Array.of(value).buffer).getInt32(0, true);

const h = local.get(0);
/** A half's magnitude where float has its own: its exponent lacks float's bias, less half's: a factor of 2^(127-15). */
const shifted = i32.shl(i32.and(h, i32.const(0x7fff)), i32.const(13));

/**
 * (func $float_of_half (param $h i32) (result f32)): exact for every half, subnormals included, because the product is.
 * Infinities and NaNs, all of whose exponent bits are set, have float's set instead.
 */
export const FLOAT_OF_HALF: WasmFunction = {
  params: [I32],
  results: [F32],
  locals: [],
  body: f32.copysign(
    select(
      f32.reinterpretI32(i32.or(shifted, i32.const(FLOAT_INFINITY))),
      f32.mul(f32.reinterpretI32(shifted), f32.const(2 ** 112)),
      i32.eq(i32.and(h, i32.const(EXPONENT)), i32.const(EXPONENT)),
    ),
    f32.reinterpretI32(i32.shl(h, i32.const(16))),
  ),
};

const FLOAT_BITS = 1;
const MAGNITUDE = 2;
const magnitude = local.get(MAGNITUDE);

/** Adding 0.5, whose last place is half's subnormal step 2^-24, rounds a smaller float to a multiple of that step. */
const subnormal = i32.sub(i32.reinterpretF32(f32.add(f32.reinterpretI32(magnitude), f32.const(0.5))), i32.const(bits(0.5)));

/** Rebiases the exponent and rounds the 13 bits to be dropped, ties to even; a carry past the largest half is infinity. */
const normal = i32.shrU(
  i32.add(i32.add(magnitude, i32.const(0xfff - ((127 - 15) << 23))), i32.and(i32.shrU(magnitude, i32.const(13)), i32.const(1))),
  i32.const(13),
);

const special = select(i32.const(0x7e00), i32.const(EXPONENT), i32.gtU(magnitude, i32.const(FLOAT_INFINITY)));

/** (func $half_of_float (param $f f32) (result i32)): rounds to the nearest half, ties to even. */
export const HALF_OF_FLOAT: WasmFunction = {
  params: [F32],
  results: [I32],
  locals: [I32, I32],
  body: [
    ...local.set(FLOAT_BITS, i32.reinterpretF32(local.get(0))),
    ...local.set(MAGNITUDE, i32.and(local.get(FLOAT_BITS), i32.const(0x7fffffff))),
    ...i32.or(
      select(
        select(special, normal, i32.geU(magnitude, i32.const(bits(2 ** 16)))),
        subnormal,
        i32.geU(magnitude, i32.const(bits(2 ** -14))),
      ),
      i32.and(i32.shrU(local.get(FLOAT_BITS), i32.const(16)), i32.const(0x8000)),
    ),
  ],
};
