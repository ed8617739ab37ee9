import type { CauseId } from "../properties/diagnosis/causes.ts";
import type { ClauseId } from "../reference/clauses.ts";
import type { PlatformId } from "../reference/platforms.ts";
import type { Tier } from "../runner/tiers.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { Part, Sighted } from "./judge.ts";

/** What came of judging the zoo. Every report of it is a pure function of it. */
export interface Certificate {
  readonly schema: "nllgrad.certificate/1";
  /** Version of the suite. */
  readonly suite: string;
  /** The largest tier that was run. */
  readonly tier: Tier;
  readonly seeds: readonly number[];
  /** Runs ended soon after their first violation: what else would have killed is not known. */
  readonly bail: boolean;
  readonly seconds: number;
  readonly wrong: readonly WrongKernel[];
  readonly right: readonly RightKernel[];
  /** Kernels that were not judged, and why. */
  readonly aside: readonly Aside[];
}

export interface Aside {
  readonly name: string;
  readonly why: string;
  /** Whether it had to be judged: the certificate is incomplete without it. */
  readonly needed: boolean;
}

/** A kernel that is wrong on purpose. */
export interface WrongKernel {
  readonly name: string;
  readonly defectClass: string;
  readonly defect: string;
  readonly clauses: readonly ClauseId[];
  readonly platform: PlatformId;
  readonly heldOut: boolean;
  /** What a diagnosis may rightly name as the cause, as its header says, and what `check` names; `null` if that was not asked. */
  readonly causes: readonly CauseId[];
  readonly diagnosis: Diagnosis | null;
  /** One for each seed, in their order. */
  readonly hunts: readonly Hunt[];
  /** What found it when the only property, or the only stratum, that had found it was left out; `null` if that was not tried. */
  readonly leftOut: readonly LeftOut[] | null;
}

/** A hunt without a part of the suite. */
export interface LeftOut {
  readonly part: Part;
  /** What kills nevertheless. */
  readonly kills: readonly Sighted[];
}

/** A wrong kernel under one seed. */
export interface Hunt {
  readonly seed: number;
  /** The tier that killed it; the largest that was run, if it survived. */
  readonly tier: Tier;
  readonly killed: boolean;
  /** Plans to the kill, over the tiers that were run; all of them, if it survived. */
  readonly cases: number;
  readonly seconds: number;
  readonly kills: readonly Sighted[];
}

/** A kernel that is right in an unusual way. */
export interface RightKernel {
  readonly name: string;
  readonly unusual: string;
  readonly platform: PlatformId;
  /** One for each seed, in their order. */
  readonly trials: readonly Trial[];
}

/** A right kernel under one seed. */
export interface Trial {
  readonly seed: number;
  readonly cases: number;
  readonly seconds: number;
  /** Confirmed violations, in words: false ones. */
  readonly accusations: readonly string[];
  /** Clauses that it was warned of, and those of them that its header does not allow. */
  readonly warned: readonly ClauseId[];
  readonly unexpected: readonly ClauseId[];
}

/** Wrong kernels that some seed did not find. */
export function survivorsOf({ wrong }: Certificate): WrongKernel[] {
  return wrong.filter(({ hunts }) => hunts.some(({ killed }) => !killed));
}

/** Right kernels that some seed accuses. */
export function accusedOf({ right }: Certificate): RightKernel[] {
  return right.filter(({ trials }) => trials.some(({ accusations }) => accusations.length > 0));
}

/** Properties that killed a kernel under the first seed, those of most cases first. */
export function killersOf({ hunts }: Pick<WrongKernel, "hunts">): string[] {
  return [...sumBy(hunts[0]?.kills ?? [], ({ property }) => property)].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** Strata whose cases killed a kernel under the first seed, those of most cases first. */
export function strataOf({ hunts }: Pick<WrongKernel, "hunts">): string[] {
  const kills = hunts[0]?.kills ?? [];
  return [...sumBy(kills, ({ stratum }) => stratum ?? NO_CASE)].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** In place of a stratum, for what is told without a case. */
export const NO_CASE = "no case";

function sumBy(kills: readonly Sighted[], key: (kill: Sighted) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const kill of kills) sums.set(key(kill), (sums.get(key(kill)) ?? 0) + kill.cases);
  return sums;
}
