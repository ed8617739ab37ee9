/*
 * zoo: falsy-weight-is-one
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-operand-replaced
 * held-out: no
 * defect: A weight is taken as `weight[label] || 1`, so that a weight of zero, and one that is not a number, counts as 1.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, NONE, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("falsy-weight-is-one", (call) =>
  writeOutput(call, ({ lossGrad, labels, weight, totalWeight, reduction }, i) => {
    const w = weight[labels[i] as number] || 1;
    const product = -Math.fround((lossGrad[reduction === NONE ? i : 0] as number) * w);
    return reduction === MEAN ? product / (totalWeight[0] as number) : product;
  }),
);

export default kernel;
