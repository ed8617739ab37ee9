import { describe, expect, it } from "vitest";
import { type ElementFormat, FLOAT, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { ordinal, sameValue } from "../core/ulp.ts";
import { classifyMean, classifyProduct } from "../properties/classify.ts";
import { drawElement, VALUE_CLASSES, type ValueClass } from "../properties/patterns.ts";
import { levelOf } from "../reference/clauses.ts";
import { isLegalMean } from "../reference/mean.ts";
import { MEAN, type Reduction, SUM } from "../reference/operator.ts";
import { negatedProduct } from "../reference/product.ts";
import { type Accepted, acceptedResults } from "./accepted.ts";

type Triple = readonly [g: number, w: number, t: number];

/** What the suite says of a result: right, a SHOULD by its clause, or a MUST broken. */
function judged(format: ElementFormat, reduction: Reduction, [g, w, t]: Triple, received: number): string {
  if (reduction !== MEAN) {
    const expected = negatedProduct(format, g, w);
    if (sameValue(received, expected)) return "right";
    const clause = classifyProduct(format, reduction, g, w, expected, received);
    return levelOf(clause) === "MUST" ? "broken" : clause;
  }
  if (isLegalMean(format, g, w, t, -received)) return "right";
  const { clause } = classifyMean(format, g, w, t, received);
  return levelOf(clause) === "MUST" ? "broken" : clause;
}

/** What a program says of it, from its data alone. */
function told(format: ElementFormat, { expected, others }: Accepted, bits: number): string {
  const place = (of: number): number => {
    const value = format.fromBits(of);
    return Number.isNaN(value) ? ordinal(format, Infinity) + 1 : ordinal(format, value);
  };
  if (place(bits) === place(expected)) return "right";
  const range = others.find(({ low, high }) => low <= place(bits) && place(bits) <= high);
  return range === undefined ? "broken" : (range.clause ?? "right");
}

/** Bits worth trying: everywhere, and around each end of each range. */
function candidates(format: ElementFormat, { expected, others }: Accepted, random: Random): number[] {
  const top = 2 * format.signBit;
  const everywhere = Array.from({ length: 64 }, () => random.word() % top);
  const special = [0, format.signBit, Infinity, -Infinity, NaN, 1, -1].map((x, k) => (k < 2 ? x : format.toBits(x)));
  const infinity = ordinal(format, Infinity);
  const ends = others.flatMap(({ low, high }) => [low - 2, low - 1, low, low + 1, high - 1, high, high + 1, high + 2]);
  const bits = ends
    .filter((place) => Math.abs(place) <= infinity + 1)
    .map((place) => (place < 0 ? (-place | format.signBit) >>> 0 : place));
  return [...everywhere, ...special, ...bits, expected, (expected ^ format.signBit) >>> 0];
}

const TOTALS: readonly ValueClass[] = ["ordinary", "wide", "subnormal", "special", "extreme", "integers", "powers"];

describe.each([HALF, FLOAT])("accepted results in $name", (format) => {
  it.each([
    ["sum", SUM],
    ["mean", MEAN],
  ] as const)("of %s are those that the suite takes, each with the clause that it warns of", (_, reduction) => {
    const random = new Random();
    const seen = new Set<string>();
    for (let index = 0; index < 500; index++) {
      random.reset(17, 0, index);
      const draw = (classes: readonly ValueClass[]): number =>
        format.fromBits(drawElement(format.type, classes[random.below(classes.length)] as ValueClass, random.word(), 0));
      const triple: Triple = [draw(VALUE_CLASSES), draw(VALUE_CLASSES), draw(TOTALS)];
      const accepted = acceptedResults(format, reduction, ...triple);
      for (const bits of candidates(format, accepted, random)) {
        const says = judged(format, reduction, triple, format.fromBits(bits));
        seen.add(says);
        if (told(format, accepted, bits) !== says)
          expect.fail(`${triple}: 0x${bits.toString(16)} is ${says}, told ${told(format, accepted, bits)}`);
      }
    }
    const clauses =
      reduction === MEAN ? ["extreme-total", "mean-accuracy", "mean-special", "subnormals", "zero-total"] : ["subnormals"];
    expect([...seen].sort()).toEqual([...clauses, "broken", "right"].sort());
  });
});

it("accepted results are exact between the ends of a range: every half is tried", () => {
  const triple: Triple = [3, HALF.fromBits(0x399a), 10];
  const accepted = acceptedResults(HALF, MEAN, ...triple);
  for (let bits = 0; bits < 0x10000; bits++)
    if (told(HALF, accepted, bits) !== judged(HALF, MEAN, triple, HALF.fromBits(bits))) expect.fail(bits.toString(16));
});
