import koffi from "koffi";

/** The C library's calls that the native adapter needs. Addresses are numbers: they stay below 2^53. */
export interface Posix {
  readonly mmap: (address: number, bytes: number, protection: number, flags: number, file: number, offset: number) => number;
  readonly munmap: (address: number, bytes: number) => number;
  readonly mprotect: (address: number, bytes: number, protection: number) => number;
  readonly sigaction: (signal: number, action: Uint8Array, previous: null) => number;
  readonly prctl: (option: number, value: number) => number;
  readonly sigaltstack: (stack: Uint8Array, previous: null) => number;
}

export const PROT_NONE = 0;
export const PROT_READ = 1;
export const PROT_READ_WRITE = 3;
export const PROT_READ_EXECUTE = 5;

export const MAP_SHARED = 0x01;
export const MAP_PRIVATE = 0x02;
export const MAP_FIXED = 0x10;
export const MAP_ANONYMOUS = 0x20;
export const MAP_NORESERVE = 0x4000;
export const MAP_FIXED_NOREPLACE = 0x100000;

/** mmap's MAP_FAILED, -1 as an unsigned address. */
const MAP_FAILED = 2n ** 64n - 1n;

/** A kernel on a host may use what stack a thread of a C program has by default. */
const STACK_BYTES = 8 * 2 ** 20;

let loaded: Posix | undefined;

/** The C library of this process. */
export function posix(): Posix {
  if (loaded !== undefined) return loaded;
  koffi.config({ sync_stack_size: STACK_BYTES });
  const c = koffi.load(null);
  loaded = {
    mmap: c.func("mmap", "uintptr_t", ["uintptr_t", "size_t", "int", "int", "int", "int64_t"]),
    munmap: c.func("munmap", "int", ["uintptr_t", "size_t"]),
    mprotect: c.func("mprotect", "int", ["uintptr_t", "size_t", "int"]),
    sigaction: c.func("sigaction", "int", ["int", "const uint8_t *", "void *"]),
    prctl: c.func("prctl", "int", ["int", "ulong"]),
    sigaltstack: c.func("sigaltstack", "int", ["const uint8_t *", "void *"]),
  };
  return loaded;
}

/** mallopt's M_PERTURB. */
const PERTURB = -6;

/** Bits that are set in memory which is given back. What is given out has all others: of a float 1.5e16, of a half 203, of an integer 1.5e9. */
const PERTURBED = 0xa5;

/**
 * Whether memory of the heap is filled with what is no zero when it is given out, and when it is given back: a kernel that reads what it never set,
 * or no longer has, would be right by chance. A C library without such a switch leaves it as it is.
 */
export function perturbHeap(on: boolean): void {
  try {
    koffi.load(null).func("mallopt", "int", ["int", "int"])(PERTURB, on ? PERTURBED : 0);
  } catch {
    // Not glibc.
  }
}

/**
 * Maps memory; see mmap(2).
 *
 * @throws Error that names the purpose and the bytes, if the system refuses.
 */
export function map(purpose: string, address: number, bytes: number, protection: number, flags: number, file = -1): number {
  const at: number | bigint = posix().mmap(address, bytes, protection, flags, file, 0);
  if (typeof at === "bigint" || BigInt(at) === MAP_FAILED) {
    throw new Error(`cannot map ${bytes} bytes for ${purpose}: the system refused with errno ${koffi.errno()}`);
  }
  return at;
}

/** The bytes at an address, without a copy. The mapping must outlive every view. */
export function viewAt(address: number, bytes: number): ArrayBuffer {
  return koffi.view(address, bytes);
}
