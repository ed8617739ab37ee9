/*
 * zoo: zero-right-of-label-one-short
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: A row is zeroed left and right of its label, and the right part is given the last column as its end, which fill leaves out.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("zero-right-of-label-one-short", (call) => {
  const { logitsGrad, labels, batch, classNum } = call;
  for (let i = 0; i < batch; i++) {
    const first = i * classNum;
    const last = first + classNum - 1;
    const label = first + (labels[i] as number);
    logitsGrad.fill(0, first, label);
    logitsGrad[label] = labelCell(call, i);
    logitsGrad.fill(0, label + 1, last);
  }
});

export default kernel;
