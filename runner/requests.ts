import type { StratumName } from "../properties/strata.ts";
import type { Piece } from "./tiers.ts";

/** Plans of a piece that one request asks for: what a death costs to do again, and how often progress is told. */
const CHUNK: Readonly<Record<StratumName, number>> = {
  tiny: 40000,
  small: 10000,
  medium: 400,
  long: 20,
  vast: 1,
  empty: 1000,
  relations: 400,
  late: 4,
  examples: 1,
  "read-only": 1000,
  halves: 10000,
  masks: 40,
  combinations: 400,
  huge: 1,
};

/** The first request of a piece asks for this part of a chunk: most broken kernels show at once. */
const FIRST_CHUNK = 16;
/** The same where nothing is looked for after that. */
const FIRST_OF_HUNT = 64;
/** A request asks for so many times what the one before asked for of its piece. */
const GROWTH = 4;

/**
 * What is asked for at a time, in order. A hunt takes a little of every piece, then more of each: what shows in one stratum alone is not
 * found behind all of another.
 */
export function requestsOf(pieces: readonly Piece[], hunt: boolean): Piece[] {
  const requests = pieces.map((piece) => inChunks(piece, hunt ? FIRST_OF_HUNT : FIRST_CHUNK));
  if (!hunt) return requests.flat();
  const rounds = Math.max(0, ...requests.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => requests.flatMap((chunks) => chunks[round] ?? [])).flat();
}

/** A piece in requests that grow from this part of a chunk to a whole one. */
function inChunks({ stratum, from, to }: Piece, part: number): Piece[] {
  const chunks: Piece[] = [];
  let size = Math.ceil(CHUNK[stratum] / part);
  for (let at = from; at < to; at += size, size = Math.min(GROWTH * size, CHUNK[stratum]))
    chunks.push({ stratum, from: at, to: Math.min(at + size, to) });
  return chunks;
}
