import type { Callee } from "../adapters/callee.ts";
import { ONCE } from "../adapters/native/symbols.ts";
import { readBytes, UnusableTarget } from "../adapters/unusable.ts";
import type { Platform } from "../core/contract.ts";
import { smallestCase } from "../properties/case.ts";
import { Layout } from "../properties/layout.ts";
import { type CallShape, ENTRIES, ENTRY_NAMES, type EntryName, type GradientKernel } from "../reference/operator.ts";
import { platformOf } from "../reference/platforms.ts";
import type { Ahead } from "./ahead.ts";
import { beaconIn, fileBeacon, type HostBeacon, pageBeacon } from "./beacon.ts";
import { Executor } from "./executor.ts";
import { type HostOptions, type Introduction, LOADING, type Target } from "./protocol.ts";
import type { Pace } from "./tiers.ts";

/** Cells that a call may write in its base time; more cells, more time. */
const CELLS_IN_TIMEOUT = 2 ** 20;

/** A kernel that is ready to be called. */
export interface Opening {
  readonly callee: Callee;
  readonly executor: Executor;
  readonly platform: Platform;
  readonly pace: Pace;
  readonly beacon: HostBeacon;
  /** Where calls are made ahead. */
  readonly ahead: Ahead | null;
  /** Functions that the platform does not have, and that the kernel carried out all the same, though it could refuse. */
  readonly foreign: readonly EntryName[];
  close(): Promise<void>;
}

/** The time of a call that takes `base` milliseconds if it is small. */
export function timeFor(base: number, { batch, classNum }: CallShape): number {
  return Math.ceil(base * (1 + (batch * classNum) / CELLS_IN_TIMEOUT));
}

/**
 * Opens a target in this process, and loads what its kind takes. `patience`: milliseconds that a small call in place may take, asked at each call.
 *
 * @throws UnusableTarget if it cannot be opened; BrokenHarness if its harness is at fault.
 */
export async function openTarget(options: HostOptions, patience: () => number): Promise<Opening> {
  const { target } = options;
  const platform = { ...platformOf(options.platform), alignment: options.alignment };
  const layout = new Layout(options.alignment, target.kind === "library");
  const allow = (shape: CallShape): number => timeFor(patience(), shape);
  const inPlace = (callee: Callee, pace: Pace, beacon: HostBeacon): Opening => openingOf(callee, layout, platform, pace, beacon);
  switch (target.kind) {
    case "library": {
      const { Guard, guardIsAvailable, openLibrary } = await nativeAdapter(target.path);
      const guard = guardIsAvailable() ? new Guard(options.beacon) : null;
      const beacon = guard === null ? fileBeacon(options.beacon) : pageBeacon(guard.page);
      beacon.at(LOADING, 0);
      const { path, symbols, model = ONCE } = target;
      const callee = openLibrary(path, { symbols, model, platform, capacity: options.capacity, beacon, guard }, allow);
      return inPlace(callee, "native", beacon);
    }
    case "wasm": {
      const { compileModule } = await import("../adapters/wasm/instance.ts");
      const { WasmCallee } = await import("../adapters/wasm/callee.ts");
      // A module may run code of its own when it is instantiated.
      const beacon = await loadingBeacon(options.beacon);
      const compiled = compileModule(target.path, readBytes(target.path, "a WebAssembly module"), target.symbols);
      return inPlace(new WasmCallee(compiled, options.capacity, beacon, allow), "wasm", beacon);
    }
    case "module": {
      const { importKernel } = await import("../adapters/kernel-file.ts");
      const beacon = await loadingBeacon(options.beacon);
      return await openKernel(await importKernel(target.path), options, beacon, patience);
    }
    case "built-in":
      return await openKernel(await loadBuiltIn(target.name), options, await beaconIn(options.beacon), patience);
    case "exec": {
      const { openHarness } = await import("./harness-opening.ts");
      return await openHarness(target, options, platform, layout);
    }
  }
}

function openingOf(callee: Callee, layout: Layout, platform: Platform, pace: Pace, beacon: HostBeacon): Opening {
  return {
    callee,
    executor: new Executor(callee, layout, () => beacon.beat()),
    platform,
    pace,
    beacon,
    ahead: null,
    foreign: [],
    close: () => callee.close(),
  };
}

/**
 * Opens a kernel in JavaScript in this process.
 *
 * @throws UnusableTarget if it cannot be opened.
 */
export async function openKernel(
  kernel: GradientKernel,
  options: Pick<HostOptions, "platform" | "alignment" | "capacity">,
  beacon: HostBeacon,
  patience: () => number,
): Promise<Opening> {
  const platform = { ...platformOf(options.platform), alignment: options.alignment };
  const { openModule } = await import("../adapters/module.ts");
  const callee = await openModule(kernel, platform, options.capacity, beacon, (shape) => timeFor(patience(), shape));
  const pace = kernel.threads === true ? "threads" : "script";
  const opening = openingOf(callee, new Layout(options.alignment, false), platform, pace, beacon);
  return { ...opening, foreign: foreignTaken(opening.executor, kernel, platform) };
}

/** What loads shared libraries, with a package that has a binary of its own for each kind of machine. */
async function nativeAdapter(path: string) {
  try {
    return { ...(await import("../adapters/native/guard.ts")), ...(await import("../adapters/native/library.ts")) };
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UnusableTarget(
      `${path}: koffi, which loads shared libraries, does not work on ${process.platform}-${process.arch} (${first}); install again with optional dependencies, or take WebAssembly or a pipe (docs/targets.md)`,
    );
  }
}

/** A beacon that says so while a kernel's own code is loaded. */
async function loadingBeacon(file: number): Promise<HostBeacon> {
  const beacon = await beaconIn(file);
  beacon.at(LOADING, 0);
  beacon.beat();
  return beacon;
}

/** Asks a kernel that has a way to refuse for the element types that its platform does not have: clause `platform-dtypes`. */
function foreignTaken(executor: Executor, { elementTypes }: GradientKernel, platform: Platform): EntryName[] {
  const foreign = ENTRY_NAMES.filter(
    (entry) => elementTypes.includes(ENTRIES[entry].type) && !platform.elementTypes.includes(ENTRIES[entry].type),
  );
  return foreign.filter((entry) => executor.call(smallestCase(entry)).kind === "returned");
}

async function loadBuiltIn(name: string): Promise<GradientKernel> {
  const { BUILT_INS } = await import("../impls/index.ts");
  const load = BUILT_INS[name];
  if (load === undefined) throw new UnusableTarget(`${name}: no built-in of that name`);
  return await load();
}

/**
 * Asks a target what it offers, where its file does not tell.
 *
 * @throws UnusableTarget if it cannot be asked; BrokenHarness if its harness is at fault.
 */
export async function introduce(target: Target, file: number): Promise<Introduction> {
  const beacon = await loadingBeacon(file);
  if (target.kind === "module") {
    const { importKernel } = await import("../adapters/kernel-file.ts");
    const { name, elementTypes } = await importKernel(target.path);
    const entries = ENTRY_NAMES.filter((entry) => elementTypes.includes(ENTRIES[entry].type));
    return { name, entries, elementTypes, platform: null };
  }
  if (target.kind !== "exec") throw new Error(`a target of kind ${target.kind} is asked by its file`);
  const { introduceHarness } = await import("./harness-opening.ts");
  return await introduceHarness(target.command, beacon);
}
