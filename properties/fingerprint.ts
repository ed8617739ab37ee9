import { type ElementFormat, type ElementType, formatOf } from "../core/format.ts";
import { sameValue } from "../core/ulp.ts";
import { BIAS_CALLS, BIAS_DEVIATIONS, BIAS_ULPS } from "../reference/bounds.ts";
import { evaluate, type Variant, variantsOf } from "../reference/mean.ts";
import { ENTRIES, type EntryName, elementTypeOf } from "../reference/operator.ts";

/** What was seen of an entry's free choices. Plain numbers, so that shards can be merged. */
export interface EntryFingerprint {
  /** Bit k: variant k of `variantsOf(type)` explains every legal mean cell seen. 0: none explains them all. */
  orders: number;
  meanCells: number;
  /** Calls whose first label cell has legal results that part ways. */
  orderSensitive: number;
  /** Mean cells that only flushing, or only a division by estimate, explains. */
  flushedCells: number;
  toleratedCells: number;
  /** Cells of sum and none with a subnormal operand or result: kept, or flushed. */
  keptSubnormals: number;
  flushedProducts: number;
  negativeZeroOffLabel: number;
  positiveZeroOffLabel: number;
  /** Cells of mean with a subnormal or infinite total. */
  extremeTotals: number;
  /** Label cells of value 0: with the sign that IEEE 754 gives, or the other. */
  zeroSignAsIeee: number;
  zeroSignOther: number;
  /** Cells of mean with total_weight 0, by what they were. */
  zeroTotalIeee: number;
  zeroTotalZero: number;
  zeroTotalBatch: number;
  zeroTotalOther: number;
  /** (received - exact) / ULP over normal mean cells, averaged over each call: sum, sum of squares, and calls. */
  errorSum: number;
  errorSquares: number;
  errorCalls: number;
  /** Distance of the accepted mean cell that came nearest to what is tolerated, and what is tolerated there, in steps; 0: none seen. */
  slackError: number;
  slackAllowed: number;
}

/** Fingerprints by entry. */
export type Fingerprints = Partial<Record<EntryName, EntryFingerprint>>;

/** A fingerprint of nothing seen yet. */
export function emptyFingerprint(type: ElementType): EntryFingerprint {
  return {
    orders: 2 ** variantsOf(type).length - 1,
    meanCells: 0,
    orderSensitive: 0,
    flushedCells: 0,
    toleratedCells: 0,
    keptSubnormals: 0,
    flushedProducts: 0,
    negativeZeroOffLabel: 0,
    positiveZeroOffLabel: 0,
    extremeTotals: 0,
    zeroSignAsIeee: 0,
    zeroSignOther: 0,
    zeroTotalIeee: 0,
    zeroTotalZero: 0,
    zeroTotalBatch: 0,
    zeroTotalOther: 0,
    errorSum: 0,
    errorSquares: 0,
    errorCalls: 0,
    slackError: 0,
    slackAllowed: 0,
  };
}

/** The variants among `candidates` that give `value`, as bits. */
function givers(
  variants: readonly Variant[],
  candidates: number,
  format: ElementFormat,
  g: number,
  w: number,
  t: number,
  value: number,
): number {
  let giving = 0;
  for (let k = 0, bits = candidates; bits !== 0; k++, bits >>>= 1) {
    if ((bits & 1) !== 0 && sameValue(evaluate(format, variants[k] as Variant, g, w, t), value)) giving |= 1 << k;
  }
  return giving;
}

/**
 * Whether `value` (of g*w/t) is legal; what it says about the kernel's order is kept. Once the order has settled, a cell
 * costs the evaluation of what is left.
 */
export function acceptMean(
  seen: EntryFingerprint,
  format: ElementFormat,
  g: number,
  w: number,
  t: number,
  value: number,
): boolean {
  const variants = variantsOf(format.type);
  const settled = 31 - Math.clz32(seen.orders);
  // One order is left nearly always, after some calls.
  if (seen.orders === 1 << settled && sameValue(evaluate(format, variants[settled] as Variant, g, w, t), value)) {
    seen.meanCells++;
    return true;
  }
  const giving = givers(variants, seen.orders, format, g, w, t, value);
  if (giving === 0) {
    if (givers(variants, 2 ** variants.length - 1 - seen.orders, format, g, w, t, value) === 0) return false;
  }
  seen.orders = giving;
  seen.meanCells++;
  return true;
}

/** Notes how far an accepted cell is off, and how far it might be; the one that used most of that is kept. */
export function noteSlack(seen: EntryFingerprint, error: number, allowed: number): void {
  if (allowed === 0) return;
  if (seen.slackAllowed > 0 && error / allowed <= seen.slackError / seen.slackAllowed) return;
  seen.slackError = error;
  seen.slackAllowed = allowed;
}

/** Adds what another shard saw. */
export function mergeFingerprints(into: Fingerprints, from: Fingerprints): void {
  for (const [name, seen] of Object.entries(from) as [EntryName, EntryFingerprint][]) {
    into[name] ??= emptyFingerprint(ENTRIES[name].type);
    const sum = into[name];
    noteSlack(sum, seen.slackError, seen.slackAllowed);
    for (const key of Object.keys(seen) as (keyof EntryFingerprint)[]) {
      if (key === "slackError" || key === "slackAllowed") continue;
      sum[key] = key === "orders" ? sum.orders & seen.orders : sum[key] + seen[key];
    }
  }
}

/** Names of the orders and formats that explain every legal mean cell; empty if none explains them all. */
export function explainingOrders(name: EntryName, seen: EntryFingerprint): string[] {
  return variantsOf(ENTRIES[name].type)
    .filter((_, k) => (seen.orders >>> k) & 1)
    .map((variant) => variant.name);
}

/**
 * The mean signed error in ULP, if it shows that rounding leans to one side: more than 0.2 ULP, and more than six standard
 * errors from 0; else `null`. Signs are of magnitude: negative is toward zero.
 */
export function oneSidedRounding(seen: EntryFingerprint): number | null {
  const n = seen.errorCalls;
  if (n < BIAS_CALLS) return null;
  const mean = seen.errorSum / n;
  const standardError = Math.sqrt(Math.max(seen.errorSquares / n - mean * mean, 0) / n);
  return Math.abs(mean) > BIAS_ULPS && Math.abs(mean) > BIAS_DEVIATIONS * standardError ? mean : null;
}

/** The format of an entry's elements. */
export function entryFormat(name: EntryName): ElementFormat {
  return formatOf(elementTypeOf(name));
}
