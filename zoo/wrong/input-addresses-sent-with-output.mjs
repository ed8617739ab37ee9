/*
 * zoo: input-addresses-sent-with-output
 * class: state
 * clauses: no-state, reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-kept, table-kept
 * held-out: no
 * defect: Workers are sent addresses and extents when the output, batch or class_num changes, and the reduction alone otherwise: inputs that lie elsewhere than in the call before are not found.
 */
import { coresOf, jobOf, threadedKernel } from "../support/workers.mjs";

const REDUCTION = 7;

export default threadedKernel("input-addresses-sent-with-output", (call, crew) => {
  const cores = coresOf(call);
  const job = jobOf(call);
  const place = `${call.logitsGrad.byteOffset} ${call.batch} ${call.classNum}`;
  crew.write(job, place === crew.place ? REDUCTION : 0);
  crew.place = place;
  const at = (k) => Math.floor((call.batch * k) / cores.length);
  for (const [k, core] of cores.entries()) crew.start(core, at(k), at(k + 1));
  crew.wait();
});
