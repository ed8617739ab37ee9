import type { Platform } from "../../core/contract.ts";
import { formatOf } from "../../core/format.ts";
import { BUFFERS, ENTRIES } from "../../reference/operator.ts";
import type { Allowance, Beacon, Callee, Capacity, FillingCalls, Tensors } from "../callee.ts";
import { loadedCounters, prepareForCounters } from "./coverage.ts";
import { onEachCore } from "./each-core.ts";
import type { Guard } from "./guard.ts";
import { exportedKernels, type Kernels } from "./kernels.ts";
import { launchedKernels } from "./launch.ts";
import { type LoadedLibrary, loadLibrary } from "./loaded.ts";
import { perturbHeap } from "./posix.ts";
import { mapExample, reserveRegion } from "./region.ts";
import type { CallModel, SymbolNames } from "./symbols.ts";
import { mapTensors } from "./tensors.ts";

/** How to reach and watch a library's functions. */
export interface LibraryOptions {
  readonly symbols: SymbolNames;
  readonly model: CallModel;
  readonly platform: Platform;
  readonly capacity: Capacity;
  readonly beacon: Beacon;
  /** Missing where the machine has none: then every crash ends the process. */
  readonly guard: Guard | null;
}

const OUTPUT = BUFFERS.indexOf("logitsGrad");

function kernelsOf(path: string, library: LoadedLibrary, { model, symbols, platform }: LibraryOptions): Kernels {
  switch (model.kind) {
    case "once":
      return exportedKernels(path, library, symbols);
    case "each-core":
      return onEachCore(exportedKernels(path, library, symbols), path, library, model.hook);
    case "launch":
      return launchedKernels(path, library, symbols, platform);
  }
}

function fillingCalls(guard: Guard, invoke: Callee["invoke"]): FillingCalls {
  return {
    invoke(shape, offsets, arena, poison) {
      const { type } = ENTRIES[shape.entry];
      const { bytes } = formatOf(type);
      const pattern = bytes === 4 ? poison : (poison << 16) | poison;
      guard.setOutput(arena.base + (offsets[OUTPUT] as number), shape.batch * shape.classNum * bytes, pattern);
      const outcome = invoke(shape, offsets, arena);
      guard.setOutput(0, 0, 0);
      return outcome;
    },
    nonZeroHalves: () => guard.nonZeroHalves,
  };
}

/**
 * Loads a shared library into this process, for calls in place.
 *
 * @throws UnusableTarget if it cannot be loaded, or lacks a function that the call model needs.
 */
export function openLibrary(path: string, options: LibraryOptions, allow: Allowance): Callee {
  const region = reserveRegion(options.capacity);
  const { guard, beacon } = options;
  guard?.setArena(region.low, region.high);
  prepareForCounters(path);
  const kernels = kernelsOf(path, loadLibrary(path, guard, region.arena), options);
  const counters = loadedCounters();

  const callee: Callee = {
    arena: region.arena,
    entries: kernels.entries,
    ...(counters === null ? {} : { counters }),
    ...(guard === null || options.model.kind !== "once"
      ? {}
      : { filling: fillingCalls(guard, (...call) => callee.invoke(...call)) }),
    sees: { faults: guard !== null, around: true, inputs: true, late: true, examples: true },
    holds: () => true,
    ready() {},
    invoke(shape, offsets, arena) {
      beacon.enter(allow(shape));
      const outcome = kernels.call(shape, offsets, arena.base);
      beacon.leave();
      return outcome;
    },
    ...(guard === null
      ? {}
      : {
          tensors(capacity: Capacity): Tensors {
            const tensors = mapTensors(capacity, guard);
            return {
              ...tensors,
              release() {
                guard.setArena(region.low, region.high);
                tensors.release();
              },
            };
          },
        }),
    exampleArena: mapExample,
    withReadOnlyInputs(action) {
      if (guard === null) return action(callee.invoke);
      return action((shape, offsets, arena) => {
        region.protectInputs(shape, offsets, true);
        try {
          return callee.invoke(shape, offsets, arena);
        } finally {
          region.protectInputs(shape, offsets, false);
        }
      });
    },
    withoutZones: (action) => region.withoutZones(action),
    perturbHeap,
    // The library stays loaded: threads of its own may still run.
    close: async () => {},
  };
  return callee;
}
