/** A range of bytes of an arena in which one buffer may lie; unreadable zones may stand before and behind it. */
export interface Slot {
  readonly low: number;
  readonly high: number;
}

/**
 * The memory that a kernel's buffers lie in, seen through one view for each width: a call allocates nothing. Offsets are
 * bytes from the view's start; an address is `base` more. Hosts are little-endian, as the operator's platforms are.
 */
export class Arena {
  readonly buffer: ArrayBufferLike;
  /** Address of the first byte, as the kernel sees it. */
  readonly base: number;
  readonly slots: readonly Slot[];
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;

  constructor(buffer: ArrayBufferLike, base: number, slots: readonly Slot[]) {
    this.buffer = buffer;
    this.base = base;
    this.slots = slots;
    this.u16 = new Uint16Array(buffer, 0, Math.floor(buffer.byteLength / 2));
    this.u32 = new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.f32 = new Float32Array(buffer, 0, this.u32.length);
    this.f64 = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
  }
}

/**
 * The index of the element of `bytes` bytes that begins at or before a byte offset. An arena is no larger than 4 GiB, so that
 * it is a machine integer: the engine takes one as it is, and a double that counts the same by a conversion at each access.
 */
export function indexOf(offset: number, bytes: number): number {
  return (offset / bytes) | 0;
}

/**
 * What stands around the buffers, in units of 16 bits: a NaN as half and as float, and far out of range as a label, so
 * that a kernel that uses it gives itself away.
 */
export const CANARY = 0x7fa5;
const CANARY_PAIR = 0x7fa57fa5;
/** Four of them as a double, which is an ordinary number: planted and looked at eight bytes at a time. */
const CANARY_DOUBLE: number = new Float64Array(new Uint32Array([CANARY_PAIR, CANARY_PAIR]).buffer)[0] as number;

/** Fills the bytes from `low` to `high` (even offsets) with canaries. */
export function plantCanaries(arena: Arena, low: number, high: number): void {
  const { u16, u32, f64 } = arena;
  let at = low;
  if ((at & 2) !== 0 && at < high) {
    u16[at / 2] = CANARY;
    at += 2;
  }
  const words = indexOf(high, 4);
  let k = indexOf(at, 4);
  if ((k & 1) !== 0 && k < words) u32[k++] = CANARY_PAIR;
  for (let d = k >> 1, end = words >> 1; d < end; d++) f64[d] = CANARY_DOUBLE;
  if ((words & 1) !== 0 && k < words) u32[words - 1] = CANARY_PAIR;
  if ((high & 2) !== 0 && high - 2 >= at) u16[high / 2 - 1] = CANARY;
}

/** Offset of the first byte pair from `low` to `high` that is no canary any more, or -1. */
export function brokenCanary(arena: Arena, low: number, high: number): number {
  const { u16, u32, f64 } = arena;
  let at = low;
  if ((at & 2) !== 0 && at < high) {
    if (u16[at / 2] !== CANARY) return at;
    at += 2;
  }
  const words = indexOf(high, 4);
  let k = indexOf(at, 4);
  if ((k & 1) !== 0 && k < words && u32[k] === CANARY_PAIR) k++;
  if ((k & 1) === 0) while (k + 1 < words && f64[k >> 1] === CANARY_DOUBLE) k += 2;
  for (; k < words; k++) {
    if (u32[k] !== CANARY_PAIR) return u16[2 * k] === CANARY ? 4 * k + 2 : 4 * k;
  }
  if ((high & 2) !== 0 && high - 2 >= at && u16[high / 2 - 1] !== CANARY) return high - 2;
  return -1;
}
