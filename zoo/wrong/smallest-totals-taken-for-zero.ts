/*
 * zoo: smallest-totals-taken-for-zero
 * class: numerics
 * clauses: reduction-mean, mean-rounding
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: small-normals-flushed
 * held-out: no
 * defect: A total_weight below 2^-125 is taken for zero in the division: a subnormal one may be, one of the lowest binade of the normal numbers may not.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("smallest-totals-taken-for-zero", (call) =>
  writeOutput(call, (made, i) => {
    const t = made.totalWeight[0] as number;
    return made.reduction === MEAN && Math.abs(t) < 2 ** -125 ? negatedProduct(made, i) / 0 : labelCell(made, i);
  }),
);

export default kernel;
