import { align } from "./table.ts";

/** A ratio from one run, or seconds, and the bound that it is to keep. */
export type Ratio =
  | { readonly what: string; readonly ratio: number; readonly least: number }
  | { readonly what: string; readonly ratio: number; readonly most: number }
  /** What has no bound. */
  | { readonly what: string; readonly told: string }
  /** Not measured: this machine lacks something. */
  | { readonly what: string; readonly missing: string };

function row(one: Ratio): string[] {
  if ("missing" in one) return [one.what, `left out, this machine lacks ${one.missing}`];
  if ("told" in one) return [one.what, one.told];
  const { what, ratio } = one;
  const [bound, holds] = "least" in one ? [`>= ${one.least}`, ratio >= one.least] : [`<= ${one.most}`, ratio <= one.most];
  return [what, ratio.toFixed(2), bound, holds ? "holds" : "does not hold"];
}

/** Ratios as a table for people. */
export function ratioTable(ratios: readonly Ratio[]): string {
  return align([["", "ratio", "bound", ""], ...ratios.map(row)]);
}
