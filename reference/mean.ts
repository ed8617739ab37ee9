import { type ElementFormat, type ElementType, FLOAT, type Format } from "../core/format.ts";
import { sameValue } from "../core/ulp.ts";
import { MEAN_STEPS } from "./bounds.ts";

/**
 * The orders in which real kernels compute -g*w/t. The minus sign may stand anywhere, for negation is exact and rounding
 * symmetric, so everything here computes g*w/t and leaves the sign to the caller.
 */
export const ORDERS = ["A", "B", "C", "D", "E", "F"] as const;
export type Order = (typeof ORDERS)[number];

/** Each order as a formula, for people. */
export const ORDER_FORMULAS: Readonly<Record<Order, string>> = Object.freeze({
  A: "(g*w)/t",
  B: "(g/t)*w",
  C: "g*(w/t)",
  D: "(g*w)*(1/t)",
  E: "(g*(1/t))*w",
  F: "(w*(1/t))*g",
});

/** An order with every step rounded to one format, and the result to the element's. */
export interface Variant {
  /** The order's letter and the format of its steps: `B in float`. */
  readonly name: string;
  readonly order: Order;
  readonly steps: Format;
}

function evaluateSteps(order: Order, round: (x: number) => number, g: number, w: number, t: number): number {
  switch (order) {
    case "A":
      return round(round(g * w) / t);
    case "B":
      return round(round(g / t) * w);
    case "C":
      return round(g * round(w / t));
    case "D":
      return round(round(g * w) * round(1 / t));
    case "E":
      return round(round(g * round(1 / t)) * w);
    case "F":
      return round(round(w * round(1 / t)) * g);
  }
}

/**
 * g*w/t as the variant computes it. Each step is computed in double and rounded to the step's format: that is the step
 * correctly rounded, because double has more than twice the bits plus two of either narrower format.
 */
export function evaluate(format: ElementFormat, variant: Variant, g: number, w: number, t: number): number {
  // Steps in float are nearly all that is asked for: a rounding that is named is compiled to one instruction, one that is
  // handed over stays a call.
  if (variant.steps === FLOAT) {
    const value = evaluateSteps(variant.order, Math.fround, g, w, t);
    return format === FLOAT ? value : format.round(value);
  }
  return format.round(evaluateSteps(variant.order, variant.steps.round, g, w, t));
}

const variants = (formats: readonly Format[]): readonly Variant[] =>
  formats.flatMap((steps) => ORDERS.map((order) => Object.freeze({ name: `${order} in ${steps.name}`, order, steps })));

/** Steps in the element type first: the commonest. */
const VARIANTS: Readonly<Record<ElementType, readonly Variant[]>> = Object.freeze({
  fp: variants(MEAN_STEPS.fp),
  hp: variants(MEAN_STEPS.hp),
});

/**
 * Every legal way to compute mean for an element type. The correctly rounded exact value is among them: order A in
 * double, whose product is exact and whose quotient double rounds harmlessly (see `exactMean`).
 */
export function variantsOf(type: ElementType): readonly Variant[] {
  return VARIANTS[type];
}

/**
 * g*w/t in double, within 2^-53 of the exact value, relatively. Rounding it to fp or hp gives the exact value correctly
 * rounded: g*w is exact in double, and a quotient of a 48-bit by a 24-bit integer is a midpoint of fp, or at least 2^-49
 * away from one, relatively.
 */
export function exactMean(g: number, w: number, t: number): number {
  return (g * w) / t;
}

/** Whether some legal way gives `value` (of g*w/t). */
export function isLegalMean(format: ElementFormat, g: number, w: number, t: number, value: number): boolean {
  return variantsOf(format.type).some((variant) => sameValue(evaluate(format, variant, g, w, t), value));
}

/** The distinct legal values of g*w/t, the correctly rounded one first. */
export function legalMeans(format: ElementFormat, g: number, w: number, t: number): number[] {
  const values = [format.round(exactMean(g, w, t))];
  for (const variant of variantsOf(format.type)) {
    const value = evaluate(format, variant, g, w, t);
    if (!values.some((known) => sameValue(known, value))) values.push(value);
  }
  return values;
}

/**
 * Whether no order of g*w/t comes near over- or underflow: then none is further than 3u and little from the exact value, since its
 * steps are at most three, and each rounds by u.
 */
export function isPlainMean(format: ElementFormat, g: number, w: number, t: number): boolean {
  // Nearly always, and without a division.
  const calm = format.type === "fp" ? CALM.fp : CALM.hp;
  if (isBetween(1 / calm, calm, g, w, t)) return true;
  return isInRange(format, g * w, g / t, w / t) && isInRange(format, 1 / t, exactMean(g, w, t), t);
}

