import { HALF } from "../../../core/format.ts";
import type { Case } from "../../case.ts";
import { coresOf, type Share, SPLITS, type Split, shareOf } from "../shares.ts";
import type { Unit } from "../units.ts";
import { type Family, VECTORS } from "./statement.ts";

/** Names of the families about where rows are stored. */
export type AddressFamily =
  | "other stride"
  | "label of another row"
  | "wrapped label"
  | "lane"
  | "restarted lane"
  | "label 0"
  | "other label"
  | "wide label"
  | "narrow label"
  | "narrow offset"
  | "narrow row";

/** A wrong way to the element that a row's result is stored in. */
interface Way {
  readonly text: string;
  /** Index of the element in the output; `null` where it depends on what is read behind a buffer. */
  at(row: number, labels: Int32Array, c: Case): number | null;
}

/** Where rows are stored if only the label is another. */
const byLabel = (text: string, of: (label: number, c: Case) => number): Way => ({
  text,
  at: (row, labels, c) => row * c.classNum + of(labels[row] as number, c),
});

/** Where rows are stored if they take the label of another row. */
const rowsLabel = (text: string, of: (row: number, c: Case) => number): Way => ({
  text: `row * class_num + ${text}`,
  at: (row, labels, c) => {
    const other = of(row, c);
    return other >= 0 && other < c.batch ? row * c.classNum + (labels[other] as number) : null;
  },
});

const shareIn = ({ batch, coreMask }: Case, row: number, split: Split): Share => shareOf(batch, coresOf(coreMask), row, split);

const signed = (bits: number) => (x: number) => (x << (32 - bits)) >> (32 - bits);
const unsigned = (bits: number) => (x: number) => x % 2 ** bits;

const WAYS: Readonly<Record<AddressFamily, readonly Way[]>> = {
  "other stride": [
    { text: "label * batch + row", at: (row, labels, { batch }) => (labels[row] as number) * batch + row },
    { text: "row * batch + label", at: (row, labels, { batch }) => row * batch + (labels[row] as number) },
    ...[-1, 1].map((more) => ({
      text: `row * (class_num ${more < 0 ? "-" : "+"} 1) + label`,
      at: (row: number, labels: Int32Array, { classNum }: Case) => row * (classNum + more) + (labels[row] as number),
    })),
    {
      text: "row * class_num / 2 + label",
      at: (row: number, labels: Int32Array, { classNum }: Case) => row * Math.floor(classNum / 2) + (labels[row] as number),
    },
    {
      text: "row * 2 * class_num + label",
      at: (row: number, labels: Int32Array, { classNum }: Case) => 2 * row * classNum + (labels[row] as number),
    },
    ...VECTORS.flatMap((m) => [
      {
        text: `row * class_num + label, class_num rounded up to a multiple of ${m}`,
        at: (row: number, labels: Int32Array, { classNum }: Case) => row * m * Math.ceil(classNum / m) + (labels[row] as number),
      },
      {
        text: `row * class_num + label, class_num rounded down to a multiple of ${m}`,
        at: (row: number, labels: Int32Array, { classNum }: Case) => row * m * Math.floor(classNum / m) + (labels[row] as number),
      },
    ]),
  ],
  "restarted lane": VECTORS.map((m) =>
    byLabel(`row * class_num + class_num - class_num % ${m} + label`, (y, { classNum }) =>
      y < classNum % m ? classNum - (classNum % m) + y : y,
    ),
  ),
  "label 0": [byLabel("row * class_num", () => 0)],
  "other label": [byLabel("row * class_num + label + 1", (y) => y + 1), byLabel("row * class_num + label - 1", (y) => y - 1)],
  "label of another row": [
    ...[-1, 1].map((more) => rowsLabel(`labels[i ${more < 0 ? "-" : "+"} 1]`, (row) => row + more)),
    rowsLabel("labels[0]", () => 0),
    rowsLabel("labels[batch - 1]", (_, { batch }) => batch - 1),
    ...VECTORS.flatMap((m) => [
      rowsLabel(`labels[i ^ ${m - 1}]`, (row) => row ^ (m - 1)),
      rowsLabel(`labels[i - i % ${m}]`, (row) => row - (row % m)),
      rowsLabel(`labels[i % ${m}]`, (row) => row % m),
    ]),
    ...SPLITS.flatMap((split) => [
      rowsLabel("labels[i - first row of the share]", (row, c) => row - shareIn(c, row, split).from),
      rowsLabel("labels[first row of the share]", (row, c) => shareIn(c, row, split).from),
      ...VECTORS.slice(0, 4).map((m) =>
        rowsLabel(`labels[i - (first row of the share) % ${m}]`, (row, c) => row - (shareIn(c, row, split).from % m)),
      ),
    ]),
  ],
  "wrapped label": [
    byLabel("row * class_num + (label & (class_num - 1))", (y, { classNum }) => y & (classNum - 1)),
    ...VECTORS.flatMap((m) => [
      byLabel(`row * class_num + min(label, class_num - class_num % ${m} - 1)`, (y, { classNum }) =>
        Math.min(y, Math.floor(classNum / m) * m - 1),
      ),
      byLabel(`row * class_num + label - label % ${m}`, (y) => y - (y % m)),
    ]),
    byLabel("row * class_num + min(label, class_num - 2)", (y, { classNum }) => Math.min(y, classNum - 2)),
    byLabel("row * class_num + label % batch", (y, { batch }) => y % batch),
    ...Array.from({ length: 14 }, (_, k) => 2 ** (k + 2)).flatMap((n) => [
      byLabel(`row * class_num + label % ${n}`, (y) => y % n),
      byLabel(`row * class_num + min(label, ${n - 1})`, (y) => Math.min(y, n - 1)),
    ]),
  ],
  lane: [
    byLabel("row * class_num + class_num - 1 - label", (y, { classNum }) => classNum - 1 - y),
    ...VECTORS.map((m) => byLabel(`row * class_num + (label ^ ${m - 1})`, (y) => y ^ (m - 1))),
    // A last vector that is backed up to end with the row, its lanes counted from elsewhere.
    ...VECTORS.slice(1).flatMap((m) =>
      [-1, 1].map((way) =>
        byLabel(
          `row * class_num + label ${way < 0 ? "-" : "+"} (${m} - class_num % ${m}) for labels behind the last whole vector`,
          (y, { classNum }) => (classNum % m > 0 && y >= classNum - (classNum % m) ? y + way * (m - (classNum % m)) : y),
        ),
      ),
    ),
    ...VECTORS.slice(1).map((m) => byLabel(`row * class_num + (label ^ ${m / 2})`, (y) => y ^ (m / 2))),
  ],
  "wide label": [
    {
      text: "row * class_num + the label of row 2 * row",
      at: (row, labels, { classNum }) => (2 * row < labels.length ? row * classNum + (labels[2 * row] as number) : null),
    },
    {
      text: "row * class_num + a half of the label of row row / 2",
      at: (row, labels, { classNum }) => row * classNum + (((labels[row >> 1] as number) >>> (16 * (row & 1))) & 0xffff),
    },
  ],
  "narrow label": [
    ...[8, 16].flatMap((bits) => [
      byLabel(`row * class_num + label, the label cut to ${bits} bits`, unsigned(bits)),
      byLabel(`row * class_num + label, the label cut to ${bits} bits with a sign`, signed(bits)),
    ]),
    byLabel("row * class_num + label, the label held in half", HALF.round),
    byLabel("row * class_num + label, the label held in float", Math.fround),
  ],
  "narrow offset": [
    { text: "row * class_num + label, computed in float", at: (row, labels, c) => inFloat(row, labels, c) },
    ...[8, 16].flatMap((bits) =>
      [unsigned, signed].flatMap((cut) => {
        const how = `to ${bits} bits${cut === signed ? " with a sign" : ""}`;
        return [
          {
            text: `row * class_num + label, cut ${how}`,
            at: (row: number, labels: Int32Array, { classNum }: Case) => cut(bits)(row * classNum + (labels[row] as number)),
          },
          {
            text: `row * class_num + label, the product cut ${how}`,
            at: (row: number, labels: Int32Array, { classNum }: Case) => cut(bits)(row * classNum) + (labels[row] as number),
          },
        ];
      }),
    ),
  ],
  "narrow row": [8, 16].map((bits) => ({
    text: `row * class_num + label, the row cut to ${bits} bits`,
    at: (row: number, labels: Int32Array, { classNum }: Case) => unsigned(bits)(row) * classNum + (labels[row] as number),
  })),
};

