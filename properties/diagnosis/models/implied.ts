import { MEAN } from "../../../reference/operator.ts";
import type { LabelCell } from "./cell.ts";

/** What a label cell's value would be if one operand alone were another, or a factor were at work. */
export interface Implied {
  readonly loss_grad: number;
  readonly weight: number;
  readonly total_weight: number;
  /** What the right result would have to be multiplied by. */
  readonly factor: number;
}

/** The names of what may be implied. */
export type ImpliedName = keyof Implied;

/** What the value of a label cell implies; `null` if it is 0 or not finite, or an operand is. */
export function impliedBy({ c, g, w, t }: LabelCell, received: number): Implied | null {
  const exact = (-g * w) / (c.reduction === MEAN ? t : 1);
  const factor = received / exact;
  if (received === 0 || !Number.isFinite(factor) || factor === 0) return null;
  return { loss_grad: g * factor, weight: w * factor, total_weight: t / factor, factor };
}
