import { describe, expect, it } from "vitest";
import { requestsOf } from "./requests.ts";
import { type Piece, shardsOf } from "./tiers.ts";

const pieces = shardsOf("smoke", "native")[1]?.pieces as readonly Piece[];

describe.each([true, false])("what is asked for at a time, in a hunt: %s", (hunt) => {
  const requests = requestsOf(pieces, hunt);

  it("is every plan of every piece, once, in its piece's order", () => {
    for (const { stratum, from, to } of pieces) {
      const chunks = requests.filter((request) => request.stratum === stratum);
      expect(chunks[0]?.from).toBe(from);
      expect(chunks.at(-1)?.to).toBe(to);
      chunks.slice(1).forEach((chunk, k) => {
        expect(chunk.from).toBe(chunks[k]?.to);
      });
      expect(chunks.every((chunk) => chunk.to > chunk.from)).toBe(true);
    }
  });

  it("is small at first, and grows", () => {
    const sizes = requests.filter(({ stratum }) => stratum === "small").map(({ from, to }) => to - from);
    expect(sizes.slice(0, 3)).toEqual(hunt ? [157, 628, 2512] : [625, 2500, 10000]);
  });
});

describe("a hunt", () => {
  it("looks into every stratum before it goes on with any", () => {
    const firsts = requestsOf(pieces, true).slice(0, pieces.length);
    expect(firsts.map(({ stratum }) => stratum)).toEqual(pieces.map(({ stratum }) => stratum));
  });
});

describe("a run to the end", () => {
  it("finishes a stratum before the next", () => {
    const order = requestsOf(pieces, false).map(({ stratum }) => stratum);
    expect(order.filter((stratum, k) => stratum !== order[k - 1])).toEqual(pieces.map(({ stratum }) => stratum));
  });
});
