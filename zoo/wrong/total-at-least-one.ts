/*
 * zoo: total-at-least-one
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: total-guarded
 * held-out: no
 * defect: Mean divides by the larger of total_weight and 1, as detection frameworks guard their average factor: totals below 1 count as 1.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("total-at-least-one", (call) =>
  writeOutput(call, (made, i) => {
    const product = negatedProduct(made, i);
    return made.reduction === MEAN ? product / Math.max(made.totalWeight[0] as number, 1) : product;
  }),
);

export default kernel;
