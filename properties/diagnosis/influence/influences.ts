import { MEAN, NONE } from "../../../reference/operator.ts";
import type { CauseId } from "../causes.ts";
import type { Followed } from "./followed.ts";
import { type Operands, operandsOf } from "./operands.ts";

/** A cause that what wrong cells follow speaks for. */
export interface Influence {
  readonly cause: CauseId;
  /** Share of the wrong cells that it speaks of. */
  readonly share: number;
  readonly text: string;
}

/** What one wrong cell says. */
interface Said {
  readonly cause: CauseId;
  /** What it follows and should not, or the other way round; cells that say the same are counted together. */
  readonly words: string;
  /** The element that it follows in place of its own, if that is one. */
  readonly from?: { readonly input: string; readonly at: number };
}

/**
 * What wrong cells follow that they should not, and the other way round: the most frequent causes first. `displaced`: where off-label cells are
 * wrong, the label cells of their rows are as well.
 */
export function influencesOf(followed: Followed, kind: "label" | "off-label", displaced: boolean): Influence[] {
  // What was never written follows what stood there, and what is 0 may follow nothing: neither speaks for or against anything.
  const operands = operandsOf(followed).filter((of) => (of.isPoison ? !isUntouched(of) : of.isNumber));
  const said = new Map<CauseId, { readonly said: Said; readonly of: Operands }[]>();
  for (const of of operands) {
    const says = of.isPoison ? saidByPoison(of) : kind === "label" ? saidByLabel(of) : saidByOffLabel(of, displaced);
    if (says !== null) said.set(says.cause, [...(said.get(says.cause) ?? []), { said: says, of }]);
  }
  const others = said.get("loss-grad-of-another-row");
  const before = said.get("accumulates");
  // Of groups that mix their rows the last takes those before it alone.
  if (others !== undefined && before !== undefined) {
    said.set("loss-grad-of-another-row", [...others, ...before]);
    said.delete("accumulates");
  }
  // A permutation has a formula; whatever else puts results into other columns of their row has none.
  if (fitOf(pairsOf(said.get("lane-permuted") ?? [])) === undefined) said.delete("lane-permuted");
  const first = firstRowOnly(others);
  return [...said]
    .map(([cause, all]) => ({
      cause: cause === "loss-grad-of-another-row" && first ? "loss-grad-first" : cause,
      share: all.length / operands.length,
      text: tell(all, operands.length),
    }))
    .sort((a, b) => b.share - a.share);
}

/** Causes by which a label cell is computed from another element of an input than its own. */
const OF_OTHER_ELEMENTS: ReadonlySet<CauseId> = new Set<CauseId>([
  "wrong-weight",
  "weight-ignored",
  "loss-grad-ignored",
  "loss-grad-by-row",
  "loss-grad-by-core",
  "loss-grad-first",
  "loss-grad-of-another-row",
  "label-of-another-row",
  "label-repeated",
  "unused-elements-leak",
  "accumulates",
]);

/** Causes that no longer come into question: every wrong label cell follows its own operands, and nothing else. */
export function ruledOutBy(followed: Followed, kind: "label" | "off-label"): ReadonlySet<CauseId> {
  const operands = operandsOf(followed).filter(({ isNumber }) => isNumber);
  const isClear = kind === "label" && operands.length > 0 && operands.every((o) => o.ownGradient && o.ownWeight && !hasOthers(o));
  return isClear ? OF_OTHER_ELEMENTS : new Set();
}

const hasOthers = ({ gradients, classes, labels, contents, logits }: Operands): boolean =>
  contents || logits || gradients.length + classes.length + labels.length > 0;

const isUntouched = ({ contents, cell: { follows } }: Operands): boolean =>
  contents && follows.every(({ what }) => what === "contents" || what === "labels");

/** Whether all of several rows take the gradient of row 0. */
function firstRowOnly(all: readonly { readonly said: Said }[] | undefined): boolean {
  return all !== undefined && all.length > 2 && all.every(({ said }) => said.from?.at === 0);
}

const MADE_AGAIN = "made again with each element changed by itself";

function tell(all: readonly { readonly said: Said; readonly of: Operands }[], cells: number): string {
  const words = new Map<string, number>();
  for (const { said } of all) words.set(said.words, (words.get(said.words) ?? 0) + 1);
  const [most] = [...words].sort(([, a], [, b]) => b - a)[0] as [string, number];
  const alike = all.filter(({ said }) => said.words === most);
  const pairs = pairsOf(alike);
  const where = pairs.length === alike.length && pairs.length > 0 ? `: ${shapeOf(pairs)}` : "";
  return `${MADE_AGAIN}, ${alike.length} of ${cells} wrong cells ${most}${where}`;
}

interface Pair {
  readonly input: string;
  readonly row: number;
  readonly at: number;
  readonly of: Operands;
}

/** Ways to count rows wrongly that engineers slip into. */
const SHAPES: readonly (readonly [name: string, at: (row: number, of: Operands) => number])[] = [
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
  ...[2, 4, 8, 16, 32].flatMap((m): (readonly [string, (row: number, of: Operands) => number])[] => [
    [`i ^ ${m - 1}`, (i) => i ^ (m - 1)],
    [`i % ${m}`, (i) => i % m],
    [`i - i % ${m}`, (i) => i - (i % m)],
    [`i - ${m}`, (i) => i - m],
    [`i + ${m}`, (i) => i + m],
    [`label % ${m}`, (_, { label }) => label % m],
    [`label ^ ${m - 1}`, (_, { label }) => label ^ (m - 1)],
  ]),
];

