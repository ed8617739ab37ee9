import { describe, expect, it } from "vitest";
import { type ElementFormat, FLOAT, HALF } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { ulp } from "../core/ulp.ts";
import { isLegalMean, ORDERS, type Order } from "./mean.ts";
import { isToleratedMean } from "./tolerance.ts";

type Divide = (dividend: number, divisor: number) => number;
type Triple = readonly [number, number, number];

/** A kernel in an order whose one division is `divide`; every other step is rounded to the format. */
function compute(order: Order, round: (x: number) => number, divide: Divide, [g, w, t]: Triple): number {
  switch (order) {
    case "A":
      return divide(round(g * w), t);
    case "B":
      return round(divide(g, t) * w);
    case "C":
      return round(g * divide(w, t));
    case "D":
      return round(round(g * w) * divide(1, t));
    case "E":
      return round(round(g * divide(1, t)) * w);
    case "F":
      return round(round(w * divide(1, t)) * g);
  }
}

/** A division that is off by any number of ULP up to 2.5, and gives a value of the format. */
function perturbed(format: ElementFormat, random: Random): Divide {
  return (dividend, divisor) => {
    const centre = format.round(dividend / divisor);
    if (!Number.isFinite(centre)) return centre;
    const reach = 2.5 * ulp(format, centre);
    for (;;) {
      const x = format.round(centre + reach * (random.below(2001) / 1000 - 1));
      // Past the largest value a quotient is infinite; within the range others must be near.
      if (!Number.isFinite(x) || Math.abs(x - centre) <= reach) return x;
    }
  };
}

/** Exponents of g, w and t of which each product or quotient that some order forms has an exponent in the range. */
interface Spread {
  readonly name: string;
  draw(format: ElementFormat, random: Random): readonly [number, number, number];
}

const top = (format: ElementFormat): number => Math.log2(format.overflowPower) - 1;
const bottom = (format: ElementFormat): number => Math.log2(format.minNormal);

const SPREADS: readonly Spread[] = [
  { name: "tame", draw: (_, random) => [random.between(-2, 2), random.between(-2, 2), random.between(-2, 2)] },
  { name: "near overflow of the result", draw: (format) => [top(format) - 1, 1, 0] },
  { name: "near underflow of the result", draw: (format, random) => [bottom(format) + 2, -2 - random.below(5), 1] },
  { name: "near underflow of a quotient", draw: (format) => [bottom(format), 5, 2] },
  { name: "near underflow of the reciprocal", draw: (format) => [3, 5, top(format)] },
  { name: "near underflow of the product", draw: (format, random) => [bottom(format) + 3, -5 - random.below(4), -6] },
  {
    name: "of any exponent",
    draw: (format, random) => {
      const any = (): number => random.between(bottom(format), top(format));
      return [any(), any(), any()];
    },
  },
];

function drawTriple(format: ElementFormat, spread: Spread, random: Random): Triple {
  const [a, b, c] = spread
    .draw(format, random)
    .map(
      (exponent) =>
        (random.oneIn(2) ? 1 : -1) * Math.min(format.maxFinite, format.round((1 + random.word() / 2 ** 32) * 2 ** exponent)),
    );
  return [a as number, b as number, c as number];
}

describe.each([HALF, FLOAT])("a division within 2.5 ULP in $name", (format) => {
  it.each(SPREADS)("gives a tolerated mean in every order, operands $name", (spread) => {
    const random = new Random().reset(22, format.bytes, SPREADS.indexOf(spread));
    const divide = perturbed(format, random);
    const wrong: string[] = [];
    let illegal = 0;
    for (let k = 0; k < 1500; k++) {
      const triple = drawTriple(format, spread, random);
      for (const order of ORDERS) {
        const value = compute(order, format.round, divide, triple);
        if (isLegalMean(format, ...triple, value)) continue;
        illegal++;
        if (!isToleratedMean(format, ...triple, value)) wrong.push(`${order} of ${triple}: ${value}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(illegal).toBeGreaterThan(500);
  });

  it("gives a tolerated mean in every order, operands near overflow of a quotient", () => {
    const random = new Random().reset(22, format.bytes, SPREADS.length);
    const divide = perturbed(format, random);
    let infinite = 0;
    for (let k = 0; k < 1500; k++) {
      const t = format.round((1 + random.word() / 2 ** 32) / 2);
      const g = Math.min(format.maxFinite, format.round(format.maxFinite * (1 - random.below(9) * format.unitRoundoff) * t));
      const triple: Triple = [g, format.round((1 + random.word() / 2 ** 32) / 16), t];
      for (const order of ORDERS) {
        const value = compute(order, format.round, divide, triple);
        if (value === Infinity) infinite++;
        if (isLegalMean(format, ...triple, value) || isToleratedMean(format, ...triple, value)) continue;
        expect.fail(`${order} of ${triple}: ${value}`);
      }
    }
    expect(infinite).toBeGreaterThan(100);
  });
});

/** A reciprocal estimate of some bits, cut off, and Newton steps in float: x = x*(2 - t*x). */
function newton(bits: number, steps: number, t: number): number {
  const reciprocal = 1 / t;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(reciprocal))) - bits + 1);
  let x = Math.fround(Math.trunc(reciprocal / unit) * unit);
  for (let k = 0; k < steps; k++) x = Math.fround(x * Math.fround(2 - Math.fround(t * x)));
  return x;
}

describe("a reciprocal estimate of 12 bits in float", () => {
  const random = new Random().reset(23, 0, 0);
  const triples = Array.from({ length: 2000 }, () => drawTriple(FLOAT, SPREADS[0] as Spread, random));
  const dividing =
    (steps: number): Divide =>
    (dividend, divisor) =>
      dividend === 1 ? newton(12, steps, divisor) : Math.fround(dividend * newton(12, steps, divisor));

  it.each([...ORDERS])("and two Newton steps give a tolerated mean in order %s", (order) => {
    const wrong = triples.filter(
      (triple) => !isToleratedMean(FLOAT, ...triple, compute(order, Math.fround, dividing(2), triple)),
    );
    expect(wrong).toEqual([]);
  });

  it.each([...ORDERS])("and no Newton step give none in order %s, unless the estimate happens to be exact", (order) => {
    let judged = 0;
    for (const triple of triples) {
      const [g, w, t] = triple;
      const value = compute(order, Math.fround, dividing(0), triple);
      const exact = (g * w) / t;
      // Further off than any division and roundings together: 5u and three times u.
      if (Math.abs(value - exact) <= 9 * FLOAT.unitRoundoff * Math.abs(exact)) continue;
      judged++;
      if (isToleratedMean(FLOAT, ...triple, value)) expect.fail(`${value} of ${triple}`);
    }
    expect(judged).toBeGreaterThan(0.98 * triples.length);
  });
});

it("tolerates an estimate of 8 bits after two Newton steps, and seldom after one", () => {
  const random = new Random().reset(24, 0, 0);
  const tolerated = [0, 0, 0];
  for (let k = 0; k < 500; k++) {
    const [g, w, t] = drawTriple(FLOAT, SPREADS[0] as Spread, random);
    for (const steps of [0, 1, 2]) {
      const value = compute("E", Math.fround, (_, divisor) => newton(8, steps, divisor), [g, w, t]);
      if (isToleratedMean(FLOAT, g, w, t, value)) tolerated[steps] = (tolerated[steps] as number) + 1;
    }
  }
  expect(tolerated[2]).toBe(500);
  expect(tolerated[1]).toBeLessThan(100);
  expect(tolerated[0]).toBeLessThan(10);
});
