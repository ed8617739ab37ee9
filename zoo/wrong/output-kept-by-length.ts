/*
 * zoo: output-kept-by-length
 * class: state
 * clauses: no-state, output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: output-elsewhere
 * held-out: no
 * defect: Views of the output are kept by their length, and a later output of as many cells is written where the first one was.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const outputs = new Map<number, Float32Array>();

const kernel: GradientKernel = floatKernel("output-kept-by-length", (call) => {
  const { logitsGrad } = call;
  const known = outputs.get(logitsGrad.length);
  if (known === undefined) outputs.set(logitsGrad.length, logitsGrad);
  writeOutput({ ...call, logitsGrad: known ?? logitsGrad });
});

export default kernel;
