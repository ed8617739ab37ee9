import { Random } from "../../core/random.ts";
import { NONE } from "../../reference/operator.ts";
import type { Case } from "../case.ts";
import { explicitInputs, withInputs } from "../explicit.ts";
import { against, type Relation } from "./relation.ts";

/** A permutation of 0..n-1, by a seed. */
function permutation(n: number, seed: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  const random = new Random().reset(seed, 0x9e3d, n);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** Where each item of an order went. */
function inverse(order: readonly number[]): number[] {
  const place: number[] = [];
  order.forEach((from, to) => {
    place[from] = to;
  });
  return place;
}

function permuted<T>(items: readonly T[], order: readonly number[]): T[] {
  return order.map((from) => items[from] as T);
}

/** Rows in another order. */
export const rowsPermuted: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on where it stands",
  applies: (base) => base.batch > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const order = permutation(base.batch, seed);
    const lossGrad = base.reduction === NONE ? permuted(inputs.lossGrad, order) : inputs.lossGrad;
    return [base, withInputs(base, { ...inputs, labels: permuted(inputs.labels, order), lossGrad })];
  },
  counterparts([base], seed) {
    const place = inverse(permutation((base as Case).batch, seed));
    return [{ ...against(1, "rows in one order and in another"), row: (row) => place[row] as number }];
  },
};

/** Classes in another order, labels with them. */
export const classesPermuted: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on its class's index",
  applies: (base) => base.classNum > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const order = permutation(base.classNum, seed);
    const place = inverse(order);
    return [
      base,
      withInputs(base, {
        ...inputs,
        labels: inputs.labels.map((label) => place[label] as number),
        weight: permuted(inputs.weight, order),
      }),
    ];
  },
  counterparts([base], seed) {
    const place = inverse(permutation((base as Case).classNum, seed));
    return [{ ...against(1, "classes in one order and in another"), column: (column) => place[column] as number }];
  },
};

/** The batch in two calls. */
export const batchSplit: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on the rows called with it",
  applies: (base) => base.batch > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const at = 1 + (seed % (base.batch - 1));
    const part = (from: number, to: number): Case =>
      withInputs(base, {
        ...inputs,
        labels: inputs.labels.slice(from, to),
        lossGrad:
          base.reduction === NONE
            ? inputs.lossGrad.slice(from, to)
            : inputs.lossGrad.slice(0, Math.min(inputs.lossGrad.length, to - from)),
      });
    return [base, part(0, at), part(at, base.batch)];
  },
  counterparts([, head]) {
    const cut = (head as Case).batch;
    const parts = against(1, "the whole batch and its two parts");
    return [{ ...parts, call: (row) => (row < cut ? 1 : 2), row: (row) => (row < cut ? row : row - cut) }];
  },
};
