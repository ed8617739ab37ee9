/*
 * zoo: weight-through-relu
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: weight-sign-lost
 * held-out: no
 * defect: Weights are clipped from below at 0, since none should be negative: a negative one counts as 0.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, NONE, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("weight-through-relu", (call) =>
  writeOutput(call, ({ lossGrad, labels, weight, totalWeight, reduction }, i) => {
    const w = Math.max(0, weight[labels[i] as number] as number);
    const product = -Math.fround((lossGrad[reduction === NONE ? i : 0] as number) * w);
    return reduction === MEAN ? product / (totalWeight[0] as number) : product;
  }),
);

export default kernel;
