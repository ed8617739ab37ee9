import type { Platform } from "../core/contract.ts";
import { AXES, FIRST_VALUE, VALUES } from "./axes.ts";
import type { Case } from "./case.ts";
import type { Feasible } from "./feasible.ts";

/** What a call came to, as far as the cells of a campaign tell it apart. */
export const OUTCOMES = ["passed", "warned", "failed"] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

const N = AXES.length;
const SIZES = Int32Array.from(AXES, (axis) => axis.values.length);
const size = (axis: number): number => SIZES[axis] as number;

/** Where the combinations of each two axes begin, and of each three, in the order of nested loops. */
const PAIR_BASE: number[] = [];
const TRIPLE_BASE: number[] = [];
let pairCells = 0;
let tripleCells = 0;
for (let a = 0; a < N; a++) {
  for (let b = a + 1; b < N; b++) {
    PAIR_BASE.push(pairCells);
    pairCells += size(a) * size(b);
    for (let c = b + 1; c < N; c++) {
      TRIPLE_BASE.push(tripleCells);
      tripleCells += size(a) * size(b) * size(c);
    }
  }
}
const PAIR_BASES = Int32Array.from(PAIR_BASE);
const TRIPLE_BASES = Int32Array.from(TRIPLE_BASE);

/** Combinations of values that were executed and judged: flat arrays, so that a case costs some hundred stores. */
export interface Combinations {
  /** How often each two values met. */
  readonly pairs: Float64Array;
  /** Whether each three values met. */
  readonly triples: Uint8Array;
  /** How often calls with each value ended in each of `OUTCOMES`. */
  readonly outcomes: Float64Array;
}

/** Nothing met yet. */
export function emptyCombinations(): Combinations {
  return {
    pairs: new Float64Array(pairCells),
    triples: new Uint8Array(tripleCells),
    outcomes: new Float64Array(VALUES * OUTCOMES.length),
  };
}

const places = new Int32Array(N);

/** Counts one case that was carried out and judged. */
export function meet({ pairs, triples, outcomes }: Combinations, c: Case, platform: Platform, outcome: OutcomeKind): void {
  const kind = OUTCOMES.indexOf(outcome);
  for (let a = 0; a < N; a++) {
    const place = (AXES[a] as (typeof AXES)[number]).of(c, platform);
    places[a] = place;
    if (place >= 0) (outcomes[((FIRST_VALUE[a] as number) + place) * OUTCOMES.length + kind] as number) += 1;
  }
  let pair = 0;
  let triple = 0;
  for (let a = 0; a < N; a++) {
    const i = places[a] as number;
    for (let b = a + 1; b < N; b++, pair++) {
      const j = places[b] as number;
      if (i < 0 || j < 0) {
        triple += N - b - 1;
        continue;
      }
      const both = i * (SIZES[b] as number) + j;
      const at = (PAIR_BASES[pair] as number) + both;
      pairs[at] = (pairs[at] as number) + 1;
      for (let d = b + 1; d < N; d++, triple++) {
        const k = places[d] as number;
        if (k >= 0) triples[(TRIPLE_BASES[triple] as number) + both * (SIZES[d] as number) + k] = 1;
      }
    }
  }
}

/** Adds what was met elsewhere. */
export function mergeCombinations(into: Combinations, from: Combinations): void {
  for (let k = 0; k < pairCells; k++) (into.pairs[k] as number) += from.pairs[k] as number;
  for (let k = 0; k < tripleCells; k++) into.triples[k] = (into.triples[k] as number) | (from.triples[k] as number);
  for (let k = 0; k < into.outcomes.length; k++) (into.outcomes[k] as number) += from.outcomes[k] as number;
}

/** Combinations that were met, of those that can be. */
export interface Share {
  readonly met: number;
  readonly feasible: number;
}

/** How many feasible combinations of two and of three values were met. `unmet` is told of each that was not, values numbered through. */
export function coverageOf(
  { pairs, triples }: Combinations,
  feasible: Feasible,
  unmet: (values: readonly number[]) => void = () => {},
): { readonly pairs: Share; readonly triples: Share } {
  const count = { pairs: { met: 0, feasible: 0 }, triples: { met: 0, feasible: 0 } };
  const fits = (v: number, u: number): boolean => feasible[v * VALUES + u] === 1;
  let pair = 0;
  let triple = 0;
  for (let a = 0; a < N; a++) {
    for (let b = a + 1; b < N; b++) {
      for (let i = 0; i < size(a); i++) {
        for (let j = 0; j < size(b); j++) {
          const v = (FIRST_VALUE[a] as number) + i;
          const u = (FIRST_VALUE[b] as number) + j;
          if (!fits(v, u)) continue;
          count.pairs.feasible++;
          if ((pairs[(PAIR_BASES[pair] as number) + i * size(b) + j] as number) > 0) count.pairs.met++;
          else unmet([v, u]);
          for (let d = b + 1; d < N; d++) {
            const base = (TRIPLE_BASES[triple + d - b - 1] as number) + (i * size(b) + j) * size(d);
            for (let k = 0; k < size(d); k++) {
              const w = (FIRST_VALUE[d] as number) + k;
              if (!fits(v, w) || !fits(u, w)) continue;
              count.triples.feasible++;
              if (triples[base + k] === 1) count.triples.met++;
              else unmet([v, u, w]);
            }
          }
        }
      }
      pair++;
      triple += N - b - 1;
    }
  }
  return count;
}

/** Combinations as text: bytes in base64, what was met of three values as bits. */
export interface PackedCombinations {
  readonly pairs: string;
  readonly triples: string;
  readonly outcomes: string;
}

const base64 = (array: Float64Array): string => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");

/** Characters of each text that packed combinations have. */
export function packedLengths(): Record<keyof PackedCombinations, number> {
  const base64Length = (bytes: number): number => 4 * Math.ceil(bytes / 3);
  const doubles = Float64Array.BYTES_PER_ELEMENT;
  return {
    pairs: base64Length(doubles * pairCells),
    triples: base64Length(Math.ceil(tripleCells / 8)),
    outcomes: base64Length(doubles * VALUES * OUTCOMES.length),
  };
}

/** Packs combinations into text. */
export function packCombinations({ pairs, triples, outcomes }: Combinations): PackedCombinations {
  const bits = Buffer.alloc(Math.ceil(tripleCells / 8));
  for (let k = 0; k < tripleCells; k++) bits[k >> 3] = (bits[k >> 3] as number) | ((triples[k] as number) << (k & 7));
  return { pairs: base64(pairs), triples: bits.toString("base64"), outcomes: base64(outcomes) };
}

/** Reads what `packCombinations` wrote. */
export function unpackCombinations(packed: PackedCombinations): Combinations {
  const into = emptyCombinations();
  const read = (array: Float64Array, text: string): void => {
    new Uint8Array(array.buffer).set(Buffer.from(text, "base64"));
  };
  read(into.pairs, packed.pairs);
  read(into.outcomes, packed.outcomes);
  const bits = Buffer.from(packed.triples, "base64");
  for (let k = 0; k < tripleCells; k++) into.triples[k] = ((bits[k >> 3] as number) >> (k & 7)) & 1;
  return into;
}