function inFloat(row: number, labels: Int32Array, { classNum }: Case): number {
  return Math.fround(Math.fround(Math.fround(row) * Math.fround(classNum)) + (labels[row] as number));
}

/** Elements that some row is stored in, by the labels of the call. */
const landed = new WeakMap<Int32Array, Map<Way, ReadonlySet<number>>>();

function landedIn(way: Way, { c, labels }: Unit): ReadonlySet<number> {
  const ways = landed.get(labels) ?? new Map<Way, ReadonlySet<number>>();
  landed.set(labels, ways);
  const known = ways.get(way);
  if (known !== undefined) return known;
  const elements = new Set<number>();
  for (let row = 0; row < labels.length; row++) {
    const at = way.at(row, labels, c);
    if (at !== null) elements.add(at);
  }
  ways.set(way, elements);
  return elements;
}

/** Statements about where a wrong address would put rows: off-label cells that one lands in, label cells whose own row does not. */
const landing =
  (way: Way): Family =>
  (wrong) => {
    const silent = ({ row, labels, c }: Unit): boolean => way.at(row, labels, c) === null;
    const element = ({ row, column, c }: Unit): number => row * c.classNum + column;
    return wrong[0]?.column === wrong[0]?.label
      ? [
          {
            text: `the row is not stored there at ${way.text}`,
            silent,
            holds: (unit) => way.at(unit.row, unit.labels, unit.c) !== element(unit),
          },
        ]
      : [{ text: `a row is stored there at ${way.text}`, silent, holds: (unit) => landedIn(way, unit).has(element(unit)) }];
  };

/** Statements about where rows are stored. */
export const ADDRESS_FAMILIES: Readonly<Record<AddressFamily, Family>> = Object.fromEntries(
  Object.entries(WAYS).map(([name, ways]): [string, Family] => [
    name,
    (wrong, platform) => ways.flatMap((way) => landing(way)(wrong, platform)),
  ]),
) as Record<AddressFamily, Family>;
