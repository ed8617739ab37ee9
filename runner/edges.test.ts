import { describe, expect, it } from "vitest";
import type { EdgeCounters } from "../adapters/callee.ts";
import { type Case, smallestCase } from "../properties/case.ts";
import { edgesMet, emptyEdges, mergeEdges, noteEdges } from "./edges.ts";

const call = (batch: number): Case => ({ ...smallestCase("fp_nlllossgrad_p"), batch });

/** Counters that hold the counts given. */
function holding(...counts: readonly number[]): EdgeCounters {
  return { size: counts.length, take: (counted) => counts.forEach((count, edge) => void (count > 0 && counted(edge, count))) };
}

describe("edges of a kernel's code", () => {
  it("are kept with the call that took them first, and again where it is taken oftener by a bucket", () => {
    const edges = emptyEdges(3);
    noteEdges(edges, holding(1, 0, 5), call(1));
    noteEdges(edges, holding(1, 0, 7), call(2));
    noteEdges(edges, holding(2, 0, 8), call(3));
    noteEdges(edges, holding(0, 200, 255), null);
    expect(edges.reaching).toEqual([
      { cells: [0, 2 * 8 + 3], call: call(1) },
      { cells: [1, 2 * 8 + 4], call: call(3) },
    ]);
    expect(edges.seen).toEqual([0b11, 1 << 7, (1 << 3) | (1 << 4) | (1 << 7)]);
    expect(edgesMet(edges)).toEqual({ met: 3, all: 3 });
  });

  it("merge in the stream's order, in any grouping: a call stays if none before it reached all that it did", () => {
    const part = (...calls: readonly (readonly [number, number])[]): ReturnType<typeof emptyEdges> => {
      const edges = emptyEdges(2);
      calls.forEach((counts, k) => {
        noteEdges(edges, holding(...counts), call(10 * calls.length + k));
      });
      return edges;
    };
    const parts = (): ReturnType<typeof part>[] => [part([1, 0], [3, 0]), part([3, 0]), part([1, 1], [0, 0], [9, 2])];
    const left = emptyEdges(2);
    for (const one of parts()) mergeEdges(left, one);
    const [first, second, third] = parts() as [ReturnType<typeof part>, ReturnType<typeof part>, ReturnType<typeof part>];
    mergeEdges(second, third);
    mergeEdges(first, second);
    expect(first).toEqual(left);
    expect(left.reaching.map(({ call: { batch } }) => batch)).toEqual([20, 21, 30, 32]);
    expect(left.reaching[2]?.cells).toEqual([8]);
  });
});
