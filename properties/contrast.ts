import type { Platform } from "../core/contract.ts";
import { fullMask } from "../reference/platforms.ts";

/** What patterns among failing cases are looked for in. */
export interface CaseShape {
  readonly batch: number;
  readonly classNum: number;
  readonly coreMask: number;
}

/** A statement about shapes that may tell failing cases from passing ones. */
interface Predicate {
  readonly text: string;
  holds(shape: CaseShape): boolean;
}

const bitsOf = (mask: number): number => {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
};

/** Simplest statements first: among equals the first wins. */
function predicates(failing: readonly CaseShape[], platform: Platform): Predicate[] {
  const full = fullMask(platform);
  const hex = (mask: number): string => `0x${mask.toString(16)}`;
  const list: Predicate[] = [];
  const extents = [
    ["class_num", (s: CaseShape) => s.classNum],
    ["batch", (s: CaseShape) => s.batch],
  ] as const;
  for (const [name, of] of extents) {
    const least = Math.min(...failing.map(of));
    const most = Math.max(...failing.map(of));
    if (least === most) list.push({ text: `${name} = ${least}`, holds: (s) => of(s) === least });
    list.push({ text: `${name} >= ${least}`, holds: (s) => of(s) >= least });
    list.push({ text: `${name} <= ${most}`, holds: (s) => of(s) <= most });
    for (const m of [2, 4, 8, 16, 32, 64]) {
      const rest = least % m;
      list.push({ text: `${name} % ${m} != 0`, holds: (s) => of(s) % m !== 0 });
      list.push({ text: `${name} % ${m} = ${rest}`, holds: (s) => of(s) % m === rest });
      list.push({ text: `${name} > ${m} and ${name} % ${m} != 0`, holds: (s) => of(s) > m && of(s) % m !== 0 });
      list.push({ text: `${name} >= ${m} and ${name} % ${m} = 0`, holds: (s) => of(s) >= m && of(s) % m === 0 });
    }
  }
  const masks = new Set(failing.map((s) => s.coreMask));
  if (masks.size === 1)
    for (const mask of masks) list.push({ text: `core_mask = ${hex(mask)}`, holds: (s) => s.coreMask === mask });
  list.push(
    { text: `core_mask != ${hex(full)}`, holds: (s) => s.coreMask !== full },
    { text: "core_mask has more than one core", holds: (s) => bitsOf(s.coreMask) > 1 },
    { text: "core_mask lacks core 0", holds: (s) => (s.coreMask & 1) === 0 },
    { text: "core_mask has gaps", holds: (s) => (s.coreMask & (s.coreMask + 1)) !== 0 },
    { text: "batch < cores of core_mask", holds: (s) => s.batch < bitsOf(s.coreMask) },
    { text: "batch % cores of core_mask != 0", holds: (s) => s.batch % bitsOf(s.coreMask) !== 0 },
  );
  return list;
}

/** A statement that holds for all failing cases, with both counts. */
export interface Contrast {
  readonly text: string;
  /** Failing cases of all cases for which the statement holds. */
  readonly failing: number;
  readonly holding: number;
  /** Passing cases of all others: every one of them. */
  readonly passing: number;
}

/** Passing cases that a statement must rule out to be worth telling. */
const TELLING = 0.6;

/** Cases of each kind that a statement needs. */
const ENOUGH = 4;

/** The statement that best tells failing shapes from passing ones, if one does. */
export function contrastOf(failing: readonly CaseShape[], passing: readonly CaseShape[], platform: Platform): Contrast | null {
  if (failing.length < ENOUGH || passing.length < ENOUGH) return null;
  let best: Contrast | null = null;
  let fewest = Infinity;
  for (const { text, holds } of predicates(failing, platform)) {
    if (!failing.every(holds)) continue;
    const wrongly = passing.filter(holds).length;
    if (wrongly >= fewest) continue;
    fewest = wrongly;
    best = { text, failing: failing.length, holding: failing.length + wrongly, passing: passing.length - wrongly };
  }
  return best !== null && best.passing >= TELLING * passing.length ? best : null;
}
