import type { CaseMatrix } from "../../core/case-matrix.ts";
import type { Finding, Run, RunRecord } from "../../core/record.ts";
import { FAILING, INACCURATE, RIGHT, UNWRITTEN } from "../run.fixture.ts";

/** A case of two rows and three classes, of which the last cell was never written, and a guard behind was. */
export const SMALL: CaseMatrix = {
  format: "half",
  batch: 2,
  classNum: 3,
  row: 0,
  column: 0,
  rows: [
    { label: 0, lossGrad: "3c00", legal: "c000", received: "c000 0000 8000" },
    { label: 1, lossGrad: "4000", legal: "c400", received: "0000 c400 7ebd" },
  ],
  cell: [1, 2],
  weight: "4000 4000 3c00",
  totalWeight: null,
  poison: "7ebd",
  guards: { buffer: "logits_grad", canary: "7fa5", before: "7fa5 7fa5", behind: "3c00 7fa5" },
};

/** A name that would be markup, a script, and a text that runs backwards. */
export const HOSTILE = `<img src=x onerror="document.title='broken into'">\u202egnp.exe`;

export const DRAWN: Finding = { ...UNWRITTEN, matrix: SMALL };

/** A run that has everything a report draws. */
export const WHOLE: Run = {
  ...FAILING,
  violations: [DRAWN],
  warnings: [INACCURATE],
  clauses: FAILING.clauses.map((clause) =>
    clause.id === "output-extent" ? { ...clause, by: { "fp sum": 400, "fp none": 300, "hp none": 300 } } : clause,
  ),
  coverage: { labels: { first: 10, last: 3 } },
  shapes: [
    { name: "modulo 32", across: ["0", "1", "2"], down: ["0", "1"], cases: ["1 0 4", "9 2 0"], failing: ["0 0 0", "9 1 0"] },
  ],
  errors: [
    {
      entry: "fp_nlllossgrad_p",
      reduction: "mean",
      cells: 30,
      ulp: { "≤ 0.5": 20, "≤ 1": 10, "> 8": 0 },
      relative: { "≤ 6.0e-8": 25, "≤ 1.2e-7": 5, "> 1.9e-6": 0 },
      worst: {
        ulp: 0.9,
        relative: 1e-7,
        lossGrad: "1 (0x3f800000)",
        weight: "2 (0x40000000)",
        totalWeight: "3 (0x40400000)",
        expected: "-0.666666687 (0xbf2aaaab)",
        received: "-0.666666746 (0xbf2aaaac)",
      },
    },
  ],
  speed: [
    {
      entry: "fp_nlllossgrad_p",
      reduction: "mean",
      batch: 1024,
      classNum: 1024,
      bytes: 4194304,
      rounds: 21,
      share: 0.7,
      low: 0.66,
      high: 0.71,
    },
  ],
  notes: ['the kernel printed 3 bytes, beginning: "<b>"'],
};

/** A record of these runs. */
export function recordWith(...runs: readonly Run[]): RunRecord {
  return { schema: "nllgrad.record/1", suite: "0.1.0", runs };
}

export const COMPARED: RunRecord = recordWith(WHOLE, { ...RIGHT, target: "reference", place: "reference" });

/** A run of so many findings, each with its case drawn. */
export function manyFindings(count: number): Run {
  const violations = Array.from({ length: count }, (_, k): Finding => {
    const clause = `clause-${k % 7}`;
    return {
      ...DRAWN,
      id: `${clause}/hp_nlllossgrad_s/none/off-label-${k}`,
      clauses: [clause],
      cell: `row ${k}, class ${k % 9}`,
      // As unlike one another as tokens are.
      token: `n1.${Array.from({ length: 12 }, (_, n) => (((k + 1) * 2654435761 * (n + 3)) % 4294967296).toString(36)).join("")}`,
      count: k,
    };
  });
  return { ...WHOLE, violations };
}
