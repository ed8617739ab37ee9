import { resolve } from "node:path";
import koffi from "koffi";
import type { Arena, Slot } from "../../core/arena.ts";
import { type Outcome, RETURNED } from "../../core/contract.ts";
import { BUFFERS, type CallShape, ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import type { Allowance, Beacon, Callee, Capacity } from "../callee.ts";
import { UnusableTarget } from "../unusable.ts";
import type { Guard } from "./guard.ts";
import { mapExample, reserveRegion } from "./region.ts";

/** Symbols to look up in place of the document's names. */
export type SymbolNames = Readonly<Partial<Record<EntryName, string>>>;

type Direct = (...args: number[]) => void;

interface Function {
  readonly address: number;
  readonly direct: Direct;
}

function findFunctions(path: string, symbols: SymbolNames): Map<EntryName, Function> {
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(resolve(path));
  } catch (error) {
    throw new UnusableTarget(`${path}: cannot be loaded: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  const found = new Map<EntryName, Function>();
  for (const entry of ENTRY_NAMES) {
    const name = symbols[entry] ?? entry;
    let pointer: unknown;
    try {
      pointer = library.symbol(name);
    } catch {
      if (symbols[entry] !== undefined)
        throw new UnusableTarget(`${path}: has no symbol ${name}, which --symbol names for ${entry}`);
      continue;
    }
    const ints = ENTRIES[entry].storage === "s" ? 4 : 3;
    const parameters = [...BUFFERS.map(() => "uintptr_t"), ...Array.from({ length: ints }, () => "int")];
    found.set(entry, { address: Number(koffi.address(pointer)), direct: library.func(name, "void", parameters) as Direct });
  }
  return found;
}

/** RTLD_NOW of Linux. */
const RESOLVE_NOW = 2;

/**
 * Loads the library as a guarded call, so that what its constructors do to the floating-point environment (gcc's
 * -ffast-math links one that flushes subnormals) is undone for this thread. koffi then finds it loaded.
 */
function loadThrough(guard: Guard, path: string, arena: Arena): void {
  const scratch = (arena.slots[0] as Slot).low;
  const name = Buffer.from(`${resolve(path)}\0`);
  new Uint8Array(arena.buffer, scratch, name.length).set(name);
  guard.setFunction(Number(koffi.address(koffi.load(null).symbol("dlopen"))));
  guard.setArgument(0, arena.base + scratch);
  guard.setArgument(1, RESOLVE_NOW);
  guard.call();
}

/** How to reach and watch a library's functions. */
export interface LibraryOptions {
  readonly symbols: SymbolNames;
  readonly capacity: Capacity;
  readonly beacon: Beacon;
  /** Missing where the machine has none: then every crash ends the process. */
  readonly guard: Guard | null;
}

/**
 * Loads a shared library into this process, for calls in place.
 *
 * @throws UnusableTarget if it cannot be loaded.
 */
export function openLibrary(path: string, options: LibraryOptions, allow: Allowance): Callee {
  const region = reserveRegion(options.capacity);
  const { guard, beacon } = options;
  if (guard !== null) {
    guard.setArena(region.low, region.high);
    loadThrough(guard, path, region.arena);
  }
  const functions = findFunctions(path, options.symbols);

  const guarded = (guard: Guard, target: Function, shape: CallShape, offsets: Float64Array, base: number): Outcome => {
    guard.setFunction(target.address);
    for (let b = 0; b < BUFFERS.length; b++) guard.setArgument(b, base + (offsets[b] as number));
    guard.setArgument(6, shape.batch);
    guard.setArgument(7, shape.classNum);
    guard.setArgument(8, shape.reduction);
    guard.setArgument(9, shape.coreMask);
    return guard.call();
  };

  const direct = (target: Function, shape: CallShape, offsets: Float64Array, base: number): Outcome => {
    const args = Array.from(offsets, (offset) => base + offset);
    args.push(shape.batch, shape.classNum, shape.reduction);
    if (ENTRIES[shape.entry].storage === "s") args.push(shape.coreMask);
    target.direct(...args);
    return RETURNED;
  };

  const callee: Callee = {
    arena: region.arena,
    entries: [...functions.keys()],
    errorChannel: false,
    invoke(shape, offsets, arena) {
      const target = functions.get(shape.entry);
      if (target === undefined) throw new Error(`${path} does not export ${shape.entry}`);
      beacon.enter(allow(shape));
      const outcome =
        guard === null ? direct(target, shape, offsets, arena.base) : guarded(guard, target, shape, offsets, arena.base);
      beacon.leave();
      return outcome;
    },
    exampleArena: mapExample,
    withReadOnlyInputs(action) {
      if (guard === null) return action(callee.invoke);
      return action((shape, offsets, arena) => {
        region.protectInputs(true);
        try {
          return callee.invoke(shape, offsets, arena);
        } finally {
          region.protectInputs(false);
        }
      });
    },
    withoutZones: (action) => region.withoutZones(action),
    // The library stays loaded: threads of its own may still run.
    close: async () => {},
  };
  return callee;
}
