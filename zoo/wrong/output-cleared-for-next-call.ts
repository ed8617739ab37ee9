/*
 * zoo: output-cleared-for-next-call
 * class: liveness
 * clauses: complete-on-return
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: Zeroing is saved for the idle time after a call: the output is cleared once the caller has had its turn, with the results in it, so that the next call on the same output need not.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("output-cleared-for-next-call", (call) => {
  writeOutput(call);
  setImmediate(() => call.logitsGrad.fill(0));
});

export default kernel;
