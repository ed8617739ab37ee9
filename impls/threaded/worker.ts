import { parentPort } from "node:worker_threads";
import { rowsWriter } from "../rows.ts";
import { assignedRows, IDLE, PENDING, readJob, STOP, stateOf, THREW, type WorkerTask } from "./control.ts";

/** One core: a pool's task that lasts as long as the session and writes the rows of each job that the core is given. */
export default function work({ memory, control, core }: WorkerTask): void {
  const write = rowsWriter(memory, "product-first");
  const state = stateOf(core);
  parentPort?.postMessage("ready");
  for (;;) {
    Atomics.wait(control, state, IDLE);
    const command = Atomics.load(control, state);
    if (command === STOP) return;
    if (command === IDLE) continue;
    try {
      write(readJob(control), ...assignedRows(control, core));
    } catch {
      // The caller waits for every worker: it must hear of this one too.
      Atomics.store(control, THREW, 1);
    }
    Atomics.store(control, state, IDLE);
    if (Atomics.sub(control, PENDING, 1) === 1) Atomics.notify(control, PENDING);
  }
}
