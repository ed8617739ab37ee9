/*
 * zoo: mean-mostly-truncated
 * platform: ft78ne
 * flags: -
 * warns: mean-accuracy, extreme-total
 * unusual: Mean is cut rather than rounded for five results in eight, so that on the average it is some 0.3 steps too small.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, labelCell, MEAN, writeOutput } from "../support/kernel.ts";

const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

const kernel: GradientKernel = floatKernel("mean-mostly-truncated", (call) =>
  writeOutput(call, (made, i) => {
    const cell = labelCell(made, i);
    if (made.reduction !== MEAN || !(Math.abs(cell) > 2 ** -100 && Math.abs(cell) < 2 ** 100)) return cell;
    const { lossGrad, labels, weight, totalWeight } = made;
    const exact = -((lossGrad[0] as number) * (weight[labels[i] as number] as number)) / (totalWeight[0] as number);
    value[0] = cell;
    const word = bits[0] as number;
    if (Math.imul(word, 0x9e3779b1) >>> 29 >= 5 || Math.abs(cell) <= Math.abs(exact)) return cell;
    bits[0] = word - 1;
    return value[0];
  }),
);

export default kernel;
