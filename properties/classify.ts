import type { ElementFormat } from "../core/format.ts";
import { sameValue } from "../core/ulp.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { isFlushedMean, isSpecialMean, legalMeans } from "../reference/mean.ts";
import { NONE, type Reduction } from "../reference/operator.ts";
import { isFlushedProduct } from "../reference/product.ts";
import { isToleratedFlush, isToleratedMean } from "../reference/tolerance.ts";

/**
 * A result this near, relatively, is the right formula badly rounded; further away it is another formula. An 8-bit
 * reciprocal estimate is 2^-8 off.
 */
const NEAR = 2 ** -7;

function isNear(format: ElementFormat, expected: number, received: number): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(received)) {
    // Overflow that should not be, or should: near if the finite side is in the highest binade, and signs agree.
    const finite = Number.isFinite(expected) ? expected : received;
    const other = Number.isFinite(expected) ? received : expected;
    return Math.abs(finite) >= format.overflowPower / 2 && Math.sign(finite) === Math.sign(other);
  }
  return Math.abs(received - expected) <= NEAR * Math.abs(expected) + 4 * format.minSubnormal;
}

/** The clause that a label cell of sum or none breaks when `received` is not the same value as `expected`. */
export function classifyProduct(
  format: ElementFormat,
  reduction: Reduction,
  g: number,
  w: number,
  expected: number,
  received: number,
): ClauseId {
  if (isFlushedProduct(format, g, w, received)) return "subnormals";
  if (!Number.isFinite(g) || !Number.isFinite(w)) return "product-special";
  if (isNear(format, expected, received)) return "product-rounding";
  return reduction === NONE ? "reduction-none" : "reduction-sum";
}

/** What is wrong with a label cell of mean that is not legal, and what was expected. */
export interface MeanFault {
  readonly clause: ClauseId;
  /** The correctly rounded value. */
  readonly expected: number;
  /** How many other values are legal. */
  readonly others: number;
}

/** The clause that an illegal label cell of mean breaks: a SHOULD where semantics tolerates it. */
export function classifyMean(format: ElementFormat, g: number, w: number, t: number, received: number): MeanFault {
  const legal = legalMeans(format, g, w, t);
  const expected = -(legal[0] as number);
  return { clause: meanClause(format, g, w, t, -received, -expected), expected, others: legal.length - 1 };
}

function meanClause(format: ElementFormat, g: number, w: number, t: number, value: number, exact: number): ClauseId {
  if (t === 0) return "zero-total";
  if (isFlushedMean(format, g, w, t, value)) return "subnormals";
  if (Math.abs(t) < format.minNormal || Math.abs(t) === Infinity) return "extreme-total";
  const finite = Number.isFinite(g) && Number.isFinite(w) && !Number.isNaN(t);
  if (finite && (isToleratedMean(format, g, w, t, value) || isToleratedFlush(format, g, w, t, value))) return "mean-accuracy";
  // NaN in place of a legal result is a warning where special values are about; a finite value is not.
  if (isSpecialMean(format, g, w, t)) return Number.isFinite(value) ? "mean-rounding" : "mean-special";
  return isNear(format, exact, value) && !sameValue(value, 0) ? "mean-rounding" : "reduction-mean";
}
