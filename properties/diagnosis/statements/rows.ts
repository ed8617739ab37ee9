import { coreAt, SPLITS } from "../shares.ts";
import type { Unit } from "../units.ts";
import { elementsOf, type Family, flat, least, say, shareOf, tail, VECTORS } from "./statement.ts";

const perCore = ({ c, cores }: Unit): number => Math.ceil(c.batch / cores);

/** Places and extents that something may begin at. */
const EXTENTS = [
  ["row", (u: Unit): number => u.row],
  ["column", (u: Unit): number => u.column],
  ["label", (u: Unit): number => u.label],
  ["element", flat],
  ["row within the share", (u: Unit): number => u.row - shareOf(u, "remainder first").from],
] as const;

/** Names of the families about rows. */
export type RowFamily =
  | "threshold"
  | "row remainder"
  | "row in a vector"
  | "row group"
  | "share of a core"
  | "tail of a share"
  | "last row"
  | "rows past the first"
  | "late rows"
  | "late rows of a share"
  | "edge row of a share"
  | "far element";

/** Statements about where in the batch, or its share, a row is. */
export const ROW_FAMILIES: Readonly<Record<RowFamily, Family>> = {
  threshold: (wrong) =>
    EXTENTS.flatMap(([name, of]) => {
      const low = least(wrong, of);
      return low < 32 || low > 2 ** 14 ? [] : [say(`${name} >= ${low}`, (u: Unit) => of(u) >= low)];
    }),
  "row remainder": () => [
    say("row >= batch - batch % cores of core_mask", (u) => u.row >= tail(u.c.batch, u.cores)),
    say(
      "row >= batch - batch % cores of core_mask, batch >= cores",
      (u) => u.c.batch >= u.cores && u.row >= tail(u.c.batch, u.cores),
    ),
    ...SPLITS.map((split) =>
      say(
        "the row lies behind the first batch / cores rows of its share, rounded down",
        (u) => u.row - shareOf(u, split).from >= Math.floor(u.c.batch / u.cores),
      ),
    ),
    say("batch % cores of core_mask != 0", (u) => u.c.batch % u.cores !== 0),
    say("batch > cores and batch % cores of core_mask != 0", (u) => u.c.batch > u.cores && u.c.batch % u.cores !== 0),
  ],
  "row in a vector": () => [
    say("row > 0", (u) => u.row > 0),
    ...VECTORS.flatMap((m) => [
      say(`row % ${m} != 0`, (u) => u.row % m !== 0),
      say(`row % ${m} = ${m - 1}`, (u) => u.row % m === m - 1),
      say(`row % ${m} = 1`, (u) => u.row % m === 1),
      say(`row % ${m} >= ${m / 2}`, (u) => u.row % m >= m / 2),
    ]),
    ...SPLITS.flatMap((split) =>
      VECTORS.slice(0, 4).map((m) => say(`row within the share % ${m} != 0`, (u) => (u.row - shareOf(u, split).from) % m !== 0)),
    ),
  ],
  "row group": () => [
    ...VECTORS.slice(0, 5).flatMap((m) => [
      say(`row >= batch - batch % ${m}`, (u) => u.row >= tail(u.c.batch, m)),
      say(`row >= batch - batch % ${m}, batch >= ${m}`, (u) => u.c.batch >= m && u.row >= tail(u.c.batch, m)),
      say(
        `row >= batch - batch % ${m}, batch >= ${m}, more than one core`,
        (u) => u.cores > 1 && u.c.batch >= m && u.row >= tail(u.c.batch, m),
      ),
      say(`the row is the last and batch % ${m} = 1`, (u) => u.c.batch > m && u.row === u.c.batch - 1 && u.c.batch % m === 1),
      say(
        `the row is the last and batch % (${m} * cores of core_mask) = 1`,
        (u) => u.cores > 1 && u.row === u.c.batch - 1 && u.c.batch % (m * u.cores) === 1 && u.c.batch > 1,
      ),
    ]),
  ],
  "share of a core": (_, { cores }) => [
    ...SPLITS.flatMap((split) =>
      Array.from({ length: cores }, (__, k) =>
        say(`the row is of the share of core ${k}`, (u) => coreAt(u.c.coreMask, shareOf(u, split).rank) === k),
      ),
    ),
    ...SPLITS.map((split) => say("the row is not of the first core's share", (u) => u.cores > 1 && shareOf(u, split).rank > 0)),
    ...SPLITS.map((split) => say("the row is of the first core's share", (u) => shareOf(u, split).rank === 0)),
    ...SPLITS.map((split) =>
      say("the row is of the last core's share", (u) => u.cores > 1 && shareOf(u, split).rank === u.cores - 1),
    ),
  ],
  "tail of a share": () =>
    SPLITS.flatMap((split) =>
      [2, 4, 8, 16].map((m) =>
        say(`the row is behind the last whole group of ${m} of its share`, (u) => {
          const { from, to } = shareOf(u, split);
          return u.row >= to - ((to - from) % m);
        }),
      ),
    ),
  "last row": () => [say("the row is the last", (u) => u.row === u.c.batch - 1)],
  "rows past the first": () => [
    say("row > 0 and batch != class_num", (u) => u.row > 0 && u.c.batch !== u.c.classNum),
    ...VECTORS.map((m) => say(`row > 0 and class_num % ${m} != 0`, (u) => u.row > 0 && u.c.classNum % m !== 0)),
  ],
  "late rows": (wrong) => {
    const from = least(wrong, (u) => u.row);
    return from < 16 ? [] : [say(`row >= ${from}`, (u) => u.row >= from), say(`batch > ${from}`, (u) => u.c.batch > from)];
  },
  "late rows of a share": (wrong) => {
    const own = (u: Unit): number => u.row % perCore(u);
    const from = least(wrong, own);
    return from < 16 ? [] : [say(`row >= ${from} within a core's share`, (u) => own(u) >= from)];
  },
  "edge row of a share": () => [
    say("the row is the last of a core's share", (u) => u.cores > 1 && (u.row + 1) % perCore(u) === 0),
    say("the row is the first of a core's share", (u) => u.cores > 1 && u.row % perCore(u) === 0),
    ...SPLITS.flatMap((split) => [
      say("the row is the last of its share", (u) => u.cores > 1 && u.row === shareOf(u, split).to - 1),
      say("the row is the first of its share", (u) => u.cores > 1 && u.row === shareOf(u, split).from),
      say(
        "the row is the last of its share, and not of the last one",
        (u) => u.cores > 1 && u.row === shareOf(u, split).to - 1 && u.row < u.c.batch - 1,
      ),
    ]),
  ],
  "far element": () => [
    ...[15, 16, 24].flatMap((k) => [
      say(`element >= 2^${k}`, (u) => flat(u) >= 2 ** k),
      say(`batch * class_num > 2^${k}`, (u) => elementsOf(u) > 2 ** k),
    ]),
    ...[8, 15, 16].flatMap((k) => [
      say(`row >= 2^${k}`, (u) => u.row >= 2 ** k),
      say(`batch >= 2^${k}`, (u) => u.c.batch >= 2 ** k),
      say(`row within the share >= 2^${k}`, (u) => u.row - shareOf(u, "remainder first").from >= 2 ** k),
      say(`row or class_num >= 2^${k}`, (u) => u.row >= 2 ** k || u.c.classNum >= 2 ** k),
    ]),
  ],
};
