import { describe, expect, it } from "vitest";
import { bucket } from "./bucket.fixture.ts";
import type { Bucket } from "./protocol.ts";
import { withoutShadows } from "./shadow.ts";

const range = (from: number, to: number, step = 1): number[] => {
  const places: number[] = [];
  for (let k = from; k < to; k += step) places.push(k);
  return places;
};

const gross = (failing: number[]): Bucket => bucket({ violation: { clause: "reduction-none" }, count: failing.length, failing });
const fine = (failing: number[], change: Partial<Bucket["violation"]> = {}): Bucket =>
  bucket({ violation: { clause: "product-special", ...change }, count: failing.length, failing });

/** Buckets that are left, of a run in which `cases` cases called what they call. */
const left = (buckets: readonly Bucket[], cases: number): Bucket[] => withoutShadows(buckets, () => cases);

describe("a finer fault of a label cell", () => {
  it("is left out beside a wrong formula that fails a fifth of the cases", () => {
    const wrong = gross(range(0, 200));
    expect(left([wrong, fine([900])], 1000)).toEqual([wrong]);
  });

  it("stays beside a wrong formula that fails fewer, and elsewhere", () => {
    const buckets = [gross(range(0, 199)), fine(range(300, 310))];
    expect(left(buckets, 1000)).toEqual(buckets.slice(0, 1).concat(buckets.slice(1)));
  });

  it("is left out if four fifths of its cases fail by the formula as well", () => {
    const wrong = gross(range(0, 100));
    expect(left([wrong, fine([1, 2, 3, 4, 5.5])], 10_000)).toEqual([wrong]);
    expect(left([wrong, fine([1, 2, 3, 4.5, 5.5])], 10_000)).toHaveLength(2);
  });

  it.each([
    ["another function", { entry: "fp_nlllossgrad_p" }],
    ["another reduction", { reduction: 0 }],
    ["another kind of cell", { cell: { kind: "off-label" } }],
  ] as const)("stays if it is of %s", (_, change) => {
    const buckets = [gross(range(0, 900)), fine([1], change)];
    expect(left(buckets, 1000)).toHaveLength(2);
  });
});

describe("a fault that is no finer one", () => {
  it("is never left out", () => {
    const buckets = [
      gross(range(0, 900)),
      bucket({ violation: { clause: "in-bounds", cell: { kind: "around", buffer: "weight" } } }),
      bucket({ violation: { clause: "terminates", cell: { kind: "crash" } } }),
    ];
    expect(left(buckets, 1000)).toEqual(buckets);
  });

  it("is not left out beside a finer one, in whatever order they come", () => {
    const wrong = gross(range(0, 900));
    expect(left([fine([1]), wrong], 1000)).toEqual([wrong]);
  });

  it("is all there is without a wrong formula", () => {
    const buckets = [fine([1]), fine([2], { reduction: 0 })];
    expect(left(buckets, 1000)).toEqual(buckets);
  });
});
