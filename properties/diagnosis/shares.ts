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
  const low = Math.floor(batch / cores);
  const rest = batch % cores;
  if (split === "rounded up") {
    const length = Math.ceil(batch / cores);
    const rank = Math.floor(row / length);
    return { from: rank * length, to: Math.min(batch, (rank + 1) * length), rank };
  }
  if (split === "remainder first") {
    const rank = row < rest * (low + 1) ? Math.floor(row / (low + 1)) : rest + Math.floor((row - rest * (low + 1)) / low);
    const from = rank * low + Math.min(rank, rest);
    return { from, to: from + low + (rank < rest ? 1 : 0), rank };
  }
  // The last of the shares that begin at the row or before it.
  const rank = Math.ceil(((row + 1) * cores) / batch) - 1;
  return { from: Math.floor((batch * rank) / cores), to: Math.floor((batch * (rank + 1)) / cores), rank };
}

/** The core that stands at a place among those of a mask. */
export function coreAt(mask: number, rank: number): number {
  let rest = mask;
  for (let k = 0; k < rank; k++) rest &= rest - 1;
  return Math.log2(rest & -rest);
}
