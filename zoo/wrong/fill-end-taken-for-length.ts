/*
 * zoo: fill-end-taken-for-length
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: Rows are zeroed by fill(0, start, class_num), whose last argument is an end and no length: every row but the first stays as it was.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("fill-end-taken-for-length", (call) => {
  const { logitsGrad, labels, batch, classNum } = call;
  for (let i = 0; i < batch; i++) {
    logitsGrad.fill(0, i * classNum, classNum);
    logitsGrad[i * classNum + (labels[i] as number)] = labelCell(call, i);
  }
});

export default kernel;
