/** Ways to split rows among cores: by the rounded-up share, evenly by multiplication, or the first cores one more. */
export const SPLITS = ["rounded up", "by multiplication", "remainder first"] as const;

export type Split = (typeof SPLITS)[number];

/** The rows of one core: from the first to before the last, and which of the cores it is. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly rank: number;
}

/** How many cores a mask has. */
export function coresOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The share of a batch that a row belongs to. */
export function shareOf(batch: number, cores: number, row: number, split: Split): Share {
  const start = (k: number): number => {
    if (split === "rounded up") return Math.min(batch, k * Math.ceil(batch / cores));
    if (split === "by multiplication") return Math.floor((batch * k) / cores);
    return k * Math.floor(batch / cores) + Math.min(k, batch % cores);
  };
  let k = 0;
  while (k < cores - 1 && row >= start(k + 1)) k++;
  return { from: start(k), to: start(k + 1), rank: k };
}

/** The core that stands at a place among those of a mask. */
export function coreAt(mask: number, rank: number): number {
  let rest = mask;
  for (let k = 0; k < rank; k++) rest &= rest - 1;
  return Math.log2(rest & -rest);
}
