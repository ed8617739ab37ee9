import { type Outcome, type Platform, RETURNED } from "../../core/contract.ts";
import { ENTRIES, ENTRY_NAMES, type EntryName } from "../../reference/operator.ts";
import { entriesOf } from "../../reference/platforms.ts";
import { UnusableTarget } from "../unusable.ts";
import { argumentsOf, COMMON_PARAMETERS, type Kernels } from "./kernels.ts";
import type { LoadedLibrary, NativeFunction } from "./loaded.ts";
import { MAP_ANONYMOUS, MAP_PRIVATE, map, PROT_READ_WRITE, viewAt } from "./posix.ts";
import type { LaunchName, SymbolNames } from "./symbols.ts";

/** The device that groups are launched on. */
const DEVICE = 0;

/** The mask of a group for a function without one: core 0. */
const ONE_CORE = 1;

/** What `thread_id` holds before a launch: no group's. */
const NO_THREAD = -1;

/** What stands behind the arguments, in units of 32 bits: a layer that reads more than it was given gives itself away. */
const BEHIND = 0x7fa57fa5;

/** Where the things that a launch is given by address lie in their mapping, in bytes. */
const THREAD_ID = 0;
const ARGUMENTS = 64;
const NAME = 256;

/** C parameters: device_id, core_mask, thread_id, kernel_name, argc, args; then thread_id alone. */
const PARAMETERS: Readonly<Record<LaunchName, readonly string[]>> = {
  LaunchGroup: ["int", "int", "uintptr_t", "uintptr_t", "int", "uintptr_t"],
  WaitGroup: ["int"],
  DestroyGroup: ["int"],
};

/** The memory that a launch is given by address: apart from the buffers, so that nothing in it is judged. */
class LaunchMemory {
  readonly threadIdAt: number;
  readonly argumentsAt: number;
  readonly nameAt: number;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  /** `name`: bytes of the longest kernel name. */
  constructor(name: number) {
    const bytes = Math.ceil((NAME + name) / 4) * 4;
    const base = map("what a launch is given", 0, bytes, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
    this.words = new Int32Array(viewAt(base, bytes));
    this.bytes = new Uint8Array(this.words.buffer);
    this.threadIdAt = base + THREAD_ID;
    this.argumentsAt = base + ARGUMENTS;
    this.nameAt = base + NAME;
  }

  /** Writes everything anew: none of it is const, so a layer may have changed it. */
  fill(name: Uint8Array, args: readonly number[]): void {
    this.words.fill(BEHIND);
    this.words[THREAD_ID / 4] = NO_THREAD;
    args.forEach((value, k) => {
      const word = ARGUMENTS / 4 + 2 * k;
      this.words[word] = value;
      this.words[word + 1] = Math.floor(value / 2 ** 32);
    });
    this.bytes.set(name, NAME);
  }

  get threadId(): number {
    return this.words[THREAD_ID / 4] as number;
  }
}

function find(path: string, library: LoadedLibrary, symbols: SymbolNames, name: LaunchName): NativeFunction {
  const symbol = symbols[name] ?? name;
  const found = library.find(symbol, "int", PARAMETERS[name]);
  if (found !== null) return found;
  throw new UnusableTarget(
    symbols[name] === undefined
      ? `${path}: has no function ${name}, which --launch calls; export it (from C++ as extern "C"), map another with --symbol ${name}=NAME, or leave --launch away`
      : `${path}: has no symbol ${symbol}, which --symbol names for ${name}`,
  );
}

/**
 * The kernels behind a library's LaunchGroup, WaitGroup and DestroyGroup. Which there are cannot be seen: all of the
 * platform's count as offered. A result other than 0 ends the call there, as an error that the layer reports.
 *
 * @throws UnusableTarget if the library lacks one of the three functions.
 */
export function launchedKernels(path: string, library: LoadedLibrary, symbols: SymbolNames, platform: Platform): Kernels {
  const launchGroup = find(path, library, symbols, "LaunchGroup");
  const waitGroup = find(path, library, symbols, "WaitGroup");
  const destroyGroup = find(path, library, symbols, "DestroyGroup");
  const nameOf = (entry: EntryName): string => symbols[entry] ?? entry;
  const names = new Map(ENTRY_NAMES.map((entry) => [entry, Buffer.from(`${nameOf(entry)}\0`)]));
  const memory = new LaunchMemory(Math.max(...[...names.values()].map(({ length }) => length)));
  return {
    entries: entriesOf(platform),
    call(shape, offsets, base) {
      const { entry } = shape;
      const args = argumentsOf(shape, offsets, base).slice(0, COMMON_PARAMETERS);
      const mask = ENTRIES[entry].storage === "s" ? shape.coreMask : ONE_CORE;
      memory.fill(names.get(entry) as Uint8Array, args);
      const { threadIdAt, nameAt, argumentsAt } = memory;
      const launched = step(launchGroup, [DEVICE, mask, threadIdAt, nameAt, args.length, argumentsAt], (result) => {
        return `LaunchGroup returned ${result}, not 0, for ${nameOf(entry)} on core_mask 0x${mask.toString(16)}`;
      });
      if (launched.kind !== "returned") return launched;
      const { threadId } = memory;
      for (const [name, target] of [
        ["WaitGroup", waitGroup],
        ["DestroyGroup", destroyGroup],
      ] as const) {
        const outcome = step(target, [threadId], (result) => {
          return `${name} returned ${result}, not 0, for thread_id ${threadId}, which LaunchGroup gave for ${nameOf(entry)}`;
        });
        if (outcome.kind !== "returned") return outcome;
      }
      return RETURNED;
    },
  };
}

/** Makes one of the three calls; `error` words a result other than 0. */
function step(target: NativeFunction, args: readonly number[], error: (result: number) => string): Outcome {
  const outcome = target.call(args);
  if (outcome.kind !== "returned") return outcome;
  const result = target.returned();
  return result === 0 ? RETURNED : { kind: "threw", error: error(result) };
}
