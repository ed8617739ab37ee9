/*
 * zoo: smoothing-left-on
 * class: semantics
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scaled
 * held-out: no
 * defect: The kernel was cut out of one with label smoothing, whose default of 0.1 still takes a tenth off the label cell.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, writeOutput } from "../support/kernel.ts";

const SMOOTHING = 0.1;

const kernel: GradientKernel = floatKernel("smoothing-left-on", (call) =>
  writeOutput(call, (made, i) => labelCell(made, i) * (1 - SMOOTHING)),
);

export default kernel;
