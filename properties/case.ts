import type { ElementType } from "../core/format.ts";
import { BUFFERS, DOCUMENT_NAMES, ENTRIES, type EntryName, elementTypeOf, type Reduction, SUM } from "../reference/operator.ts";
import type { LabelPattern, ValuePattern } from "./patterns.ts";

/** What stands in cells that must have no influence, or must be overwritten. */
export const FILLS = ["nan", "finite", "infinity"] as const;
export type Fill = (typeof FILLS)[number];

/** What stands in the output before the call: a fill, or what the call before left there. */
export const POISONS = ["nan", "finite", "infinity", "left"] as const;
export type Poison = (typeof POISONS)[number];

/** What stands in input elements that the call must not use: the pattern's own values, or something that shows. */
export const UNUSED = ["drawn", "nan", "infinity"] as const;
export type Unused = (typeof UNUSED)[number];

/**
 * Where the buffers of drawn calls lie in their mappings: `aligned`, the last block ends at the unreadable zone; `exact`, the
 * last element does; `start`, the first element begins at it.
 */
export const PLACEMENTS: readonly Placement[] = ["aligned", "exact", "start"];

/** Buffers of which a call may have one elsewhere than the call before, while all others stay. */
const MOVABLE = ["lossGrad", "labels", "weight", "totalWeight", "logitsGrad"] as const;

type Moved = `${(typeof MOVABLE)[number]} moved`;
export type Placement = "aligned" | "exact" | "start" | Moved;

/** One buffer begins at the unreadable zone; the other buffers are `aligned`. Never drawn: relations ask for it. */
export const MOVED: readonly Moved[] = MOVABLE.map((buffer): Moved => `${buffer} moved`);

const AT_START: ReadonlyMap<Placement, number> = new Map<Placement, number>([
  ["start", 2 ** BUFFERS.length - 1],
  ...MOVABLE.map((buffer, k): [Moved, number] => [MOVED[k] as Moved, 1 << BUFFERS.indexOf(buffer)]),
]);

/** The buffer that a placement alone has elsewhere, by the document's name; `null` if it has none so. */
export function movedBuffer(placement: Placement): string | null {
  const buffer = MOVABLE[(MOVED as readonly Placement[]).indexOf(placement)];
  return buffer === undefined ? null : DOCUMENT_NAMES[buffer];
}

/** Which buffers begin at the unreadable zone before them: a bit for each, in the order of `BUFFERS`; the others end at that behind them. */
export function atStart(placement: Placement): number {
  return AT_START.get(placement) ?? 0;
}

/** One call as plain, serialisable data. */
export interface Case {
  readonly entry: EntryName;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  /** 1 for `_p`, which has no mask. */
  readonly coreMask: number;
  readonly labels: LabelPattern;
  readonly lossGrad: ValuePattern;
  /** Elements that `loss_grad` has: `batch` in none; 1 or `batch` in sum and mean, which use the first alone. */
  readonly lossGradLength: number;
  readonly weight: ValuePattern;
  /** Bits of the one element of `total_weight`. */
  readonly totalWeight: number;
  /** Weights that no label names, and `loss_grad` past the first in sum and mean. */
  readonly unused: Unused;
  readonly logits: Fill;
  /** What stands in the output before the call. */
  readonly poison: Poison;
  readonly placement: Placement;
}

/** One row of one class, all ones, in sum. */
export function smallestCase(entry: EntryName): Case {
  const one: ValuePattern = { kind: "drawn", values: "one", seed: 0 };
  return {
    entry,
    batch: 1,
    classNum: 1,
    reduction: SUM,
    coreMask: 1,
    labels: { kind: "explicit", labels: [0] },
    lossGrad: one,
    lossGradLength: 1,
    weight: one,
    totalWeight: ENTRIES[entry].type === "fp" ? 0x3f800000 : 0x3c00,
    unused: "drawn",
    logits: "finite",
    poison: "nan",
    placement: "aligned",
  };
}

/** The element type of a case. */
export function typeOf(c: Case): ElementType {
  return elementTypeOf(c.entry);
}

/**
 * Bits that mark a buffer: each NaN has a payload of its own, so that one that turns up in the output tells where it
 * came from, if the kernel's arithmetic keeps payloads.
 */
interface Marks {
  readonly poison: Readonly<Record<Fill, number>>;
  readonly logits: Readonly<Record<Fill, number>>;
  readonly unused: Readonly<Record<Exclude<Unused, "drawn">, number>>;
}

const MARKS: Readonly<Record<ElementType, Marks>> = {
  fp: {
    poison: { nan: 0x7fcbad01, finite: 0x4b1ce5a7, infinity: 0x7f800000 },
    logits: { nan: 0x7fc10617, finite: 0xc1c70a3d, infinity: 0xff800000 },
    unused: { nan: 0x7fc0da7a, infinity: 0x7f800000 },
  },
  hp: {
    poison: { nan: 0x7ebd, finite: 0x6b5a, infinity: 0x7c00 },
    logits: { nan: 0x7e17, finite: 0xce3d, infinity: 0xfc00 },
    unused: { nan: 0x7eda, infinity: 0x7c00 },
  },
};

/** The marks of an element type. */
export function marksOf(type: ElementType): Marks {
  return type === "fp" ? MARKS.fp : MARKS.hp;
}

/** The bits of a fill. */
export function fillBits(marks: Readonly<Record<Fill, number>>, fill: Fill): number {
  return fill === "nan" ? marks.nan : fill === "finite" ? marks.finite : marks.infinity;
}

/** The bits that the output is filled with before the call, or -1 if it is not. */
export function poisonBits(c: Case): number {
  return c.poison === "left" ? -1 : fillBits(marksOf(typeOf(c)).poison, c.poison);
}