/**
 * Legal results part ways by more than the tolerance of any one order: some of them is not finite or zero where another
 * is not, or they are further apart than 8u.
 */
export function isOrderSensitive(format: ElementFormat, g: number, w: number, t: number): boolean {
  // Asked of every call of mean.
  if (isPlainMean(format, g, w, t)) return false;
  const first = format.round(exactMean(g, w, t));
  const near = Number.isFinite(first) ? 8 * format.unitRoundoff * Math.abs(first) + format.minSubnormal : 0;
  for (const variant of variantsOf(format.type)) {
    const value = evaluate(format, variant, g, w, t);
    if (!sameValue(value, first) && !(Math.abs(value - first) <= near)) return true;
  }
  return false;
}

/** Whether three numbers are normal and finite, and stay so if rounding moves them. */
function isInRange({ minNormal, maxFinite }: ElementFormat, a: number, b: number, c: number): boolean {
  return isBetween(2 * minNormal, maxFinite / 2, a, b, c);
}

/** Operands from 1 / this to this are far from over- and underflow in any order: their product by a quotient is at most its cube. */
const CALM: Readonly<Record<ElementType, number>> = { fp: 2 ** 41, hp: 2 ** 4 };

function isBetween(low: number, high: number, a: number, b: number, c: number): boolean {
  const x = Math.abs(a);
  const y = Math.abs(b);
  const z = Math.abs(c);
  return x > low && x < high && y > low && y < high && z > low && z < high;
}

/** Whether an infinity or NaN is among the operands, intermediates or results of some legal order. */
export function isSpecialMean(format: ElementFormat, g: number, w: number, t: number): boolean {
  // By an infinite total a result may be 0. Of nothing else that is infinite or NaN does a later step make a finite number.
  return !Number.isFinite(t) || variantsOf(format.type).some((variant) => !Number.isFinite(evaluate(format, variant, g, w, t)));
}

/** The values that a step may have when its result may flush to zero. */
function flushable(steps: Format, x: number): number[] {
  const kept = steps.round(x);
  return Math.abs(x) < steps.minNormal ? [kept, 0] : [kept];
}

/** The values that an operand may have when it may be flushed on its way in. */
function flushableOperand(format: ElementFormat, x: number): number[] {
  return Math.abs(x) < format.minNormal ? [x, 0] : [x];
}

function stepsWithFlushes(order: Order, steps: Format, g: number, w: number, t: number): number[] {
  const then = (xs: number[], f: (x: number) => number): number[] => xs.flatMap((x) => flushable(steps, f(x)));
  const reciprocal = (): number[] => flushable(steps, 1 / t);
  switch (order) {
    case "A":
      return then(flushable(steps, g * w), (p) => p / t);
    case "B":
      return then(flushable(steps, g / t), (q) => q * w);
    case "C":
      return then(flushable(steps, w / t), (q) => g * q);
    case "D": {
      const products = flushable(steps, g * w);
      return reciprocal().flatMap((r) => then(products, (p) => p * r));
    }
    case "E":
      return then(
        then(reciprocal(), (r) => g * r),
        (s) => s * w,
      );
    case "F":
      return then(
        then(reciprocal(), (r) => w * r),
        (s) => s * g,
      );
  }
}

/** Whether `value` (of g*w/t) is a legal result with any operand, intermediate or result flushed to zero. */
export function isFlushedMean(format: ElementFormat, g: number, w: number, t: number, value: number): boolean {
  for (const flushed of flushedMeans(format, g, w, t)) if (sameValue(flushed, value)) return true;
  return false;
}

/**
 * The legal results of g*w/t with any operand, intermediate or result flushed to zero, or none of them, in no order and
 * some of them repeatedly; nothing if nothing can flush. An intermediate or result flushes if its value before rounding
 * is below the smallest normal.
 */
export function* flushedMeans(format: ElementFormat, g: number, w: number, t: number): Generator<number> {
  const least = Math.min(
    ...[g, w, t, g * w, g / t, w / t, 1 / t, exactMean(g, w, t)].map((x) => (x === 0 ? Infinity : Math.abs(x))),
  );
  // Rounding on the way moves a step by less than a factor of two; no step is below the normals: nothing flushes.
  if (least >= 2 * format.minNormal) return;
  for (const { order, steps } of variantsOf(format.type)) {
    for (const fg of flushableOperand(format, g)) {
      for (const fw of flushableOperand(format, w)) {
        for (const ft of flushableOperand(format, t)) {
          for (const wide of stepsWithFlushes(order, steps, fg, fw, ft)) yield* flushable(format, wide);
        }
      }
    }
  }
}
