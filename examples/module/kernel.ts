/** A kernel in TypeScript: what `nllgrad check ./kernel.ts` takes. Compiled to JavaScript, it is one just as well. */
import type { GradientCall, GradientKernel } from "nlllossgrad-conformance";

const MEAN = 1;
const NONE = 2;

function call({ logitsGrad, labels, lossGrad, weight, totalWeight, batch, classNum, reduction, entry }: GradientCall): void {
  if (entry.startsWith("hp")) throw new RangeError(`${entry}: fp is all that there is`);
  logitsGrad.fill(0);
  for (let row = 0; row < batch; row++) {
    const label = labels[row] as number;
    const gradient = lossGrad[reduction === NONE ? row : 0] as number;
    // Numbers are doubles: each step is rounded to float, as hardware that computes in float does.
    const product = Math.fround(gradient * (weight[label] as number));
    logitsGrad[row * classNum + label] = -(reduction === MEAN ? product / (totalWeight[0] as number) : product);
  }
}

const kernel: GradientKernel = {
  name: "straightforward",
  version: "1.0",
  elementTypes: ["fp"],
  open: () => ({ call, close() {} }),
};

export default kernel;
