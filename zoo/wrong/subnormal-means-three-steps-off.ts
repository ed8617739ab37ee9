/*
 * zoo: subnormal-means-three-steps-off
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: A mean below the normal numbers is truncated and three of their steps added: a division by estimate may be two and a half off.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, MEAN, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("subnormal-means-three-steps-off", (call) =>
  writeOutput(call, (made, i) => {
    const { lossGrad, labels, weight, totalWeight, reduction } = made;
    const exact = -((lossGrad[0] as number) * (weight[labels[i] as number] as number)) / (totalWeight[0] as number);
    if (reduction !== MEAN || !(Math.abs(exact) < 2 ** -126) || exact === 0) return labelCell(made, i);
    return (Math.trunc(exact * 2 ** 149) + Math.sign(exact) * 3) * 2 ** -149;
  }),
);

export default kernel;
