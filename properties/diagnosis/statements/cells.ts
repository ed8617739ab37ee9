import { coreAt, type Share, SPLITS, type Split, shareOf as shareOfRow } from "../shares.ts";
import type { Unit } from "../units.ts";
import { elementsOf, type Family, least, say, tail, VECTORS } from "./statement.ts";

const flat = ({ c, row, column }: Unit): number => row * c.classNum + column;
/** Columns that vectors, and tiles in local memory, have. */
const TILES = [...VECTORS, 128, 256, 512, 1024];
const perCore = ({ c, cores }: Unit): number => Math.ceil(c.batch / cores);

/** The rows of the core that a row belongs to. */
const shareOf = ({ c, cores, row }: Unit, split: Split): Share => shareOfRow(c.batch, cores, row, split);

/** Whether an element lies before the first multiple of so many bytes that follows the beginning of a row. */
function isBefore(u: Unit, bytes: number, row: number): boolean {
  const begin = u.base + row * u.c.classNum * u.format.bytes;
  return u.base + flat(u) * u.format.bytes < Math.ceil(begin / bytes) * bytes;
}

const powerIn = (count: number): number => 2 ** Math.floor(Math.log2(count));
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Places and extents that something may begin at. */
const EXTENTS = [
  ["row", (u: Unit): number => u.row],
  ["column", (u: Unit): number => u.column],
  ["label", (u: Unit): number => u.label],
  ["element", flat],
  ["row within the share", (u: Unit): number => u.row - shareOf(u, "remainder first").from],
] as const;

export type CellFamily =
  | "column tail"
  | "element tail"
  | "column from"
  | "last column"
  | "head"
  | "doubling"
  | "whole tiles"
  | "short tile"
  | "multiple of the label"
  | "label in a type"
  | "threshold"
  | "last tile"
  | "row remainder"
  | "row group"
  | "row in a vector"
  | "share of a core"
  | "tail of a share"
  | "last row"
  | "rows past the first"
  | "late rows"
  | "late rows of a share"
  | "first column of a share"
  | "edge row of a share"
  | "back part"
  | "far element"
  | "label zero"
  | "large label"
  | "repeated label"
  | "label in the tail"
  | "last label last"
  | "one label"
  | "equal edges";

