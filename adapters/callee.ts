import type { Arena, Slot } from "../core/arena.ts";
import type { Outcome } from "../core/contract.ts";
import { BUFFERS, type CallShape, type EntryName } from "../reference/operator.ts";
import type { DocumentExample } from "../reference/platforms.ts";

/** How much a callee's arena holds: bytes of the two tensors, and of each other buffer. */
export interface Capacity {
  readonly tensor: number;
  readonly vector: number;
}

/** Slots for the six buffers in the order of `BUFFERS`: sizes in multiples of `block` bytes, `zone` bytes before and behind each. */
export function laySlots(capacity: Capacity, block: number, zone: number): Slot[] {
  const slots: Slot[] = [];
  let at = zone;
  for (const name of BUFFERS) {
    const bytes = name === "logits" || name === "logitsGrad" ? capacity.tensor : capacity.vector;
    const high = at + Math.ceil(bytes / block) * block;
    slots.push({ low: at, high });
    at = high + zone;
  }
  return slots;
}

/** Milliseconds that a call may take. */
export type Allowance = (shape: CallShape) => number;

/** What can be seen of a kernel beside its outputs. */
export interface Sight {
  /** Accesses out of bounds, reads too: they fault. */
  readonly faults: boolean;
  /** Writes right before and behind the buffers. */
  readonly around: boolean;
  /** What becomes of the inputs. */
  readonly inputs: boolean;
  /** What is written after a call returned. */
  readonly late: boolean;
  /** The document's examples: there is memory at their addresses, or as far apart as they are. */
  readonly examples: boolean;
}

/** Counters of the edges that calls take in a kernel's code, where it was compiled to have some. */
export interface EdgeCounters {
  readonly size: number;
  /** Tells of each edge that was taken since the last time how often, to 255, and begins anew. */
  take(counted: (edge: number, count: number) => void): void;
}

/** Memory for one call whose tensors no arena holds. */
export interface Tensors {
  /** Slots and address alone: its views are empty. */
  readonly arena: Arena;
  /** `bytes` bytes from an offset, as a view without a copy; not to be used after `release`. */
  window(offset: number, bytes: number): ArrayBuffer;
  release(): void;
}

/** Calls with what a small one costs most in machine code: filling the output, and looking whether it is zero off the labels. */
export interface FillingCalls {
  /** Calls a function whose output is filled with an element's bits right before. */
  invoke(shape: CallShape, offsets: Float64Array, arena: Arena, poison: number): Outcome;
  /** Halves of the output that were not zero when the last call returned: of a float there are two. */
  nonZeroHalves(): number;
}

/** A kernel that is called in place: its buffers lie in the callee's arena, at offsets from the arena's start. */
export interface Callee {
  /** May change between calls: a memory that grows is another buffer. */
  readonly arena: Arena;
  /** What it offers. */
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  /** Missing where its code has none. */
  readonly counters?: EdgeCounters;
  /** Whether its memory has room for a call's buffers, of which these are the bytes. */
  holds(bytes: Float64Array): boolean;
  /** Makes ready for a call whose buffers have so many bytes, before they are laid: what the call before broke is made whole. */
  ready(bytes: Float64Array): void;
  /** Calls a function with buffers at offsets from the start of `arena`, in the order of `BUFFERS`. */
  invoke(shape: CallShape, offsets: Float64Array, arena: Arena): Outcome;
  /**
   * Makes a call ready to be made many times over, so that its own time is what is measured, not that of views and of saying which call it is;
   * `invoke` does where it is missing.
   */
  prepare?(shape: CallShape, offsets: Float64Array, arena: Arena): () => Outcome;
  /** Missing where the machine has none, or a call is many. */
  readonly filling?: FillingCalls;
  /**
   * Memory in which the document's example stands as it is written: at its addresses where they are free, else as far apart
   * as they are; `null` if there is none. `origin` is where the least of its addresses is in the arena, which may be another one after a call.
   */
  exampleArena(example: DocumentExample): { readonly arena: Arena; readonly origin: number } | null;
  /** Maps memory for tensors past what the arena holds, unreadable zones around; missing where that cannot be had. */
  tensors?(capacity: Capacity): Tensors;
  /** Runs `action` with the zones behind the slots readable and writable, and full of canaries. */
  withoutZones<T>(action: () => T): T;
  /** Gives `action` a way to call with the input slots read-only; where that cannot be had, the plain way. */
  withReadOnlyInputs<T>(action: (invoke: Callee["invoke"]) => T): T;
  /** Whether heap memory that a kernel did not set is filled with what is no zero; missing where the process has no such switch. */
  perturbHeap?(on: boolean): void;
  close(): Promise<void>;
}

/** Where a callee says which call it is in, for whoever watches over its process. */
export interface Beacon {
  /** A call begins: `milliseconds` are allowed for it. */
  enter(milliseconds: number): void;
  /** The call came back. */
  leave(): void;
}
