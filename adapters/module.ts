import { Arena, plantCanaries, type Slot } from "../core/arena.ts";
import { type Outcome, type Platform, RETURNED } from "../core/contract.ts";
import {
  type BufferName,
  type CallShape,
  type Elements,
  ENTRIES,
  type EntryName,
  type GradientCall,
  type GradientKernel,
  type GradientSession,
} from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, entriesOf, exampleExtent } from "../reference/platforms.ts";
import { type Allowance, type Beacon, type Callee, type Capacity, laySlots } from "./callee.ts";
import { UnusableTarget } from "./unusable.ts";

/** Bytes between the slots, in place of unreadable zones. */
const GAP = 65536;
const PAGE = 65536;

type Views = Pick<GradientCall, BufferName>;

/** What calls have in common whose views are the same. */
type Viewed = Pick<CallShape, "entry" | "batch" | "classNum" | "lossGradLength"> & {
  readonly buffer: ArrayBufferLike;
  readonly offsets: Float64Array;
  readonly views: Views;
};

/**
 * Gives a session's buffers as views, from their offsets. To make them takes longer than a small call: those of the call before serve again
 * where they are the same.
 */
function viewer(): (arena: Arena, shape: CallShape, offsets: Float64Array) => GradientCall {
  let last: Viewed | null = null;
  return ({ buffer }, shape, offsets) => {
    const { entry, batch, classNum, reduction, coreMask, lossGradLength } = shape;
    if (last === null || last.buffer !== buffer || !isSameExtent(last, shape) || !isEqual(last.offsets, offsets))
      last = { entry, batch, classNum, lossGradLength, buffer, offsets: offsets.slice(), views: viewsOf(buffer, shape, offsets) };
    const { logits, lossGrad, labels, weight, totalWeight, logitsGrad } = last.views;
    return { entry, logits, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction, coreMask };
  };
}

function isSameExtent(a: Viewed, b: CallShape): boolean {
  return a.entry === b.entry && a.batch === b.batch && a.classNum === b.classNum && a.lossGradLength === b.lossGradLength;
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function viewsOf(buffer: ArrayBufferLike, shape: CallShape, offsets: Float64Array): Views {
  const { batch, classNum, lossGradLength } = shape;
  const { type } = ENTRIES[shape.entry];
  const elements = (b: number, length: number): Elements =>
    type === "fp"
      ? new Float32Array(buffer, offsets[b] as number, length)
      : new Uint16Array(buffer, offsets[b] as number, length);
  return {
    logits: elements(0, batch * classNum),
    lossGrad: elements(1, lossGradLength),
    labels: new Int32Array(buffer, offsets[2] as number, batch),
    weight: elements(3, classNum),
    totalWeight: elements(4, 1),
    logitsGrad: elements(5, batch * classNum),
  };
}

async function openSession(kernel: GradientKernel, platform: Platform, memory: WebAssembly.Memory): Promise<GradientSession> {
  let session: Partial<GradientSession> | undefined;
  try {
    session = await kernel.open({ platform, memory });
  } catch (error) {
    throw new UnusableTarget(`${kernel.name}: cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof session?.call !== "function" || typeof session.close !== "function")
    throw new UnusableTarget(`${kernel.name}: its open() gives no session: { call(call), close() }`);
  return session as GradientSession;
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/**
 * Opens a JavaScript kernel for calls in place. Its memory is a simulated address space that reaches past the document's
 * examples, of which only what is touched takes room; offsets are addresses.
 *
 * @throws UnusableTarget if it cannot be opened.
 */
export async function openModule(
  kernel: GradientKernel,
  platform: Platform,
  capacity: Capacity,
  beacon: Beacon,
  allow: Allowance,
): Promise<Callee> {
  const slots = laySlots(capacity, GAP, GAP);
  const examples = DOCUMENT_EXAMPLES.map((example) => exampleExtent(example).high);
  const pages = Math.max(...examples, (slots.at(-1) as Slot).high + GAP) / PAGE;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: kernel.threads === true });
  const session = await openSession(kernel, platform, memory);
  const arena = new Arena(memory.buffer, 0, slots);
  const offered = new Set(kernel.elementTypes);
  const callOf = viewer();
  const callee: Callee = {
    arena,
    entries: entriesOf(platform).filter((entry: EntryName) => offered.has(ENTRIES[entry].type)),
    sees: { faults: false, around: true, inputs: true, late: true, examples: true },
    holds: () => true,
    ready() {},
    invoke(shape, offsets, within) {
      const call = callOf(within, shape, offsets);
      beacon.enter(allow(shape));
      const outcome = attempt(kernel.name, session, call);
      beacon.leave();
      return outcome;
    },
    prepare(shape, offsets, within) {
      const call = callOf(within, shape, offsets);
      return () => attempt(kernel.name, session, call);
    },
    exampleArena: (example) => ({ arena, origin: exampleExtent(example).low }),
    withReadOnlyInputs: (action) => action(callee.invoke),
    withoutZones(action) {
      for (const { high } of slots) plantCanaries(arena, high, high + GAP / 2);
      return action();
    },
    async close() {
      await session.close();
    },
  };
  return callee;
}

function attempt(name: string, session: GradientSession, call: GradientCall): Outcome {
  let returned: unknown;
  try {
    returned = session.call(call);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return { kind: "crashed", signal: `WebAssembly trap: ${error.message}` };
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: "threw", error: message };
  }
  if (isThenable(returned))
    throw new UnusableTarget(
      `${name}: its call returns a promise; the output is to stand when it returns (exec: serves kernels that cannot)`,
    );
  return RETURNED;
}
