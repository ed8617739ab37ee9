/** IEEE 754 binary32: bits and values. */

const scratch: Float32Array = new Float32Array(1);
const scratchBits: Uint32Array = new Uint32Array(scratch.buffer);

/** Rounds a double to the nearest float, ties to even, and gives its bits. */
export function floatBits(x: number): number {
  scratch[0] = x;
  return scratchBits[0] as number;
}

/** The value of a float. */
export function floatValue(bits: number): number {
  scratchBits[0] = bits;
  return scratch[0] as number;
}
