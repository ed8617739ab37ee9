/*
 * zoo: subnormal-means-five-steps-off
 * class: numerics
 * clauses: mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: mean-inaccurate
 * held-out: no
 * defect: A mean below the normal numbers is five of their steps too large: a division by estimate may be two and a half off.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, MEAN, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("subnormal-means-five-steps-off", (call) =>
  writeOutput(call, (made, i) => {
    const cell = labelCell(made, i);
    if (made.reduction !== MEAN || cell === 0 || Math.abs(cell) >= 2 ** -126) return cell;
    return cell + Math.sign(cell) * 5 * 2 ** -149;
  }),
);

export default kernel;
