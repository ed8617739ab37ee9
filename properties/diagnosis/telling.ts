import { formatOf } from "../../core/format.ts";
import { type Case, typeOf } from "../case.ts";
import type { GradientPlan } from "../token.ts";

/** Calls one after another. */
export type CallPlan = Extract<GradientPlan, { kind: "call" }>;

/** The first call's total, and what each after it has more: none that a formula gives by chance. */
const TOTAL = 3.7;
const MORE = 1.1;

/**
 * The same calls with ordinary values, and with other ones in each call: a result that is 0, infinite or NaN tells of no operand, nor do calls
 * tell whose operands were taken that all have the same.
 */
export function telling(plan: CallPlan): CallPlan {
  const ordinary = (c: Case, k: number): Case => ({
    ...c,
    lossGrad: { kind: "drawn", values: "ordinary", seed: 2 * k + 1 },
    weight: { kind: "drawn", values: "ordinary", seed: 2 * k + 2 },
    totalWeight: formatOf(typeOf(c)).toBits(TOTAL + MORE * k),
    unused: "drawn",
  });
  return { ...plan, before: plan.before.map(ordinary), call: ordinary(plan.call, plan.before.length) };
}
