import type { Platform } from "../core/contract.ts";
import { type ElementType, formatOf } from "../core/format.ts";
import type { Random } from "../core/random.ts";
import { ENTRIES, NONE } from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { AXES, axisNamed } from "./axes.ts";
import { type Case, typeOf } from "./case.ts";
import { operandsOf } from "./explicit.ts";
import { labelOf } from "./results.ts";
import { setBatch, setClasses, withFactors, withValue } from "./setters.ts";

/** Other bits near bits: some steps away, of any size up to the exponent's, or with another sign. */
export function nudged(random: Random, type: ElementType, bits: number): number {
  const { precision, signBit } = formatOf(type);
  const size = 2 ** random.below(precision + 1);
  const way = random.below(8);
  const other = way === 0 ? bits ^ signBit : way < 4 ? bits ^ size : bits + random.between(-size, size);
  return (other & (2 * signBit - 1)) >>> 0;
}

/** The largest extents of the strata `small` and `long`. */
const SMALL = 80;
const LONG = 70_000;

const EXTENTS = [axisNamed("batch"), axisNamed("class_num")];
const ENTRY = axisNamed("entry");

/** Changes to one thing of a case, each about as likely to bring it into another branch of a kernel. */
const CHANGES: readonly ((random: Random, c: Case, platform: Platform) => Case)[] = [
  (random, c) => setBatch(c, moved(random, c.batch)),
  (random, c) => setClasses(c, moved(random, c.classNum)),
  (random, c, platform) => ({ ...c, coreMask: ENTRIES[c.entry].storage === "p" ? 1 : otherMask(random, c.coreMask, platform) }),
  (random, c) => ({ ...c, totalWeight: nudged(random, typeOf(c), c.totalWeight) }),
  (random, c) => (c.labels.kind === "drawn" ? { ...c, labels: { ...c.labels, seed: random.word() } } : c),
  (random, c) => {
    if (c.batch === 0) return c;
    const row = random.below(c.reduction === NONE ? c.batch : 1);
    const { g, w } = operandsOf(c, row, labelOf(c, row));
    const first = random.oneIn(2);
    const type = typeOf(c);
    return withFactors(c, row, { g: first ? nudged(random, type, g) : g, w: first ? w : nudged(random, type, w) });
  },
  otherValue,
  otherValue,
];

/** Changes a case in one thing or few, and keeps what is left. */
export function mutate(random: Random, c: Case, platform: Platform): Case {
  let changed = c;
  const changes = 1 + (random.oneIn(2) ? random.below(4) : 0);
  for (let k = 0; k < changes; k++) changed = random.pick(CHANGES)(random, changed, platform);
  return changed;
}

/** An extent next to another, or up to twice as large; a small one stays small, since large calls take long. */
function moved(random: Random, extent: number): number {
  const step = random.oneIn(2) ? random.between(-2, 2) : random.between(-extent, extent) >> random.below(4);
  return Math.min(Math.max(1, extent + step), extent <= SMALL ? SMALL : LONG);
}

function otherMask(random: Random, mask: number, platform: Platform): number {
  const other = random.oneIn(4) ? random.between(1, fullMask(platform)) : mask ^ (1 << random.below(platform.cores));
  return other === 0 ? mask : other;
}

/** Another value of some axis. Extents keep their size: large ones take long. */
function otherValue(random: Random, c: Case, platform: Platform): Case {
  const axis = random.below(AXES.length);
  const { values } = AXES[axis] as (typeof AXES)[number];
  if (EXTENTS.includes(axis)) return c;
  const place = axis === ENTRY ? values.indexOf(random.pick(entriesOf(platform))) : random.below(values.length);
  return withValue(random, c, axis, place, platform);
}
