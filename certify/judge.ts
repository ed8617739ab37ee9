import type { Platform } from "../core/contract.ts";
import type { StratumName } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { type PlatformId, platformOf } from "../reference/platforms.ts";
import { CAPACITY, judgeTarget, type RunOptions } from "../runner/conformance.ts";
import { Crew } from "../runner/crew.ts";
import { ALL_BUT } from "../runner/only.ts";
import type { Bucket, Opened, Target } from "../runner/protocol.ts";
import { sweepShards } from "../runner/sweeps.ts";
import { type Piece, type Shard, shardsOf, type Tier } from "../runner/tiers.ts";
import { exportFindings, foreignFindings } from "../runner/whole-run.ts";

/** What the cases of one stratum have against a kernel under one property and clause. */
export interface Sighted {
  readonly property: string;
  readonly clause: ClauseId;
  /** `null`: told without a case, such as a function that is missing. */
  readonly stratum: StratumName | null;
  /** Plans that show it. */
  readonly cases: number;
}

/** What a sweep showed, neither confirmed nor made small. */
export interface Judgement {
  readonly violations: readonly Sighted[];
  /** Clauses that are warned of. */
  readonly warned: readonly ClauseId[];
  /** Plans carried out up to the first violation, that one included; `null` without any. 0: told without a case. */
  readonly until: number | null;
  /** Plans carried out. */
  readonly plans: number;
  readonly seconds: number;
}

/** A property or a stratum of cases, by its name. */
export interface Part {
  readonly kind: "property" | "stratum";
  readonly name: string;
}

/** What to judge, and how. */
export interface JudgeOptions {
  readonly target: Target;
  readonly platform: PlatformId;
  readonly tier: Tier;
  readonly seed: number;
  /** Stop soon after the first violation. */
  readonly bail: boolean;
  /** Clauses whose warnings count as violations: a SHOULD that the kernel was written to break. */
  readonly counted: readonly ClauseId[];
  /** The part of the suite to do without. */
  readonly without?: Part;
  /** Milliseconds since some moment. */
  now(): number;
  interrupted(): boolean;
}

/** Milliseconds that a small call may take. */
export const TIMEOUT: number = 2000;

/**
 * Sweeps a tier's plans as `nllgrad check` does, on one process at a time, and counts what is found by property and
 * stratum: nothing is left out because another finding explains it, and nothing is shrunk.
 */
export async function judge(options: JudgeOptions): Promise<Judgement> {
  const { target, platform: id, tier, seed, bail, counted, without } = options;
  const platform: Platform = platformOf(id);
  const { alignment } = platform;
  const only = without?.kind === "property" ? `${ALL_BUT}${without.name}` : "";
  const crew = new Crew({ target, platform: id, alignment, seed, capacity: CAPACITY, timeout: TIMEOUT, only });
  const started = options.now();
  const log = new Log(counted, without);
  try {
    const scout = await crew.fresh();
    const { entries, pace, foreign } = scout.opened as Opened;
    crew.adopt(scout);
    for (const { property } of [...exportFindings(target, entries, id), ...foreignFindings(foreign, id)])
      log.noteStatic(property);
    const whole = shardsOf(tier, pace).map(({ pieces }) => ({
      pieces: pieces.filter((piece) => !isPart(without, "stratum", piece.stratum)),
    }));
    const shards = bail ? tasteFirst(whole) : whole;
    const swath = await sweepShards(crew, shards, platform, {
      workers: 1,
      bail,
      stopped: () => options.interrupted() || (bail && log.violations.size > 0),
      progress: (plans) => {
        log.plans = plans;
      },
      found: (bucket) => log.note(bucket),
    });
    if (swath.failure !== null) throw swath.failure;
  } finally {
    await crew.disband();
  }
  const { plans, until } = log;
  const seconds = (options.now() - started) / 1000;
  return { violations: [...log.violations.values()], warned: [...log.warned].sort(), until, plans, seconds };
}

function isPart(part: Part | undefined, kind: Part["kind"], name: string): boolean {
  return part?.kind === kind && part.name === name;
}

/** The first part of a piece that a hunt begins with: most defects that show in a stratum at all show there. */
const TASTE = 32;
const LEAST_TASTED = 4;

/**
 * Shards with a first one before them that tastes of every stratum, for hunts that end at the first violation: a defect of
 * long rows is found without all the short ones. What the taste finds, the whole finds too.
 */
function tasteFirst(shards: readonly Shard[]): Shard[] {
  const cut = ({ from, to }: Piece): number => Math.min(to, from + Math.max(LEAST_TASTED, Math.ceil((to - from) / TASTE)));
  const [first, ...others] = shards as [Shard, ...Shard[]];
  const taste = first.pieces.map((piece) => ({ ...piece, to: cut(piece) }));
  const rest = first.pieces.map((piece) => ({ ...piece, from: cut(piece) })).filter(({ from, to }) => to > from);
  return [{ pieces: taste }, { pieces: rest }, ...others];
}

/** What was found so far. */
class Log {
  private readonly counted: readonly ClauseId[];
  private readonly without: Part | undefined;
  readonly violations = new Map<string, Sighted>();
  readonly warned = new Set<ClauseId>();
  /** Plans of the requests that are done. */
  plans = 0;
  until: number | null = null;

  constructor(counted: readonly ClauseId[], without: Part | undefined) {
    this.counted = counted;
    this.without = without;
  }

  note({ violation, stratum, index, from, count }: Bucket): void {
    const { property, clause } = violation;
    // What ends a process is told whatever was asked for.
    if (isPart(this.without, "property", property)) return;
    if (severityOf(violation) === "warning" && !this.counted.includes(clause)) {
      this.warned.add(clause);
      return;
    }
    const at = this.plans + index - from + 1;
    this.until = Math.min(this.until ?? at, at);
    const key = `${property}/${clause}/${stratum}`;
    this.violations.set(key, { property, clause, stratum, cases: count + (this.violations.get(key)?.cases ?? 0) });
  }

  noteStatic(property: string): void {
    if (isPart(this.without, "property", property)) return;
    const clause = "platform-dtypes";
    this.until = 0;
    const cases = 1 + (this.violations.get(property)?.cases ?? 0);
    this.violations.set(property, { property, clause, stratum: null, cases });
  }
}

/** What `nllgrad check` fails a kernel for: each violation confirmed, and in words. */
export async function accuse(options: JudgeOptions): Promise<string[]> {
  const run: RunOptions = {
    ...options,
    name: "kernel",
    place: "kernel",
    workers: 1,
    strict: false,
    only: "",
    timeout: TIMEOUT,
    alignment: platformOf(options.platform).alignment,
    progress() {},
  };
  const { violations } = await judgeTarget(run);
  return violations.map(({ id, message, token }) => `${id}: ${message}${token === null ? "" : ` (${token})`}`);
}
