import { Arena, plantCanaries, type Slot } from "../../core/arena.ts";
import { BUFFERS, type BufferName, type CallShape } from "../../reference/operator.ts";
import { type DocumentExample, exampleExtent } from "../../reference/platforms.ts";
import { type Capacity, laySlots } from "../callee.ts";
import {
  MAP_ANONYMOUS,
  MAP_FIXED_NOREPLACE,
  MAP_NORESERVE,
  MAP_PRIVATE,
  map,
  PROT_NONE,
  PROT_READ,
  PROT_READ_WRITE,
  posix,
  viewAt,
} from "./posix.ts";

/** Bytes of each unreadable zone, whatever the page size. */
const ZONE: number = 2 ** 20;

/** Bytes of memory whose protection changes at a time: any page size divides it. As much of a zone is opened to see what a kernel does there. */
const OPENED = 64 * 1024;

/** An arena of mappings between unreadable zones: one mapping for each buffer. */
export interface Region {
  readonly arena: Arena;
  /** First and past-the-last address, zones included. */
  readonly low: number;
  readonly high: number;
  withoutZones<T>(action: () => T): T;
  /** Makes the pages that hold a call's inputs read-only, or writable again. */
  protectInputs(shape: CallShape, offsets: Float64Array, readOnly: boolean): void;
}

/** Bytes that an input of a call takes at most, whatever its element type. */
function mostBytes(name: BufferName, { batch, classNum, lossGradLength }: CallShape): number {
  const elements = {
    logits: batch * classNum,
    lossGrad: lossGradLength,
    labels: batch,
    weight: classNum,
    totalWeight: 1,
    logitsGrad: 0,
  };
  return 4 * elements[name];
}

/**
 * Reserves a region. Pages take memory only once they are touched.
 *
 * @throws Error if the system refuses the reservation.
 */
export function reserveRegion(capacity: Capacity): Region {
  const slots = laySlots(capacity, OPENED, ZONE);
  const at = (slots.at(-1) as Slot).high + ZONE;
  const base = map("the buffers", 0, at, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  const protect = (low: number, high: number, protection: number): void => {
    posix().mprotect(base + low, high - low, protection);
  };
  for (const slot of slots) protect(slot.low, slot.high, PROT_READ_WRITE);
  const arena = new Arena(viewAt(base, at), base, slots);
  return {
    arena,
    low: base,
    high: base + at,
    protectInputs(shape, offsets, readOnly) {
      slots.forEach(({ low, high }, b) => {
        const name = BUFFERS[b] as BufferName;
        if (name === "logitsGrad") return;
        // A slot as a whole may have many pages that were touched, each of which costs time.
        const offset = offsets[b] as number;
        const from = Math.max(low, Math.floor(offset / OPENED) * OPENED);
        const to = Math.min(high, Math.ceil((offset + mostBytes(name, shape)) / OPENED) * OPENED);
        protect(from, to, readOnly ? PROT_READ : PROT_READ_WRITE);
      });
    },
    withoutZones(action) {
      for (const { high } of slots) {
        protect(high, high + OPENED, PROT_READ_WRITE);
        plantCanaries(arena, high, high + OPENED);
      }
      try {
        return action();
      } finally {
        for (const { high } of slots) protect(high, high + OPENED, PROT_NONE);
      }
    },
  };
}

/**
 * Memory for a document's example, at its own addresses if nothing of this process is there.
 *
 * @throws Error if the system refuses the reservation.
 */
export function mapExample(example: DocumentExample): { readonly arena: Arena; readonly origin: number } {
  const { low, high } = exampleExtent(example);
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  const mapped = (address: number, extra: number): number =>
    map("the document's example", address, high - low, PROT_READ_WRITE, flags | extra);
  let base: number;
  try {
    base = mapped(low, MAP_FIXED_NOREPLACE);
  } catch {
    base = mapped(0, 0);
  }
  return { arena: new Arena(viewAt(base, high - low), base, []), origin: 0 };
}
