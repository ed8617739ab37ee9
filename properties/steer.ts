import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { mix, type Random } from "../core/random.ts";
import { ENTRIES, ENTRY_NAMES, type EntryName, entryOf, MEAN, NONE, type Reduction, SUM } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import { AXES, HUGE, LARGE, placeOfValue } from "./axes.ts";
import { type Case, FILLS, PLACEMENTS, typeOf, UNUSED } from "./case.ts";
import { drawElement, drawLabel, LABEL_CLASSES, VALUE_CLASSES, type ValuePattern } from "./patterns.ts";

/** Strata whose draws can be steered: single calls, by the extents that they reach. */
export const STEERED = ["small", "medium", "long"] as const;
export type SteeredStratum = (typeof STEERED)[number];

/** Operands of a cell of mean with a large error, as bits. */
export interface Operands {
  readonly entry: EntryName;
  readonly g: number;
  readonly w: number;
  readonly t: number;
}

/** Where draws are to go: plain data, part of a shard's description, so that whoever draws it draws the same. */
export interface Steering {
  /** Combinations of values, numbered through, that a case is to have. */
  readonly targets: Readonly<Record<SteeredStratum, readonly (readonly number[])[]>>;
  /** Operands next to which errors are large. */
  readonly near: readonly Operands[];
}

/** Of so many plans one is drawn as if nothing were steered: what nobody thought of is found there. */
const FREE = 4;

/** Of so many steered plans one goes next to a large error. */
const NEAR = 8;

/** Whether a plan is drawn without steering, whatever there is to steer to. */
export function isFree(seed: number, index: number): boolean {
  return mix(seed ^ 0x51ee5, index) % FREE === 0;
}

/** Changes a case that was drawn so that it has what the steering asks for. */
export function steer(random: Random, c: Case, stratum: SteeredStratum, platform: Platform, { targets, near }: Steering): Case {
  if (near.length > 0 && random.oneIn(NEAR)) return besides(random, c, random.pick(near));
  const wanted = targets[stratum];
  return wanted.length === 0 ? c : withValues(random, c, random.pick(wanted), platform);
}

/** The case with values of some axes, numbered through: any that can meet. */
export function withValues(random: Random, c: Case, values: readonly number[], platform: Platform): Case {
  let changed = c;
  for (const value of values) {
    const { axis, place } = placeOfValue(value);
    const set = SETTERS[(AXES[axis] as (typeof AXES)[number]).name] as Setter;
    changed = set(random, changed, place, platform);
  }
  return changed;
}

/** The case with one row next to operands. */
function besides(random: Random, c: Case, { entry, g, w, t }: Operands): Case {
  const placed = toEntry(random, c, entry);
  const row = Math.max(0, random.below(Math.max(1, c.batch)));
  const { labels } = c;
  const label = labels.kind === "drawn" ? drawLabel(labels.labels, labels.seed, row, c.classNum) : 0;
  const mask = ENTRIES[entry].type === "fp" ? 2 ** 32 - 1 : 0xffff;
  const nudged = (bits: number): number => {
    const way = random.below(4);
    if (way === 0) return bits;
    // A few steps, or other low bits: neighbours round otherwise.
    const other = way === 1 ? bits ^ random.below(256) : bits + random.between(-4, 4);
    return (other & mask) >>> 0;
  };
  const mean = setReduction(placed, MEAN);
  return {
    ...mean,
    lossGrad: { kind: "drawn", values: "ordinary", seed: random.word(), except: [[0, nudged(g)]] },
    weight: { kind: "drawn", values: "ordinary", seed: random.word(), except: [[label, nudged(w)]] },
    totalWeight: nudged(t),
  };
}

type Setter = (random: Random, c: Case, place: number, platform: Platform) => Case;

const drawn = (random: Random, place: number): ValuePattern => ({
  kind: "drawn",
  values: VALUE_CLASSES[place] as (typeof VALUE_CLASSES)[number],
  seed: random.word(),
});

