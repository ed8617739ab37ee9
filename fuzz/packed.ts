import type { Cells } from "../properties/cells.ts";
import { type PackedCombinations, packCombinations, unpackCombinations } from "../properties/combinations.ts";
import { type CoverageCounts, mergeCoverage } from "../properties/coverage.ts";
import type { Fingerprints } from "../properties/fingerprint.ts";
import type { StratumName } from "../properties/strata.ts";
import type { Meter } from "../runner/meter.ts";
import type { Bucket } from "../runner/protocol.ts";
import { emptySwath, type Swath } from "../runner/swath.ts";
import type { Tally } from "../runner/tally.ts";

/** What sweeping showed, as JSON can hold it. */
export interface PackedSwath {
  readonly plans: readonly (readonly [StratumName, number])[];
  readonly buckets: readonly Bucket[];
  readonly coverage: CoverageCounts;
  readonly fingerprints: Fingerprints;
  readonly cells: Cells;
  readonly tally: Tally;
  readonly meter: (Omit<Meter, "combinations"> & { readonly combinations: PackedCombinations }) | null;
  readonly alignmentNeeded: number;
  readonly skipped: number;
  readonly drawn: readonly (readonly [StratumName, number])[];
  readonly failed: readonly (readonly [StratumName, number])[];
  readonly tooLarge: readonly (readonly [StratumName, number])[];
  readonly finished: number;
  readonly printedBytes: number;
  readonly printed: string;
}

/** Packs what sweeping showed into plain data. */
export function packSwath({ plans, drawn, failed, tooLarge, buckets, meter, failure: _, ...rest }: Swath): PackedSwath {
  return {
    ...rest,
    plans: [...plans],
    drawn: [...drawn],
    failed: [...failed],
    tooLarge: [...tooLarge],
    buckets: [...buckets.values()],
    meter: meter === null ? null : { ...meter, combinations: packCombinations(meter.combinations) },
  };
}

/** Reads what `packSwath` packed. */
export function unpackSwath({ plans, drawn, failed, tooLarge, buckets, meter, coverage, ...rest }: PackedSwath): Swath {
  const swath: Swath = {
    ...emptySwath(),
    ...rest,
    plans: new Map(plans),
    drawn: new Map(drawn),
    failed: new Map(failed),
    tooLarge: new Map(tooLarge),
    buckets: new Map(buckets.map((bucket) => [bucket.identity, bucket])),
    meter: meter === null ? null : { ...meter, combinations: unpackCombinations(meter.combinations) },
  };
  mergeCoverage(swath.coverage, coverage);
  return swath;
}
