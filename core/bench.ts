/** What `nllgrad bench` measured; `bench.schema.json` is its JSON Schema. */
export interface BenchRecord {
  readonly schema: "nllgrad.bench/1";
  /** Version of the suite. */
  readonly suite: string;
  readonly machine: Machine;
  readonly runs: readonly BenchRun[];
}

/** Where it was measured. */
export interface Machine {
  /** The processor, as the system names it. */
  readonly processor: string;
  /** Threads that it runs at a time. */
  readonly cores: number;
  /** Version of Node.js. */
  readonly node: string;
}

/** One target. */
export interface BenchRun {
  readonly target: string;
  readonly platform: string;
  readonly rows: readonly BenchRow[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** Calls of one function and one shape, each in turn with a memset of the same output. */
export interface BenchRow {
  readonly entry: string;
  readonly batch: number;
  readonly classNum: number;
  /** Of the output. */
  readonly bytes: number;
  /** Threads that memset ran on: as many as the kernel's, where the output is large enough for several. */
  readonly threads: number;
  /** What times are of: `processor`, which a busy machine disturbs little; `wall`, which alone shows what threads gain. */
  readonly clock: "processor" | "wall";
  /** Turns that were timed. */
  readonly turns: number;
  /** Time of memset divided by the kernel's: 1 is as fast as memory is set. */
  readonly share: Quartiles;
  /** Of a call, in microseconds. */
  readonly microseconds: Quartiles;
}

/** The middle of what was measured, and where its middle half lies. */
export interface Quartiles {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** @throws RangeError of no numbers. */
export function quartilesOf(numbers: readonly number[]): Quartiles {
  if (numbers.length === 0) throw new RangeError("quartiles of no numbers");
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number): number => Number((sorted[Math.floor(part * (sorted.length - 1))] as number).toPrecision(4));
  return { low: at(0.25), middle: at(0.5), high: at(0.75) };
}

/** How a row of a record is to that of an earlier one. `new`: the earlier one has none like it. */
export interface BenchChange {
  readonly target: string;
  readonly platform: string;
  readonly now: BenchRow;
  readonly before: BenchRow | null;
  readonly verdict: "better" | "worse" | "same" | "new";
}

/**
 * Shares nearer to one another than this part are the same. The same kernel, measured again and again on two virtual cores of a server that
 * others kept busy, differed by so much: within a run all calls have the same neighbours, from one to the next they change.
 */
const NOISE = 0.15;

/** Holds a record against an earlier one, row by row: it is a change if the middle halves are apart, and the middles by more than noise. */
export function compareBench(before: BenchRecord, now: BenchRecord): BenchChange[] {
  return now.runs.flatMap(({ target, platform, rows }) => {
    const earlier = before.runs.find((run) => run.target === target && run.platform === platform)?.rows ?? [];
    return rows.map((row): BenchChange => {
      const same = earlier.find((one) => likeness(one) === likeness(row)) ?? null;
      return { target, platform, now: row, before: same, verdict: same === null ? "new" : verdictOf(same.share, row.share) };
    });
  });
}

function likeness({ entry, batch, classNum, threads, clock }: BenchRow): string {
  return [entry, batch, classNum, threads, clock].join();
}

function verdictOf(before: Quartiles, now: Quartiles): "better" | "worse" | "same" {
  if (now.low > before.high && now.middle > before.middle * (1 + NOISE)) return "better";
  if (now.high < before.low && now.middle < before.middle * (1 - NOISE)) return "worse";
  return "same";
}
