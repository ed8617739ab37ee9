import type { ElementType } from "./format.ts";

/** What a kernel is judged against besides its operator: parameters of the machine, not constants of the suite. */
export interface Platform {
  /** Lower-case name, as on the command line. */
  readonly id: string;
  readonly title: string;
  readonly elementTypes: readonly ElementType[];
  /** Cores that a core mask can name; 1 to 31. */
  readonly cores: number;
  /** Bytes that every buffer's start is guaranteed to be aligned to; a power of two. */
  readonly alignment: number;
}

/** What a kernel is given before its first call. */
export interface KernelContext {
  readonly platform: Platform;
  /** Every buffer of every call is a view of this memory, which may be far larger than what is touched. */
  readonly memory: WebAssembly.Memory;
}

/**
 * A kernel in JavaScript, TypeScript or WebAssembly: the contract for implementations, ours and other people's. `Call` is
 * the operator's call.
 */
export interface Kernel<Call> {
  readonly name: string;
  readonly version?: string;
  /** What it is, in a few words: for lists and reports. */
  readonly description?: string;
  readonly elementTypes: readonly ElementType[];
  /** True if threads of its own touch the memory, which is then a shared one. */
  readonly threads?: boolean;
  open(context: KernelContext): KernelSession<Call> | Promise<KernelSession<Call>>;
}

/** A kernel bound to a platform and a memory. */
export interface KernelSession<Call> {
  /**
   * Runs one call to its end: when it returns the output stands.
   *
   * @throws KernelArgumentError, or whatever the kernel throws, before anything is written, if the call is not valid.
   */
  call(call: Call): void;
  /** Ends threads and lets go of what the session holds. */
  close(): void | Promise<void>;
}

/** How a call ended. */
export type Outcome =
  | { readonly kind: "returned" }
  /** A kernel with an error channel refused, or failed. */
  | { readonly kind: "threw"; readonly error: string; readonly argument?: string }
  /** A signal, or a WebAssembly trap. `why`: what the system says of the signal. */
  | { readonly kind: "crashed"; readonly signal: string; readonly why?: string; readonly fault?: Fault; readonly said?: string }
  /** The process ended itself. `said`, here and above: the last line that it wrote to its standard error. */
  | { readonly kind: "exited"; readonly code: number; readonly said?: string }
  /** No return within the time allowed. */
  | { readonly kind: "hung"; readonly milliseconds: number };

/** Where an access went wrong, as the hardware reports it. */
export interface Fault {
  readonly address: number;
  readonly access: "read" | "write" | "unknown";
}

export const RETURNED: Outcome = Object.freeze({ kind: "returned" });
