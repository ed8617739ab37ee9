import type { Platform } from "../core/contract.ts";
import { type ElementFormat, formatOf } from "../core/format.ts";
import { mix, Random } from "../core/random.ts";
import { sameValue } from "../core/ulp.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { exactMean } from "../reference/mean.ts";
import { ENTRIES, entryOf, MEAN, NONE, SUM } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import { type Case, typeOf } from "./case.ts";
import { explicitInputs, withInputs } from "./explicit.ts";
import { entryFormat } from "./fingerprint.ts";
import { showBits, type Violation } from "./violation.ts";

/** Relations between calls. Tokens carry the place in this list: it only ever grows. */
export const RELATIONS = [
  "masks",
  "storage",
  "repeat",
  "rows-permuted",
  "classes-permuted",
  "batch-split",
  "power-of-two",
  "unit-total",
  "output-left",
] as const;
export type RelationName = (typeof RELATIONS)[number];

/** The output of one call: bits, batch * classNum of them. */
export type Output = Uint32Array;

/** What must hold between calls that are derived from one. */
export interface Relation {
  readonly clause: ClauseId;
  readonly property: string;
  /** Whether the base case has what the relation is about. */
  applies(base: Case, platform: Platform): boolean;
  /** The calls, the base's own first. */
  calls(base: Case, seed: number, platform: Platform): Case[];
  /** The first cell, in terms of the base, that breaks the relation. */
  compare(calls: readonly Case[], outputs: readonly Output[], seed: number): Difference | null;
}

/** Two results that should be the same value. Bits of the base's format. */
export interface Difference {
  readonly row: number;
  readonly column: number;
  readonly expected: number;
  readonly received: number;
  /** How the calls differ. */
  readonly between: string;
  readonly cells: number;
}

const always = (): boolean => true;

/** Holds outputs of one shape against the first. */
function compareAll(
  calls: readonly Case[],
  outputs: readonly Output[],
  between: (k: number) => string,
  picked?: (k: number) => boolean,
): Difference | null {
  const base = calls[0] as Case;
  const format = formatOf(typeOf(base));
  for (let k = 1; k < outputs.length; k++) {
    if (picked !== undefined && !picked(k)) continue;
    const found = compareCells(
      base,
      format,
      (at) => (outputs[0] as Output)[at] as number,
      (at) => (outputs[k] as Output)[at] as number,
      between(k),
    );
    if (found !== null) return found;
  }
  return null;
}

function compareCells(
  base: Case,
  format: ElementFormat,
  expectedAt: (at: number) => number,
  receivedAt: (at: number) => number,
  between: string,
): Difference | null {
  let first: Difference | null = null;
  let cells = 0;
  for (let at = 0; at < base.batch * base.classNum; at++) {
    const expected = expectedAt(at);
    const received = receivedAt(at);
    if (expected === received || sameValue(format.fromBits(expected), format.fromBits(received))) continue;
    cells++;
    first ??= { row: Math.floor(at / base.classNum), column: at % base.classNum, expected, received, between, cells };
  }
  return first === null ? null : { ...first, cells };
}

