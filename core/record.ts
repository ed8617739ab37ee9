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
  /** The `finding` of the waiver that covers it; `null` if it counts. */
  readonly waived: string | null;
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

/** A waiver, and what came of it. */
export interface WaiverStatus {
  /** Identity of what is waived; `*` stands for any characters. */
  readonly finding: string;
  readonly reason: string;
  readonly link: string;
  readonly token: string;
  /** The last day on which it holds, UTC: `2026-12-31`. */
  readonly expires: string;
  /** `idle`: nothing to say, since its findings were not looked for, or the harness failed. All but `used` and `idle` fail the gate. */
  readonly state: "used" | "expired" | "unneeded" | "unmatched" | "idle";
  /** What is wrong and what to do; empty if it is used. */
  readonly why: string;
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

export interface FindingChange {
  readonly id: string;
  /** What is otherwise, in words: `received 0x7e00, before 0x3c00`. */
  readonly what: readonly string[];
  /** A warning became a violation: as good as new. */
  readonly graver: boolean;
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
