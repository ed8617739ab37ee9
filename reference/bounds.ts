import { DOUBLE, type ElementType, FLOAT, type Format, HALF } from "../core/format.ts";

/*
 * Every number that lets a result pass which is not the right one, and every number that tells an unusual kernel from a
 * suspicious one. `certify/bounds.test.ts` holds, for each, that a kernel of the zoo is lost if it is loosened: add a bound
 * and that test asks for its kernel.
 *
 * The one bound that is not here is the smallest normal number, below which results may flush: it is the format's own.
 */

/** Steps to either side of the correctly rounded quotient that a division or reciprocal may end: what WGSL and OpenCL grant. */
export const DIVISION_ULPS = 2.5;

/** The same in units of the roundoff u, where a step is largest against its value: 2.5 steps of 2u. */
export const DIVISION_ROUNDOFFS: number = 2 * DIVISION_ULPS;

/** Correctly rounded steps that an order of mean has besides its division. */
export const FURTHER_ROUNDINGS = 2;

/** Subnormal steps that a tolerated mean may be further off: the last rounding, where the result is subnormal. */
export const SUBNORMAL_STEPS = 1;

/** Formats that an order's steps may be rounded to: the element's own, and wider ones. */
export const MEAN_STEPS: Readonly<Record<ElementType, readonly Format[]>> = Object.freeze({
  fp: [FLOAT, DOUBLE],
  hp: [FLOAT, HALF, DOUBLE],
});

/** Calls that a verdict on one-sided rounding needs. */
export const BIAS_CALLS = 200;

/** Mean error beyond which rounding leans to one side, in ULP: a truncation leans by 0.5, round-to-nearest by 0. */
export const BIAS_ULPS = 0.2;

/** Standard errors that it must be away from 0: chance takes it there in one run of a thousand million. */
export const BIAS_DEVIATIONS = 6;
