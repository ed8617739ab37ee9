import { failureRateBelow } from "../core/binomial.ts";
import type { Outlook } from "../core/campaign.ts";
import type { Met } from "../core/record.ts";
import { type Combinations, coverageOf, emptyCombinations, mergeCombinations } from "../properties/combinations.ts";
import type { Feasible } from "../properties/feasible.ts";

/** What an epoch came to, as the store keeps it. */
export interface EpochSummary {
  /** Plans of the campaign by its end. */
  readonly plans: number;
  readonly findings: number;
  readonly pairs: number;
  readonly triples: number;
  readonly feasiblePairs: number;
  readonly feasibleTriples: number;
  /** New cells that one part of the epoch alone met. */
  readonly singles: number;
  /** Plans of the campaign by the end of the last epoch that met a new cell, and of the last that showed a new kind of finding. */
  readonly lastCell: number;
  readonly lastFinding: number;
}

/** Parts of an epoch that are held against one another: what is left out of one is counted in the others. */
const PARTS = 8;

const met = (combinations: Combinations, feasible: Feasible): number => {
  const { pairs, triples } = coverageOf(combinations, feasible);
  return pairs.met + triples.met;
};

/**
 * Cells that exactly one part of an epoch met, and nothing before. Each part is left out in turn: what the rest lacks, it met alone. With
 * few shards the parts are shards; with more, shards in turn.
 */
export function singlesOf(before: Combinations, shards: readonly Combinations[], feasible: Feasible): number {
  const parts = Array.from({ length: Math.min(PARTS, shards.length) }, emptyCombinations);
  for (const [k, shard] of shards.entries()) mergeCombinations(parts[k % parts.length] as Combinations, shard);
  const together = (omitted: number): number => {
    const whole = emptyCombinations();
    mergeCombinations(whole, before);
    for (const [k, part] of parts.entries()) if (k !== omitted) mergeCombinations(whole, part);
    return met(whole, feasible);
  };
  const all = together(-1);
  return all === met(before, feasible) ? 0 : parts.reduce((sum, _, k) => sum + all - together(k), 0);
}

/** The summary of an epoch. `last`: that of the one before. */
export function summarize(
  last: EpochSummary | null,
  now: Pick<EpochSummary, "plans" | "findings" | "singles"> & { readonly pairs: Met; readonly triples: Met },
): EpochSummary {
  const { plans, findings, singles, pairs, triples } = now;
  const newCell = pairs.met + triples.met > (last === null ? 0 : last.pairs + last.triples);
  return {
    ...{ plans, findings, singles, pairs: pairs.met, triples: triples.met },
    ...{ feasiblePairs: pairs.feasible, feasibleTriples: triples.feasible },
    lastCell: newCell ? plans : (last?.lastCell ?? 0),
    lastFinding: findings > (last?.findings ?? 0) ? plans : (last?.lastFinding ?? 0),
  };
}

/** Part of a campaign that must have shown nothing new before it is said that little is to be expected. */
const QUIET_PART = 0.5;

/**
 * Whether going on is worth it.
 *
 * New cells of another epoch like the last are as many as those that one part alone met in it: Good and Turing's estimate (I. J. Good, "The
 * population frequencies of species and the estimation of population parameters", Biometrika 40, 1953) with parts of an epoch as the samples, which are
 * drawn alike, as single draws of a steered campaign are not (M. Boehme, "STADS: Software testing as species discovery", ACM TOSEM 27, 2018, takes over from
 * ecology that samples are counted where individuals cannot be).
 *
 * Once nothing was new for as long as it took to get there, plans that show anything new are fewer than the bound for no event in so many
 * trials says: another sitting as long would show three new things at most, and none most likely.
 */
export function outlookOf(summary: EpochSummary | null, epochPlans: number): Outlook {
  if (summary === null) return { worthwhile: true, quiet: 0, newRateBelow: null, newCells: null };
  const quiet = summary.plans - Math.max(summary.lastCell, summary.lastFinding);
  const worthwhile = quiet < QUIET_PART * summary.plans || quiet < 2 * epochPlans;
  return {
    worthwhile,
    quiet,
    newRateBelow: quiet === 0 ? null : failureRateBelow(0, quiet),
    newCells: summary.singles,
  };
}
