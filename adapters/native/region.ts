import { Arena, plantCanaries, type Slot } from "../../core/arena.ts";
import { BUFFERS } from "../../reference/operator.ts";
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

/** How much of the zone behind a slot is opened to see what a kernel reads or writes there: any page size divides it. */
const OPENED = 64 * 1024;

/** An arena of mappings between unreadable zones: one mapping for each buffer. */
export interface Region {
  readonly arena: Arena;
  /** First and past-the-last address, zones included. */
  readonly low: number;
  readonly high: number;
  withoutZones<T>(action: () => T): T;
  /** Makes the inputs' slots read-only, or writable again. */
  protectInputs(readOnly: boolean): void;
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
    protectInputs(readOnly) {
      slots.forEach(({ low, high }, b) => {
        if (BUFFERS[b] !== "logitsGrad") protect(low, high, readOnly ? PROT_READ : PROT_READ_WRITE);
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
