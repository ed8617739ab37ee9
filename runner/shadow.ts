import { severityOf } from "../properties/violation.ts";
import type { ClauseId } from "../reference/clauses.ts";
import type { Bucket } from "./protocol.ts";

/** Clauses about a label cell's last bits, or its special values. A wrong formula breaks them as well, cell by cell. */
const FINE: ReadonlySet<ClauseId> = new Set<ClauseId>([
  "product-rounding",
  "product-special",
  "mean-rounding",
  "mean-accuracy",
  "mean-special",
  "subnormals",
  "zero-total",
  "extreme-total",
]);

const GROSS: ReadonlySet<ClauseId> = new Set<ClauseId>(["reduction-sum", "reduction-mean", "reduction-none"]);

/** Share of the cases of its entry and reduction that a wrong formula fails, when every finer fault follows from it. */
const MANY = 0.2;

/** Failing cases of the finer bucket that the gross one must share. */
const SHARED = 0.8;

/**
 * Leaves out buckets that only show another again: label cells of a wrong formula that happen to be near the right value
 * or special. A bucket stays if it fails where the other passes.
 */
export function withoutShadows(buckets: readonly Bucket[], casesOf: (bucket: Bucket) => number): Bucket[] {
  const gross = buckets.filter((bucket) => GROSS.has(bucket.violation.clause) && severityOf(bucket.violation) === "violation");
  const unwritten = buckets.filter((bucket) => bucket.violation.clause === "output-extent");
  return buckets.filter(
    (bucket) =>
      !(isLeft(bucket) && unwritten.some((other) => isAkin(other, bucket) && !isLeft(other))) &&
      (!isFine(bucket) ||
        !gross.some((other) => isAkin(other, bucket) && (other.count >= MANY * casesOf(other) || shadows(other, bucket)))),
  );
}

/** The output was left from another call: a cell that is never written then looks wrong. */
function isLeft({ plan }: Bucket): boolean {
  return plan.kind === "call" && plan.call.poison === "left";
}

/** Last bits, special values, or a wrong result that happens to be the poison. */
function isFine({ violation }: Bucket): boolean {
  return violation.cell.kind === "label" && (FINE.has(violation.clause) || violation.clause === "output-extent");
}

function isAkin(gross: Bucket, fine: Bucket): boolean {
  return gross.violation.entry === fine.violation.entry && gross.violation.reduction === fine.violation.reduction;
}

function shadows(gross: Bucket, fine: Bucket): boolean {
  if (gross.stratum !== fine.stratum || gross.from !== fine.from) return gross.count > fine.count;
  const failing = new Set(gross.failing);
  const last = Math.max(...gross.failing);
  const comparable = fine.failing.filter((index) => index <= last);
  return comparable.length > 0 && comparable.filter((index) => failing.has(index)).length >= SHARED * comparable.length;
}
