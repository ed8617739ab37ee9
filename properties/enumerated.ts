import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { ENTRIES, type EntryName, MEAN, NONE, REDUCTIONS, type Reduction, SUM } from "../reference/operator.ts";
import { ALL_MASKS_CORES, entriesOf, fullMask } from "../reference/platforms.ts";
import { type Case, FILLS, smallestCase } from "./case.ts";
import type { GradientPlan } from "./token.ts";

/** Strata that are not drawn: each of their plans is one of a finite number, and together they are all of them. */
export const ENUMERATED = ["halves", "masks"] as const;
export type EnumeratedStratum = (typeof ENUMERATED)[number];

/**
 * Halves at which an order of mean over- or underflows, rounds a tie or changes binade, as bits: zero, the ends of the subnormals and
 * of the normals, 1/3, 1 and its neighbours, just below 2, pi, 100, a large power of two, the largest, infinity, NaN.
 */
const HARD_HALVES: readonly number[] = [
  0x0000, 0x0001, 0x83ff, 0x0400, 0x8401, 0x3555, 0x3bff, 0x3c00, 0xbc01, 0x3fff, 0x4248, 0x5640, 0xf800, 0x7bff, 0x7c00, 0x7e00,
];

const HARD = HARD_HALVES.length;
const HALVES = 2 ** 16;

/** Weights of a call whose weights run through all halves. */
const RUNNING = 64;

/** Plans in which loss_grad runs, total_weight runs, and weight runs. */
const PARTS = [HALVES * HARD, HALVES * HARD, (HALVES / RUNNING) * HARD * HARD] as const;
const PER_ENTRY = PARTS[0] + PARTS[1] + PARTS[2];

const MASK_BATCHES = (cores: number): readonly number[] => [
  ...new Set([1, 2, 3, Math.max(1, cores - 1), cores, cores + 1, 2 * cores - 1, 2 * cores + 1, 4 * cores + 3]),
];
const MASK_CLASSES = [1, 2, 7, 9, 16, 33] as const;

function ofMean(platform: Platform): readonly EntryName[] {
  return entriesOf(platform).filter((entry) => ENTRIES[entry].type === "hp");
}

function shared(platform: Platform): readonly EntryName[] {
  return entriesOf(platform).filter((entry) => ENTRIES[entry].storage === "s");
}

/** How many plans a stratum has on a platform: none of masks where there are too many to try all. */
export function enumeratedCount(stratum: EnumeratedStratum, platform: Platform): number {
  if (stratum === "halves") return ofMean(platform).length * PER_ENTRY;
  if (platform.cores > ALL_MASKS_CORES) return 0;
  return shared(platform).length * REDUCTIONS.length * MASK_BATCHES(platform.cores).length * MASK_CLASSES.length;
}

/** Has no factor in common with the number of plans of either stratum. */
const STEP = 1_000_003;

/** The function that plan `index` of a stratum calls. */
export function enumeratedEntry(stratum: EnumeratedStratum, index: number, platform: Platform): EntryName {
  const place = placeOf(stratum, index, platform);
  if (stratum === "halves") return ofMean(platform)[Math.floor(place / PER_ENTRY)] as EntryName;
  const entries = shared(platform);
  return entries[place % entries.length] as EntryName;
}

function placeOf(stratum: EnumeratedStratum, index: number, platform: Platform): number {
  return (index * STEP) % enumeratedCount(stratum, platform);
}

/** Plan `index` of a stratum. Neighbours are far apart, so that the first so many are a sample of all. */
export function enumerated(stratum: EnumeratedStratum, index: number, platform: Platform): GradientPlan {
  const place = placeOf(stratum, index, platform);
  const entry = enumeratedEntry(stratum, index, platform);
  return stratum === "halves" ? halves(entry, place, platform) : masks(entry, place, platform);
}

/** One operand of mean is any half, the two others are hard ones. */
function halves(entry: EntryName, place: number, platform: Platform): GradientPlan {
  const at = place % PER_ENTRY;
  const base: Case = {
    ...smallestCase(entry),
    reduction: MEAN,
    coreMask: ENTRIES[entry].storage === "s" ? fullMask(platform) : 1,
    logits: "nan",
    poison: at % 2 === 0 ? "nan" : "finite",
  };
  if (at < PARTS[0] + PARTS[1]) {
    // Weights are the hard ones, a row each.
    const [operand, other] = [Math.floor(at / HARD) % HALVES, HARD_HALVES[at % HARD] as number];
    const [g, t] = at < PARTS[0] ? [operand, other] : [other, operand];
    return call(withRows({ ...base, totalWeight: t }, g, HARD_HALVES));
  }
  const partners = (at - PARTS[0] - PARTS[1]) % (HARD * HARD);
  const first = RUNNING * Math.floor((at - PARTS[0] - PARTS[1]) / (HARD * HARD));
  const weights = Array.from({ length: RUNNING }, (_, j) => first + j);
  const t = HARD_HALVES[partners % HARD] as number;
  return call(withRows({ ...base, totalWeight: t }, HARD_HALVES[Math.floor(partners / HARD)] as number, weights));
}

function withRows(c: Case, g: number, weights: readonly number[]): Case {
  return {
    ...c,
    batch: weights.length,
    classNum: weights.length,
    labels: { kind: "explicit", labels: weights.map((_, j) => j) },
    lossGrad: { kind: "explicit", bits: [g] },
    weight: { kind: "explicit", bits: weights },
  };
}

/** Every mask against the full one, on a small shape. */
function masks(entry: EntryName, place: number, platform: Platform): GradientPlan {
  const batches = MASK_BATCHES(platform.cores);
  const entries = shared(platform);
  const shape = Math.floor(place / (entries.length * REDUCTIONS.length));
  const reduction = [SUM, MEAN, NONE][Math.floor(place / entries.length) % REDUCTIONS.length] as Reduction;
  const batch = batches[shape % batches.length] as number;
  const base: Case = {
    ...smallestCase(entry),
    batch,
    classNum: MASK_CLASSES[Math.floor(shape / batches.length)] as number,
    reduction,
    coreMask: fullMask(platform),
    labels: { kind: "drawn", labels: "random", seed: place },
    lossGrad: { kind: "drawn", values: "ordinary", seed: place },
    lossGradLength: reduction === NONE ? batch : 1,
    weight: { kind: "drawn", values: "ordinary", seed: place + 1 },
    totalWeight: formatOf(ENTRIES[entry].type).toBits(2.5),
    logits: "nan",
    poison: FILLS[place % FILLS.length] as (typeof FILLS)[number],
  };
  return { kind: "relation", relation: "masks", seed: 0, base };
}

const call = (c: Case): GradientPlan => ({ kind: "call", before: [], call: c, watch: "nothing" });
