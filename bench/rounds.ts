import { spawnSync } from "node:child_process";
import { type Lap, readLap } from "./lap.ts";

/** One of those that are held against each other. */
export interface Rival {
  readonly name: string;
  /** Executions of one round: a few seconds' worth. */
  readonly executions: number;
  /** What it needs and this machine has not; `null`: nothing. */
  readonly missing: string | null;
  /** A program and its arguments; the program prints a lap. */
  command(executions: number): readonly string[];
}

/** The middle, the least and the greatest of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What a rival did over all rounds. */
export interface Result {
  readonly name: string;
  readonly missing: string | null;
  /** Executions in a second of the processor's time; `null` if missing. */
  readonly rate: Spread | null;
  /** Executions in a second of the clock. */
  readonly wallRate: Spread | null;
  /** Rate to the first rival's of the same round; `null` if either is missing. */
  readonly ratio: Spread | null;
  /** Mean cells of a call's output. */
  readonly cells: number | null;
}

/** The spread of some numbers; `null` of none. */
function spreadOf(numbers: readonly number[]): Spread | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  if (low === undefined || high === undefined) return null;
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** Runs a rival once, on one core where the machine has a way to say so. */
function runLap(rival: Rival, core: number | null): Lap {
  const words = [...(core === null ? [] : ["taskset", "-c", `${core}`]), ...rival.command(rival.executions)];
  const [program = "", ...args] = words;
  const { stdout, stderr, status, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${rival.name} ended with ${error?.message ?? status}:\n${stderr.slice(-2000)}`);
  return readLap(rival.name, stdout);
}

/** Runs the rivals one after another, `rounds` times over, so that a machine that slows down slows all of them. */
export function race(rivals: readonly Rival[], rounds: number, core: number | null, say: (text: string) => void): Result[] {
  const laps = rivals.map((): Lap[] => []);
  for (let round = 0; round < rounds; round++) {
    rivals.forEach((rival, k) => {
      if (rival.missing !== null) return;
      say(`round ${round + 1} of ${rounds}: ${rival.name}`);
      laps[k]?.push(runLap(rival, core));
    });
  }
  const rates = laps.map((own) => own.map((lap) => lap.executions / lap.processorSeconds));
  const first = rates[0] ?? [];
  return rivals.map(({ name, missing }, k) => {
    const own = laps[k] as Lap[];
    return {
      name,
      missing,
      rate: spreadOf(rates[k] as number[]),
      wallRate: spreadOf(own.map((lap) => lap.executions / lap.seconds)),
      ratio: first.length === 0 ? null : spreadOf((rates[k] as number[]).map((rate, round) => rate / (first[round] as number))),
      cells: own[0] === undefined ? null : own[0].cells / own[0].executions,
    };
  });
}
