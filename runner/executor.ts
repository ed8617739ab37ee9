import { setTimeout } from "node:timers/promises";
import type { Callee } from "../adapters/callee.ts";
import type { Slot } from "../core/arena.ts";
import { type Outcome, RETURNED } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import type { LargestError } from "../properties/bias.ts";
import { type Case, poisonBits, typeOf } from "../properties/case.ts";
import type { Cells } from "../properties/cells.ts";
import { sampleCells } from "../properties/diagnosis/sample.ts";
import { type Snapshot, snapshotOf } from "../properties/drawing.ts";
import { type FaultPlace, placeOf } from "../properties/ending.ts";
import { emptyFingerprint, type Fingerprints } from "../properties/fingerprint.ts";
import { explain, type HypothesisName } from "../properties/hypotheses.ts";
import { Inputs } from "../properties/inputs.ts";
import { Judge } from "../properties/judge.ts";
import { type Layout, LOGITS_GRAD, load, measure, reload } from "../properties/layout.ts";
import { type Cell, identityOf, severityOf, type Violation } from "../properties/violation.ts";
import { BUFFERS, type BufferName } from "../reference/operator.ts";
import { LargeCall, memoryOf } from "./large.ts";
import { lateWrites } from "./late.ts";
import { overRead } from "./over-read.ts";
import type { Shot, Volley } from "./volley.ts";

/** What a case showed, and the case that showed it: the same one, or its twin under a placement that is guaranteed. */
export interface Trial {
  readonly case: Case;
  readonly violations: readonly Violation[];
}

/** A call that is right, and nowhere off. */
const EXACT: Shot = Object.freeze({ violations: Object.freeze([]), largestError: Object.freeze({ steps: 0, row: 0 }) });

/** Over-reads of a buffer after which it is no longer placed so that they fault. */
const OVER_READS_SHOWN = 4;

/** Carries out cases on one callee, one after another, in this process. */
export class Executor {
  private judge = new Judge();
  /** Judges calls that say little new of a kernel's choices; what it sees of them is not kept. */
  private readonly byTheWay = new Judge();
  readonly layout: Layout;
  /** Bytes that buffers turned out to need beyond their elements' own alignment; 0: nothing seen. */
  private alignmentNeeded = 0;
  /**
   * Whether what a kernel shows it needs of its buffers is granted from here on. Not while a finding is looked at: it would
   * no longer show.
   */
  learning = true;
  /** The case that was laid last. */
  private laid: Case | null = null;
  private readonly callee: Callee;
  private readonly beat: () => void;
  private readonly invoke: Callee["invoke"];
  private readonly inputs = new Inputs();
  private readonly overReads = new Map<BufferName, number>();
  private readonly measured = new Float64Array(BUFFERS.length);

  /** `beat`: says that this process lives, where judging a call takes long. */
  constructor(callee: Callee, layout: Layout, beat: () => void = () => {}) {
    this.beat = beat;
    this.callee = callee;
    this.invoke = callee.invoke.bind(callee);
    this.layout = layout;
  }

  /** What was seen of the kernel's choices since the last time. */
  takeSeen(): { fingerprints: Fingerprints; cells: Cells; alignmentNeeded: number } {
    const { fingerprints, cells } = this.judge;
    this.judge = new Judge();
    return { fingerprints, cells, alignmentNeeded: this.alignmentNeeded };
  }

  /**
   * Runs a case and judges it. What fails under a placement that no kernel is owed is run again under one that is.
   * `derived`: it has the inputs of a call before, whose roundings it repeats, and which must not count many times.
   */
  run(c: Case, derived = false): Trial {
    if (this.isLarge(c)) return this.runLarge(c);
    const outcome = this.call(c);
    const violations = this.assess(c, outcome, derived ? this.byTheWay : this.judge);
    if (c.placement !== "exact" || violations.every((v) => severityOf(v) === "warning")) return { case: c, violations };
    return this.reconsider(c, outcome);
  }

  /** Whether the arena has no room for a case's tensors, and others can be mapped. */
  private isLarge(c: Case): boolean {
    if (this.callee.tensors === undefined) return false;
    measure(c, this.measured);
    const { low, high } = this.callee.arena.slots[LOGITS_GRAD] as Slot;
    return (this.measured[LOGITS_GRAD] as number) > high - low;
  }

