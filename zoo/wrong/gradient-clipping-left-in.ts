/*
 * zoo: gradient-clipping-left-in
 * class: semantics
 * clauses: reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: operand-clamped
 * held-out: no
 * defect: In none the gradient of each row is clipped to -5 to 5 for a training run that diverged, and the line stayed.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, NONE, writeOutput } from "../support/kernel.ts";

/** The largest magnitude that clipping leaves to the gradient of a row. */
const CLIP = 5;

const kernel: GradientKernel = floatKernel("gradient-clipping-left-in", (call) => {
  if (call.reduction !== NONE) return writeOutput(call);
  const lossGrad = call.lossGrad.map((g) => Math.min(Math.max(g, -CLIP), CLIP));
  writeOutput({ ...call, lossGrad });
});

export default kernel;
