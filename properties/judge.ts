import type { Arena } from "../core/arena.ts";
import type { Outcome } from "../core/contract.ts";
import type { EntryName } from "../reference/operator.ts";
import type { LargestError } from "./bias.ts";
import type { Case } from "./case.ts";
import { type CellCounts, type Cells, emptyCells, sliceOf } from "./cells.ts";
import { Collector } from "./collector.ts";
import { judgeEnding, placeOf } from "./ending.ts";
import { type EntryFingerprint, emptyFingerprint, entryFormat, type Fingerprints } from "./fingerprint.ts";
import type { Inputs } from "./inputs.ts";
import { judgeAround, judgeInputs, judgeTotalWeight } from "./integrity.ts";
import type { Layout } from "./layout.ts";
import { judgeOutput } from "./output.ts";
import type { Violation } from "./violation.ts";

/** What goes wrong without rows is a matter of the clause `empty`, whatever it is: a SHOULD. */
export function asEmpty(v: Violation): Violation {
  return { ...v, clause: "empty", related: [], property: "an empty batch writes nothing and returns" };
}

/** Elements past which 32-bit arithmetic no longer counts a tensor. */
const LARGE_CELLS: number = 2 ** 31;

/** What goes wrong past 2^31 elements is a matter of the clause `large-extent`, whatever it is: a SHOULD. */
export function asLarge(c: Pick<Case, "batch" | "classNum">, v: Violation): Violation {
  if (c.batch * c.classNum < LARGE_CELLS) return v;
  const related = [v.clause, ...(v.related ?? [])].filter((clause) => clause !== "large-extent");
  return { ...v, clause: "large-extent", related };
}

/** Reads the memory after a call ended, and says what the call breaks. */
export class Judge {
  readonly fingerprints: Fingerprints = {};
  readonly cells: Cells = emptyCells();
  /** Of the call that was judged last. */
  readonly largestError: LargestError = { steps: 0, row: 0 };
  private readonly findings = new Collector();

  /**
   * Every invariant that a single call shows, from one observation. Cells are judged by the suite's own inputs, never by
   * the kernel's copy of them.
   */
  judge(c: Case, inputs: Inputs, layout: Layout, arena: Arena, outcome: Outcome): readonly Violation[] {
    const { findings } = this;
    this.largestError.steps = 0;
    if (outcome.kind === "returned") this.addCells(c, inputs, layout, arena, null);
    else judgeEnding(c, outcome, placeOf(outcome, layout, arena), findings);
    judgeAround(c, layout, arena, findings);
    judgeInputs(c, inputs, layout, arena, findings);
    return this.take(c);
  }

  /** The cells of the output alone, after a call that returned. `nonZeroHalves`: those of the output, if they were counted. */
  judgeCells(c: Case, inputs: Inputs, layout: Layout, arena: Arena, nonZeroHalves: number | null): readonly Violation[] {
    this.largestError.steps = 0;
    this.addCells(c, inputs, layout, arena, nonZeroHalves);
    return this.take(c);
  }

  /** Whether the total is what it was. */
  judgeTotal(c: Case, inputs: Inputs, layout: Layout, arena: Arena): readonly Violation[] {
    judgeTotalWeight(c, inputs, layout, arena, this.findings);
    return this.take(c);
  }

  /** Everything but the output. */
  judgeRest(c: Case, inputs: Inputs, layout: Layout, arena: Arena): readonly Violation[] {
    judgeAround(c, layout, arena, this.findings);
    judgeInputs(c, inputs, layout, arena, this.findings);
    return this.take(c);
  }

  private addCells(c: Case, inputs: Inputs, layout: Layout, arena: Arena, nonZeroHalves: number | null): void {
    const cells = this.cells[sliceOf(c)] as CellCounts;
    const { findings, largestError } = this;
    judgeOutput(c, inputs, layout, arena, this.seenOf(c.entry), cells, findings, largestError, nonZeroHalves);
  }

  private take(c: Case): readonly Violation[] {
    const found = this.findings.take();
    return c.batch === 0 ? found.map(asEmpty) : found;
  }

  private seenOf(entry: EntryName): EntryFingerprint {
    let seen = this.fingerprints[entry];
    if (seen === undefined) {
      seen = emptyFingerprint(entryFormat(entry).type);
      this.fingerprints[entry] = seen;
    }
    return seen;
  }
}
