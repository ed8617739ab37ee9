import type { Platform } from "../core/contract.ts";
import { AXES, FIRST_VALUE, VALUES } from "./axes.ts";
import type { Case } from "./case.ts";
import { canMeet, type Feasible } from "./feasible.ts";

/** What a call came to, as far as the cells of a campaign tell it apart. */
export const OUTCOMES = ["passed", "warned", "failed"] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

const N = AXES.length;
const SIZES = Int32Array.from(AXES, (axis) => axis.values.length);
const FIRST = Int32Array.from(FIRST_VALUE);
const size = (axis: number): number => SIZES[axis] as number;

/** Words that hold a bit for each value of all axes. */
const WORDS = 3;
if (VALUES > 32 * WORDS) throw new Error(`${VALUES} values need more than ${WORDS} words`);

/** The first axis all of whose values are past the first word, and past the second. */
const WORD_ENDS: readonly [number, number] = [FIRST.findIndex((value) => value >= 32), FIRST.findIndex((value) => value >= 64)];

/** Where the combinations of a value and of those of a later axis begin, in words, at `value * N + axis`. */
const ROWS = new Int32Array(VALUES * N);
let pairCells = 0;
for (let a = 0; a < N; a++) {
  for (let i = 0; i < size(a); i++) {
    for (let b = a + 1; b < N; b++) {
      ROWS[((FIRST[a] as number) + i) * N + b] = pairCells * WORDS;
      pairCells += size(b);
    }
  }
}

/** Combinations of values that were executed and judged: flat arrays, so that a case costs some hundred steps of a processor. */
export interface Combinations {
  /**
   * `WORDS` words for each two values: a bit for every value that met both. Of two values of the axes a < b, the bits from b on
   * count: that of b's own value says that the two met, those of later axes which triples did.
   */
  readonly met: Int32Array;
  /** How often calls with each value ended in each of `OUTCOMES`. */
  readonly outcomes: Float64Array;
}

/** Nothing met yet. */
export function emptyCombinations(): Combinations {
  return { met: new Int32Array(pairCells * WORDS), outcomes: new Float64Array(VALUES * OUTCOMES.length) };
}

const places = new Int32Array(N);

/** Counts one case that was carried out and judged. */
export function meet({ met, outcomes }: Combinations, c: Case, platform: Platform, outcome: OutcomeKind): void {
  const kind = OUTCOMES.indexOf(outcome);
  let first = 0;
  let middle = 0;
  let last = 0;
  for (let a = 0; a < N; a++) {
    const place = (AXES[a] as (typeof AXES)[number]).of(c, platform);
    places[a] = place;
    if (place < 0) continue;
    const value = (FIRST[a] as number) + place;
    const bit = 1 << (value & 31);
    if (value < 32) first |= bit;
    else if (value < 64) middle |= bit;
    else last |= bit;
    const at = value * OUTCOMES.length + kind;
    outcomes[at] = (outcomes[at] as number) + 1;
  }
  for (let a = 0; a < N; a++) {
    const place = places[a] as number;
    if (place < 0) continue;
    const row = ((FIRST[a] as number) + place) * N;
    let b = a + 1;
    // At every call: one loop for each number of words costs half of one loop over axes and words.
    for (; b < WORD_ENDS[0]; b++) {
      const j = places[b] as number;
      if (j < 0) continue;
      const at = (ROWS[row + b] as number) + j * WORDS;
      met[at] = (met[at] as number) | first;
      met[at + 1] = (met[at + 1] as number) | middle;
      met[at + 2] = (met[at + 2] as number) | last;
    }
    for (; b < WORD_ENDS[1]; b++) {
      const j = places[b] as number;
      if (j < 0) continue;
      const at = (ROWS[row + b] as number) + j * WORDS + 1;
      met[at] = (met[at] as number) | middle;
      met[at + 1] = (met[at + 1] as number) | last;
    }
    for (; b < N; b++) {
      const j = places[b] as number;
      if (j < 0) continue;
      const at = (ROWS[row + b] as number) + j * WORDS + 2;
      met[at] = (met[at] as number) | last;
    }
  }
}

/** Adds what was met elsewhere. */
export function mergeCombinations(into: Combinations, from: Combinations): void {
  for (let k = 0; k < into.met.length; k++) into.met[k] = (into.met[k] as number) | (from.met[k] as number);
  for (let k = 0; k < into.outcomes.length; k++) (into.outcomes[k] as number) += from.outcomes[k] as number;
}

/** Combinations that were met, of those that can be. */
export interface Share {
  readonly met: number;
  readonly feasible: number;
}

/** How many feasible combinations of two and of three values were met. `unmet` is told of each that was not, values numbered through. */
export function coverageOf(
  { met }: Combinations,
  feasible: Feasible,
  unmet: (values: readonly number[]) => void = () => {},
): { readonly pairs: Share; readonly triples: Share } {
  const count = { pairs: { met: 0, feasible: 0 }, triples: { met: 0, feasible: 0 } };
  const fits = (v: number, u: number): boolean => feasible[v * VALUES + u] === 1;
  const tell = (share: { met: number; feasible: number }, at: number, last: number, values: readonly number[]): void => {
    share.feasible++;
    if ((((met[at + (last >> 5)] as number) >> (last & 31)) & 1) === 1) share.met++;
    else unmet(values);
  };
  for (let a = 0; a < N; a++) {
    for (let b = a + 1; b < N; b++) {
      for (let i = 0; i < size(a); i++) {
        for (let j = 0; j < size(b); j++) {
          const v = (FIRST[a] as number) + i;
          const u = (FIRST[b] as number) + j;
          if (!fits(v, u)) continue;
          const at = (ROWS[v * N + b] as number) + j * WORDS;
          tell(count.pairs, at, u, [v, u]);
          for (let w = (FIRST[b] as number) + size(b); w < VALUES; w++) {
            if (fits(v, w) && fits(u, w) && canMeet([v, u, w])) tell(count.triples, at, w, [v, u, w]);
          }
        }
      }
    }
  }
  return count;
}

/** Combinations as text: the arrays' bytes in base64. */
export interface PackedCombinations {
  readonly met: string;
  readonly outcomes: string;
}

const base64 = ({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** Packs combinations into text. */
export function packCombinations({ met, outcomes }: Combinations): PackedCombinations {
  return { met: base64(met), outcomes: base64(outcomes) };
}

/** Reads what `packCombinations` wrote. */
export function unpackCombinations(packed: PackedCombinations): Combinations {
  const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
  return { met: new Int32Array(bytesOf(packed.met)), outcomes: new Float64Array(bytesOf(packed.outcomes)) };
}
