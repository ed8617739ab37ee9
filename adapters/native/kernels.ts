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

/** Parameters that every function has: all but the mask. */
export const COMMON_PARAMETERS = 9;

/** The arguments in the document's order: six addresses, batch, class_num, reduction_type, and the mask. */
export function argumentsOf(shape: CallShape, offsets: Float64Array, base: number): number[] {
  const at = (b: number): number => base + (offsets[b] as number);
  // At every call: an array that grows costs several times one that is written down whole.
  return [at(0), at(1), at(2), at(3), at(4), at(5), shape.batch, shape.classNum, shape.reduction, shape.coreMask];
}

/**
 * The document's functions that a library exports, each called once, with its mask.
 *
 * @throws UnusableTarget if `symbols` names a symbol that it does not have.
 */
export function exportedKernels(path: string, library: LoadedLibrary, symbols: SymbolNames): Kernels {
  const found: Partial<Record<EntryName, NativeFunction>> = {};
  for (const entry of ENTRY_NAMES) {
    const ints = ENTRIES[entry].storage === "s" ? 4 : 3;
    const parameters = [...BUFFERS.map(() => "uintptr_t"), ...Array.from({ length: ints }, () => "int")];
    const target = library.find(symbols[entry] ?? entry, "void", parameters);
    if (target !== null) found[entry] = target;
    else if (symbols[entry] !== undefined)
      throw new UnusableTarget(`${path}: has no symbol ${symbols[entry]}, which --symbol names for ${entry}`);
  }
  return {
    entries: ENTRY_NAMES.filter((entry) => found[entry] !== undefined),
    call(shape, offsets, base) {
      const target = found[shape.entry];
      if (target === undefined) throw new Error(`${path} does not export ${shape.entry}`);
      return target.call(argumentsOf(shape, offsets, base));
    },
  };
}
