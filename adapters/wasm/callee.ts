import { Arena, brokenCanary, plantCanaries, type Slot } from "../../core/arena.ts";
import { type Outcome, RETURNED } from "../../core/contract.ts";
import { BUFFERS, type CallShape, ENTRIES, type EntryName } from "../../reference/operator.ts";
import { DOCUMENT_EXAMPLES, type DocumentExample, exampleExtent } from "../../reference/platforms.ts";
import { type Allowance, type Beacon, type Callee, type Capacity, laySlots } from "../callee.ts";
import { UnusableTarget } from "../unusable.ts";
import { type Compiled, instantiate, type Live, PAGE, WasmAbort, WasmExit } from "./instance.ts";

/** Bytes between the slots. */
const GAP = PAGE;

/** The least capacity that is worth judging with: a slot of a page holds every small case. */
const LEAST: Capacity = { tensor: PAGE, vector: PAGE };

/** First address past everything of the document's examples, and of the private one alone: the slots lie between the two. */
const EXAMPLES_END = Math.max(...DOCUMENT_EXAMPLES.map((example) => exampleExtent(example).high));
const EXAMPLES_LOW = Math.min(...DOCUMENT_EXAMPLES.map((example) => exampleExtent(example).low));
const PRIVATE_END = Math.min(...DOCUMENT_EXAMPLES.map((example) => exampleExtent(example).high));

/** Bytes right past the module's own memory that are looked at after each call: what runs over its end comes by there. */
const FENCE = 64;

/** Where the slots lie in a memory, and whether the examples have their addresses in it. */
interface Laid {
  readonly slots: readonly Slot[];
  readonly capacity: Capacity;
  readonly examples: boolean;
  /** Where the module's own memory ends and what was grown for the buffers begins; `null` if its allocator gave them. */
  readonly fence: number | null;
}

/** Finds room for the buffers: at the end of the memory, far from the module's own data; else in what its allocator gives. */
function lay(live: Live, path: string, wanted: Capacity, examples: boolean): Laid {
  const { memory } = live;
  const own = memory.buffer.byteLength;
  if (examples && own <= EXAMPLES_LOW && grow(memory, EXAMPLES_END))
    return { ...slotsAt(PRIVATE_END, wanted), examples: true, fence: own };
  for (let capacity = wanted; capacity.tensor >= LEAST.tensor; capacity = half(capacity)) {
    const bytes = bytesOf(capacity);
    if (grow(memory, own + bytes)) return { ...slotsAt(own, capacity), examples: false, fence: own };
    const given = allocated(live, bytes + GAP);
    if (given !== 0 && given + bytes + GAP <= memory.buffer.byteLength)
      return { ...slotsAt(Math.ceil(given / GAP) * GAP, capacity), examples: false, fence: null };
  }
  throw new UnusableTarget(
    `${path}: has no room for the buffers: its memory ends at ${own / PAGE} pages, and no exported malloc or alloc gives any; link it with a larger --max-memory`,
  );
}

/** What the module's allocator gives: 0 if it has none, or fails. */
function allocated({ allocate }: Live, bytes: number): number {
  try {
    return allocate?.(bytes) ?? 0;
  } catch {
    return 0;
  }
}

const half = ({ tensor, vector }: Capacity): Capacity => ({ tensor: Math.floor(tensor / 2), vector: Math.floor(vector / 2) });

/** Whether buffers of so many bytes have room in slots of a capacity. */
function fits(bytes: Float64Array, { tensor, vector }: Capacity): boolean {
  return bytes.every((one, b) => one <= (BUFFERS[b] === "logits" || BUFFERS[b] === "logitsGrad" ? tensor : vector));
}

function bytesOf(capacity: Capacity): number {
  return (laySlots(capacity, GAP, GAP).at(-1) as Slot).high + GAP;
}

function slotsAt(origin: number, capacity: Capacity): { readonly slots: readonly Slot[]; readonly capacity: Capacity } {
  return { capacity, slots: laySlots(capacity, GAP, GAP).map(({ low, high }) => ({ low: origin + low, high: origin + high })) };
}

function grow(memory: WebAssembly.Memory, bytes: number): boolean {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  try {
    if (missing > 0) memory.grow(missing);
    return true;
  } catch {
    return false;
  }
}

/** A kernel in WebAssembly: its buffers lie in the memory that it imports or exports, with canaries around them. */
export class WasmCallee implements Callee {
  readonly entries: readonly EntryName[];
  readonly sees: Callee["sees"];
  private readonly compiled: Compiled;
  private readonly beacon: Beacon;
  private readonly allow: Allowance;
  private readonly wanted: Capacity;
  /** What the memory has room for: less than was wanted, if the module limits it. */
  private readonly room: Capacity;
  private live: Live;
  private laid: Laid;
  private view: Arena;
  /** A trap leaves the module's stack pointer where it was: the next call gets an instance of its own. */
  private broken = false;

