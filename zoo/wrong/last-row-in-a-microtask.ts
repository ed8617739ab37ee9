/*
 * zoo: last-row-in-a-microtask
 * class: liveness
 * clauses: complete-on-return, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: returns-early
 * held-out: no
 * defect: The last row is written in a microtask, which runs once the call has returned.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("last-row-in-a-microtask", (call) => {
  const { logitsGrad, labels, batch, classNum } = call;
  const write = (i: number): void => {
    logitsGrad.fill(0, i * classNum, (i + 1) * classNum);
    logitsGrad[i * classNum + (labels[i] as number)] = labelCell(call, i);
  };
  for (let i = 0; i + 1 < batch; i++) write(i);
  if (batch > 0) queueMicrotask(() => write(batch - 1));
});

export default kernel;
