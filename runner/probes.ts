import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import type { LabelClass } from "../properties/patterns.ts";
import { ENTRIES, NONE } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";

/** Cells of a call that probes a shape, and of all of them, at most: a finding of the huge tier is not made 30 times. */
const MOST_CELLS = 2 ** 22;
const MOST_IN_ALL = 2 ** 24;

/** Shapes that are probed whatever the finding: rows and columns enough for whatever comes in groups. */
const USUAL: readonly (readonly [batch: number, classNum: number])[] = [
  [5, 7],
  [9, 16],
  [23, 33],
  [64, 12],
  [37, 100],
];

/** A total of either element type that no formula gives by chance: 3.7, nearly. */
const TOTALS = { fp: 0x406ccccd, hp: 0x4366 } as const;

const LABELS: readonly LabelClass[] = ["random", "adjacent", "last", "random"];

/** Extents around one: those next to it, its double, and the whole vectors of it. */
function around(extent: number): number[] {
  const whole = [4, 8, 16, 64].flatMap((m) => [Math.ceil(extent / m) * m, Math.floor(extent / m) * m]);
  return [...new Set([extent, extent + 1, extent - 1, 2 * extent, 2 * extent + 1, extent + 2, ...whole])].filter((n) => n > 0);
}

/** Masks of a platform: a core, two, all of them, some with gaps. */
function masks({ cores }: Platform, full: number): number[] {
  return [1, 3, full, 0b101, full & ~1, full & ~0b10, 1 << (cores - 1)];
}

/**
 * Calls around the one that a finding was shrunk to, with ordinary values: a class or row more or less, whole vectors, other cores. Which of them
 * are right tells what the finding depends on.
 */
export function probesOf(shrunk: Case, platform: Platform): Case[] {
  const { batch, classNum, coreMask } = shrunk;
  const shapes: (readonly [number, number, number])[] = [
    ...around(classNum).map((n) => [batch, n, coreMask] as const),
    ...around(batch).map((b) => [b, classNum, coreMask] as const),
    ...USUAL.map(([b, n]) => [b, n, coreMask] as const),
  ];
  if (shrunk.entry.endsWith("_s")) {
    const full = fullMask(platform);
    for (const mask of masks(platform, full)) shapes.push([batch, classNum, mask], [21, 19, mask]);
    shapes.push(...USUAL.map(([b, n]) => [b, n, full] as const));
  }
  let cells = 0;
  return shapes
    .filter(([b, n]) => b * n <= MOST_CELLS && cells + b * n <= MOST_IN_ALL && (cells += b * n) > 0)
    .map(([b, n, mask], k) => probe(shrunk, b, n, mask, k));
}

function probe(shrunk: Case, batch: number, classNum: number, coreMask: number, k: number): Case {
  const values = (seed: number): Case["weight"] => ({ kind: "drawn", values: "ordinary", seed });
  return {
    ...shrunk,
    batch,
    classNum,
    coreMask,
    labels: { kind: "drawn", labels: LABELS[k % LABELS.length] as LabelClass, seed: 17 * k + 5 },
    lossGrad: values(2 * k + 1),
    lossGradLength: shrunk.reduction === NONE || k % 2 === 1 ? batch : 1,
    weight: values(2 * k + 2),
    totalWeight: TOTALS[ENTRIES[shrunk.entry].type],
    unused: "drawn",
    poison: shrunk.poison === "left" ? "nan" : shrunk.poison,
    placement: "aligned",
  };
}
