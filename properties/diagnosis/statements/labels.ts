import { SPLITS } from "../shares.ts";
import type { Unit } from "../units.ts";
import { type Family, least, say, shareOf, TILES, tail, VECTORS } from "./statement.ts";

/** How many rows before each have its label, by the labels of a call. */
const counted = new WeakMap<Int32Array, Int32Array>();

function countsOf(labels: Int32Array): Int32Array {
  const known = counted.get(labels);
  if (known !== undefined) return known;
  const seen = new Map<number, number>();
  const counts = labels.map((label) => {
    const count = seen.get(label) ?? 0;
    seen.set(label, count + 1);
    return count;
  });
  counted.set(labels, counts);
  return counts;
}

/** Names of the families about labels. */
export type LabelFamily =
  | "label zero"
  | "large label"
  | "repeated label"
  | "occurrence"
  | "label in its group"
  | "label in the tail"
  | "last label"
  | "label from"
  | "label left over by cores"
  | "one label"
  | "equal edges"
  | "last label last";

/** Statements about the labels of a cell's row, and of others. */
export const LABEL_FAMILIES: Readonly<Record<LabelFamily, Family>> = {
  "label zero": () => [say("label = 0", (u) => u.label === 0)],
  "large label": () => [8, 10, 11, 12, 13, 14, 15, 16, 24].map((k) => say(`label >= 2^${k}`, (u) => u.label >= 2 ** k)),
  "repeated label": () => [say("the row has the label of the row before", (u) => u.label === u.labelBefore)],
  "label in its group": () =>
    VECTORS.slice(0, 5).map((m) =>
      say(`an earlier row of its group of ${m} has its label`, ({ labels, label, row }) =>
        labels.subarray(row - (row % m), row).includes(label),
      ),
    ),
  occurrence: (wrong) => {
    const before = ({ labels, row }: Unit): number => countsOf(labels)[row] as number;
    const low = least(wrong, before);
    return low < 2 || low === Infinity ? [] : [say(`${low} rows or more before have its label`, (u) => before(u) >= low)];
  },
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
  "last label": () => [say("label = class_num - 1", (u) => u.label === u.c.classNum - 1)],
  "label from": (wrong) => {
    const power = Math.floor(Math.log2(least(wrong, (u) => u.label)));
    return power < 2 || power > 7 ? [] : [say(`label >= ${2 ** power}`, (u) => u.label >= 2 ** power)];
  },
  "label left over by cores": () => [
    say("label >= class_num - class_num % cores of core_mask", (u) => u.label >= tail(u.c.classNum, u.cores)),
  ],
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
  "last label last": () => [
    ...VECTORS.slice(1).map((m) =>
      say(`the last row's label is in a vector of ${m} that goes past class_num`, (u) => u.lastLabel >= tail(u.c.classNum, m)),
    ),
    ...VECTORS.slice(1).map((m) =>
      say(`${m} columns from the last row's label on go past class_num`, (u) => u.lastLabel + m > u.c.classNum),
    ),
    say("the last row has the last class", (u) => u.lastLabel === u.c.classNum - 1),
  ],
};
