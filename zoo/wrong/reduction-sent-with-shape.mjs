/*
 * zoo: reduction-sent-with-shape
 * class: state
 * clauses: no-state, reduction-sum, reduction-none, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept, mode-kept
 * held-out: no
 * defect: Workers are sent the shape and the reduction when batch or class_num changes, and nothing but addresses otherwise: a call of the same shape has the reduction of the one before.
 */
import { coresOf, jobOf, threadedKernel } from "../support/workers.mjs";

let last = "";

export default threadedKernel("reduction-sent-with-shape", (call, crew) => {
  const cores = coresOf(call);
  const job = jobOf(call);
  const shape = `${call.batch} ${call.classNum}`;
  crew.write(shape === last ? job.slice(0, 7) : job);
  last = shape;
  const at = (k) => Math.floor((call.batch * k) / cores.length);
  for (const [k, core] of cores.entries()) crew.start(core, at(k), at(k + 1));
  crew.wait();
});
