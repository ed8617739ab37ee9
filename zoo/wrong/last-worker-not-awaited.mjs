/*
 * zoo: last-worker-not-awaited
 * class: liveness
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The call returns when all workers but one have finished: with more than one core some rows come after the return.
 */
import { coresOf, jobOf, threadedKernel } from "../support/workers.mjs";

export default threadedKernel("last-worker-not-awaited", (call, crew) => {
  const cores = coresOf(call);
  crew.wait();
  crew.write(jobOf(call));
  const at = (k) => Math.floor((call.batch * k) / cores.length);
  for (const [k, core] of cores.entries()) crew.start(core, at(k), at(k + 1));
  crew.wait(cores.length > 1 ? 1 : 0);
});
