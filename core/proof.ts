import type { Run } from "./record.ts";

/** The one versioned result of a proof; `proof.schema.json` is its JSON Schema. */
export interface ProofRecord {
  readonly schema: "nllgrad.proof/1";
  /** Version of the suite. */
  readonly suite: string;
  /** What was found, as a run of the gate has it. Its verdict is never `conforms`: a proof is of some clauses, and of nothing else. */
  readonly run: Run;
  readonly proof: Proof;
}

/**
 * `proved`: nothing is wrong in any part that can be proved. `refuted`: something is. `unfinished`: nothing was found, but not everything ran, be
 * it that a stripe was asked for. `failed`: the harness failed.
 */
export type ProofVerdict = "proved" | "refuted" | "unfinished" | "failed";

/** What was proved of a kernel, part by part. */
export interface Proof {
  readonly verdict: ProofVerdict;
  /** One in so many of the calls was asked for; 1: all. */
  readonly stripe: number;
  readonly parts: readonly ProofPart[];
  /** What no enumeration reaches, in words. */
  readonly beyond: readonly string[];
}

/** A finite number of things that were tried. */
export interface ProofPart {
  /** What, in words: `pairs of halves through hp_nlllossgrad_s sum, class_num 64`. */
  readonly what: string;
  /** What is counted: pairs or cases. */
  readonly unit: "pairs" | "cases";
  readonly tried: number;
  /** How many there are. */
  readonly of: number;
  /** How many were asked for, of all that there are. */
  readonly asked: number;
  readonly wrong: readonly WrongPart[];
  /** Why not everything that was asked for was tried; empty if it was. */
  readonly why: string;
}

/** What is wrong in a part, by clause. */
export interface WrongPart {
  readonly clause: string;
  /** MUST or SHOULD. */
  readonly level: string;
  readonly count: number;
  /** What all of them have in common; empty if nothing that is looked for. */
  readonly pattern: string;
}
