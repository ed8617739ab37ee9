/*
 * zoo: total-read-big-endian
 * class: semantics
 * clauses: reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: byte-order, total-element-type
 * held-out: no
 * defect: The scalar total_weight is read by a DataView, whose byte order is big-endian if nothing is said.
 */
import type { GradientKernel } from "nlllossgrad-conformance";
import { floatKernel, MEAN, negatedProduct, writeOutput } from "../support/kernel.ts";

const kernel: GradientKernel = floatKernel("total-read-big-endian", (call) => {
  const { totalWeight, reduction } = call;
  const total = reduction === MEAN ? new DataView(totalWeight.buffer, totalWeight.byteOffset, 4).getFloat32(0) : 1;
  writeOutput(call, (made, i) => {
    const product = negatedProduct(made, i);
    return reduction === MEAN ? product / total : product;
  });
});

export default kernel;
