import type { ElementFormat } from "../core/format.ts";
import { type Case, marksOf } from "../properties/case.ts";
import { entryFormat } from "../properties/fingerprint.ts";
import { Inputs } from "../properties/inputs.ts";
import { NONE, type Reduction } from "../reference/operator.ts";
import { acceptedResults, type Range } from "./accepted.ts";
import { type Room, requireRoom } from "./room.ts";
import { listedIn, type Series, seriesOf } from "./series.ts";

/** A range of results, and the keys of the cells that may hold them. */
export interface Allowed extends Range {
  readonly from: number;
  /** Past the last. */
  readonly to: number;
}

/** Inputs, and what must come of them: shared by all calls of a program that are given the same. Bits, not values. */
export interface Data {
  readonly format: ElementFormat;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  readonly lossGradLength: number;
  /** What each element of `logits` is. */
  readonly logits: number;
  readonly lossGrad: Series;
  readonly labels: Series;
  readonly weight: Series;
  readonly totalWeight: number;
  /** A label cell's key: its row in none, where each has a gradient of its own, and its class otherwise. */
  readonly keyedBy: "row" | "class";
  /** How many keys there are. */
  readonly keys: number;
  /** The correctly rounded result of each key; 0 for classes that no label names. */
  readonly expected: Series;
  /** What else is accepted, in the keys' order; where ranges of a key share a place, the first counts. */
  readonly allowed: readonly Allowed[];
}

/** Gathers the data of a program's calls, each once. */
export class DataSets {
  readonly data: Data[] = [];
  private readonly known = new Map<string, number>();
  private readonly room: Room;

  constructor(room: Room) {
    this.room = room;
  }

  /**
   * The place of a case's data.
   *
   * @throws NoProgram if there is no room for them.
   */
  add(c: Case): number {
    requireRoom(c);
    const { labels, lossGrad, weight, batch, classNum, reduction, lossGradLength, totalWeight, unused, logits } = c;
    const { type } = entryFormat(c.entry);
    const key = JSON.stringify([
      [type, batch, classNum, reduction, lossGradLength, totalWeight, unused, logits],
      [labels, lossGrad, weight],
    ]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.data.length);
    return this.data.push(dataOf(c, this.room)) - 1;
  }
}

function dataOf(c: Case, room: Room): Data {
  const format = entryFormat(c.entry);
  const inputs = new Inputs();
  inputs.fill(c);
  const keyedBy = c.reduction === NONE ? "row" : "class";
  const keys = keyedBy === "row" ? c.batch : c.classNum;
  const data = {
    format,
    batch: c.batch,
    classNum: c.classNum,
    reduction: c.reduction,
    lossGradLength: c.lossGradLength,
    logits: marksOf(format.type).logits[c.logits],
    lossGrad: seriesOf(inputs.lossGrad.bits.subarray(0, c.lossGradLength)),
    labels: seriesOf(inputs.labels.subarray(0, c.batch)),
    weight: seriesOf(inputs.weight.bits.subarray(0, c.classNum)),
    totalWeight: c.totalWeight,
    keyedBy,
    keys,
  } as const;
  for (const series of [data.lossGrad, data.labels, data.weight]) room.take(listedIn(series), c);
  const judged = judgement(c, format, inputs, keys, room);
  room.take(listedIn(judged.expected), c);
  return { ...data, ...judged };
}

function judgement(c: Case, format: ElementFormat, inputs: Inputs, keys: number, room: Room): Pick<Data, "expected" | "allowed"> {
  const { lossGrad, labels, weight } = inputs;
  const t = inputs.totalWeight.values[0] as number;
  const expected = new Uint32Array(keys);
  const allowed: Allowed[] = [];
  // Labels by key: rows in their order, or the classes that occur, each once.
  const classes = labels.subarray(0, c.batch);
  const named =
    c.reduction === NONE ? classes.entries() : [...new Set(classes)].sort((a, b) => a - b).map((y) => [y, y] as const);
  for (const [key, label] of named) {
    const g = lossGrad.values[c.reduction === NONE ? key : 0] as number;
    const accepted = acceptedResults(format, c.reduction, g, weight.values[label] as number, t);
    expected[key] = accepted.expected;
    if (extendsLast(allowed, key, accepted.others)) continue;
    room.take(2 * accepted.others.length, c);
    for (const range of accepted.others) allowed.push({ ...range, from: key, to: key + 1 });
  }
  return { expected: seriesOf(expected), allowed };
}

/** Lets the ranges of the key before serve this one too, if they are the same. */
function extendsLast(allowed: Allowed[], key: number, ranges: readonly Range[]): boolean {
  const first = allowed.length - ranges.length;
  if (ranges.length === 0 || first < 0) return false;
  const last = allowed.slice(first);
  const from = last[0]?.from;
  // The ranges before may be more than these.
  if (allowed[first - 1]?.to === key) return false;
  const same = last.every(({ low, high, clause, from: start, to }, k) => {
    const range = ranges[k] as Range;
    return low === range.low && high === range.high && clause === range.clause && start === from && to === key;
  });
  if (same) allowed.splice(first, ranges.length, ...last.map((range) => ({ ...range, to: key + 1 })));
  return same;
}
