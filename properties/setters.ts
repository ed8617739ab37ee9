import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import type { Random } from "../core/random.ts";
import { ENTRIES, ENTRY_NAMES, type EntryName, entryOf, MEAN, NONE, type Reduction, SUM } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import { AXES, axisNamed, FIRST_VALUE, HUGE, LARGE, placeOfValue, TOTALS } from "./axes.ts";
import { type Case, FILLS, PLACEMENTS, typeOf, UNUSED } from "./case.ts";
import { operandsOf } from "./explicit.ts";
import { drawElement, LABEL_CLASSES, VALUE_CLASSES, type ValuePattern } from "./patterns.ts";
import { drawFactors, type Factors, labelOf, RESULTS, resultsByTotal } from "./results.ts";

/** The case with values of some axes, numbered through, in ascending order: any that can meet. */
export function withValues(random: Random, c: Case, values: readonly number[], platform: Platform): Case {
  const asked = values.map(placeOfValue);
  let changed = c;
  for (const { axis, place } of asked) {
    if (axis === RESULT)
      changed = withPossibleTotal(
        random,
        changed,
        place,
        asked.some((other) => other.axis === TOTAL),
        platform,
      );
    changed = (SETTERS[axis] as Setter)(random, changed, place, platform);
  }
  return changed;
}

/** The case with a value of one axis, and whatever goes with it of the others. */
export function withValue(random: Random, c: Case, axis: number, place: number, platform: Platform): Case {
  return withValues(random, c, [(FIRST_VALUE[axis] as number) + place], platform);
}

const [TOTAL, RESULT] = [axisNamed("total_weight"), axisNamed("result")];

/** Takes out of the way what keeps mean from a result: a total that is zero, infinite or NaN; or mean, where that total was asked for. */
function withPossibleTotal(random: Random, c: Case, result: number, totalIsAsked: boolean, platform: Platform): Case {
  if (c.reduction !== MEAN) return c;
  const possible = resultsByTotal(formatOf(typeOf(c)).fromBits(c.totalWeight));
  if (possible === null || possible.includes(RESULTS[result] as (typeof RESULTS)[number])) return c;
  return totalIsAsked ? setReduction(c, SUM) : (SETTERS[TOTAL] as Setter)(random, c, TOTALS.indexOf("near 1"), platform);
}

type Setter = (random: Random, c: Case, place: number, platform: Platform) => Case;

const drawn = (random: Random, place: number): ValuePattern => ({
  kind: "drawn",
  values: VALUE_CLASSES[place] as (typeof VALUE_CLASSES)[number],
  seed: random.word(),
});

/** What gives a case one value of an axis. Each changes of other axes what does not go with it, and no more. */
const SETTER_OF: Readonly<Record<string, Setter>> = {
  entry: (random, c, place, platform) => {
    const entry = ENTRY_NAMES[place] as EntryName;
    const coreMask = ENTRIES[entry].storage === "p" ? 1 : ENTRIES[c.entry].storage === "s" ? c.coreMask : fullMask(platform);
    return { ...toEntry(random, c, entry), coreMask };
  },
  reduction: (_, c, place) => setReduction(c, place as Reduction),
  batch: (random, c, place, { cores }) => {
    const batch = [
      1,
      random.between(2, cores - 1),
      cores,
      random.between(cores + 1, 16),
      random.between(Math.max(17, cores + 1), 80),
    ][place];
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
    // Of so few cores that they have no such mask, another one.
    const masks = [1, 1, 1 << random.between(1, cores - 1), full, 2 ** random.between(2, cores - 1) - 1, some];
    return { ...c, entry: shared ? c.entry : entryOf(type, "s"), coreMask: (masks[place] as number) & full || full };
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
  result: (random, c, place, platform) => {
    if (c.batch === 0) return c;
    const format = formatOf(typeOf(c));
    let tried = c;
    for (let k = 0; k < TOTALS_TRIED; k++) {
      const given = format.fromBits(operandsOf(c, 0, labelOf(c, 0)).g);
      const factors = drawFactors(random, format, c.reduction, { given, t: format.fromBits(tried.totalWeight) }, place);
      if (factors !== null) return withFactors(tried, 0, factors);
      tried = (SETTERS[TOTAL] as Setter)(random, tried, (AXES[TOTAL] as (typeof AXES)[number]).of(tried, platform), platform);
    }
    return c;
  },
};

/** Totals of one class that a result is looked for with: by the smallest subnormal, say, hp rounds no subnormal result. */
const TOTALS_TRIED = 8;

const SETTERS: readonly Setter[] = AXES.map(({ name }) => SETTER_OF[name] as Setter);

/** The case with a row's gradient and weight set. */
export function withFactors(c: Case, row: number, { g, w }: Factors): Case {
  const element = c.reduction === NONE ? row : 0;
  return { ...c, lossGrad: withElement(c.lossGrad, element, g), weight: withElement(c.weight, labelOf(c, row), w) };
}

function withElement(pattern: ValuePattern, index: number, bits: number): ValuePattern {
  if (pattern.kind === "explicit") return { ...pattern, bits: pattern.bits.with(index, bits) };
  const others = (pattern.except ?? []).filter(([at]) => at !== index);
  return { ...pattern, except: [...others, [index, bits]] };
}

function largeExtent(random: Random, huge: boolean): number {
  return huge ? random.between(2 ** 14 + 1, 65536) : random.between(81, 2100);
}

/** The case of another function; bits mean other values in another type, so they are drawn anew or converted. */
export function toEntry(random: Random, c: Case, entry: EntryName): Case {
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

export function setReduction(c: Case, reduction: Reduction): Case {
  const length = reduction === NONE ? c.batch : c.reduction === NONE ? 1 : c.lossGradLength;
  return setLength({ ...c, reduction }, length);
}

function setLength(c: Case, length: number): Case {
  return { ...c, lossGradLength: length, lossGrad: within(c.lossGrad, length) };
}

export function setBatch(c: Case, batch: number): Case {
  return setLength({ ...c, batch }, c.reduction === NONE || c.lossGradLength > 1 ? batch : 1);
}

export function setClasses(c: Case, classNum: number): Case {
  return { ...c, classNum, weight: within(c.weight, classNum) };
}

/** A pattern whose exceptions are within its length. */
function within(pattern: ValuePattern, length: number): ValuePattern {
  if (pattern.kind !== "drawn" || pattern.except === undefined) return pattern;
  const { except, ...plain } = pattern;
  const kept = except.filter(([at]) => at < length);
  return kept.length === 0 ? plain : { ...plain, except: kept };
}
