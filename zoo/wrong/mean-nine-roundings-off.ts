/*
 * zoo: mean-nine-roundings-off
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: Mean is nine roundings to nearest, 9 * 2^-24 of its value, too large: a division by estimate may be seven off.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("mean-nine-roundings-off", (call) =>
  writeOutput(call, (made, i) => {
    const { lossGrad, labels, weight, totalWeight, reduction } = made;
    if (reduction !== MEAN) return negatedProduct(made, i);
    const exact = -((lossGrad[0] as number) * (weight[labels[i] as number] as number)) / (totalWeight[0] as number);
    const isPlain = Math.abs(exact) > 2 ** -100 && Math.abs(exact) < 2 ** 100;
    return isPlain ? exact * (1 + 9 * 2 ** -24) : labelCell(made, i);
  }),
);

export default kernel;
