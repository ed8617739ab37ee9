/*
 * zoo: mean-steps-in-half
 * class: numerics
 * clauses: mean-rounding, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: narrower-format
 * held-out: no
 * defect: Every step of mean is rounded to half, as the code for hp has it, in the fp functions too.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

/** The nearest half, ties to even. */
function half(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 65520)) return Number.isNaN(x) ? x : Math.sign(x) * Infinity;
  if (magnitude === 0) return x;
  const step = 2 ** (Math.max(Math.floor(Math.log2(magnitude)), -14) - 10);
  const steps = magnitude / step;
  const down = Math.floor(steps);
  const isUp = steps - down > 0.5 || (steps - down === 0.5 && down % 2 === 1);
  return Math.sign(x) * (isUp ? down + 1 : down) * step;
}

const kernel: GradientKernel = floatKernel("mean-steps-in-half", (call) =>
  writeOutput(call, (made, i) => {
    const { lossGrad, labels, weight, totalWeight, reduction } = made;
    if (reduction !== MEAN) return negatedProduct(made, i);
    const product = half((lossGrad[0] as number) * (weight[labels[i] as number] as number));
    return -half(product / (totalWeight[0] as number));
  }),
);

export default kernel;
