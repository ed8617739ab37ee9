/*
 * zoo: view-from-start-of-buffer
 * class: indexing
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: output-elsewhere
 * held-out: no
 * defect: The output is viewed anew from its ArrayBuffer without its byteOffset, so that it is written at the start of the memory.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("view-from-start-of-buffer", (call) => {
  const { buffer, length } = call.logitsGrad;
  writeOutput({ ...call, logitsGrad: new Float32Array(buffer, 0, length) });
});

export default kernel;
