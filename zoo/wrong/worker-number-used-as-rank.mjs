/*
 * zoo: worker-number-used-as-rank
 * class: cores
 * clauses: output-extent, off-label-zero, core-mask-equivalence
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mask-not-compacted
 * held-out: no
 * defect: A worker takes the share of the rows that its own number names, not its place among the cores of the mask: a mask with a gap leaves shares undone.
 */
import { coresOf, jobOf, threadedKernel } from "../support/workers.mjs";

export default threadedKernel("worker-number-used-as-rank", (call, crew) => {
  const cores = coresOf(call);
  crew.write(jobOf(call));
  const at = (rank) => Math.min(call.batch, Math.floor((call.batch * rank) / cores.length));
  for (const core of cores) crew.start(core, at(core), at(core + 1));
  crew.wait();
});
