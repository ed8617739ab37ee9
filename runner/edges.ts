import type { EdgeCounters } from "../adapters/callee.ts";
import type { Case } from "../properties/case.ts";

/** A call that took edges which none before it had, or took them oftener, and which those are: `edge * 8 + bucket`. */
export interface Reaching {
  readonly cells: readonly number[];
  readonly call: Case;
}

/** What a library's own counters showed, where it was compiled to have some. Plain data. */
export interface Edges {
  /** Of each edge, a bit for each of `BUCKETS` of counts that it was met with. */
  readonly seen: number[];
  /** In the stream's order. */
  readonly reaching: Reaching[];
}

/** The least count of each bucket, as AFL has them: once, twice, thrice, to 7, to 15, to 31, to 127, more. */
const BUCKETS = [1, 2, 3, 4, 8, 16, 32, 128] as const;

/** The edge of a cell. */
export function edgeOf(cell: number): number {
  return Math.floor(cell / BUCKETS.length);
}

/** The bucket of each count. */
const BUCKET_OF = Uint8Array.from({ length: 256 }, (_, count) =>
  Math.max(
    0,
    BUCKETS.findLastIndex((least) => least <= count),
  ),
);

/** Counters of which nothing was met yet. */
export function emptyEdges(size: number): Edges {
  return { seen: Array.from({ length: size }, () => 0), reaching: [] };
}

/** Forgets what was counted so far: loading counts too. */
export function forget(counters: EdgeCounters): void {
  counters.take(() => {});
}

/** Notes what was counted since the last time, and the call if it shows something new. */
export function noteEdges({ seen, reaching }: Edges, counters: EdgeCounters, call: Case | null): void {
  const cells: number[] = [];
  counters.take((edge, count) => {
    const bucket = BUCKET_OF[count] as number;
    const before = seen[edge] as number;
    if (((before >> bucket) & 1) === 1) return;
    seen[edge] = before | (1 << bucket);
    cells.push(edge * BUCKETS.length + bucket);
  });
  if (cells.length > 0 && call !== null) reaching.push({ cells, call });
}

/** Adds what was met later in the stream: calls that reached what was reached before are left out. */
export function mergeEdges(into: Edges, from: Edges): void {
  for (const { cells, call } of from.reaching) {
    const fresh = cells.filter((cell) => (((into.seen[edgeOf(cell)] ?? 0) >> (cell % BUCKETS.length)) & 1) === 0);
    if (fresh.length > 0) into.reaching.push({ cells: fresh, call });
  }
  from.seen.forEach((bits, edge) => {
    into.seen[edge] = (into.seen[edge] ?? 0) | bits;
  });
}

/** How many edges there are, and how many were met. */
export function edgesMet({ seen }: Edges): { readonly met: number; readonly all: number } {
  return { met: seen.filter((bits) => bits !== 0).length, all: seen.length };
}
