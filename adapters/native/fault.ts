import type { Outcome } from "../../core/contract.ts";

/** Fields of the call guard's control block that tell of a fault, in 32-bit words; see guard.x64.s. */
export const FAULT: Readonly<Record<"address" | "errorCode" | "signal" | "code", number>> = {
  address: 0x68 / 4,
  errorCode: 0x78 / 4,
  signal: 0x98 / 4,
  code: 0x9c / 4,
};

/** Signals that the guard handles. */
export const FAULT_SIGNALS: Readonly<Record<number, string>> = { 4: "SIGILL", 7: "SIGBUS", 8: "SIGFPE", 11: "SIGSEGV" };

/** si_code of a general protection fault: the processor gives no address. */
const SI_KERNEL = 0x80;

/** What si_code says besides, as POSIX and Linux on x86-64 have it. */
const CODES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  SIGFPE: {
    1: "an integer division by zero, or one whose quotient does not fit",
    3: "a division by zero in floating point trapped",
    4: "an overflow in floating point trapped",
    5: "an underflow in floating point trapped",
    6: "an inexact result in floating point trapped",
    7: "an invalid operation in floating point trapped",
  },
  SIGILL: { 2: "an instruction that this processor lacks, or a trap of the compiler's" },
  SIGSEGV: { [SI_KERNEL]: "a vector instruction at an address that is no multiple of its width, or a wild pointer" },
};

/** Bit of the page fault error code: the access was a write. */
const WRITE = 2;

/** A crash, from what the signal handler wrote down. */
export function crash(signal: string, code: number, address: number, errorCode: number): Outcome & { kind: "crashed" } {
  const why = CODES[signal]?.[code];
  const told = { kind: "crashed", signal, ...(why === undefined ? {} : { why }) } as const;
  if (signal === "SIGILL" || signal === "SIGFPE" || code === SI_KERNEL) return told;
  return { ...told, fault: { address, access: (errorCode & WRITE) !== 0 ? "write" : "read" } };
}

/** The fault that a control block tells of, or `null`: read by the watching process after a host's death. */
export function faultIn(block: Buffer): (Outcome & { kind: "crashed" }) | null {
  const signal = FAULT_SIGNALS[block.readUInt32LE(4 * FAULT.signal)];
  if (signal === undefined) return null;
  const address = Number(block.readBigUInt64LE(4 * FAULT.address));
  return crash(signal, block.readUInt32LE(4 * FAULT.code), address, block.readUInt32LE(4 * FAULT.errorCode));
}
