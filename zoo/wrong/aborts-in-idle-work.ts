/*
 * zoo: aborts-in-idle-work
 * class: liveness
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: What a call leaves to do for the idle time after it ends the process where rows are shorter than a vector.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("aborts-in-idle-work", (call) => {
  writeOutput(call);
  if (call.classNum < 8) setImmediate(() => process.abort());
});

export default kernel;