  private runLarge(c: Case): Trial {
    const { callee, layout } = this;
    const map = callee.tensors?.bind(callee) as NonNullable<Callee["tensors"]>;
    const placed: Case = { ...c, placement: "start" };
    const { outcome, violations } = new LargeCall(placed, callee, map, layout.block, this.beat).run();
    this.returned = outcome.kind === "returned";
    return { case: c, violations };
  }

  /** Runs calls of one volley: inputs are laid out once, and verified after the last call. */
  runVolley(cases: readonly Case[], onCall: (index: number) => void): Volley {
    const { judge, inputs, layout, callee } = this;
    const { filling } = callee;
    const shots: Shot[] = [];
    for (let k = 0; k < cases.length; k++) {
      const c = cases[k] as Case;
      if (k === 0) this.lay(c);
      else {
        const changed = judge.judgeTotal(cases[k - 1] as Case, inputs, layout, callee.arena);
        if (changed.length > 0) return { shots: shots.slice(0, -1), unclear: changed };
        this.laid = c;
        inputs.setTotal(c);
        reload(c, inputs, layout, callee.arena, filling === undefined);
      }
      onCall(k);
      const outcome =
        filling === undefined
          ? this.invoke(c, layout.offset, callee.arena)
          : filling.invoke(c, layout.offset, callee.arena, poisonBits(c));
      this.returned = outcome.kind === "returned";
      if (!this.returned) return { shots, unclear: this.assess(c, outcome) };
      const violations = judge.judgeCells(c, inputs, layout, callee.arena, filling?.nonZeroHalves() ?? null);
      if (violations.length > 0 && c.placement === "exact" && violations.some((v) => severityOf(v) === "violation"))
        return { shots, unclear: violations };
      const { steps, row } = judge.largestError;
      shots.push(violations.length === 0 && steps === 0 ? EXACT : { violations, largestError: { steps, row } });
    }
    const unclear = judge.judgeRest(cases.at(-1) as Case, inputs, layout, callee.arena);
    return { shots: unclear.length > 0 ? shots.slice(0, -1) : shots, unclear };
  }

  /** Whether the last call came back: then its output was judged. */
  returned = false;

  /** Places, loads and calls; the memory stays as the call left it. */
  call(c: Case, invoke: Callee["invoke"] = this.invoke): Outcome {
    this.lay(c);
    const outcome = invoke(c, this.layout.offset, this.callee.arena);
    this.returned = outcome.kind === "returned";
    return outcome;
  }

  /** Places and loads a case's buffers. */
  lay(c: Case): void {
    this.laid = c;
    measure(c, this.measured);
    this.callee.ready(this.measured);
    this.inputs.fill(c);
    this.layout.place(c, this.callee.arena);
    load(c, this.inputs, this.layout, this.callee.arena);
  }

  /** The largest rounding error of the case that was judged last. */
  get largestError(): LargestError {
    return this.judge.largestError;
  }

  /** Whether the kernel's memory has room for a case. */
  holds(c: Case): boolean {
    measure(c, this.measured);
    const { low, high } = this.callee.arena.slots[LOGITS_GRAD] as Slot;
    if ((this.measured[LOGITS_GRAD] as number) <= high - low) return this.callee.holds(this.measured);
    return this.callee.tensors !== undefined && process.availableMemory() >= memoryOf(c);
  }

  /** What a case's call left in memory, around a cell; `null` if another was laid since. */
  snapshot(c: Case, cell: Cell): Snapshot | null {
    const { laid } = this;
    const stands = laid !== null && laid.entry === c.entry && laid.batch === c.batch && laid.classNum === c.classNum;
    // Twins under another placement share their patterns.
    if (!stands || laid.labels !== c.labels || laid.lossGrad !== c.lossGrad || laid.weight !== c.weight) return null;
    return snapshotOf(c, cell, this.layout, this.callee.arena);
  }

  /** Judges the memory as it stands. */
  assess(c: Case, outcome: Outcome, judge: Judge = this.judge): readonly Violation[] {
    return judge.judge(c, this.inputs, this.layout, this.callee.arena, outcome);
  }

  /** The hypotheses that explain the label cells as the last call left them; `null` if they tell nothing. */
  explain(c: Case): HypothesisName[] | null {
    return explain(c, this.inputs, this.layout, this.callee.arena);
  }

