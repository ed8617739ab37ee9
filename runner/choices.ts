import type { EntryChoices, Fingerprint } from "../core/record.ts";
import { type EntryFingerprint, explainingOrders, type Fingerprints } from "../properties/fingerprint.ts";
import type { EntryName } from "../reference/operator.ts";

function subnormalsOf(seen: EntryFingerprint): string {
  const flushed = seen.flushedProducts + seen.flushedCells;
  if (flushed === 0) return seen.keptSubnormals > 0 ? "kept" : "not seen";
  return seen.keptSubnormals > 0 ? "some flushed to zero" : "flushed to zero";
}

function zeroSignsOf(seen: EntryFingerprint): string {
  const offLabel =
    seen.negativeZeroOffLabel === 0 ? "+0 off-label" : seen.positiveZeroOffLabel === 0 ? "-0 off-label" : "+0 and -0 off-label";
  if (seen.zeroSignAsIeee + seen.zeroSignOther === 0) return offLabel;
  const label =
    seen.zeroSignOther === 0
      ? "label cells as IEEE 754"
      : seen.zeroSignAsIeee === 0
        ? "label cells against IEEE 754"
        : "label cells of either sign";
  return `${offLabel}, ${label}`;
}

function zeroTotalOf(seen: EntryFingerprint): string {
  const kinds = [
    ["divides as IEEE 754", seen.zeroTotalIeee],
    ["gives 0", seen.zeroTotalZero],
    ["divides by batch", seen.zeroTotalBatch],
  ] as const;
  const [name, count] = kinds.reduce((most, kind) => (kind[1] > most[1] ? kind : most));
  return count === 0 ? "not seen" : name;
}

function choicesOf(entry: EntryName, seen: EntryFingerprint): EntryChoices {
  return {
    orders: seen.meanCells === 0 ? [] : explainingOrders(entry, seen),
    orderSensitive: seen.orderSensitive,
    subnormals: subnormalsOf(seen),
    zeroSigns: zeroSignsOf(seen),
    zeroTotal: zeroTotalOf(seen),
    meanError: seen.errorCalls < 50 ? null : seen.errorSum / seen.errorCalls,
  };
}

/** The fingerprint of a run. `alignmentNeeded`: bytes beyond the elements' own, 0 if none were seen to be needed. */
export function fingerprintOf(fingerprints: Fingerprints, alignmentNeeded: number, guarded: boolean): Fingerprint {
  const entries = Object.fromEntries(
    (Object.entries(fingerprints) as [EntryName, EntryFingerprint][]).map(([entry, seen]) => [entry, choicesOf(entry, seen)]),
  );
  const alignment =
    alignmentNeeded > 0
      ? `needs ${alignmentNeeded} bytes`
      : guarded
        ? "needs no more than its elements' own"
        : "not told: buffers without unreadable zones";
  return { entries, alignment };
}
