import { availableParallelism } from "node:os";
import { openMemset } from "../adapters/native/memset.ts";
import type { Outcome } from "../core/contract.ts";
import { type Case, smallestCase } from "../properties/case.ts";
import { LOGITS_GRAD } from "../properties/layout.ts";
import { ENTRIES, type EntryName, MEAN } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import type { Workplace } from "./workplace.ts";

/** Extents of a call that is timed. */
export interface BenchShape {
  readonly batch: number;
  readonly classNum: number;
}

/** What one process measured of a function at a shape. */
export interface Timed extends BenchShape {
  readonly entry: EntryName;
  readonly bytes: number;
  readonly threads: number;
  readonly clock: "processor" | "wall";
  /** Of each turn. */
  readonly shares: readonly number[];
  readonly microseconds: readonly number[];
  /** Why there are none; empty if there are. */
  readonly failure: string;
}

/** A turn lasts about as long: far longer than what clocks count in, far shorter than what others do on the machine. */
const TURN_MICROSECONDS = 1000;

/** Turns of a shape; fewer if they take longer than the milliseconds, but three at least. */
const TURNS = 25;
const LEAST_TURNS = 3;
const MILLISECONDS = 600;

/** Calls before that: until the engine has compiled what it will, but no fewer than two. */
const WARM_MILLISECONDS = 100;
const WARM_CALLS = 2;

/** Bytes that a thread of memset gets at least: to wake one takes as long as to zero so many. */
const BYTES_A_THREAD = 2 ** 20;

/** Mean, which has most to compute, with labels all over the rows. */
function timedCase(entry: EntryName, { batch, classNum }: BenchShape, coreMask: number): Case {
  return {
    ...smallestCase(entry),
    batch,
    classNum,
    reduction: MEAN,
    coreMask: ENTRIES[entry].storage === "s" ? coreMask : 1,
    labels: { kind: "drawn", labels: "random", seed: 1 },
    lossGrad: { kind: "drawn", values: "ordinary", seed: 1 },
    weight: { kind: "drawn", values: "ordinary", seed: 2 },
  };
}

/** The first function of each element type: the two storages differ in addresses alone. */
function entriesTimed({ callee, platform }: Workplace): EntryName[] {
  return platform.elementTypes.flatMap((type) => callee.entries.find((entry) => ENTRIES[entry].type === type) ?? []);
}

/**
 * Times calls of each element type and shape, in turns with a memset of the same output, whose pages both have touched before. What it takes to reach
 * memset at all is taken off its time. `beat` says that this process lives. `threads`: the kernel has some of its own; then memset gets as many, and time is the clock's.
 */
export async function timeShapes(
  place: Workplace,
  shapes: readonly BenchShape[],
  threads: boolean,
  beat: () => void,
): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const entry of entriesTimed(place))
    for (const shape of shapes) timed.push(await timeShape(place, entry, shape, threads, beat));
  return timed;
}

async function timeShape(
  place: Workplace,
  entry: EntryName,
  shape: BenchShape,
  threaded: boolean,
  beat: () => void,
): Promise<Timed> {
  const { callee, executor, platform } = place;
  const cores = threaded ? Math.min(platform.cores, availableParallelism()) : platform.cores;
  const c = timedCase(entry, shape, fullMask({ ...platform, cores }));
  const wall = threaded && cores > 1;
  const head = { entry, ...shape, clock: wall ? "wall" : "processor" } as const;
  const nothing = { ...head, bytes: 0, threads: 1, shares: [], microseconds: [] };
  if (!executor.holds(c)) return { ...nothing, failure: "its memory has no room for it" };
  beat();
  executor.lay(c);
  const { layout } = executor;
  const { arena } = callee;
  const bytes = layout.bytes[LOGITS_GRAD] as number;
  const output = new Uint8Array(arena.buffer, layout.offset[LOGITS_GRAD], bytes);
  const memsetThreads = wall ? Math.max(1, Math.min(cores, Math.floor(bytes / BYTES_A_THREAD))) : 1;
  const memset = openMemset();
  const empty = output.subarray(0, 0);
  const now = wall ? () => performance.now() * 1000 : processorMicroseconds;
  const zero = memsetThreads > 1 ? () => memset.spread(output, memsetThreads) : () => memset.zero(output);

  const whole = (): Outcome => callee.invoke(c, layout.offset, arena);
  const outcome = whole();
  if (outcome.kind !== "returned") return { ...nothing, failure: `the call ${outcome.kind}` };
  beat();
  const prepared = callee.prepare?.(c, layout.offset, arena) ?? whole;
  const repeats = Math.max(1, Math.floor(TURN_MICROSECONDS / quickest(prepared)));
  // Where a call takes as long as a turn, it says by itself that the process lives.
  const call = repeats === 1 ? whole : prepared;
  const shares: number[] = [];
  const microseconds: number[] = [];
  const end = performance.now() + MILLISECONDS;
  for (let turn = 0; turn < TURNS && (turn < LEAST_TURNS || performance.now() < end); turn++) {
    const start = now();
    for (let k = 0; k < repeats; k++) memset.zero(empty);
    const reached = now();
    for (let k = 0; k < repeats; k++) {
      const zeroed = zero();
      if (zeroed !== undefined) await zeroed;
    }
    const between = now();
    for (let k = 0; k < repeats; k++) call();
    const called = now() - between;
    // A clock that counts in ticks may have seen none.
    if (called === 0) continue;
    shares.push(Math.max(0, between - reached - (reached - start)) / called);
    microseconds.push(called / repeats);
  }
  return { ...head, bytes, threads: memsetThreads, shares, microseconds, failure: "" };
}

/** Microseconds that the quickest of many calls takes, which warm up what is to be timed. */
function quickest(call: () => Outcome): number {
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + WARM_MILLISECONDS;
  for (let calls = 0; calls < WARM_CALLS || performance.now() < end; calls++) {
    const start = performance.now();
    call();
    least = Math.min(least, (performance.now() - start) * 1000);
  }
  return least;
}

function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
