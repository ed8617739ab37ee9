import type { KernelContext } from "../../core/contract.ts";
import type { ElementType } from "../../core/format.ts";
import type { Rows } from "../rows.ts";

/**
 * The control block: what caller and workers share besides the operator's memory. A call is written into it as integers,
 * so that nothing is posted or copied. One job is under way at a time.
 *
 *   word 0       workers that have not finished the job
 *   word 1       1 if a worker threw
 *   words 2..    the job
 *   from word 16 for each core a cache line: its state, and the rows it owns
 */
export type Control = Int32Array<SharedArrayBuffer>;

/** What a worker is started with. */
export interface WorkerTask {
  readonly memory: KernelContext["memory"];
  readonly control: Control;
  readonly core: number;
}

export const PENDING = 0;
export const THREW = 1;

const TYPE = 2;
const LOSS_GRAD = 3;
const GRADIENT_STEP = 4;
const LABELS = 5;
const WEIGHT = 6;
const TOTAL_WEIGHT = 7;
const IS_MEAN = 8;
const LOGITS_GRAD = 9;
const ROW_BYTES = 10;

/** 64 bytes: cores that finish at the same time do not contend for a line. */
const CORE_WORDS = 16;
const FIRST_ROW = 1;
const END_ROW = 2;

/** A core's states. The caller sets JOB, the worker sets IDLE again when it is done. */
export const IDLE = 0;
export const JOB = 1;
export const STOP = 2;

const TYPES: readonly ElementType[] = ["fp", "hp"];

export function createControl(cores: number): Control {
  return new Int32Array(new SharedArrayBuffer((1 + cores) * CORE_WORDS * Int32Array.BYTES_PER_ELEMENT));
}

/** The word of a core's state. */
export function stateOf(core: number): number {
  return (1 + core) * CORE_WORDS;
}

export function writeJob(control: Control, rows: Rows): void {
  control[TYPE] = TYPES.indexOf(rows.type);
  // Offsets past 2^31 are kept modulo 2^32 and read as unsigned.
  control[LOSS_GRAD] = rows.lossGrad;
  control[GRADIENT_STEP] = rows.gradientStep;
  control[LABELS] = rows.labels;
  control[WEIGHT] = rows.weight;
  control[TOTAL_WEIGHT] = rows.totalWeight;
  control[IS_MEAN] = rows.isMean ? 1 : 0;
  control[LOGITS_GRAD] = rows.logitsGrad;
  control[ROW_BYTES] = rows.rowBytes;
}

export function readJob(control: Control): Rows {
  const word = (index: number): number => (control[index] as number) >>> 0;
  return {
    type: TYPES[word(TYPE)] as ElementType,
    lossGrad: word(LOSS_GRAD),
    gradientStep: word(GRADIENT_STEP),
    labels: word(LABELS),
    weight: word(WEIGHT),
    totalWeight: word(TOTAL_WEIGHT),
    isMean: word(IS_MEAN) === 1,
    logitsGrad: word(LOGITS_GRAD),
    rowBytes: word(ROW_BYTES),
  };
}

/** Gives a core its rows of the job, from `first` up to `end`, and wakes its worker. */
export function assignRows(control: Control, core: number, first: number, end: number): void {
  const state = stateOf(core);
  control[state + FIRST_ROW] = first;
  control[state + END_ROW] = end;
  setState(control, core, JOB);
}

/** The rows that a core has been given: the first, and the one after the last. */
export function assignedRows(control: Control, core: number): readonly [first: number, end: number] {
  const state = stateOf(core);
  return [control[state + FIRST_ROW] as number, control[state + END_ROW] as number];
}

export function setState(control: Control, core: number, value: typeof JOB | typeof STOP): void {
  Atomics.store(control, stateOf(core), value);
  Atomics.notify(control, stateOf(core));
}
