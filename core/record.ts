import type { CaseMatrix } from "./case-matrix.ts";
import type { FindingChange, SpeedChange, WaiverStatus } from "./record-gate.ts";

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
  /** Of the kernel, waivers taken into account; what is new against a baseline is for the gate to say. */
  readonly verdict: Verdict;
  /** Whether the tier's mandatory cases all ran, and all properties were asked for. */
  readonly complete: boolean;
  /** Whether warnings fail the gate as well. */
  readonly strict: boolean;
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
  /** Combinations of values of the case axes that calls had that were carried out and judged; `null` where that was not metered. */
  readonly combinations: Combinations | null;
  readonly strata: readonly StratumStatus[];
  readonly slack: readonly Slack[];
  /** Waivers of this target and platform. */
  readonly waivers: readonly WaiverStatus[];
  /** What changed against an earlier record; `null` if none was given. */
  readonly baseline: RunComparison | null;
  /** Where in the plane of extents cases lay, and which failed. */
  readonly shapes: readonly ShapeMap[];
  /** How far label cells are off, by entry and reduction. */
  readonly errors: readonly ErrorHistogram[];
  /** Measured, and so another one in each run; empty if nothing was measured. */
  readonly speed: readonly Speed[];
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
  /** What the kernel probably does wrong, the likeliest cause first; empty if nothing tells. */
  readonly causes: readonly LikelyCause[];
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
  /** The `finding` of the waiver that covers it; `null` if it counts. */
  readonly waived: string | null;
  /** The shrunk case, drawn; `null` where there is no matrix. */
  readonly matrix: CaseMatrix | null;
}

/** A cause that a finding is likely to have. */
export interface LikelyCause {
  /** Its id in the catalogue. */
  readonly id: string;
  /** What the kernel does wrong, in words. */
  readonly text: string;
  /** Where to look, or what to change. */
  readonly remedy: string;
  /** What speaks for it, counted both ways; empty where there is nothing to count. */
  readonly evidence: string;
}

export interface ClauseStatus {
  readonly id: string;
  readonly level: string;
  readonly status: "passed" | "failed" | "warned" | "not judged";
  /** Cases that could have broken it. */
  readonly cases: number;
  /** The same by element type and reduction, as in `fp sum`; empty where it is not about calls. */
  readonly by: Readonly<Record<string, number>>;
  /** Why it was not judged, or what was recorded of it; empty otherwise. */
  readonly why: string;
}

/** Combinations of values of two axes, and of three, that met in a call. */
export interface Combinations {
  readonly pairs: Met;
  readonly triples: Met;
}

export interface Met {
  readonly met: number;
  /** How many there can be. */
  readonly feasible: number;
}

export interface StratumStatus {
  readonly name: string;
  readonly text: string;
  readonly cases: number;
  /** Cases that showed a violation. */
  readonly failing: number;
  /** With 95 % confidence the failure rate of the stratum's draws is below this; `null` if none was drawn freely. */
  readonly failureRateBelow: number | null;
}

/** How near the worst result that was let pass came to a bound that has room in it. */
export interface Slack {
  readonly entry: string;
  /** The bound in words. */
  readonly bound: string;
  /** Distance of that result from the exact value, and what was allowed there, in steps of the format. */
  readonly worst: number;
  readonly allowed: number;
  /** worst / allowed, 0 to 1. */
  readonly used: number;
}

/** A run against an earlier one. Lists hold identities of findings, the later run's unless said otherwise. */
export interface RunComparison {
  /** The earlier run; `null` if it has none of this target and platform: everything is new. */
  readonly before: RunBasis | null;
  /** What differs between the runs, and what cannot be said therefore. */
  readonly caveats: readonly string[];
  readonly new: readonly string[];
  readonly changed: readonly FindingChange[];
  readonly unchanged: readonly string[];
  /** The earlier run's findings that are gone. */
  readonly fixed: readonly Finding[];
  /** The earlier run's findings that did not show, where nothing ran that would have to show them. */
  readonly unseen: readonly Finding[];
  readonly clauses: readonly ClauseChange[];
  /** Shapes that both runs timed. */
  readonly speed: readonly SpeedChange[];
}

/** What a run rests on. */
export interface RunBasis {
  readonly suite: string;
  readonly target: string;
  readonly platform: string;
  readonly verdict: Verdict;
  readonly tier: string;
  readonly seed: number;
  readonly cases: number;
}

export interface ClauseChange {
  readonly id: string;
  readonly before: ClauseStatus["status"];
  readonly after: ClauseStatus["status"];
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

/** Cases by their extents: a row for each value of class_num, in which counts of the values of batch are parted by spaces. */
export interface ShapeMap {
  readonly name: string;
  readonly across: readonly string[];
  readonly down: readonly string[];
  readonly cases: readonly string[];
  /** Those of them that broke a MUST clause. */
  readonly failing: readonly string[];
}

/**
 * How far label cells are from the exact value, for operands of which no order of evaluation comes near over- or underflow.
 * Of each call the first rows are counted.
 */
export interface ErrorHistogram {
  readonly entry: string;
  readonly reduction: string;
  readonly cells: number;
  /** Cells by how many ULP of the exact value's binade they are off. */
  readonly ulp: Readonly<Record<string, number>>;
  /** Cells by relative error. */
  readonly relative: Readonly<Record<string, number>>;
  /** The cell that is furthest off; `null` if all are exact. */
  readonly worst: WorstCell | null;
}

/** A cell and its operands, as numbers with their bits. */
export interface WorstCell {
  /** `null`: no finite number came. */
  readonly ulp: number | null;
  readonly relative: number | null;
  readonly lossGrad: string;
  readonly weight: string;
  /** `null` outside of mean. */
  readonly totalWeight: string | null;
  readonly expected: string;
  readonly received: string;
}

/** How fast calls of one shape were, against setting the output's bytes to zero, in turn with them in the same process. */
export interface Speed {
  readonly entry: string;
  readonly reduction: string;
  readonly batch: number;
  readonly classNum: number;
  /** Bytes of the output. */
  readonly bytes: number;
  /** Pairs of a call and a memset that were timed. */
  readonly rounds: number;
  /** The memset's time to the call's, in the middle round: 1 is as fast as memory is set. */
  readonly share: number;
  /** A quarter of the rounds lies below `low`, and a quarter above `high`: the measure's noise. */
  readonly low: number;
  readonly high: number;
}
