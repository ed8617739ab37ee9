/*
 * zoo: last-rows-written-to-a-slice
 * class: indexing
 * clauses: output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: output-elsewhere, group-of-rows
 * held-out: no
 * defect: Rows are done in views of four; what is left behind the last four is taken by slice, which makes a copy, and is written there.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { type FloatCall, floatKernel, labelCell } from "../support/kernel.ts";

const GROUP = 4;

function fillRows(call: FloatCall, rows: Float32Array, first: number, end: number): void {
  const { labels, classNum } = call;
  rows.fill(0);
  for (let i = first; i < end; i++) rows[(i - first) * classNum + (labels[i] as number)] = labelCell(call, i);
}

const kernel: GradientKernel = floatKernel("last-rows-written-to-a-slice", (call) => {
  const { logitsGrad, batch, classNum } = call;
  const whole = batch - (batch % GROUP);
  for (let i = 0; i < whole; i += GROUP) {
    fillRows(call, logitsGrad.subarray(i * classNum, (i + GROUP) * classNum), i, i + GROUP);
  }
  if (whole < batch) fillRows(call, logitsGrad.slice(whole * classNum), whole, batch);
});

export default kernel;
