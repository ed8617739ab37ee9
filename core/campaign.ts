import type { Met, Run } from "./record.ts";

/** The one versioned result of a campaign; `campaign.schema.json` is its JSON Schema. */
export interface CampaignRecord {
  readonly schema: "nllgrad.campaign/1";
  /** Version of the suite. */
  readonly suite: string;
  /** What was found, as a run of the gate has it. Its verdict is never `conforms`: a campaign looks for faults, and proves nothing. */
  readonly run: Run;
  readonly campaign: Campaign;
}

/**
 * `running`: it has not ended. `done`: the budget is spent, or the campaign had reached it before. `interrupted`: Ctrl-C. `failed`: the harness
 * failed.
 */
export type CampaignEnd = "running" | "done" | "interrupted" | "failed";

/** How far a campaign came, and what it met. */
export interface Campaign {
  readonly ended: CampaignEnd;
  /** SHA-256 over findings, cells and counts of the finished epochs: the same for any number of workers, and through any interruption. */
  readonly digest: string;
  /** SHA-256 of the kernel, and of how it is called. */
  readonly kernel: string;
  /** Epochs that were finished, and shards in them. */
  readonly epochs: number;
  readonly shards: number;
  /** Plans of a shard, in the last epoch. */
  readonly shardPlans: number;
  /** Plans a second, of this sitting; 0 if none were carried out. */
  readonly rate: number;
  /** The file that it goes on from. */
  readonly store: string;
  /** Combinations of the values of two axes, and of three, that were executed and judged. */
  readonly pairs: Met;
  readonly triples: Met;
  /** Edges of the kernel's code that calls took, of those that it counts; missing where it was compiled without counters. */
  readonly edges: { readonly met: number; readonly all: number } | null;
  readonly worst: readonly WorstCall[];
  readonly residual: readonly ResidualRisk[];
  readonly stability: Stability;
  readonly outlook: Outlook;
  /** The command that goes on with it. */
  readonly resume: string;
}

/** How high the failure rate of a stratum's draws may still be. */
export interface ResidualRisk {
  readonly stratum: string;
  readonly text: string;
  /** Plans that were drawn without steering, and those of them that showed a violation. */
  readonly cases: number;
  readonly failing: number;
  /** With 95 % confidence the failure rate is below this (Clopper and Pearson's upper limit). */
  readonly failureRateBelow: number;
}

/** What came again when it was repeated. */
export interface Stability {
  /** Calls that were made twice, and those that came to the same. */
  readonly repeated: number;
  readonly same: number;
  /** Findings that were run again, and those that showed at the first try, alone in a fresh process. */
  readonly findings: number;
  readonly again: number;
}

/** Whether going on is worth it. */
export interface Outlook {
  /** False once nothing was new for as long as it took to get there. */
  readonly worthwhile: boolean;
  /** Plans since anything was new: a combination that had not met, or a kind of finding. */
  readonly quiet: number;
  /** With 95 % confidence fewer plans than this part show anything new; `null` if the last epoch did. */
  readonly newRateBelow: number | null;
  /** Combinations that another epoch like the last can be expected to meet first; `null` before the first is over. */
  readonly newCells: number | null;
}

/** The largest rounding error of mean that was seen and let pass, of one function in one stratum. */
export interface WorstCall {
  readonly stratum: string;
  readonly entry: string;
  /** Steps of the format from the exact value. */
  readonly ulp: number;
  /** Operands of the cell, as numbers with their bits: loss_grad, weight, total_weight. */
  readonly operands: string;
  readonly token: string;
}
