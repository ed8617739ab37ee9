import { formatOf } from "../core/format.ts";
import { type Case, typeOf } from "./case.ts";
import { Inputs, valueAt } from "./inputs.ts";

/** A case's inputs, element by element. Bits, not values. */
export interface ExplicitInputs {
  readonly labels: readonly number[];
  readonly lossGrad: readonly number[];
  readonly weight: readonly number[];
}

/** Writes a case's patterns out. Weights that no label names are as drawn: what the case puts over them is its own field. */
export function explicitInputs(c: Case): ExplicitInputs {
  const inputs = new Inputs();
  inputs.fill({ ...c, unused: "drawn" });
  return {
    labels: Array.from(inputs.labels.subarray(0, c.batch)),
    lossGrad: Array.from(inputs.lossGrad.bits.subarray(0, c.lossGradLength)),
    weight: Array.from(inputs.weight.bits.subarray(0, c.classNum)),
  };
}

/** The case with other inputs, and the extents that they have. */
export function withInputs(c: Case, inputs: ExplicitInputs): Case {
  return {
    ...c,
    batch: inputs.labels.length,
    classNum: inputs.weight.length,
    lossGradLength: inputs.lossGrad.length,
    labels: { kind: "explicit", labels: inputs.labels },
    lossGrad: { kind: "explicit", bits: inputs.lossGrad },
    weight: { kind: "explicit", bits: inputs.weight },
  };
}

/** The label cells' operands of row `row`, as bits. */
export function operandsOf(c: Case, row: number, label: number): { readonly g: number; readonly w: number; readonly t: number } {
  const format = formatOf(typeOf(c));
  return { g: valueAt(format, c.lossGrad, c.reduction === 2 ? row : 0), w: valueAt(format, c.weight, label), t: c.totalWeight };
}
