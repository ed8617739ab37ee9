import { Arena, type Slot } from "../../core/arena.ts";
import { type Capacity, laySlots, type Tensors } from "../callee.ts";
import type { Guard } from "./guard.ts";
import { MAP_ANONYMOUS, MAP_NORESERVE, MAP_PRIVATE, map, PROT_NONE, PROT_READ_WRITE, posix, viewAt } from "./posix.ts";

/**
 * Bytes of each unreadable zone: an index that lost its upper half is up to 2^31 elements off to either side, and must not reach
 * anything of this process.
 */
const ZONE: number = 2 ** 35;

/** Buffers begin and end at multiples of this: any page size divides it. */
const BLOCK = 64 * 1024;

/**
 * Maps buffers past what an arena holds. Only pages that are touched take memory: of logits, which is no more than its size, none.
 * `guard`: comes back from faults in it, until it is released.
 *
 * @throws Error if the system refuses the mapping.
 */
export function mapTensors(capacity: Capacity, guard: Guard): Tensors {
  const slots = laySlots(capacity, BLOCK, ZONE);
  const bytes = (slots.at(-1) as Slot).high + ZONE;
  const base = map("tensors past 2^31 elements", 0, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
  for (const { low, high } of slots) posix().mprotect(base + low, high - low, PROT_READ_WRITE);
  guard.setArena(base, base + bytes);
  return {
    // No view reaches over all of it: its slots and its address are what calls and faults are told by.
    arena: new Arena(new ArrayBuffer(0), base, slots),
    window: (offset, length) => viewAt(base + offset, length),
    release: () => posix().munmap(base, bytes),
  };
}
