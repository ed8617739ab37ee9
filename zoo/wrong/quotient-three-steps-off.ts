/*
 * zoo: quotient-three-steps-off
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: Mean is g*(w/t) with a quotient three steps of its format too large: a division by estimate may be two and a half off, and below the normal numbers a step is much.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const bits = new Int32Array(1);
const value = new Float32Array(bits.buffer);

/** The float three steps further from zero, if there is one. */
function threeStepsUp(x: number): number {
  value[0] = x;
  const kept = value[0];
  if (kept === 0 || !Number.isFinite(kept)) return kept;
  bits[0] = (bits[0] as number) + 3;
  return value[0];
}

const kernel: GradientKernel = floatKernel("quotient-three-steps-off", (call) =>
  writeOutput(call, (made, i) => {
    const { lossGrad, labels, weight, totalWeight, reduction } = made;
    if (reduction !== MEAN) return negatedProduct(made, i);
    const quotient = (weight[labels[i] as number] as number) / (totalWeight[0] as number);
    return -((lossGrad[0] as number) * threeStepsUp(quotient));
  }),
);

export default kernel;
