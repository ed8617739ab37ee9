import type { Fields } from "../../core/fields.ts";
import { type Cells, emptyCells } from "../../properties/cells.ts";
import { emptyTally, type PlanCounts, type Tally } from "../../runner/tally.ts";

const MOST = Number.MAX_SAFE_INTEGER;

/** Numbers in the places of others, each read as a count. */
function readNumbers(fields: Fields, name: string, like: readonly number[]): number[] {
  const items = fields.items(name, like.length);
  return like.map((_, place) => items.whole(String(place), MOST));
}

/** Reads what was counted of label cells, by entry and reduction. */
export function readCells(fields: Fields, name: string): Cells {
  const slices = emptyCells();
  const items = fields.items(name, slices.length);
  return slices.map(({ ulp, relative }, k) => {
    const cell = items.object(String(k));
    return {
      special: cell.whole("special", MOST),
      subnormals: cell.whole("subnormals", MOST),
      ulp: readNumbers(cell, "ulp", ulp),
      relative: readNumbers(cell, "relative", relative),
      worstError: cell.finite("worstError"),
      worst: cell.orNull("worst", (worst) => {
        const operands = cell.object(worst);
        const [g, w, t, received] = ["g", "w", "t", "received"].map((bits) => operands.whole(bits, 2 ** 32 - 1));
        return { g, w, t, received } as { g: number; w: number; t: number; received: number };
      }),
    };
  });
}

/** Reads what plans were carried out. */
export function readTally(fields: Fields): Tally {
  const { slices, digits } = emptyTally();
  const items = fields.items("slices", slices.length);
  const plane = (name: "digits" | "residues"): Tally["digits"] => {
    const counts = fields.object(name);
    return { cases: readNumbers(counts, "cases", digits.cases), failing: readNumbers(counts, "failing", digits.failing) };
  };
  return {
    slices: slices.map((slice, k): PlanCounts => {
      const counts = items.object(String(k));
      const names = Object.keys(slice) as (keyof PlanCounts)[];
      return Object.fromEntries(names.map((name) => [name, counts.whole(name, MOST)])) as Record<keyof PlanCounts, number>;
    }),
    digits: plane("digits"),
    residues: plane("residues"),
  };
}
