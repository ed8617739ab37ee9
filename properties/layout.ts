import { type Arena, indexOf, plantCanaries } from "../core/arena.ts";
import { type ElementType, formatOf } from "../core/format.ts";
import { BUFFERS } from "../reference/operator.ts";
import { atStart, type Case, fillBits, marksOf, poisonBits, typeOf } from "./case.ts";
import type { Inputs } from "./inputs.ts";

/** Places of the buffers in `BUFFERS`, and so in the arrays of a layout. */
export const LOGITS = 0;
export const LOSS_GRAD = 1;
export const LABELS = 2;
export const WEIGHT = 3;
export const TOTAL_WEIGHT = 4;
export const LOGITS_GRAD = 5;

/** Bytes of canaries before a buffer, and behind it where the unreadable zone does not follow. */
const CANARY_REACH = 64;

/** Where the six buffers of a call lie, in bytes from the arena's start. Reused from call to call. */
export class Layout {
  readonly offset: Float64Array = new Float64Array(BUFFERS.length);
  readonly bytes: Float64Array = new Float64Array(BUFFERS.length);
  /** Ends of the canaries around each buffer. */
  readonly low: Float64Array = new Float64Array(BUFFERS.length);
  readonly high: Float64Array = new Float64Array(BUFFERS.length);
  /** Bytes that buffers are guaranteed to be aligned to, and that count as a block. */
  readonly block: number;
  /**
   * Bytes that the length of each buffer is rounded up to under `exact` placement: 1 until a kernel has shown that it
   * needs its buffers aligned, or reads them by blocks.
   */
  readonly granule: Float64Array = new Float64Array(BUFFERS.length).fill(1);

  /** Bytes past a slot's ends that canaries may take. */
  private readonly beyond: number;

  /** `zoned`: unreadable zones stand around the slots; else canaries go on there, so that no write beside a buffer is missed. */
  constructor(block: number, zoned: boolean) {
    this.block = block;
    this.beyond = zoned ? 0 : 2 * CANARY_REACH;
  }

  /** Lays a case's buffers out in the arena, and plants the canaries. */
  place(c: Case, arena: Arena): void {
    measure(c, this.bytes);
    const starting = atStart(c.placement);
    const exact = c.placement === "exact";
    for (let b = 0; b < BUFFERS.length; b++) this.placeBuffer(b, ((starting >> b) & 1) === 1, exact, arena);
  }

  private placeBuffer(b: number, atStart: boolean, exact: boolean, arena: Arena): void {
    const slot = arena.slots[b] as { low: number; high: number };
    const bytes = this.bytes[b] as number;
    let offset: number;
    if (atStart) offset = slot.low;
    else {
      const granule = exact ? (this.granule[b] as number) : this.block;
      offset = slot.high - Math.ceil(bytes / granule) * granule;
    }
    if (offset < slot.low || offset + bytes > slot.high) {
      throw new RangeError(`${BUFFERS[b]} takes ${bytes} bytes: the arena's slot has ${slot.high - slot.low}`);
    }
    this.offset[b] = offset;
    const low = Math.max(slot.low - this.beyond, offset - CANARY_REACH);
    const high = Math.min(slot.high + this.beyond, offset + bytes + 2 * CANARY_REACH);
    this.low[b] = low;
    this.high[b] = high;
    plantCanaries(arena, low, offset);
    plantCanaries(arena, offset + bytes, high);
  }
}

/** Writes the bytes of each of a case's buffers into `bytes`, in the order of `BUFFERS`. */
export function measure(c: Case, bytes: Float64Array): void {
  const size = formatOf(typeOf(c)).bytes;
  const tensor = c.batch * c.classNum * size;
  bytes[LOGITS] = tensor;
  bytes[LOSS_GRAD] = c.lossGradLength * size;
  bytes[LABELS] = c.batch * 4;
  bytes[WEIGHT] = c.classNum * size;
  bytes[TOTAL_WEIGHT] = size;
  bytes[LOGITS_GRAD] = tensor;
}

/** Fills `count` elements from a byte offset with one pattern of bits. */
export function fillElements(arena: Arena, type: ElementType, offset: number, count: number, bits: number): void {
  if (type === "fp") fillWords(arena.u32, indexOf(offset, 4), count, bits);
  else fillHalves(arena.u16, indexOf(offset, 2), count, bits);
}

/** `fill` has a cost of its own that short ranges do not repay. */
const SHORT = 64;

function fillWords(view: Uint32Array, start: number, count: number, bits: number): void {
  if (count > SHORT) view.fill(bits, start, start + count);
  else for (let k = start, end = start + count; k < end; k++) view[k] = bits;
}

function fillHalves(view: Uint16Array, start: number, count: number, bits: number): void {
  if (count > SHORT) view.fill(bits, start, start + count);
  else for (let k = start, end = start + count; k < end; k++) view[k] = bits;
}

/** Copies bits of elements to a byte offset. */
function storeElements(arena: Arena, type: ElementType, offset: number, bits: Uint32Array, count: number): void {
  if (type === "fp") {
    const { u32 } = arena;
    const start = indexOf(offset, 4);
    for (let i = 0; i < count; i++) u32[start + i] = bits[i] as number;
  } else {
    const { u16 } = arena;
    const start = indexOf(offset, 2);
    for (let i = 0; i < count; i++) u16[start + i] = bits[i] as number;
  }
}

/** Writes the case's inputs, the marks in `logits` and the poison in the output to where the layout put them. */
export function load(c: Case, inputs: Inputs, layout: Layout, arena: Arena): void {
  const type = typeOf(c);
  const tensor = c.batch * c.classNum;
  const { offset } = layout;
  fillElements(arena, type, offset[LOGITS] as number, tensor, fillBits(marksOf(type).logits, c.logits));
  storeElements(arena, type, offset[LOSS_GRAD] as number, inputs.lossGrad.bits, c.lossGradLength);
  const { u32 } = arena;
  const labels = indexOf(offset[LABELS] as number, 4);
  for (let i = 0; i < c.batch; i++) u32[labels + i] = inputs.labels[i] as number;
  storeElements(arena, type, offset[WEIGHT] as number, inputs.weight.bits, c.classNum);
  storeElements(arena, type, offset[TOTAL_WEIGHT] as number, inputs.totalWeight.bits, 1);
  loadPoison(c, layout, arena);
}

/** Writes what another call of the same volley has of its own: the total, and the poison in the output if that is not left to the call. */
export function reload(c: Case, inputs: Inputs, layout: Layout, arena: Arena, poisons: boolean): void {
  storeElements(arena, typeOf(c), layout.offset[TOTAL_WEIGHT] as number, inputs.totalWeight.bits, 1);
  if (poisons) loadPoison(c, layout, arena);
}

function loadPoison(c: Case, layout: Layout, arena: Arena): void {
  const poison = poisonBits(c);
  if (poison >= 0) fillElements(arena, typeOf(c), layout.offset[LOGITS_GRAD] as number, c.batch * c.classNum, poison);
}