/** What gives a case one value of an axis. Each changes of other axes what does not go with it, and no more. */
const SETTERS: Readonly<Record<string, Setter>> = {
  entry: (random, c, place, platform) => {
    const entry = ENTRY_NAMES[place] as EntryName;
    const coreMask = ENTRIES[entry].storage === "p" ? 1 : ENTRIES[c.entry].storage === "s" ? c.coreMask : fullMask(platform);
    return { ...toEntry(random, c, entry), coreMask };
  },
  reduction: (_, c, place) => setReduction(c, place as Reduction),
  batch: (random, c, place, { cores }) => {
    const batch = [1, random.between(2, cores - 1), cores, random.between(cores + 1, 16), random.between(17, 80)][place];
    const large = place >= LARGE.batch ? largeExtent(random, place >= HUGE.batch) : (batch as number);
    return setBatch(place >= LARGE.batch && c.classNum > 80 ? setClasses(c, random.between(1, 80)) : c, large);
  },
  class_num: (random, c, place) => {
    if (place >= LARGE.classes)
      return setClasses(c.batch > 80 ? setBatch(c, random.between(1, 80)) : c, largeExtent(random, place >= HUGE.classes));
    const k = 16 * random.between(1, 4);
    const classes = [1, random.between(2, 7), 8, random.between(9, 14), k, k + 1, k - 1, k + random.between(2, 14)];
    return setClasses(c, classes[place] as number);
  },
  core_mask: (random, c, place, platform) => {
    const shared = ENTRIES[c.entry].storage === "s";
    const { type } = ENTRIES[c.entry];
    if (place === 0) return { ...c, entry: entryOf(type, "p"), coreMask: 1 };
    const { cores } = platform;
    const full = fullMask(platform);
    const some = full - (1 << random.below(cores - 1));
    const masks = [1, 1, 1 << random.between(1, cores - 1), full, 2 ** random.between(2, cores - 1) - 1, some];
    return { ...c, entry: shared ? c.entry : entryOf(type, "s"), coreMask: masks[place] as number };
  },
  labels: (random, c, place) => ({
    ...c,
    labels: { kind: "drawn", labels: LABEL_CLASSES[place] as (typeof LABEL_CLASSES)[number], seed: random.word() },
  }),
  loss_grad: (random, c, place) => ({ ...c, lossGrad: drawn(random, place) }),
  "loss_grad elements": (random, c, place) => {
    if (place === 2) return setReduction(c, NONE);
    const shared = c.reduction === NONE ? setReduction(c, random.oneIn(2) ? SUM : MEAN) : c;
    if (place === 0) return setLength(shared, 1);
    const several = shared.batch > 1 ? shared : setBatch(shared, random.between(2, 16));
    return setLength(several, several.batch);
  },
  weight: (random, c, place) => ({ ...c, weight: drawn(random, place) }),
  total_weight: (random, c, place) => {
    const type = typeOf(c);
    const format = formatOf(type);
    if (place === 5) {
      const several = c.batch > 1 ? c : setBatch(c, random.between(2, 16));
      return { ...several, totalWeight: format.toBits(several.batch) };
    }
    const ordinary = Math.abs(format.fromBits(drawElement(type, "ordinary", random.word(), 0)));
    const subnormal = drawElement(type, "subnormal", random.word(), 0);
    // Near 1, but neither 1 nor a whole number, which may be batch; large ones past the batch that they stand beside.
    const near = 1 + (1 + random.below(500)) / 512;
    const far = random.oneIn(2) && c.batch <= 80 ? near * 2 ** 10 : near / 2 ** 10;
    const totals = [0, format.fromBits(subnormal), Infinity, Number.NaN, 1, 1, -ordinary, near, far];
    return { ...c, totalWeight: format.toBits(totals[place] as number) };
  },
  "unused inputs": (_, c, place) => ({ ...c, unused: UNUSED[place] as (typeof UNUSED)[number] }),
  logits: (_, c, place) => ({ ...c, logits: FILLS[place] as (typeof FILLS)[number] }),
  "output before the call": (_, c, place) => ({ ...c, poison: FILLS[place] as (typeof FILLS)[number] }),
  placement: (_, c, place) => ({ ...c, placement: PLACEMENTS[place] as (typeof PLACEMENTS)[number] }),
};

function largeExtent(random: Random, huge: boolean): number {
  return huge ? random.between(2 ** 14 + 1, 65536) : random.between(81, 2100);
}

/** The case of another function; bits mean other values in another type, so they are drawn anew or converted. */
function toEntry(random: Random, c: Case, entry: EntryName): Case {
  const from = formatOf(typeOf(c));
  const to = formatOf(ENTRIES[entry].type);
  const coreMask = ENTRIES[entry].storage === "p" ? 1 : c.coreMask;
  if (from.type === to.type) return { ...c, entry, coreMask };
  const anew = (pattern: ValuePattern): ValuePattern =>
    pattern.kind === "drawn" ? { kind: "drawn", values: pattern.values, seed: random.word() } : pattern;
  return {
    ...c,
    entry,
    coreMask,
    lossGrad: anew(c.lossGrad),
    weight: anew(c.weight),
    totalWeight: to.toBits(from.fromBits(c.totalWeight)),
  };
}

function setReduction(c: Case, reduction: Reduction): Case {
  const length = reduction === NONE ? c.batch : c.reduction === NONE ? 1 : c.lossGradLength;
  return setLength({ ...c, reduction }, length);
}

function setLength(c: Case, length: number): Case {
  return { ...c, lossGradLength: length, lossGrad: within(c.lossGrad, length) };
}

function setBatch(c: Case, batch: number): Case {
  return setLength({ ...c, batch }, c.reduction === NONE || c.lossGradLength > 1 ? batch : 1);
}

function setClasses(c: Case, classNum: number): Case {
  return { ...c, classNum, weight: within(c.weight, classNum) };
}

/** A pattern whose exceptions are within its length. */
function within(pattern: ValuePattern, length: number): ValuePattern {
  if (pattern.kind !== "drawn" || pattern.except === undefined) return pattern;
  const { except, ...plain } = pattern;
  const kept = except.filter(([at]) => at < length);
  return kept.length === 0 ? plain : { ...plain, except: kept };
}
