/** The one versioned result of a run. Every report is a pure function of it; `record.schema.json` is its JSON Schema. */
export interface RunRecord {
  readonly schema: "nllgrad.record/1";
  /** Version of the suite. */
  readonly suite: string;
  readonly runs: readonly Run[];
}

/** `incomplete`: the tier's mandatory cases did not all run, or not all properties were asked for. `error`: the harness failed. */
export type Verdict = "conforms" | "fails" | "incomplete" | "error";

/** One target, judged as one platform. */
export interface Run {
  readonly target: string;
  readonly platform: string;
  /** The target as another command takes it after a token, with the options that it is called by. */
  readonly place: string;
  /** The file that was judged, as the user named it; `null` for built-ins, programs, and results that were brought back. */
  readonly file: string | null;
  readonly verdict: Verdict;
  readonly tier: string;
  readonly seed: number;
  /** Plans carried out: single calls, and relations of several calls. */
  readonly cases: number;
  readonly seconds: number;
  readonly violations: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly clauses: readonly ClauseStatus[];
  readonly fingerprint: Fingerprint;
  /** Cases by axis and value. */
  readonly coverage: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly strata: readonly StratumStatus[];
  /** What a reader must know besides: why a run is incomplete, what was left out, what the kernel printed. */
  readonly notes: readonly string[];
}

/** One fault of a kernel: everything that shares clause, entry, reduction and kind of cell. */
export interface Finding {
  /** clause/entry/reduction/cell: stable across runs, seeds and versions. */
  readonly id: string;
  readonly property: string;
  /** The clause that it breaks first, then those broken with it. */
  readonly clauses: readonly string[];
  readonly entry: string | null;
  readonly reduction: string | null;
  /** Where, in the shrunk case: `row 0, class 8`. */
  readonly cell: string;
  /** The shrunk case in words; empty if there is none. */
  readonly case: string;
  readonly message: string;
  /** What tells failing from passing cases, and what the results look like; empty if nothing does. */
  readonly why: readonly string[];
  /** Reproduces the shrunk case; `null` where there is nothing to run. */
  readonly token: string | null;
  /**
   * `always`, `sometimes`, `history` (after other calls), `never` (seen once, not again), `untried` (nothing live to run it
   * on), `static` (nothing to run).
   */
  readonly again: "always" | "sometimes" | "history" | "never" | "untried" | "static";
  readonly expected: string;
  readonly received: string;
  /** Steps from the correctly rounded value; `null` where there is no such distance. */
  readonly ulp: number | null;
  readonly relative: number | null;
  /** Cases that show it. */
  readonly count: number;
}

export interface ClauseStatus {
  readonly id: string;
  readonly level: string;
  readonly status: "passed" | "failed" | "warned" | "not judged";
  /** Cases that could have broken it. */
  readonly cases: number;
  /** Why it was not judged, or what was recorded of it; empty otherwise. */
  readonly why: string;
}

export interface StratumStatus {
  readonly name: string;
  readonly text: string;
  readonly cases: number;
  /** Cases that showed a violation. */
  readonly failing: number;
  /** With 95 % confidence the failure rate of the stratum's draws is below this; `null` if some failed or none ran. */
  readonly failureRateBelow: number | null;
}

/** Which of the choices that the document leaves open a kernel makes, by entry. */
export interface Fingerprint {
  readonly entries: Readonly<Record<string, EntryChoices>>;
  /** What it needs of its buffers, in words. */
  readonly alignment: string;
}

export interface EntryChoices {
  /** Orders and formats that explain every cell of mean; empty if no single one does. */
  readonly orders: readonly string[];
  /** Calls of mean whose first label cell has legal results that part ways: over- or underflow in one order and not in another. */
  readonly orderSensitive: number;
  readonly subnormals: string;
  readonly zeroSigns: string;
  readonly zeroTotal: string;
  /** Mean signed error of mean's cells in ULP; negative is toward zero. `null` if too few were seen. */
  readonly meanError: number | null;
}
