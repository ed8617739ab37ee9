import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import koffi from "koffi";
import { type Outcome, RETURNED } from "../../core/contract.ts";
import { BUFFERS, type CallShape, ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import type { Beacon, Callee, Capacity } from "../callee.ts";
import { UnusableTarget } from "../unusable.ts";
import type { Guard } from "./guard.ts";
import { mapExample, reserveRegion } from "./region.ts";

/** Symbols to look up in place of the document's names. */
export type SymbolNames = Readonly<Partial<Record<EntryName, string>>>;

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const MACH_O = [0xfeedfacf, 0xcffaedfe, 0xcafebabe];

/**
 * Reads what can be said of a library without loading it.
 *
 * @throws UnusableTarget if the file is missing, no library, or has the functions under C++ names alone.
 */
export function inspectLibrary(path: string): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UnusableTarget(
      code === "ENOENT" ? `${path}: no such file; give the path of a shared library` : `${path}: cannot be read (${code}); check its permissions`,
    );
  }
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (!bytes.subarray(0, 4).equals(ELF) && !MACH_O.includes(magic) && bytes.subarray(0, 2).toString() !== "MZ") {
    throw new UnusableTarget(`${path}: not a shared library; build one with: cc -shared -fPIC -O2 -o kernel.so kernel.c`);
  }
}

/** Names of the operator's functions that a file holds in mangled form, as C++ writes them. */
export function mangledNames(path: string): string[] {
  const text = readFileSync(path).toString("latin1");
  return [...new Set(text.match(/_Z\d+[fh]p_nlllossgrad_[sp]\w*/g) ?? [])];
}

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
      if (symbols[entry] !== undefined) throw new UnusableTarget(`${path}: has no symbol ${name}, which --symbol names for ${entry}`);
      continue;
    }
    const ints = ENTRIES[entry].storage === "s" ? 4 : 3;
    const parameters = [...BUFFERS.map(() => "uintptr_t"), ...Array.from({ length: ints }, () => "int")];
    found.set(entry, { address: Number(koffi.address(pointer)), direct: library.func(name, "void", parameters) as Direct });
  }
  return found;
}

/** How to reach and watch a library's functions. */
export interface LibraryOptions {
  readonly symbols: SymbolNames;
  readonly capacity: Capacity;
  readonly beacon: Beacon;
  /** Missing where the machine has none: then every crash ends the process. */
  readonly guard: Guard | null;
}

/** Milliseconds that a call may take. */
export type Allowance = (shape: CallShape) => number;

/**
 * Loads a shared library into this process, for calls in place.
 *
 * @throws UnusableTarget if it cannot be loaded.
 */
export function openLibrary(path: string, options: LibraryOptions, allow: Allowance): Callee {
  const functions = findFunctions(path, options.symbols);
  const region = reserveRegion(options.capacity);
  const { guard, beacon } = options;
  guard?.setArena(region.low, region.high);

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

  return {
    arena: region.arena,
    entries: [...functions.keys()],
    errorChannel: false,
    invoke(shape, offsets, arena) {
      const target = functions.get(shape.entry);
      if (target === undefined) throw new Error(`${path} does not export ${shape.entry}`);
      beacon.enter(allow(shape));
      const outcome = guard === null ? direct(target, shape, offsets, arena.base) : guarded(guard, target, shape, offsets, arena.base);
      beacon.leave();
      return outcome;
    },
    exampleArena: mapExample,
    withoutZones: (action) => region.withoutZones(action),
    // The library stays loaded: threads of its own may still run.
    close: async () => {},
  };
}
