/**
 * Shared by the kernels with threads: a worker for each core over the shared memory, each told its rows through a control
 * block. This file is the worker's too.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";

export const MEAN = 1;
export const NONE = 2;

/** Words of the control block: how many workers are at work, the next row to take, then the job, then the cores. */
export const PENDING = 0;
export const TICKET = 1;
const JOB = 2;
const CORES = 16;

/** Words of a core: its state, and the rows that it is given; `from` is -1 if it is to take rows from TICKET. */
const IDLE = 0;
const BUSY = 1;
const STOP = 2;
const stateOf = (core) => CORES + 4 * core;

/** What a job is: byte offsets of lossGrad, labels, weight, totalWeight, logitsGrad; batch, class_num, reduction. */
export function jobOf({ lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction }) {
  const offsets = [lossGrad, labels, weight, totalWeight, logitsGrad].map(({ byteOffset }) => byteOffset);
  return [...offsets, batch, classNum, reduction];
}

/** Starts workers; the session's calls are `call(made, crew)`. */
export function threadedKernel(name, call) {
  return {
    name,
    elementTypes: ["fp"],
    threads: true,
    async open({ memory, platform }) {
      const control = new Int32Array(new SharedArrayBuffer(4 * stateOf(platform.cores)));
      const workers = Array.from({ length: platform.cores }, (_, core) => {
        const options = { workerData: { memory, control, core } };
        return new Worker(new URL(import.meta.url), options);
      });
      await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("online", resolve))));
      const crew = {
        control,
        /** The whole job, or the words of it from `from` on. */
        write: (job, from = 0) => control.set(job.slice(from), JOB + from),
        /** Gives a core its rows and wakes it. */
        start(core, from, to) {
          const state = stateOf(core);
          control[state + 1] = from;
          control[state + 2] = to;
          Atomics.add(control, PENDING, 1);
          Atomics.store(control, state, BUSY);
          Atomics.notify(control, state);
        },
        /** Returns when no more than so many workers are at work. */
        wait(left = 0) {
          for (let pending = Atomics.load(control, PENDING); pending > left; pending = Atomics.load(control, PENDING))
            Atomics.wait(control, PENDING, pending);
        },
      };
      return {
        call(made) {
          if (made.entry.startsWith("hp")) throw new RangeError(`${made.entry}: fp is all that there is`);
          call(made, crew);
        },
        async close() {
          for (let core = 0; core < platform.cores; core++) {
            Atomics.store(control, stateOf(core), STOP);
            Atomics.notify(control, stateOf(core));
          }
          await Promise.all(workers.map((worker) => worker.terminate()));
        },
      };
    },
  };
}

/** Cores of a call, lowest first; `_p` has one. */
export function coresOf({ entry, coreMask }) {
  if (entry.endsWith("_p")) return [0];
  return Array.from({ length: 31 }, (_, core) => core).filter((core) => (coreMask >>> core) & 1);
}

function work({ memory, control, core }) {
  const state = stateOf(core);
  for (;;) {
    Atomics.wait(control, state, IDLE);
    const command = Atomics.load(control, state);
    if (command === STOP) return;
    if (command === IDLE) continue;
    const [lossGrad, labels, weight, total, output, batch, classNum, reduction] = control.subarray(JOB, JOB + 8);
    const { buffer } = memory;
    const g = new Float32Array(buffer, lossGrad >>> 0, reduction === NONE ? batch : Math.min(batch, 1));
    const y = new Int32Array(buffer, labels >>> 0, batch);
    const w = new Float32Array(buffer, weight >>> 0, classNum);
    const t = new Float32Array(buffer, total >>> 0, 1);
    const out = new Float32Array(buffer, output >>> 0, batch * classNum);
    const row = (i) => {
      out.fill(0, i * classNum, (i + 1) * classNum);
      const product = -Math.fround(g[reduction === NONE ? i : 0] * w[y[i]]);
      out[i * classNum + y[i]] = reduction === MEAN ? product / t[0] : product;
    };
    const from = control[state + 1];
    if (from < 0) for (let i = Atomics.add(control, TICKET, 1); i < batch; i = Atomics.add(control, TICKET, 1)) row(i);
    for (let i = Math.max(from, 0); i < control[state + 2]; i++) row(i);
    Atomics.store(control, state, IDLE);
    Atomics.sub(control, PENDING, 1);
    Atomics.notify(control, PENDING);
  }
}

if (!isMainThread && workerData?.control instanceof Int32Array) work(workerData);
