import type { Operands } from "./operands.ts";
import type { Said } from "./said.ts";

/** A row, and the element that it follows in place of its own. */
export interface Pair {
  readonly input: string;
  readonly row: number;
  readonly at: number;
  readonly of: Operands;
}

/** A way to come from a row to an element, as C would have it. */
type Shape = readonly [name: string, at: (row: number, of: Operands) => number];

/** Ways to count rows wrongly that engineers slip into. */
const SHAPES: readonly Shape[] = [
  ["0", () => 0],
  ["i", (i) => i],
  ["i - 1", (i) => i - 1],
  ["i + 1", (i) => i + 1],
  ["label", (_, { label }) => label],
  ["batch - 1 - i", (i, { batch }) => batch - 1 - i],
  ["i / 2", (i) => i >> 1],
  ["2 * i", (i) => 2 * i],
  ["label - 1", (_, { label }) => label - 1],
  ["label + 1", (_, { label }) => label + 1],
  ["label ^ (i % 8)", (i, { label }) => label ^ (i % 8)],
  ["class_num - 1 - label", (_, { label, classNum }) => classNum - 1 - label],
  ...[2, 4, 8, 16, 32].flatMap((m): Shape[] => [
    [`i ^ ${m - 1}`, (i) => i ^ (m - 1)],
    [`i % ${m}`, (i) => i % m],
    [`i - i % ${m}`, (i) => i - (i % m)],
    [`i - ${m}`, (i) => i - m],
    [`i + ${m}`, (i) => i + m],
    [`label % ${m}`, (_, { label }) => label % m],
    [`label ^ ${m - 1}`, (_, { label }) => label ^ (m - 1)],
  ]),
];

/** A cell and what it says. */
export interface Speaking {
  readonly said: Said;
  readonly of: Operands;
}

/** The rows of cells, each with the element that it follows. */
export function pairsOf(all: readonly Speaking[]): Pair[] {
  return all.flatMap(({ said, of }) => (said.from === undefined ? [] : [{ ...said.from, row: of.row, of }]));
}

/** The formula that gives each pair's element from its row. */
export function fitOf(pairs: readonly Pair[]): Shape | undefined {
  return pairs.length < 2 ? undefined : SHAPES.find(([, at]) => pairs.every((pair) => at(pair.row, pair.of) === pair.at));
}

/** Where pairs of a row and an element lie: by a formula, if one gives all of them, or the first few. */
export function shapeOf(pairs: readonly Pair[]): string {
  const { input } = pairs[0] as Pair;
  const fit = fitOf(pairs);
  const taken = (row: number | "i", at: number | string): string =>
    input === "row"
      ? `row ${row} holds that of row ${at}`
      : input === "column"
        ? `row ${row} has it in column ${at}`
        : `row ${row} takes ${input}[${at}]`;
  if (fit !== undefined) return taken("i", fit[0]);
  const few = pairs.slice(0, 3).map(({ row, at }) => taken(row, at));
  return few.join(", ") + (pairs.length > few.length ? ", …" : "");
}
