/*
 * zoo: quotient-three-steps-off
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: quotient-inaccurate
 * held-out: no
 * defect: Mean is g*(w/t) with a quotient that is three steps too large where it is subnormal: a division by estimate may be two and a half off.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const bits = new Int32Array(1);
const value = new Float32Array(bits.buffer);

/** A subnormal float three steps further from zero. */
function threeStepsUp(x: number): number {
  value[0] = x;
  const kept = value[0];
  if (!(Math.abs(kept) < 2 ** -126) || kept === 0) return x;
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
