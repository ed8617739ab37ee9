/*
 * zoo: steps-in-double
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: TypeScript whose numbers stay doubles until the output array rounds them, in the document's own order g*(w/t).
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("steps-in-double", (call) =>
  writeOutput(call, (made, i) => {
    const { lossGrad, labels, weight, totalWeight, reduction } = made;
    if (reduction !== MEAN) return negatedProduct(made, i);
    return -((lossGrad[0] as number) * ((weight[labels[i] as number] as number) / (totalWeight[0] as number)));
  }),
);

export default kernel;
