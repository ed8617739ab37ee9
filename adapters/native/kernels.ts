import type { Outcome } from "../../core/contract.ts";
import { BUFFERS, type CallShape, ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import { UnusableTarget } from "../unusable.ts";
import type { LoadedLibrary, NativeFunction } from "./loaded.ts";
import type { SymbolNames } from "./symbols.ts";

/** The kernels of a library, called as one of the call models has it. */
export interface Kernels {
  /** What it offers. */
  readonly entries: readonly EntryName[];
  /** Makes one call, with buffers at offsets in bytes from the address `base`, in the order of `BUFFERS`. */
  call(shape: CallShape, offsets: Float64Array, base: number): Outcome;
}

/** The parameters that every function has, in the document's order: six addresses, batch, class_num, reduction_type. */
export function parametersOf(shape: CallShape, offsets: Float64Array, base: number): number[] {
  const args: number[] = [];
  // At every call: a loop costs a tenth of what `Array.from` does.
  for (let b = 0; b < BUFFERS.length; b++) args.push(base + (offsets[b] as number));
  args.push(shape.batch, shape.classNum, shape.reduction);
  return args;
}

/**
 * The document's functions that a library exports, each called once, with its mask.
 *
 * @throws UnusableTarget if `symbols` names a symbol that it does not have.
 */
export function exportedKernels(path: string, library: LoadedLibrary, symbols: SymbolNames): Kernels {
  const found = new Map<EntryName, NativeFunction>();
  for (const entry of ENTRY_NAMES) {
    const ints = ENTRIES[entry].storage === "s" ? 4 : 3;
    const parameters = [...BUFFERS.map(() => "uintptr_t"), ...Array.from({ length: ints }, () => "int")];
    const target = library.find(symbols[entry] ?? entry, "void", parameters);
    if (target !== null) found.set(entry, target);
    else if (symbols[entry] !== undefined)
      throw new UnusableTarget(`${path}: has no symbol ${symbols[entry]}, which --symbol names for ${entry}`);
  }
  return {
    entries: [...found.keys()],
    call(shape, offsets, base) {
      const target = found.get(shape.entry);
      if (target === undefined) throw new Error(`${path} does not export ${shape.entry}`);
      const args = parametersOf(shape, offsets, base);
      args.push(shape.coreMask);
      return target.call(args);
    },
  };
}
