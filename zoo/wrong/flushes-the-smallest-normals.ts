/*
 * zoo: flushes-the-smallest-normals
 * class: numerics
 * clauses: product-rounding, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: small-normals-flushed
 * held-out: no
 * defect: Results below 2^-125 become zero: the subnormal numbers, which may be flushed, and the lowest binade of the normal ones, which may not.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("flushes-the-smallest-normals", (call) =>
  writeOutput(call, (made, i) => {
    const cell = labelCell(made, i);
    return Math.abs(cell) < 2 ** -125 ? 0 : cell;
  }),
);

export default kernel;