/** The rows of cells, each with the element that it follows. */
function pairsOf(all: readonly { readonly said: Said; readonly of: Operands }[]): Pair[] {
  return all.flatMap(({ said, of }) => (said.from === undefined ? [] : [{ ...said.from, row: of.row, of }]));
}

/** The formula that gives each pair's element from its row. */
function fitOf(pairs: readonly Pair[]): (typeof SHAPES)[number] | undefined {
  return pairs.length < 2 ? undefined : SHAPES.find(([, at]) => pairs.every((pair) => at(pair.row, pair.of) === pair.at));
}

/** Where pairs of a row and an element lie: by a formula, if one gives all of them, or the first few. */
function shapeOf(pairs: readonly Pair[]): string {
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

function one(input: string, elements: readonly number[]): Pick<Said, "from"> {
  return elements.length === 1 ? { from: { input, at: elements[0] as number } } : {};
}

/** A cell that nobody wrote. */
function saidByPoison(o: Operands): Said {
  const [gradient] = [...o.gradients, ...(o.ownGradient ? [o.row] : [])];
  return {
    cause: "early-exit",
    words: "are written or not by the value of an operand",
    ...(o.reduction === NONE && gradient !== undefined ? one("loss_grad", [gradient]) : {}),
  };
}

function saidByLabel(o: Operands): Said | null {
  const { reduction } = o;
  if (o.logits) return { cause: "logits-used", words: "follow logits" };
  if (o.contents) return o.ownGradient || o.ownWeight ? { cause: "accumulates", words: "follow what stood in the output" } : null;
  if (o.gradients.length > 0) return saidOfGradients(o);
  // What does not depend on an operand has that of an earlier call, or none: formulas tell the latter.
  if (!o.ownGradient) return { cause: "input-kept", words: "do not follow this call's loss_grad" };
  if (!o.ownWeight) return saidOfWeights(o);
  if (o.classes.length > 0) {
    if (reduction === MEAN && !o.total) return { cause: "total-recomputed", words: "follow other weights, and total_weight not" };
    const isUnused = o.classes.some((k) => o.rowsOf(k).length === 0);
    return { cause: isUnused ? "unused-elements-leak" : "accumulates", words: "follow the weights of other classes besides" };
  }
  if (reduction === MEAN && !o.total) return { cause: "input-kept", words: "do not follow this call's total_weight" };
  if (reduction !== MEAN && o.total) return { cause: "divided-by-total", words: "follow total_weight" };
  return null;
}

function saidOfGradients(o: Operands): Said {
  if (o.reduction !== NONE)
    return {
      cause: o.ownGradient ? "unused-elements-leak" : "loss-grad-by-row",
      words: `follow loss_grad past its first element${o.ownGradient ? " besides" : ""}`,
      ...one("loss_grad", o.gradients),
    };
  if (!o.ownGradient)
    return { cause: "loss-grad-of-another-row", words: "follow the loss_grad of another row", ...one("loss_grad", o.gradients) };
  const isBefore = o.gradients.every((k) => k < o.row);
  return {
    cause: isBefore ? "accumulates" : "loss-grad-of-another-row",
    words: `follow the loss_grad of ${isBefore ? "rows before" : "other rows"} besides their own`,
  };
}

function saidOfWeights(o: Operands): Said {
  if (o.classes.length === 0) return { cause: "input-kept", words: "do not follow this call's weight" };
  if (o.labels.length > 0)
    return { cause: "wrong-weight", words: "follow the weight at the label of another row", ...one("labels", o.labels) };
  return { cause: "wrong-weight", words: "follow the weight of another class", ...one("weight", o.classes) };
}

/** Columns of a vector, or of a bank of them. */
const VECTOR = 64;

/** Whether the cell lies in the vector that the row's label lies in. */
const isNeighbour = ({ cell, label }: Operands): boolean => Math.floor(cell.column / VECTOR) === Math.floor(label / VECTOR);

function saidByOffLabel(o: Operands, displaced: boolean): Said | null {
  if (o.logits) return { cause: "logits-used", words: "follow logits" };
  if (o.contents) return null;
  const isOwn = o.ownGradient && o.gradients.length === 0;
  if (isOwn && o.labels.length === 1 && !o.ownLabel && !o.ownWeight)
    return { cause: "label-of-another-row", words: "follow the label of another row", ...one("labels", o.labels) };
  if (isOwn && o.ownWeight && o.ownLabel && o.classes.length + o.labels.length === 0 && isNeighbour(o))
    return { cause: "lane-permuted", words: "hold the result of their own row", ...one("column", [o.cell.column]) };
  // In none each row has a gradient of its own: it tells whose result stands there.
  if (o.reduction === NONE && !o.ownGradient && o.gradients.length === 1)
    return {
      cause: displaced ? "row-stride" : "scratch-not-cleaned",
      words: "hold the result of another row",
      ...one("row", o.gradients),
    };
  return null;
}
