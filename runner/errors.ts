import { formatOf } from "../core/format.ts";
import type { ErrorHistogram, WorstCell } from "../core/record.ts";
import { relativeError } from "../core/ulp.ts";
import { type CellCounts, type Cells, RELATIVE_BOUNDS, SLICES, ULP_BOUNDS } from "../properties/cells.ts";
import { showBits, showNumber } from "../properties/violation.ts";
import { type EntryName, elementTypeOf, MEAN, REDUCTION_NAMES } from "../reference/operator.ts";

const short = (bound: number): string => (bound < 0.001 ? bound.toExponential(1) : String(bound));

/** Counts with what each bin holds in words; the last is beyond all bounds. */
function named(counts: readonly number[], bounds: readonly number[]): Record<string, number> {
  const last = short(bounds.at(-1) as number);
  return Object.fromEntries(
    counts.map((count, k) => [k < bounds.length ? `≤ ${short(bounds[k] as number)}` : `> ${last}`, count]),
  );
}

function worstOf(entry: EntryName, isMean: boolean, { worst, worstError }: CellCounts): WorstCell | null {
  if (worst === null) return null;
  const format = formatOf(elementTypeOf(entry));
  const [g, w, t, received] = [worst.g, worst.w, worst.t, worst.received].map((bits) => format.fromBits(bits)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    ulp: Number.isFinite(received) ? Number(worstError.toPrecision(4)) : null,
    relative: relativeError((g * w) / t, received),
    lossGrad: showBits(format, worst.g),
    weight: showBits(format, worst.w),
    totalWeight: isMean ? showBits(format, worst.t) : null,
    expected: showNumber(format, -(g * w) / t),
    received: showNumber(format, -received),
  };
}

/** The errors of a run's label cells, by the entries and reductions that had any. */
export function errorHistograms(cells: Cells): ErrorHistogram[] {
  return SLICES.flatMap(({ entry, reduction }, slice) => {
    const counts = cells[slice] as CellCounts;
    const counted = counts.ulp.reduce((sum, count) => sum + count, 0);
    if (counted === 0) return [];
    const u = formatOf(elementTypeOf(entry)).unitRoundoff;
    return [
      {
        entry,
        reduction: REDUCTION_NAMES[reduction],
        cells: counted,
        ulp: named(counts.ulp, ULP_BOUNDS),
        relative: named(
          counts.relative,
          RELATIVE_BOUNDS.map((bound) => bound * u),
        ),
        worst: worstOf(entry, reduction === MEAN, counts),
      },
    ];
  });
}
