import { HALF_VALUES } from "../core/half.ts";
import { type ClauseId, levelOf } from "../reference/clauses.ts";

/** A pair, and what came of it: bits of halves. */
export interface WrongPair {
  readonly g: number;
  readonly w: number;
  readonly received: number;
  /** The call among those of the unit, and the row. */
  readonly unit: number;
  readonly call: number;
  readonly row: number;
}

/** The wrong pairs of one clause: how many, the first, and within what bits their operands lie. */
export interface WrongPairs {
  readonly clause: ClauseId;
  count: number;
  readonly first: WrongPair;
  /** Least and largest magnitudes of loss_grad and weight, as bits. */
  readonly g: [number, number];
  readonly w: [number, number];
  /** How many have a subnormal operand, a product below the smallest normal, one of the two, a result that is no finite number. */
  subnormalOperand: number;
  subnormalResult: number;
  subnormal: number;
  special: number;
}

/** Takes a magnitude into a range. */
export function widen(range: [number, number], size: number): void {
  range[0] = Math.min(range[0], size);
  range[1] = Math.max(range[1], size);
}

/** How many pairs break a MUST. */
export function severeOf(wrong: Iterable<WrongPairs>): number {
  let sum = 0;
  for (const { clause, count } of wrong) if (levelOf(clause) === "MUST") sum += count;
  return sum;
}

/** Adds the wrong pairs of later units. */
export function mergeWrong(into: Map<ClauseId, WrongPairs>, from: readonly WrongPairs[]): void {
  for (const more of from) {
    const known = into.get(more.clause);
    if (known === undefined) {
      into.set(more.clause, { ...more, g: [...more.g], w: [...more.w] });
      continue;
    }
    known.count += more.count;
    for (const operand of ["g", "w"] as const) for (const size of more[operand]) widen(known[operand], size);
    for (const part of ["subnormalOperand", "subnormalResult", "subnormal", "special"] as const) known[part] += more[part];
  }
}

/** What wrong pairs have in common, in words; empty if nothing that is looked for. */
export function patternOf({ count, g, w, subnormalOperand, subnormalResult, subnormal, special }: WrongPairs): string {
  const one = (name: string, [low, high]: readonly [number, number]): string[] =>
    low === high ? [`${name} ±${HALF_VALUES[low]} (0x${low.toString(16).padStart(4, "0")})`] : [];
  const all = (part: number, what: string): string[] => (part === count ? [what] : []);
  return [
    ...one("loss_grad", g),
    ...one("weight", w),
    ...all(subnormalOperand, "a subnormal operand"),
    ...all(subnormalResult, "a product below the smallest normal"),
    ...(subnormalOperand < count && subnormalResult < count
      ? all(subnormal, "a subnormal operand, or a product below the smallest normal")
      : []),
    ...all(special, "an infinite product or NaN"),
  ].join(", ");
}
