import { resolve } from "node:path";
import koffi from "koffi";
import type { Arena, Slot } from "../../core/arena.ts";
import { type Outcome, RETURNED } from "../../core/contract.ts";
import { UnusableTarget } from "../unusable.ts";
import type { Guard } from "./guard.ts";

/** A C function, called through the guard where there is one. */
export interface NativeFunction {
  /**
   * Calls it. Arguments are ints and addresses; where the guard calls, those past the function's own parameters reach
   * it all the same, on the stack, and are ignored there.
   */
  call(args: readonly number[]): Outcome;
  /** What the last call returned, as an int; noise after a function without a result. */
  returned(): number;
}

/** A library in this process. */
export interface LoadedLibrary {
  /** The function of a symbol, or `null` if there is none. */
  find(name: string, result: "void" | "int", parameters: readonly string[]): NativeFunction | null;
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

function guarded(guard: Guard, address: number): NativeFunction {
  return {
    call(args) {
      guard.setFunction(address);
      for (let k = 0; k < args.length; k++) guard.setArgument(k, args[k] as number);
      return guard.call();
    },
    returned: () => guard.returned,
  };
}

function unguarded(direct: (...args: number[]) => unknown, parameters: number): NativeFunction {
  let result = 0;
  return {
    call(args) {
      result = Number(direct(...args.slice(0, parameters)) ?? 0);
      return RETURNED;
    },
    returned: () => result,
  };
}

/**
 * Loads a shared library into this process. `arena`: memory that is free for a moment.
 *
 * @throws UnusableTarget if it cannot be loaded.
 */
export function loadLibrary(path: string, guard: Guard | null, arena: Arena): LoadedLibrary {
  if (guard !== null) loadThrough(guard, path, arena);
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(resolve(path));
  } catch (error) {
    throw new UnusableTarget(`${path}: cannot be loaded: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  return {
    find(name, result, parameters) {
      let pointer: unknown;
      try {
        pointer = library.symbol(name);
      } catch {
        return null;
      }
      if (guard !== null) return guarded(guard, Number(koffi.address(pointer)));
      return unguarded(library.func(name, result, [...parameters]), parameters.length);
    },
  };
}
