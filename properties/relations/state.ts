import { formatOf } from "../../core/format.ts";
import { mix } from "../../core/random.ts";
import { NONE } from "../../reference/operator.ts";
import { type Case, MOVED, movedBuffer, typeOf } from "../case.ts";
import type { ValuePattern } from "../patterns.ts";
import { again, always, type Relation } from "./relation.ts";

/** The base with some of its inputs changed, extents and so addresses kept: a kernel that remembers any of them shows. */
function variation(base: Case, way: number, seed: number): Case {
  const format = formatOf(typeOf(base));
  const weight = { kind: "drawn", values: "ordinary", seed: mix(seed, 1) } as const;
  const lossGrad = { kind: "drawn", values: "ordinary", seed: mix(seed, 2) } as const;
  const labels = { kind: "drawn", labels: "random", seed: mix(seed, 3) } as const;
  const totalWeight = format.toBits(3 + (seed % 7));
  switch (way) {
    case 0:
      return { ...base, weight, unused: "drawn" };
    case 1:
      return { ...base, lossGrad, unused: "drawn" };
    case 2:
      return { ...base, labels, unused: "drawn" };
    case 3:
      return { ...base, totalWeight };
    case 4:
      return {
        ...base,
        reduction: ((base.reduction + 1) % 3) as Case["reduction"],
        lossGradLength: Math.max(1, base.batch),
        lossGrad,
        unused: "drawn",
      };
    default:
      return { ...base, weight, lossGrad, labels, totalWeight, unused: "drawn" };
  }
}

/** A call, others at the same addresses, and the call again. */
export const repeat: Relation = {
  clause: "no-state",
  property: "the same call gives the same values again",
  applies: always,
  calls(base, seed) {
    // At once, and after others: a kernel that takes turns shows at an odd distance.
    return [base, base, variation(base, seed % 6, seed), base, variation(base, 5, mix(seed, 9)), base];
  },
  counterparts: () => [1, 3, 5].map((k) => again(k, "a call and its repeat")),
};

/** Other values of the same kind; of ones there are no others. */
function alike(pattern: ValuePattern, seed: number): ValuePattern {
  const values = pattern.kind === "drawn" && pattern.values !== "one" ? pattern.values : "ordinary";
  return { kind: "drawn", values, seed };
}

/** Rows of a call that still get halves of opposite results before it. */
const MOST_ROWS = 80;

/**
 * A call of twice the rows, half as long: each row of the base holds two of its results, 1 and -1, whose sum is 0. `null` where rows have no
 * halves.
 */
function inHalves(base: Case): Case | null {
  if (base.classNum % 2 !== 0 || base.batch === 0 || base.batch > MOST_ROWS) return null;
  const format = formatOf(typeOf(base));
  const batch = 2 * base.batch;
  return {
    ...base,
    batch,
    classNum: base.classNum / 2,
    reduction: NONE,
    labels: { kind: "drawn", labels: "first", seed: 0 },
    lossGrad: { kind: "explicit", bits: Array.from({ length: batch }, (_, i) => format.toBits(i % 2 === 0 ? 1 : -1)) },
    lossGradLength: batch,
    weight: { kind: "drawn", values: "one", seed: 0 },
    unused: "drawn",
  };
}

/**
 * A call on an output that other calls left: one of other labels; one of the same with other values of the same kind, whose label cells
 * stand where the call's own will; and one whose results cancel in each row. A kernel that skips what looks done, or clean, shows.
 */
export const outputLeft: Relation = {
  clause: "output-extent",
  property: "what stood in the output has no influence",
  applies: always,
  calls(base, seed) {
    const left: Case = { ...base, poison: "left" };
    const [lossGrad, weight] = [alike(base.lossGrad, mix(seed, 4)), alike(base.weight, mix(seed, 5))];
    const halves = inHalves(left);
    const cancelling = halves === null ? [] : [halves, left];
    return [base, variation(left, 2, seed), left, { ...left, lossGrad, weight, unused: "drawn" }, left, ...cancelling];
  },
  counterparts: (calls) =>
    calls.flatMap((_, k) => (k > 0 && k % 2 === 0 ? [again(k, "a poisoned output and one left from another call")] : [])),
};

/**
 * A call; then for each buffer one with other values at the same addresses, and the first again with that buffer elsewhere. A kernel that
 * is told where buffers lie when something else moves reads the other values, or writes where the output was.
 */
export const buffersMoved: Relation = {
  clause: "position-independence",
  property: "where the buffers lie has no influence",
  applies: always,
  calls(base, seed) {
    const first: Case = { ...base, placement: "aligned" };
    return [first, ...MOVED.flatMap((placement, k) => [variation(first, 5, mix(seed, k)), { ...base, placement }])];
  },
  counterparts: () => MOVED.map((placement, k) => again(2 + 2 * k, `${movedBuffer(placement)} where it was and elsewhere`)),
};
