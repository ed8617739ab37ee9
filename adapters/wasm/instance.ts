import { ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import type { SymbolNames } from "../native/symbols.ts";
import { UnusableTarget } from "../unusable.ts";
import { type MemoryType, memoryOf } from "./memory.ts";

/** Bytes of a page. */
export const PAGE = 65536;

/** Pages of a memory with addresses of 32 bits. */
const MOST_PAGES = 65536;

/** A function of the kernel: six addresses, then the integers. */
export type Export = (...args: number[]) => unknown;

/** A module that was compiled and looked through. */
export interface Compiled {
  readonly path: string;
  readonly module: WebAssembly.Module;
  readonly memory: MemoryType;
  /** Names of the exports, by the document's. */
  readonly names: ReadonlyMap<EntryName, string>;
}

/** A kernel that ends its program: WASI's `proc_exit`. */
export class WasmExit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}

/** A kernel that gave up: `abort`. */
export class WasmAbort extends Error {}

const abort = (): never => {
  throw new WasmAbort("abort was called");
};

/** What modules import although the kernel has no need of it. A kernel's printing goes nowhere. */
const PROVIDED: Readonly<Record<string, (...args: number[]) => unknown>> = {
  "env.abort": abort,
  "env.__assert_fail": abort,
  "env.emscripten_notify_memory_growth": () => {},
  "wasi_snapshot_preview1.proc_exit": (code) => {
    throw new WasmExit(code ?? 0);
  },
};

/** WASI's `nosys`: the answer to everything else of it. */
const NOT_SUPPORTED = 52;

/**
 * Compiles a module and looks whether it can be called.
 *
 * @throws UnusableTarget if it is no module, has no memory that can be reached, needs an import that nobody has, or has a
 * function of another number of parameters.
 */
export function compileModule(path: string, bytes: Uint8Array, symbols: SymbolNames): Compiled {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(Uint8Array.from(bytes));
  } catch (error) {
    throw new UnusableTarget(
      `${path}: no valid WebAssembly module: ${(error as Error).message.replace(/^WebAssembly\.Module\(\): /, "")}`,
    );
  }
  const memory = memoryOf(bytes);
  const exports = WebAssembly.Module.exports(module);
  if (memory === null) throw new UnusableTarget(`${path}: has no memory, where its buffers could lie`);
  if (memory.wide) throw new UnusableTarget(`${path}: has a memory with addresses of 64 bits; build it for wasm32`);
  if (memory.from === null && !exports.some(({ kind }) => kind === "memory"))
    throw new UnusableTarget(`${path}: does not export its memory; link it with --export-memory, or import one`);
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === "memory" || (kind === "function" && provide(from, name) !== null)) continue;
    throw new UnusableTarget(`${path}: imports the ${kind} ${from}.${name}, which nobody here has; link it in`);
  }
  const names = new Map<EntryName, string>();
  for (const entry of ENTRY_NAMES) {
    const name = symbols[entry] ?? entry;
    if (exports.some((one) => one.kind === "function" && one.name === name)) names.set(entry, name);
    else if (symbols[entry] !== undefined)
      throw new UnusableTarget(`${path}: exports no function ${name}, which --symbol names for ${entry}`);
  }
  return { path, module, memory, names };
}

/** An import that the suite has itself, or `null`. */
function provide(module: string, name: string): ((...args: number[]) => unknown) | null {
  const known = PROVIDED[`${module}.${name}`];
  if (known !== undefined) return known;
  return module === "wasi_snapshot_preview1" ? () => NOT_SUPPORTED : null;
}

/** A module with a memory of its own, ready to be called. */
export interface Live {
  readonly memory: WebAssembly.Memory;
  readonly functions: ReadonlyMap<EntryName, Export>;
  /** The module's own allocator, if it exports one. */
  readonly allocate: ((bytes: number) => number) | null;
}

/**
 * Makes an instance. A memory that it imports is made as it asks.
 *
 * @throws UnusableTarget if it cannot be made, or a function takes another number of parameters.
 */
export function instantiate({ path, module, memory: type, names }: Compiled): Live {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  const give = (from: string, name: string, value: WebAssembly.ImportValue): void => {
    imports[from] = { ...imports[from], [name]: value };
  };
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === "function") give(from, name, provide(from, name) as () => unknown);
  }
  let imported: WebAssembly.Memory | null = null;
  let instance: WebAssembly.Instance;
  try {
    if (type.from !== null) {
      imported = new WebAssembly.Memory({ initial: type.minimum, maximum: type.maximum ?? MOST_PAGES, shared: type.shared });
      give(type.from.module, type.from.name, imported);
    }
    instance = new WebAssembly.Instance(module, imports);
    const start = instance.exports._initialize;
    if (typeof start === "function") start();
  } catch (error) {
    throw new UnusableTarget(`${path}: cannot be instantiated: ${(error as Error).message}`);
  }
  const own = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
  const functions = new Map<EntryName, Export>();
  for (const [entry, name] of names) {
    const exported = instance.exports[name] as Export;
    const parameters = ENTRIES[entry].storage === "s" ? 10 : 9;
    if (exported.length !== parameters)
      throw new UnusableTarget(
        `${path}: ${name} takes ${exported.length} parameters; the document's ${entry} takes ${parameters}`,
      );
    functions.set(entry, exported);
  }
  const malloc = instance.exports.malloc ?? instance.exports.alloc;
  return {
    memory: (imported ?? own) as WebAssembly.Memory,
    functions,
    allocate: typeof malloc === "function" ? (bytes) => (malloc(bytes) as number) >>> 0 : null,
  };
}
