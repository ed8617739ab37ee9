import { coreAt, SPLITS } from "../shares.ts";
import type { Unit } from "../units.ts";
import { elementsOf, type Family, flat, least, say, shareOf, TILES, tail, VECTORS } from "./statement.ts";

/** Whether an element lies before the first multiple of so many bytes that follows the beginning of a row. */
function isBefore(u: Unit, bytes: number, row: number): boolean {
  const begin = u.base + row * u.c.classNum * u.format.bytes;
  return u.base + flat(u) * u.format.bytes < Math.ceil(begin / bytes) * bytes;
}

/** A cell whose column is taken for its row: where cores share columns. */
const asRow = (u: Unit): Unit => ({ ...u, c: { ...u.c, batch: u.c.classNum }, row: u.column });

const powerIn = (count: number): number => 2 ** Math.floor(Math.log2(count));
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Names of the families about columns and elements. */
export type ColumnFamily =
  | "column tail"
  | "element tail"
  | "column from"
  | "last column"
  | "gap behind the label"
  | "head"
  | "beside the label"
  | "vector of the label"
  | "doubling"
  | "whole tiles"
  | "short tile"
  | "periodic element"
  | "label in a type"
  | "multiple of the label"
  | "tile behind the label"
  | "last tile"
  | "column left over by cores"
  | "column of a core"
  | "first column of a share"
  | "back part";

/** Statements about where in its row, share or the output a cell is. */
export const COLUMN_FAMILIES: Readonly<Record<ColumnFamily, Family>> = {
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
    ...SPLITS.flatMap((split) =>
      VECTORS.slice(0, 4).map((m) =>
        say(`the element is behind the last whole vector of ${m} of its share`, (u) => {
          const { from, to } = shareOf(u, split);
          return flat(u) - from * u.c.classNum >= tail((to - from) * u.c.classNum, m);
        }),
      ),
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
  "last column": () => [
    say("the column is the last", (u) => u.column === u.c.classNum - 1),
    say("the column is the first", (u) => u.column === 0),
  ],
  "gap behind the label": () =>
    VECTORS.slice(1).map((m) =>
      say(
        `column lies between the label and the next multiple of ${m}`,
        (u) => u.column > u.label && Math.floor(u.column / m) === Math.floor(u.label / m),
      ),
    ),
  head: () =>
    [8, 16, 32, 64, 128].flatMap((bytes) => [
      say(`the element lies before the first multiple of ${bytes} bytes in its row`, (u) => isBefore(u, bytes, u.row)),
      ...SPLITS.map((split) =>
        say(`the element lies before the first multiple of ${bytes} bytes in its share`, (u) =>
          isBefore(u, bytes, shareOf(u, split).from),
        ),
      ),
    ]),
  "beside the label": () =>
    (
      [
        ["", () => true],
        ["the row is the first, and ", (u) => u.row === 0],
        ["the row is the last, and ", (u) => u.row === u.c.batch - 1],
        ...SPLITS.flatMap((split): [string, (u: Unit) => boolean][] => [
          ["the row is the first of its share, and ", (u) => u.row === shareOf(u, split).from],
          ["the row is the last of its share, and ", (u) => u.row === shareOf(u, split).to - 1],
        ]),
      ] as readonly (readonly [string, (u: Unit) => boolean])[]
    ).flatMap(([place, isThere]) => [
      say(`${place}column > label`, (u) => isThere(u) && u.column > u.label),
      say(`${place}column < label`, (u) => isThere(u) && u.column < u.label),
    ]),
  "vector of the label": () =>
    VECTORS.slice(1).flatMap((m) => {
      const isIn = (u: Unit, of: number): boolean => Math.floor(u.column / of) === Math.floor(u.label / of);
      return [
        say(`column is in the label's vector of ${m}`, (u) => isIn(u, m)),
        say(`column is in the label's vector of ${m}, in the other half`, (u) => isIn(u, m) && !isIn(u, m / 2)),
      ];
    }),
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
  "periodic element": (wrong) => {
    const [first] = wrong;
    if (first === undefined) return [];
    const step = wrong.reduce((divisor, u) => gcd(divisor, Math.abs(flat(u) - flat(first))), 0);
    return step < 8 ? [] : [say(`element % ${step} = ${flat(first) % step}`, (u) => flat(u) % step === flat(first) % step)];
  },
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
      : [
          say(`column - label is a multiple of ${step}`, (u) => u.column !== u.label && (u.column - u.label) % step === 0),
          say(`column = label + ${step}`, (u) => u.column === u.label + step),
        ];
  },
  "tile behind the label": () =>
    TILES.slice(2).map((m) => say(`column > label and column % ${m} = 0`, (u) => u.column > u.label && u.column % m === 0)),
  "last tile": () =>
    TILES.slice(3).flatMap((m) => [
      say(`column is in the last tile of ${m}`, (u) => u.c.classNum > m && u.column >= (Math.ceil(u.c.classNum / m) - 1) * m),
      say(
        `column is in the last tile of ${m} of an odd number of them`,
        (u) => u.c.classNum > m && Math.ceil(u.c.classNum / m) % 2 === 1 && u.column >= (Math.ceil(u.c.classNum / m) - 1) * m,
      ),
    ]),
  "column left over by cores": () => [
    say("column >= class_num - class_num % cores of core_mask", (u) => u.column >= tail(u.c.classNum, u.cores)),
    ...VECTORS.slice(0, 4).map((m) =>
      say(
        `column >= class_num - class_num % (${m} * cores of core_mask), and there are several`,
        (u) => u.cores > 1 && u.column >= tail(u.c.classNum, m * u.cores),
      ),
    ),
  ],
  "column of a core": (_, { cores }) =>
    SPLITS.flatMap((split) => [
      ...Array.from({ length: cores }, (__, k) =>
        say(`the column is of the share of core ${k}`, (u) => coreAt(u.c.coreMask, shareOf(asRow(u), split).rank) === k),
      ),
      say("the column is of the last core's share", (u) => u.cores > 1 && shareOf(asRow(u), split).rank === u.cores - 1),
      say("the column is not of the first core's share", (u) => u.cores > 1 && shareOf(asRow(u), split).rank > 0),
    ]),
  "first column of a share": () => [
    ...SPLITS.map((split) =>
      say(
        "batch = 1 and the column is the first of a core's share",
        (u) => u.cores > 1 && u.c.batch === 1 && u.column > 0 && shareOf(asRow(u), split).from === u.column,
      ),
    ),
  ],
  "back part": () => [
    say("element >= batch * class_num / 2", (u) => flat(u) >= elementsOf(u) / 2),
    say("element >= batch * class_num / 4", (u) => flat(u) >= elementsOf(u) / 4),
    say("element >= batch", (u) => flat(u) >= u.c.batch),
    say("element >= class_num", (u) => flat(u) >= u.c.classNum),
  ],
};
