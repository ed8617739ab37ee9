import { BrokenHarness } from "../adapters/harness/broken.ts";
import { Harness } from "../adapters/harness/process.ts";
import { Remote } from "../adapters/harness/remote.ts";
import type { Platform } from "../core/contract.ts";
import type { Layout } from "../properties/layout.ts";
import { ENTRIES, type EntryName } from "../reference/operator.ts";
import { Ahead } from "./ahead.ts";
import { fileBeacon, type HostBeacon } from "./beacon.ts";
import { Executor } from "./executor.ts";
import { type Opening, timeFor } from "./opening.ts";
import type { HostOptions, Introduction, Target } from "./protocol.ts";

/** How often a host says that it lives, while it waits for a harness. */
const BEAT_MILLISECONDS = 1000;

/**
 * Starts a harness, to make calls through it.
 *
 * @throws BrokenHarness if it is at fault.
 */
export async function openHarness(
  target: Extract<Target, { kind: "exec" }>,
  options: HostOptions,
  platform: Platform,
  layout: Layout,
): Promise<Opening> {
  const beacon = fileBeacon(options.beacon);
  const beat = setInterval(() => beacon.beat(), BEAT_MILLISECONDS);
  const link = await Harness.start(target.command, () => performance.now());
  const { hello } = link;
  checkFunctions(target.functions, hello.entries);
  const sees = {
    faults: false,
    around: hello.abilities.has("guards"),
    inputs: hello.abilities.has("inputs"),
    late: false,
    examples: false,
  };
  const remote = new Remote(hello.entries, sees, options.capacity, layout, hello.maxBytes);
  const executor = new Executor(remote, layout);
  const ahead = new Ahead(link, executor, remote, platform, (shape, base) => timeFor(base, shape), options.timeout);
  const close = async (): Promise<void> => {
    clearInterval(beat);
    await link.harness.end();
  };
  return { callee: remote, executor, platform, pace: "remote", beacon, ahead, foreign: [], close };
}

/** @throws BrokenHarness if a hello offers other functions than the first. */
function checkFunctions(first: readonly EntryName[] | undefined, entries: readonly EntryName[]): void {
  if (first === undefined || (entries.length === first.length && entries.every((entry) => first.includes(entry)))) return;
  throw new BrokenHarness(`hello: expected the functions of the first hello, ${first.join(", ")}; came ${entries.join(", ")}`);
}

/**
 * Asks a harness what it offers.
 *
 * @throws BrokenHarness if it is at fault.
 */
export async function introduceHarness(command: readonly string[], beacon: HostBeacon): Promise<Introduction> {
  const beat = setInterval(() => beacon.beat(), BEAT_MILLISECONDS);
  const { harness, hello } = await Harness.start(command, () => performance.now());
  await harness.end();
  clearInterval(beat);
  const elementTypes = [...new Set(hello.entries.map((entry) => ENTRIES[entry].type))];
  return { name: hello.name, entries: hello.entries, elementTypes, platform: hello.platform };
}
