import { Arena } from "../../core/arena.ts";
import type { Outcome } from "../../core/contract.ts";
import { BUFFERS, type CallShape, type EntryName } from "../../reference/operator.ts";
import { type Callee, type Capacity, laySlots, type Sight } from "../callee.ts";
import type { CallResult, Placed } from "./calls.ts";

const LOGITS_GRAD = BUFFERS.indexOf("logitsGrad");

/** Bytes between the slots. */
const GAP = 65536;

/** A kernel that is far away: its calls were made ahead, and what came of them is laid into an arena of this process. */
export class Remote implements Callee {
  readonly arena: Arena;
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  private results: readonly CallResult[] = [];
  private next = 0;
  private readonly placed: Placed;

  /** Bytes that a call's buffers may have together. */
  private readonly room: number;

  /** `placed`: where the caller lays each call's buffers before it invokes; `room`: bytes that they may have together. */
  constructor(entries: readonly EntryName[], sees: Sight, capacity: Capacity, placed: Placed, room: number) {
    const slots = laySlots(capacity, GAP, GAP);
    this.arena = new Arena(new ArrayBuffer((slots.at(-1) as { high: number }).high + GAP), 0, slots);
    this.entries = entries;
    this.sees = sees;
    this.placed = placed;
    this.room = room;
  }

  /** The results that the next calls take, in their order. */
  expect(results: readonly CallResult[]): void {
    this.results = results;
    this.next = 0;
  }

  holds(bytes: Float64Array): boolean {
    return bytes.reduce((sum, one) => sum + one, 0) <= this.room;
  }

  ready(): void {}

  invoke(shape: CallShape): Outcome {
    const result = this.results[this.next++];
    if (result === undefined || result.outcome === null) throw new Error(`no result was fetched for ${shape.entry}`);
    result.regions.forEach((region, b) => {
      if (region !== null) this.lay(b, region);
    });
    return result.outcome;
  }

  private lay(b: number, region: Buffer): void {
    const { offset, bytes, low } = this.placed;
    const start = offset[b] as number;
    // Without guards in the harness, a region begins with the buffer itself.
    const at = this.sees.around ? (low[b] as number) : start;
    const memory = new Uint8Array(this.arena.buffer, at, region.length);
    if (b === LOGITS_GRAD || this.sees.inputs) memory.set(region);
    else {
      // It does not say of its inputs what became of them: guards alone count.
      const end = start - at + (bytes[b] as number);
      memory.set(region.subarray(0, start - at));
      memory.set(region.subarray(end), end);
    }
  }

  exampleArena(): null {
    return null;
  }

  withReadOnlyInputs<T>(action: (invoke: Callee["invoke"]) => T): T {
    return action((shape) => this.invoke(shape));
  }

  withoutZones<T>(action: () => T): T {
    return action();
  }

  async close(): Promise<void> {}
}