/** A permutation of 0..n-1, by a seed. */
function permutation(n: number, seed: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  const random = new Random().reset(seed, 0x9e3d, n);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

function permuted<T>(items: readonly T[], order: readonly number[]): T[] {
  return order.map((from) => items[from] as T);
}

const masks: Relation = {
  clause: "core-mask-equivalence",
  property: "every mask gives the same values",
  applies: (base) => ENTRIES[base.entry].storage === "s",
  calls(base, _seed, platform) {
    const full = fullMask(platform);
    const others = Array.from({ length: full - 1 }, (_, i) => i + 1);
    return [full, ...others].map((coreMask) => ({ ...base, coreMask }));
  },
  compare: (calls, outputs) =>
    compareAll(
      calls,
      outputs,
      (k) => `core_mask 0x${(calls[0] as Case).coreMask.toString(16)} and 0x${(calls[k] as Case).coreMask.toString(16)}`,
    ),
};

const storage: Relation = {
  clause: "storage-equivalence",
  property: "_s and _p give the same values",
  applies: always,
  calls(base) {
    const { type } = ENTRIES[base.entry];
    return [
      { ...base, entry: entryOf(type, "s") },
      { ...base, entry: entryOf(type, "p"), coreMask: 1 },
    ];
  },
  compare: (calls, outputs) => compareAll(calls, outputs, () => "_s and _p"),
};

/** The base with some of its inputs changed, extents and so addresses kept: a kernel that remembers any of them shows. */
function variation(base: Case, way: number, seed: number): Case {
  const format = formatOf(typeOf(base));
  const weight = { kind: "drawn", values: "ordinary", seed: mix(seed, 1) } as const;
  const lossGrad = { kind: "drawn", values: "ordinary", seed: mix(seed, 2) } as const;
  const labels = { kind: "drawn", labels: "random", seed: mix(seed, 3) } as const;
  const totalWeight = format.toBits(3 + (seed % 7));
  switch (way) {
    case 0:
      return { ...base, weight, unused: "drawn" };
    case 1:
      return { ...base, lossGrad, unused: "drawn" };
    case 2:
      return { ...base, labels, unused: "drawn" };
    case 3:
      return { ...base, totalWeight };
    case 4:
      return {
        ...base,
        reduction: ((base.reduction + 1) % 3) as Case["reduction"],
        lossGradLength: Math.max(1, base.batch),
        lossGrad,
        unused: "drawn",
      };
    default:
      return { ...base, weight, lossGrad, labels, totalWeight, unused: "drawn" };
  }
}

const repeat: Relation = {
  clause: "no-state",
  property: "the same call gives the same values again",
  applies: always,
  calls(base, seed) {
    return [base, variation(base, seed % 6, seed), base, variation(base, 5, mix(seed, 9)), base];
  },
  compare: (calls, outputs) =>
    compareAll(
      calls,
      outputs,
      () => "a call and its repeat",
      (k) => k % 2 === 0,
    ),
};

const outputLeft: Relation = {
  clause: "output-extent",
  property: "what stood in the output has no influence",
  applies: always,
  calls(base, seed) {
    const other = variation(base, 2, seed);
    return [base, { ...other, poison: "left" }, { ...base, poison: "left" }];
  },
  compare: (calls, outputs) =>
    compareAll(
      calls,
      outputs,
      () => "a poisoned output and one left from another call",
      (k) => k === 2,
    ),
};

const rowsPermuted: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on where it stands",
  applies: (base) => base.batch > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const order = permutation(base.batch, seed);
    const lossGrad = base.reduction === NONE ? permuted(inputs.lossGrad, order) : inputs.lossGrad;
    return [base, withInputs(base, { ...inputs, labels: permuted(inputs.labels, order), lossGrad })];
  },
  compare(calls, outputs, seed) {
    const base = calls[0] as Case;
    const order = permutation(base.batch, seed);
    const place = new Map(order.map((from, to) => [from, to]));
    const [first, second] = outputs as [Output, Output];
    return compareCells(
      base,
      formatOf(typeOf(base)),
      (at) => first[at] as number,
      (at) => second[(place.get(Math.floor(at / base.classNum)) as number) * base.classNum + (at % base.classNum)] as number,
      "rows in one order and in another",
    );
  },
};

const classesPermuted: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on its class's index",
  applies: (base) => base.classNum > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const order = permutation(base.classNum, seed);
    const place = new Map(order.map((from, to) => [from, to]));
    return [
      base,
      withInputs(base, {
        ...inputs,
        labels: inputs.labels.map((label) => place.get(label) as number),
        weight: permuted(inputs.weight, order),
      }),
    ];
  },
  compare(calls, outputs, seed) {
    const base = calls[0] as Case;
    const order = permutation(base.classNum, seed);
    const place = new Map(order.map((from, to) => [from, to]));
    const [first, second] = outputs as [Output, Output];
    return compareCells(
      base,
      formatOf(typeOf(base)),
      (at) => first[at] as number,
      (at) => second[at - (at % base.classNum) + (place.get(at % base.classNum) as number)] as number,
      "classes in one order and in another",
    );
  },
};

const batchSplit: Relation = {
  clause: "position-independence",
  property: "a row's result does not depend on the rows called with it",
  applies: (base) => base.batch > 1,
  calls(base, seed) {
    const inputs = explicitInputs(base);
    const at = 1 + (seed % (base.batch - 1));
    const part = (from: number, to: number): Case =>
      withInputs(base, {
        ...inputs,
        labels: inputs.labels.slice(from, to),
        lossGrad:
          base.reduction === NONE
            ? inputs.lossGrad.slice(from, to)
            : inputs.lossGrad.slice(0, Math.min(inputs.lossGrad.length, to - from)),
      });
    return [base, part(0, at), part(at, base.batch)];
  },
  compare(calls, outputs) {
    const base = calls[0] as Case;
    const cut = (calls[1] as Case).batch * base.classNum;
    const [whole, head, tail] = outputs as [Output, Output, Output];
    return compareCells(
      base,
      formatOf(typeOf(base)),
      (at) => whole[at] as number,
      (at) => (at < cut ? head[at] : tail[at - cut]) as number,
      "the whole batch and its two parts",
    );
  },
};

