import type { Finding, Run, RunRecord } from "../core/record.ts";

export const UNWRITTEN: Finding = {
  id: "output-extent/hp_nlllossgrad_s/none/off-label",
  property: "every cell is written",
  clauses: ["output-extent", "off-label-zero"],
  entry: "hp_nlllossgrad_s",
  reduction: "none",
  cell: "row 0, class 8",
  case: "1 row x 9 classes, none, core_mask 0x1, labels first, loss_grad one, weight one",
  message: "an off-label cell was not written",
  causes: [],
  why: ["fails 41 of 41 where class_num % 8 != 0, passes 12 of 12 elsewhere"],
  token: "n1.AAEC",
  again: "always",
  expected: "0",
  received: "NaN (0x7ebd), the poison: never written",
  ulp: null,
  relative: null,
  count: 41,
  waived: null,
  matrix: null,
};

export const INACCURATE: Finding = {
  ...UNWRITTEN,
  id: "mean-accuracy/fp_nlllossgrad_p/mean/label",
  property: "mean is a legal result",
  clauses: ["mean-accuracy"],
  entry: "fp_nlllossgrad_p",
  reduction: "mean",
  cell: "row 0, class 0",
  case: "1 row x 1 class, mean",
  message: "a label cell is not what the clause asks",
  why: [],
  token: "n1.AAED",
  expected: "-0.333333343 (0xbeaaaaab)",
  received: "-0.333333373 (0xbeaaaaac)",
  ulp: 1,
  relative: 8.94e-8,
  count: 1,
};

const MISSING: Finding = {
  ...UNWRITTEN,
  id: "platform-dtypes/hp_nlllossgrad_p/missing",
  property: "a library offers what its platform has",
  clauses: ["platform-dtypes"],
  entry: null,
  reduction: null,
  cell: "the library",
  case: "",
  message: "the library lacks hp_nlllossgrad_p, which MT7004 has",
  why: [],
  token: null,
  again: "static",
  expected: "hp_nlllossgrad_p exported",
  received: "no such symbol",
  count: 1,
};

export const FAILING: Run = {
  target: "libmine.so",
  platform: "MT7004",
  place: "./libmine.so",
  file: "./libmine.so",
  verdict: "fails",
  complete: true,
  strict: false,
  tier: "smoke",
  seed: 7,
  cases: 1234,
  seconds: 2.345,
  violations: [UNWRITTEN, MISSING],
  warnings: [INACCURATE],
  clauses: [
    { id: "output-extent", level: "MUST", status: "failed", cases: 1000, by: {}, why: "" },
    { id: "mean-accuracy", level: "SHOULD", status: "warned", cases: 300, by: {}, why: "" },
    { id: "in-bounds", level: "MUST", status: "passed", cases: 1000, by: {}, why: "" },
    {
      id: "large-extent",
      level: "SHOULD",
      status: "not judged",
      cases: 0,
      by: {},
      why: "only the huge tier makes tensors past 2^31 cells",
    },
  ],
  fingerprint: {
    alignment: "needs 16 bytes",
    entries: {
      fp_nlllossgrad_p: {
        orders: [],
        orderSensitive: 0,
        subnormals: "kept",
        zeroSigns: "+0 off-label",
        zeroTotal: "gives 0",
        meanError: null,
      },
      hp_nlllossgrad_s: {
        orders: ["A in half", "A in float", "B in half", "C in half"],
        orderSensitive: 7,
        subnormals: "flushed to zero",
        zeroSigns: "-0 off-label",
        zeroTotal: "not seen",
        meanError: -0.2,
      },
    },
  },
  coverage: {},
  combinations: null,
  strata: [
    { name: "small", text: "single calls, batch and class_num to 80", cases: 1200, failing: 41, failureRateBelow: 0.0445 },
    { name: "relations", text: "several calls held against each other", cases: 34, failing: 0, failureRateBelow: 0.0843 },
  ],
  slack: [
    { entry: "fp_nlllossgrad_p", bound: "mean: a division 2.5 steps off and two roundings", worst: 1.5, allowed: 6, used: 0.25 },
  ],
  waivers: [],
  baseline: null,
  shapes: [],
  errors: [],
  speed: [],
  notes: [],
};

export const RIGHT: Run = {
  ...FAILING,
  target: "reference",
  verdict: "conforms",
  violations: [],
  warnings: [],
  strata: FAILING.strata.slice(1),
  cases: 1,
  clauses: FAILING.clauses.slice(2),
};
export const SHORT: Run = { ...RIGHT, target: "short", verdict: "incomplete", complete: false };
export const BROKEN: Run = { ...RIGHT, target: "broken", verdict: "error", complete: false, cases: 0, clauses: [] };

/** Text that would be markup, a command or a control sequence if it were let through. */
export const HOSTILE =
  "<img src=x onerror=alert(1)>]]>&\"'`|[a](https://x.example)\u0007\u001b[31m\u202e\ud800 @all ::error::x%0A\r\n# b\t$1";

/** A run in which everything that others may word is hostile. */
export const HOSTILE_RUN: Run = {
  ...FAILING,
  target: HOSTILE,
  place: HOSTILE,
  file: HOSTILE,
  violations: [
    {
      ...UNWRITTEN,
      id: `output-extent/${HOSTILE}`,
      message: HOSTILE,
      cell: HOSTILE,
      case: HOSTILE,
      why: [HOSTILE],
      expected: HOSTILE,
      received: HOSTILE,
    },
  ],
  notes: [HOSTILE],
};

/** `FAILING` with what it found waived, and two waivers that are stale. */
export const WAIVED: Run = {
  ...FAILING,
  verdict: "fails",
  violations: FAILING.violations.map((finding) => (finding === UNWRITTEN ? { ...finding, waived: "output-extent/*" } : finding)),
  clauses: [...FAILING.clauses, { id: "platform-dtypes", level: "MUST", status: "failed", cases: 1, by: {}, why: "" }],
  waivers: [
    {
      finding: "output-extent/*",
      reason: "mended in the next drop",
      link: "https://example.org/12",
      token: "n1.AAEC",
      expires: "2027-01-31",
      state: "used",
      why: "",
    },
    {
      finding: "off-label-zero/*",
      reason: "a reason",
      link: "https://example.org/13",
      token: "n1.AAEE",
      expires: "2026-01-31",
      state: "unneeded",
      why: "its pinned case passes now: remove it",
    },
  ],
};

/** `FAILING` against an earlier record that had one of its violations, and another one that is gone. */
export const COMPARED: Run = {
  ...FAILING,
  clauses: WAIVED.clauses,
  baseline: {
    before: { suite: "0.1.0", target: "libmine.so", platform: "MT7004", verdict: "fails", tier: "smoke", seed: 6, cases: 1000 },
    caveats: ["seed 6 before, 7 now: other cases were drawn, and what the smallest of them shows is not compared"],
    new: [UNWRITTEN.id],
    changed: [{ id: INACCURATE.id, what: ["clauses mean-accuracy, before mean-rounding"], graver: false }],
    unchanged: [MISSING.id],
    fixed: [{ ...UNWRITTEN, id: "inputs-unchanged/fp_nlllossgrad_s/sum/input", message: "an input was written to" }],
    unseen: [],
    clauses: [{ id: "output-extent", before: "passed", after: "failed" }],
    speed: [],
  },
};

/** The record of some runs. */
export const recordOf = (...runs: readonly Run[]): RunRecord => ({ schema: "nllgrad.record/1", suite: "0.1.0", runs });
