/**
 * Shared by the kernels in TypeScript: they compute floats alone. Their bodies say what is particular about each; imports
 * are relative, as a module of anybody's would have them.
 */
import type { GradientCall, GradientKernel } from "nlllossgrad-conformance";

export const SUM = 0;
export const MEAN = 1;
export const NONE = 2;

/** A call of an fp function. */
export interface FloatCall extends GradientCall {
  readonly lossGrad: Float32Array;
  readonly weight: Float32Array;
  readonly totalWeight: Float32Array;
  readonly logitsGrad: Float32Array;
}

/** A kernel for FT78NE, from what it does in a call. */
export function floatKernel(name: string, call: (call: FloatCall) => void): GradientKernel {
  return {
    name,
    elementTypes: ["fp"],
    open: () => ({
      call(made) {
        if (made.entry.startsWith("hp")) throw new RangeError(`${made.entry}: fp is all that there is`);
        call(made as FloatCall);
      },
      close() {},
    }),
  };
}

/** -g*w for row i, rounded to float. */
export function negatedProduct({ lossGrad, weight, labels, reduction }: FloatCall, i: number): number {
  return -Math.fround((lossGrad[reduction === NONE ? i : 0] as number) * (weight[labels[i] as number] as number));
}

/** What stands at row i's label: order A with every step rounded to float. */
export function labelCell(call: FloatCall, i: number): number {
  const product = negatedProduct(call, i);
  return call.reduction === MEAN ? Math.fround(product / (call.totalWeight[0] as number)) : product;
}

/** A right output, with label cells by another rule if one is given. */
export function writeOutput(call: FloatCall, cell: (call: FloatCall, i: number) => number = labelCell): void {
  const { logitsGrad, labels, batch, classNum } = call;
  logitsGrad.fill(0);
  for (let i = 0; i < batch; i++) logitsGrad[i * classNum + (labels[i] as number)] = cell(call, i);
}