/** Power of two that the seed takes out of an operand. */
const factorOf = (seed: number): number => 2 ** (1 + (seed % 3));

const powerOfTwo: Relation = {
  clause: "mean-accuracy",
  property: "powers of two factor out exactly",
  applies: always,
  calls(base, seed) {
    const format = formatOf(typeOf(base));
    const factor = factorOf(seed);
    const inputs = explicitInputs(base);
    const scaled = (bits: number): number => format.toBits(format.fromBits(bits) * factor);
    const calls = [
      base,
      withInputs(base, { ...inputs, lossGrad: inputs.lossGrad.map(scaled) }),
      withInputs(base, { ...inputs, weight: inputs.weight.map(scaled) }),
    ];
    if (base.reduction === MEAN) calls.push({ ...base, totalWeight: format.toBits(format.fromBits(base.totalWeight) / factor) });
    return calls;
  },
  compare(calls, outputs, seed) {
    const base = calls[0] as Case;
    const format = formatOf(typeOf(base));
    const factor = factorOf(seed);
    const inputs = explicitInputs(base);
    // Exact only where nothing on the way, in any order, is near the ends of the range.
    const room = (x: number): boolean => Math.abs(x) >= 2 ** 6 * format.minNormal && Math.abs(x) <= format.maxFinite / 2 ** 6;
    const t = base.reduction === MEAN ? format.fromBits(base.totalWeight) : 1;
    const safe = inputs.labels.map((label, row) => {
      const g = format.fromBits(inputs.lossGrad[base.reduction === NONE ? row : 0] as number);
      const w = format.fromBits(inputs.weight[label] as number);
      return [g, w, t, g * w, g / t, w / t, 1 / t, exactMean(g, w, t)].every(room);
    });
    const names = ["", "loss_grad", "weight", "total_weight"];
    for (let k = 1; k < outputs.length; k++) {
      const found = compareCells(
        base,
        format,
        (at) => format.toBits(format.fromBits((outputs[0] as Output)[at] as number) * factor),
        (at) =>
          safe[Math.floor(at / base.classNum)] === true
            ? ((outputs[k] as Output)[at] as number)
            : format.toBits(format.fromBits((outputs[0] as Output)[at] as number) * factor),
        `${names[k]} as it is and ${k === 3 ? "divided" : "multiplied"} by ${factor}`,
      );
      if (found !== null) return found;
    }
    return null;
  },
};

const unitTotal: Relation = {
  clause: "mean-accuracy",
  property: "mean by a total of 1 is sum",
  applies: (base) => base.reduction !== NONE,
  calls(base) {
    const one = formatOf(typeOf(base)).toBits(1);
    return [
      { ...base, reduction: SUM, totalWeight: one },
      { ...base, reduction: MEAN, totalWeight: one },
    ];
  },
  compare: (calls, outputs) => compareAll(calls, outputs, () => "sum and mean by a total of 1"),
};

const TABLE: Readonly<Record<RelationName, Relation>> = Object.freeze({
  masks,
  storage,
  repeat,
  "rows-permuted": rowsPermuted,
  "classes-permuted": classesPermuted,
  "batch-split": batchSplit,
  "power-of-two": powerOfTwo,
  "unit-total": unitTotal,
  "output-left": outputLeft,
});

/** A relation by its name. */
export function relationOf(name: RelationName): Relation {
  return TABLE[name];
}

/** Clauses that leave no room between two legal results. */
const STRICT: ReadonlySet<ClauseId> = new Set<ClauseId>(["no-state", "output-extent"]);

/**
 * Judges a relation after all its calls passed by themselves. Two results that are each legal may differ: then only
 * `no-state` is broken beyond a warning.
 */
export function judgeRelation(
  name: RelationName,
  seed: number,
  calls: readonly Case[],
  outputs: readonly Output[],
): Violation | null {
  const relation = relationOf(name);
  const difference = relation.compare(calls, outputs, seed);
  if (difference === null) return null;
  const base = calls[0] as Case;
  const format = entryFormat(base.entry);
  return {
    clause: relation.clause,
    property: relation.property,
    entry: base.entry,
    reduction: base.reduction,
    cell: { kind: "relation", row: difference.row, column: difference.column },
    expected: showBits(format, difference.expected),
    received: showBits(format, difference.received),
    message: `results differ between ${difference.between}`,
    legalEither: !STRICT.has(relation.clause),
    ulp: null,
    relative: null,
    cells: difference.cells,
  };
}
