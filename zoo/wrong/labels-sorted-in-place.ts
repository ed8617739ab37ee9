/*
 * zoo: labels-sorted-in-place
 * class: memory
 * clauses: inputs-unchanged
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: input-written
 * held-out: no
 * defect: The labels are sorted in place, to see which classes occur; the values are right, since they were computed before.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("labels-sorted-in-place", (call) => {
  writeOutput(call);
  call.labels.sort();
});

export default kernel;
