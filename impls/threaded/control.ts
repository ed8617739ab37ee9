import type { KernelContext } from "../../core/contract.ts";
import type { ElementType } from "../../core/format.ts";
import { ENTRIES, entryOf, NONE } from "../../reference/operator.ts";
import type { RowsCall } from "../rows.ts";

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
const BATCH = 3;
const CLASS_NUM = 4;
const REDUCTION = 5;
const LOSS_GRAD = 6;
const LABELS = 7;
const WEIGHT = 8;
const TOTAL_WEIGHT = 9;
const LOGITS_GRAD = 10;

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

export function writeJob(control: Control, call: RowsCall): void {
  control[TYPE] = TYPES.indexOf(ENTRIES[call.entry].type);
  control[BATCH] = call.batch;
  control[CLASS_NUM] = call.classNum;
  control[REDUCTION] = call.reduction;
  // Offsets past 2^31 are kept modulo 2^32 and read as unsigned.
  control[LOSS_GRAD] = call.lossGrad.byteOffset;
  control[LABELS] = call.labels.byteOffset;
  control[WEIGHT] = call.weight.byteOffset;
  control[TOTAL_WEIGHT] = call.totalWeight.byteOffset;
  control[LOGITS_GRAD] = call.logitsGrad.byteOffset;
}

/** The job as a call with views of the worker's own on the shared memory. */
export function readJob(control: Control, memory: WorkerTask["memory"]): RowsCall {
  const word = (index: number): number => control[index] as number;
  const type = TYPES[word(TYPE)] as ElementType;
  const [batch, classNum, reduction] = [word(BATCH), word(CLASS_NUM), word(REDUCTION)];
  const Elements = type === "fp" ? Float32Array : Uint16Array;
  const elements = (offset: number, length: number) => new Elements(memory.buffer, word(offset) >>> 0, length);
  return {
    // Storage makes no difference to rows.
    entry: entryOf(type, "s"),
    lossGrad: elements(LOSS_GRAD, reduction === NONE ? batch : 1),
    labels: new Int32Array(memory.buffer, word(LABELS) >>> 0, batch),
    weight: elements(WEIGHT, classNum),
    totalWeight: elements(TOTAL_WEIGHT, 1),
    logitsGrad: elements(LOGITS_GRAD, batch * classNum),
    batch,
    classNum,
    reduction,
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
export function rowsOf(control: Control, core: number): readonly [first: number, end: number] {
  const state = stateOf(core);
  return [control[state + FIRST_ROW] as number, control[state + END_ROW] as number];
}

export function setState(control: Control, core: number, value: typeof JOB | typeof STOP): void {
  Atomics.store(control, stateOf(core), value);
  Atomics.notify(control, stateOf(core));
}