  /** @throws UnusableTarget if it cannot be instantiated, or has no room. */
  constructor(compiled: Compiled, wanted: Capacity, beacon: Beacon, allow: Allowance) {
    this.compiled = compiled;
    this.wanted = wanted;
    this.beacon = beacon;
    this.allow = allow;
    this.entries = [...compiled.names.keys()];
    this.live = instantiate(compiled);
    this.laid = lay(this.live, compiled.path, wanted, true);
    this.room = this.laid.capacity;
    this.view = this.arenaOf();
    this.sees = { faults: false, around: true, inputs: true, late: true, examples: this.laid.examples };
  }

  get arena(): Arena {
    return this.view;
  }

  holds(bytes: Float64Array): boolean {
    return fits(bytes, this.room);
  }

  ready(bytes: Float64Array): void {
    if (this.broken) this.renew(LEAST, false);
    if (!fits(bytes, this.laid.capacity)) this.renew(this.wanted, this.sees.examples);
  }

  /** A fresh instance. A memory of gigabytes takes milliseconds to make, which kernels that trap often would pay each time. */
  private renew(capacity: Capacity, examples: boolean): void {
    this.broken = false;
    this.live = instantiate(this.compiled);
    this.laid = lay(this.live, this.compiled.path, capacity, examples);
    this.view = this.arenaOf();
  }

  private arenaOf(): Arena {
    const arena = new Arena(this.live.memory.buffer, 0, this.laid.slots);
    const { fence } = this.laid;
    if (fence !== null) plantCanaries(arena, fence, fence + FENCE);
    return arena;
  }

  invoke(shape: CallShape, offsets: Float64Array): Outcome {
    const target = this.live.functions.get(shape.entry);
    if (target === undefined) throw new Error(`${this.compiled.path} does not export ${shape.entry}`);
    const args = [...offsets, shape.batch, shape.classNum, shape.reduction];
    if (ENTRIES[shape.entry].storage === "s") args.push(shape.coreMask);
    this.beacon.enter(this.allow(shape));
    const outcome = this.attempt(target, args);
    this.beacon.leave();
    // A kernel that grew its memory left another buffer behind.
    const { buffer } = this.live.memory;
    if (buffer !== this.view.buffer) this.view = new Arena(buffer, 0, this.laid.slots);
    return outcome === RETURNED ? (this.overrun() ?? outcome) : outcome;
  }

  /** What became of the memory right past the module's own, where nothing is the kernel's. */
  private overrun(): Outcome | null {
    const { fence } = this.laid;
    if (fence === null) return null;
    const broken = brokenCanary(this.view, fence, fence + FENCE);
    if (broken < 0) return null;
    // What it wrote beyond is not known: the next call gets an instance of its own.
    this.broken = true;
    return { kind: "crashed", signal: "a write past the module's own memory", fault: { address: broken, access: "write" } };
  }

  private attempt(target: (...args: number[]) => unknown, args: readonly number[]): Outcome {
    try {
      target(...args);
      return RETURNED;
    } catch (error) {
      this.broken = true;
      if (error instanceof WasmExit) return { kind: "exited", code: error.code };
      if (error instanceof WebAssembly.RuntimeError) return { kind: "crashed", signal: `WebAssembly trap: ${error.message}` };
      // Before the call: numbers cannot be had for what the function takes.
      if (error instanceof TypeError)
        throw new UnusableTarget(`${this.compiled.path}: a function has parameters that are no i32: ${error.message}`);
      // The engine reports an endless recursion as an error of its own.
      if (error instanceof WasmAbort || error instanceof RangeError) return { kind: "crashed", signal: error.message };
      return { kind: "threw", error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  exampleArena(example: DocumentExample): { readonly arena: Arena; readonly origin: number } | null {
    if (!this.sees.examples) return null;
    if (this.broken || !this.laid.examples) this.renew(this.wanted, true);
    const current = (): Arena => this.view;
    return {
      get arena() {
        return current();
      },
      origin: exampleExtent(example).low,
    };
  }

  withReadOnlyInputs<T>(action: (invoke: Callee["invoke"]) => T): T {
    return action((shape, offsets) => this.invoke(shape, offsets));
  }

  withoutZones<T>(action: () => T): T {
    for (const { high } of this.laid.slots) plantCanaries(this.view, high, high + GAP / 2);
    return action();
  }

  async close(): Promise<void> {}
}
