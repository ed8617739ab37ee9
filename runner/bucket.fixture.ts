import { PLAIN } from "../properties/bench.fixture.ts";
import { identityOf, type Violation } from "../properties/violation.ts";
import type { Bucket } from "./protocol.ts";

/** What tests change of a bucket: parts of its violation, and its counts. */
export type BucketChange = Partial<Omit<Bucket, "violation">> & { readonly violation?: Partial<Violation> };

/** A bucket of a label cell that is wrong in `fp_nlllossgrad_s` none, with what a test is about changed. */
export function bucket({ violation: changed, ...rest }: BucketChange = {}): Bucket {
  const violation: Violation = {
    clause: "reduction-none",
    property: "label cells follow the formula",
    entry: "fp_nlllossgrad_s",
    reduction: 2,
    cell: { kind: "label", row: 0, column: 0 },
    expected: "1",
    received: "2",
    message: "a label cell is not what the clause asks",
    ulp: null,
    relative: null,
    cells: 1,
    ...changed,
  };
  return {
    identity: identityOf(violation),
    stratum: "small",
    index: 0,
    plan: { kind: "call", before: [], call: PLAIN, watch: "nothing" },
    violation,
    count: 1,
    failing: [0],
    from: 0,
    explained: {},
    asked: 0,
    ...rest,
  };
}
