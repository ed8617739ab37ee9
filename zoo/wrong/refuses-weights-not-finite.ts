/*
 * zoo: refuses-weights-not-finite
 * class: liveness
 * clauses: terminates, weight-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: refuses-value
 * held-out: no
 * defect: Weights are checked to be finite, those of classes that no label names among them, and a call with another one is refused.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("refuses-weights-not-finite", (call) => {
  if (!call.weight.every(Number.isFinite)) throw new RangeError("weights have to be finite");
  writeOutput(call);
});

export default kernel;
