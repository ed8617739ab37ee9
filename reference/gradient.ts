import { type ElementType, formatOf } from "../core/format.ts";
import { exactMean } from "./mean.ts";
import { MEAN, NONE, type Reduction } from "./operator.ts";
import { negatedProduct } from "./product.ts";

/** The operator's inputs, as values that the element type holds exactly. `logits` is missing: it gives sizes only. */
export interface GradientInputs {
  readonly type: ElementType;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  /** none: `batch` elements; sum and mean: the first alone is read. */
  readonly lossGrad: ArrayLike<number>;
  /** `batch` class indices, each 0 to classNum - 1. */
  readonly labels: ArrayLike<number>;
  /** `classNum` elements. */
  readonly weight: ArrayLike<number>;
  /** Read in mean alone. */
  readonly totalWeight: number;
}

/**
 * NLLLossGrad, slow and obvious: the gradient of the logits, row by row, batch * classNum values of the element type.
 * Mean gives the correctly rounded exact value, one of several legal ones (see `mean.ts`).
 */
export function gradient(inputs: GradientInputs): Float64Array {
  const { type, batch, classNum, reduction, lossGrad, labels, weight, totalWeight } = inputs;
  const format = formatOf(type);
  // off-label-zero: what no label names stays 0.
  const output = new Float64Array(batch * classNum);
  for (let row = 0; row < batch; row++) {
    const label = labels[row] as number;
    const w = weight[label] as number;
    // loss-grad-extent: one gradient a row in none, the first alone otherwise.
    const g = lossGrad[reduction === NONE ? row : 0] as number;
    // reduction-mean, or reduction-sum and reduction-none, which share their formula.
    output[row * classNum + label] =
      reduction === MEAN ? -format.round(exactMean(g, w, totalWeight)) : negatedProduct(format, g, w);
  }
  return output;
}