/** Statements about where in the output a cell is. */
export const CELL_FAMILIES: Readonly<Record<CellFamily, Family>> = {
  "column tail": (wrong) =>
    VECTORS.flatMap((m) => {
      const rests = [...new Set(wrong.map((u) => u.c.classNum % m))].filter((rest) => rest > 0);
      const low = least(wrong, (u) => u.c.classNum % m);
      const inTail = (u: Unit): boolean => u.column >= tail(u.c.classNum, m);
      const place = `column >= class_num - class_num % ${m}`;
      return [
        say(place, inTail),
        say(`${place} and class_num > ${m}`, (u) => inTail(u) && u.c.classNum > m),
        say(`${place} and class_num % ${m} >= ${low}`, (u) => inTail(u) && u.c.classNum % m >= low),
        say(`${place} and class_num % ${4 * m} > ${3 * m}`, (u) => inTail(u) && u.c.classNum % (4 * m) > 3 * m),
        ...rests
          .slice(0, 4)
          .map((rest) => say(`${place} and class_num % ${m} = ${rest}`, (u) => inTail(u) && u.c.classNum % m === rest)),
      ];
    }),
  "element tail": () => [
    ...VECTORS.map((m) =>
      say(`element >= batch * class_num - batch * class_num % ${m}`, (u) => flat(u) >= tail(elementsOf(u), m)),
    ),
    ...SPLITS.map((split) =>
      say("the element is the last of a share with an odd number of them", (u) => {
        const { from, to } = shareOf(u, split);
        return u.column === u.c.classNum - 1 && u.row === to - 1 && ((to - from) * u.c.classNum) % 2 === 1;
      }),
    ),
  ],
  "column from": (wrong) => {
    const from = least(wrong, (u) => u.column);
    return from < 16 ? [] : [say(`column >= ${from}`, (u) => u.column >= from)];
  },
  "last column": () => [say("the column is the last", (u) => u.column === u.c.classNum - 1)],
  head: () =>
    [8, 16, 32, 64, 128].flatMap((bytes) => [
      say(`the element lies before the first multiple of ${bytes} bytes in its row`, (u) => isBefore(u, bytes, u.row)),
      ...SPLITS.map((split) =>
        say(`the element lies before the first multiple of ${bytes} bytes in its share`, (u) =>
          isBefore(u, bytes, shareOf(u, split).from),
        ),
      ),
    ]),
  doubling: () => [
    say("element >= the largest power of 2 in batch * class_num", (u) => flat(u) >= powerIn(elementsOf(u))),
    say("column >= the largest power of 2 in class_num", (u) => u.column >= powerIn(u.c.classNum)),
    ...SPLITS.map((split) =>
      say("the element lies past the largest power of 2 in those of its share", (u) => {
        const { from, to } = shareOf(u, split);
        return flat(u) - from * u.c.classNum >= powerIn((to - from) * u.c.classNum);
      }),
    ),
  ],
  "whole tiles": () =>
    TILES.slice(2).flatMap((m) => [
      say(`column >= class_num - ${m} and class_num % ${m} = 0`, (u) => u.c.classNum % m === 0 && u.column >= u.c.classNum - m),
      say(
        `column >= class_num - ${m}, class_num % ${m} = 0 and class_num > ${m}`,
        (u) => u.c.classNum > m && u.c.classNum % m === 0 && u.column >= u.c.classNum - m,
      ),
    ]),
  "short tile": () =>
    TILES.slice(2).map((m) =>
      say(
        `row > 0 and column % ${m} >= class_num % ${m}`,
        (u) => u.row > 0 && u.c.classNum > m && u.c.classNum % m !== 0 && u.column % m >= u.c.classNum % m,
      ),
    ),
  "label in a type": () =>
    [8, 16].map((k) => say(`column = label modulo 2^${k}`, (u) => u.column !== u.label && (u.column - u.label) % 2 ** k === 0)),
  "multiple of the label": (wrong) => {
    const step = wrong.reduce((divisor, u) => gcd(divisor, Math.abs(u.column - u.label)), 0);
    return step < 8
      ? []
      : [say(`column - label is a multiple of ${step}`, (u) => u.column !== u.label && (u.column - u.label) % step === 0)];
  },
  threshold: (wrong) =>
    EXTENTS.flatMap(([name, of]) => {
      const low = least(wrong, of);
      return low < 32 || low === Infinity ? [] : [say(`${name} >= ${low}`, (u: Unit) => of(u) >= low)];
    }),
  "last tile": () =>
    TILES.slice(3).flatMap((m) => [
      say(`column is in the last tile of ${m}`, (u) => u.c.classNum > m && u.column >= (Math.ceil(u.c.classNum / m) - 1) * m),
      say(
        `column is in the last tile of ${m} of an odd number of them`,
        (u) => u.c.classNum > m && Math.ceil(u.c.classNum / m) % 2 === 1 && u.column >= (Math.ceil(u.c.classNum / m) - 1) * m,
      ),
    ]),
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
  "first column of a share": () => [
    ...SPLITS.map((split) =>
      say("batch = 1 and the column is the first of a core's share", (u) => {
        const asRows = { ...u, c: { ...u.c, batch: u.c.classNum }, row: u.column };
        return u.cores > 1 && u.c.batch === 1 && u.column > 0 && shareOf(asRows, split).from === u.column;
      }),
    ),
  ],
  "edge row of a share": () => [
    say("the row is the last of a core's share", (u) => u.cores > 1 && (u.row + 1) % perCore(u) === 0),
    say("the row is the first of a core's share", (u) => u.cores > 1 && u.row % perCore(u) === 0),
  ],
  "back part": () => [
    say("element >= batch * class_num / 2", (u) => flat(u) >= elementsOf(u) / 2),
    say("element >= batch * class_num / 4", (u) => flat(u) >= elementsOf(u) / 4),
    say("element >= batch", (u) => flat(u) >= u.c.batch),
    say("element >= class_num", (u) => flat(u) >= u.c.classNum),
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
  "label zero": () => [say("label = 0", (u) => u.label === 0)],
  "large label": () => [8, 11, 15, 16, 24].map((k) => say(`label >= 2^${k}`, (u) => u.label >= 2 ** k)),
  "repeated label": () => [say("the row has the label of the row before", (u) => u.label === u.labelBefore)],
  "label in the tail": () =>
    TILES.flatMap((m) => [
      say(`label >= class_num - class_num % ${m}`, (u) => u.label >= tail(u.c.classNum, m)),
      say(
        `label >= class_num - class_num % ${m} and class_num % ${m} = 1`,
        (u) => u.c.classNum > m && u.c.classNum % m === 1 && u.label >= tail(u.c.classNum, m),
      ),
      say(`the label is the last class of a tile of ${m}`, (u) => (u.label + 1) % m === 0),
      say(`the label is the first class of a tile of ${m} but the first`, (u) => u.label > 0 && u.label % m === 0),
    ]),
  "one label": (wrong) => {
    const [label] = new Set(wrong.map((u) => u.label));
    return label === undefined || label < 2 || wrong.some((u) => u.label !== label)
      ? []
      : [say(`label = ${label}`, (u) => u.label === label)];
  },
  "equal edges": () => [
    say("the first and the last row have the same label", (u) => u.c.batch > 2 && u.labels[0] === u.lastLabel),
    ...SPLITS.map((split) =>
      say("the first and the last row of the share have the same label", (u) => {
        const { from, to } = shareOf(u, split);
        return to - from > 2 && u.labels[from] === u.labels[to - 1];
      }),
    ),
  ],
  "last label last": () => [say("the last row has the last class", (u) => u.lastLabel === u.c.classNum - 1)],
};