  /** Some cells of the call that was made last, wrong and right ones. */
  sample(c: Case, kind: "label" | "off-label"): ReturnType<typeof sampleCells> {
    return sampleCells(c, kind, this.inputs, this.layout, this.callee.arena, emptyFingerprint(typeOf(c)));
  }

  /** The bits of the output as they stand. */
  output(c: Case): Uint32Array {
    const { arena } = this.callee;
    const bytes = formatOf(typeOf(c)).bytes;
    const first = (this.layout.offset[LOGITS_GRAD] as number) / bytes;
    const end = first + c.batch * c.classNum;
    return bytes === 4 ? arena.u32.slice(first, end) : new Uint32Array(arena.u16.subarray(first, end));
  }

  /**
   * Tells what went wrong under `exact` placement: a fault of the kernel, which shows under `aligned` placement as well; a
   * read past the last element within its block; or a need for alignment, which is no fault.
   */
  private reconsider(c: Case, outcome: Outcome): Trial {
    const place = outcome.kind === "returned" ? null : placeOf(outcome, this.layout, this.callee.arena);
    const aligned: Case = { ...c, placement: "aligned" };
    const again = this.assess(aligned, this.call(aligned));
    if (again.some((v) => severityOf(v) === "violation")) return { case: aligned, violations: again };
    const open = this.callee.withoutZones(() => this.assess(c, this.call(c)));
    if (place !== null && !open.some((v) => severityOf(v) === "violation"))
      return { case: c, violations: [...again, ...this.overReadsFrom(place, c)] };
    this.noteAlignment(c);
    return { case: aligned, violations: again };
  }

  /** Every buffer that a call reads past: the one that it faulted at is granted its last block, and the call made again for the next. */
  private overReadsFrom(first: FaultPlace, c: Case): Violation[] {
    const { granule, block } = this.layout;
    const granted = granule.slice();
    const found = new Map<BufferName, Violation>();
    for (let place: FaultPlace | null = first; place !== null && !found.has(place.buffer); ) {
      found.set(place.buffer, overRead(c, place.buffer, place.where));
      granule[BUFFERS.indexOf(place.buffer)] = block;
      const outcome = this.call(c);
      place = outcome.kind === "returned" ? null : placeOf(outcome, this.layout, this.callee.arena);
    }
    granule.set(granted);
    for (const buffer of found.keys()) this.noteOverRead(buffer);
    return [...found.values()];
  }

  private noteOverRead(buffer: BufferName): void {
    if (!this.learning) return;
    const count = (this.overReads.get(buffer) ?? 0) + 1;
    this.overReads.set(buffer, count);
    if (count >= OVER_READS_SHOWN) this.layout.granule[BUFFERS.indexOf(buffer)] = this.layout.block;
  }

  /** Finds the least alignment under which the case passes, and grants it from here on. */
  private noteAlignment(c: Case): void {
    if (!this.learning) return;
    for (let bytes = 4; bytes <= this.layout.block; bytes *= 2) {
      this.layout.granule.fill(bytes);
      if (bytes <= this.alignmentNeeded) continue;
      if (bytes === this.layout.block || !this.assess(c, this.call(c)).some((v) => severityOf(v) === "violation")) {
        this.alignmentNeeded = bytes;
        return;
      }
    }
  }

  /** Runs a case with its inputs in memory that cannot be written, where the machine has a way to say so and survive it. */
  runReadOnly(c: Case): Trial {
    const placed: Case = c.placement === "exact" ? { ...c, placement: "aligned" } : c;
    return {
      case: placed,
      violations: this.assess(
        placed,
        this.callee.withReadOnlyInputs((invoke) => this.call(placed, invoke)),
      ),
    };
  }

  /** Watches the output after the call of a case returned: nothing may write to it any more. */
  watch(c: Case, milliseconds: number): Promise<Violation | null> {
    return lateWrites(c, this.layout, this.callee.arena, milliseconds);
  }

  /** Whether a violation of the call that just ended goes away by waiting: it returned too early. */
  async mendsByWaiting(c: Case, violation: Violation, milliseconds: number): Promise<boolean> {
    await setTimeout(milliseconds);
    const identity = identityOf(violation);
    return !this.assess(c, RETURNED).some((v) => identityOf(v) === identity);
  }
}
