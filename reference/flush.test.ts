import { describe, expect, it } from "vitest";
import { type ElementFormat, FLOAT, type Format, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { sameValue } from "../core/ulp.ts";
import { isFlushedMean, isLegalMean, ORDERS, type Order, variantsOf } from "./mean.ts";
import { isFlushedProduct } from "./product.ts";

/** Which of the places of a computation flush: three operands, then steps in their order, then the result. */
type Flushes = readonly boolean[];
const PLACES = 7;
const ALL_FLUSHES: readonly Flushes[] = Array.from({ length: 2 ** PLACES }, (_, k) =>
  Array.from({ length: PLACES }, (_, bit) => ((k >> bit) & 1) === 1),
);

const flushIf = (flush: boolean | undefined, format: Format, x: number): boolean =>
  flush === true && Math.abs(x) < format.minNormal;

/** A kernel in an order, on a machine that flushes at the places given: a step flushes by its value before rounding. */
function compute(format: ElementFormat, order: Order, steps: Format, flushes: Flushes, g: number, w: number, t: number): number {
  const [fg, fw, ft, first, second, third, result] = flushes;
  const operand = (x: number, flush: boolean | undefined): number => (flushIf(flush, format, x) ? 0 : x);
  const step = (x: number, flush: boolean | undefined): number => (flushIf(flush, steps, x) ? 0 : steps.round(x));
  const [a, b, c] = [operand(g, fg), operand(w, fw), operand(t, ft)];
  const wide = {
    A: () => step(step(a * b, first) / c, second),
    B: () => step(step(a / c, first) * b, second),
    C: () => step(a * step(b / c, first), second),
    D: () => step(step(a * b, first) * step(1 / c, second), third),
    E: () => step(step(a * step(1 / c, first), second) * b, third),
    F: () => step(step(b * step(1 / c, first), second) * a, third),
  }[order]();
  return flushIf(result, format, wide) ? 0 : format.round(wide);
}

/** Operands whose product, quotients, reciprocal or result is likely to be near the smallest normal, or below. */
function drawOperands(format: ElementFormat, random: Random): [number, number, number] {
  const span = Math.log2(format.overflowPower);
  const draw = (exponent: number): number =>
    format.round(
      (random.oneIn(2) ? 1 : -1) * (1 + random.word() / 2 ** 32) * 2 ** Math.max(-span - 6, Math.min(span - 1, exponent)),
    );
  const [a, b] = [random.between(-span - 5, span - 1), random.between(-span - 5, span - 1)];
  switch (random.below(4)) {
    case 0:
      return [draw(a), draw(-span + 2 - a + random.between(-4, 4)), draw(random.between(-3, 3))];
    case 1:
      return [draw(a), draw(random.between(0, span - 1)), draw(a + span - 2 + random.between(-4, 4))];
    case 2:
      return [draw(random.between(-3, 3)), draw(random.between(-3, 3)), draw(span - random.below(4))];
    default:
      return [draw(a), draw(b), draw(random.between(-span - 5, span - 1))];
  }
}

describe.each([HALF, FLOAT])("flushed means of $name", (format) => {
  it("are what a machine gives that flushes at any set of places in any order, and no neighbour of that", () => {
    const random = new Random().reset(18, format.bytes, 0);
    let flushed = 0;
    let refused = 0;
    for (let k = 0; k < 150; k++) {
      const [g, w, t] = drawOperands(format, random);
      if (g === 0 || w === 0 || t === 0 || ![g, w, t].every(Number.isFinite)) continue;
      const results = new Set<number>();
      for (const { order, steps } of variantsOf(format.type))
        for (const flushes of ALL_FLUSHES) results.add(compute(format, order, steps, flushes, g, w, t));
      const flushing = [...results].filter((value) => !isLegalMean(format, g, w, t, value));
      for (const value of flushing) if (!isFlushedMean(format, g, w, t, value)) expect.fail(`${value} of ${g} * ${w} / ${t}`);
      flushed += flushing.length;
      for (const value of [...results, 0, format.minSubnormal, format.minNormal, format.maxFinite, Infinity, NaN]) {
        for (const other of [
          value,
          format.fromBits(format.toBits(value) + 1),
          format.fromBits(Math.max(0, format.toBits(value) - 1)),
        ]) {
          if ([...results].some((result) => sameValue(result, other))) continue;
          if (isFlushedMean(format, g, w, t, other)) expect.fail(`not ${other} of ${g} * ${w} / ${t}`);
          refused++;
        }
      }
    }
    expect(flushed).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(1000);
  });

  it("are each order's own: some zero is what one order gives and no other", () => {
    const { minNormal } = format;
    const root = Math.sqrt(minNormal);
    const random = new Random().reset(19, format.bytes, 0);
    // The product flushes, and the reciprocal is infinite: a quotient of zero is zero, a product with infinity is not.
    const triples = [[root, root / 8, minNormal / 8] as const];
    // Results a rounding away from the smallest normal, where each order rounds in its own way.
    for (let k = 0; k < 400; k++) {
      const [a, b] = [format.round(1 + random.word() / 2 ** 32), format.round(1 + random.word() / 2 ** 32)];
      triples.push([16 * root * a, 8 * root * b, 128 * format.fromBits(format.toBits(a * b) - random.below(2))]);
    }
    const alone = new Set<Order>();
    for (const [g, w, t] of triples) {
      const orders = new Set<Order>();
      for (const { order, steps } of variantsOf(format.type))
        if (ALL_FLUSHES.some((flushes) => compute(format, order, steps, flushes, g, w, t) === 0)) orders.add(order);
      if (orders.size !== 1) continue;
      for (const order of orders) alone.add(order);
      if (!isFlushedMean(format, g, w, t, 0)) expect.fail(`${[...orders]} of ${g} * ${w} / ${t}`);
    }
    expect(alone).toEqual(new Set(ORDERS));
  });

  it("are none where every operand and step is well above the smallest normal, or zero, legal results included", () => {
    for (const value of [0, 1.5, -0, 3]) expect(isFlushedMean(format, 1, 3, 2, value)).toBe(false);
    expect(isFlushedMean(format, 0, 3, 2, 0)).toBe(false);
    expect(isFlushedMean(format, 1, 2 * format.minNormal, 1, 2 * format.minNormal)).toBe(false);
  });

  it("flush by the value before rounding: one just below the smallest normal may give 0 though it rounds to it", () => {
    const { minNormal, unitRoundoff: u } = format;
    // (1 - u) * minNormal is a midpoint of the subnormals' grid, and rounds to the smallest normal.
    const g = 1 - u;
    expect(format.round(g)).toBe(g);
    expect(format.round(g * minNormal)).toBe(minNormal);
    expect(isFlushedMean(format, g, minNormal, 1, 0)).toBe(true);
    expect(isFlushedProduct(format, g, minNormal, 0)).toBe(true);
    expect(isFlushedProduct(format, 1, minNormal, 0)).toBe(false);
    expect(isFlushedMean(format, 1, minNormal, 1, 0)).toBe(false);
  });

  it("may come from a flushed total, which divides as zero", () => {
    const t = format.minSubnormal;
    expect(isFlushedMean(format, 1, 1, t, Infinity)).toBe(true);
    expect(isFlushedMean(format, t, 1, t, NaN)).toBe(true);
    expect(isFlushedMean(format, 1, 1, format.minNormal, Infinity)).toBe(false);
  });
});

describe.each([HALF, FLOAT])("flushed products of $name", (format) => {
  const { minNormal, minSubnormal, maxFinite } = format;

  it("are zero for a subnormal operand or result", () => {
    expect(isFlushedProduct(format, minSubnormal, 3, 0)).toBe(true);
    expect(isFlushedProduct(format, 3, -minSubnormal, -0)).toBe(true);
    expect(isFlushedProduct(format, minNormal, 0.75, 0)).toBe(true);
    // A subnormal operand counts even where the product is far from it.
    expect(isFlushedProduct(format, minSubnormal, maxFinite, 0)).toBe(true);
  });

  it("are NaN for a subnormal operand against an infinity or NaN, never infinite", () => {
    expect(isFlushedProduct(format, minSubnormal, Infinity, NaN)).toBe(true);
    expect(isFlushedProduct(format, Infinity, minSubnormal, NaN)).toBe(true);
    expect(isFlushedProduct(format, Infinity, minSubnormal, Infinity)).toBe(false);
    expect(isFlushedProduct(format, minSubnormal, NaN, 0)).toBe(false);
  });

  it("are nothing where nothing is subnormal, and no other value", () => {
    expect(isFlushedProduct(format, 1, 1, 0)).toBe(false);
    expect(isFlushedProduct(format, 0, 5, 0)).toBe(false);
    expect(isFlushedProduct(format, minNormal, 1, 0)).toBe(false);
    expect(isFlushedProduct(format, minSubnormal, 3, minSubnormal)).toBe(false);
    expect(isFlushedProduct(format, minSubnormal, 3, minNormal)).toBe(false);
  });
});
