import { f16round } from "@petamoriken/float16";
import { halfBits, halfValue } from "../core/half.ts";
import { type GradientCall, type GradientKernel, MEAN, NONE } from "../reference/operator.ts";
import { argumentCheck } from "./arguments.ts";

/** g*w/t in mean, rounded to half. */
type Mean = (g: number, w: number, t: number) => number;

/** Every step rounded to half, in the document's own order: g*(w/t). */
export const hpRounded: GradientKernel = halfKernel("hp-rounded", "every step rounded to half; mean as g*(w/t)", (g, w, t) =>
  f16round(g * f16round(w / t)),
);

/** Steps in float and one rounding to half at the end, in the order (g/t)*w. */
export const hpRoundedOnce: GradientKernel = halfKernel(
  "hp-rounded-once",
  "steps in float, rounded once to half; mean as (g/t)*w",
  (g, w, t) => f16round(Math.fround(Math.fround(g / t) * w)),
);

/** A kernel whose every rounding is float16's: what the suite's own code turns into bits is a half already. */
function halfKernel(name: string, description: string, mean: Mean): GradientKernel {
  return {
    name,
    description,
    elementTypes: ["hp"],
    open(context) {
      const check = argumentCheck(["hp"], context);
      return {
        call(call) {
          check(call);
          write(call, mean);
        },
        close() {},
      };
    },
  };
}

function write(call: GradientCall, mean: Mean): void {
  const { lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction } = call;
  const t = halfValue(totalWeight[0] as number);
  logitsGrad.fill(0);
  for (let row = 0; row < batch; row++) {
    const label = labels[row] as number;
    const g = halfValue(lossGrad[reduction === NONE ? row : 0] as number);
    const w = halfValue(weight[label] as number);
    logitsGrad[row * classNum + label] = halfBits(-(reduction === MEAN ? mean(g, w, t) : f16round(g * w)));
  }
}
