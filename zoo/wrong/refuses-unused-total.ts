/*
 * zoo: refuses-unused-total
 * class: semantics
 * clauses: terminates, total-weight-unused
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: refuses-value
 * held-out: no
 * defect: A total_weight that is not above zero is refused in every reduction, although sum and none have no use for it.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("refuses-unused-total", (call) => {
  if (call.reduction !== MEAN && !((call.totalWeight[0] as number) > 0)) throw new RangeError("total_weight has to be positive");
  writeOutput(call);
});

export default kernel;
