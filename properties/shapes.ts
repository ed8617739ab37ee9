import type { Random } from "../core/random.ts";

/** Sizes of a case's tensors, by what they are to reach. */
export type ShapeClass =
  /** Batch to 16 and class_num to 32: what fuzzers of other kinds are held against. */
  | "tiny"
  /** Every residue of 32, 1, around the core count and around small powers of two. */
  | "small"
  /** One extent past 2^8 or 2^10, around powers of two up to 2^12. */
  | "medium"
  /** One extent past 2^15 or 2^16. */
  | "long"
  /** batch * class_num past 2^24, where a float no longer counts. */
  | "vast"
  /** No rows. */
  | "empty";

/** Extents next to which vector, tile and index arithmetic changes. */
const MEDIUM_EXTENTS = [127, 128, 129, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097];
const LONG_EXTENTS = [32767, 32768, 32769, 65535, 65536, 65537];
/** Shapes past 2^24 cells, wide and tall. */
export const VAST_SHAPES: readonly (readonly [number, number])[] = [
  [4099, 4099],
  [1, 16777302],
  [65537, 257],
];

/** Shapes that the small stratum walks through one by one, in steps that have no factor in common with their number. */
const GRID_BATCHES = 36;
const GRID_CLASSES = 68;
const GRID_STEP = 1009;

function smallExtent(random: Random, cores: number): number {
  const way = random.below(16);
  if (way < 4) return random.between(1, 4);
  if (way < 12) return random.between(1, 40);
  if (way < 13) return Math.max(1, cores + random.between(-1, 1));
  if (way < 15) return 2 ** random.between(3, 6) + random.between(-1, 1);
  return random.between(1, 80);
}

function mediumExtent(random: Random): number {
  return random.oneIn(2) ? random.pick(MEDIUM_EXTENTS) : random.between(100, 2100);
}

function longExtent(random: Random): number {
  return random.oneIn(2) ? random.pick(LONG_EXTENTS) : random.between(32000, 70000);
}

/** The extents of a case, batch and class_num. `index` is the case's place in its stratum. */
export function drawShape(random: Random, shape: ShapeClass, cores: number, index: number): readonly [number, number] {
  switch (shape) {
    case "tiny":
      return [random.between(1, 16), random.between(1, 32)];
    case "small": {
      // Every other shape comes from the grid, so that none of it is left to chance.
      if (index % 2 === 0) return [smallExtent(random, cores), smallExtent(random, cores)];
      const place = (((index - 1) / 2) * GRID_STEP) % (GRID_BATCHES * GRID_CLASSES);
      return [1 + (place % GRID_BATCHES), 1 + Math.floor(place / GRID_BATCHES)];
    }
    case "medium": {
      const other = smallExtent(random, cores);
      return random.oneIn(2) ? [mediumExtent(random), other] : [other, mediumExtent(random)];
    }
    case "long": {
      const other = random.between(1, 2 * cores + 1);
      // Few long cases are made: past 2^16 comes every fourth, in turn tall and wide.
      if (index % 8 === 0) return [random.between(65537, 70000), other];
      if (index % 8 === 4) return [other, random.between(65537, 70000)];
      return random.oneIn(2) ? [longExtent(random), other] : [other, longExtent(random)];
    }
    case "vast":
      return VAST_SHAPES[index % VAST_SHAPES.length] as readonly [number, number];
    case "empty":
      return [0, smallExtent(random, cores)];
  }
}
