/*
 * zoo: rows-by-ticket
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Worker threads of a JavaScript module take the next row from a counter that they share, whoever comes first.
 */
import { coresOf, jobOf, TICKET, threadedKernel } from "../support/workers.mjs";

export default threadedKernel("rows-by-ticket", (call, crew) => {
  crew.write(jobOf(call));
  Atomics.store(crew.control, TICKET, 0);
  for (const core of coresOf(call)) crew.start(core, -1, 0);
  crew.wait();
});
