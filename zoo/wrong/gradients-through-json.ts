/*
 * zoo: gradients-through-json
 * class: semantics
 * clauses: product-special
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: special-values-lost
 * held-out: yes
 * defect: Gradients pass through JSON on their way to the simulator, which has null for what is not finite, and null multiplies as 0: a NaN or an infinite gradient gives 0.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, NONE, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("gradients-through-json", (call) => {
  const used = Array.from(call.lossGrad.subarray(0, call.reduction === NONE ? call.batch : 1));
  const gradients = JSON.parse(JSON.stringify({ used })).used as number[];
  writeOutput(call, ({ labels, weight, totalWeight, reduction }, i) => {
    const g = gradients[reduction === NONE ? i : 0] as number;
    const product = -Math.fround(g * (weight[labels[i] as number] as number));
    return reduction === MEAN ? Math.fround(product / (totalWeight[0] as number)) : product;
  });
});

export default kernel;
