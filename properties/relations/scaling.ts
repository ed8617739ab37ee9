import { formatOf } from "../../core/format.ts";
import { exactMean } from "../../reference/mean.ts";
import { MEAN, NONE, SUM } from "../../reference/operator.ts";
import { type Case, typeOf } from "../case.ts";
import { explicitInputs, withInputs } from "../explicit.ts";
import { again, against, always, type Relation } from "./relation.ts";

/** Power of two that the seed takes out of an operand. */
const factorOf = (seed: number): number => 2 ** (1 + (seed % 3));

/** An operand times a power of two. */
export const powerOfTwo: Relation = {
  clause: "mean-accuracy",
  property: "powers of two factor out exactly",
  applies: always,
  calls(base, seed) {
    const format = formatOf(typeOf(base));
    const factor = factorOf(seed);
    const inputs = explicitInputs(base);
    const scaled = (bits: number): number => format.toBits(format.fromBits(bits) * factor);
    const calls = [
      base,
      withInputs(base, { ...inputs, lossGrad: inputs.lossGrad.map(scaled) }),
      withInputs(base, { ...inputs, weight: inputs.weight.map(scaled) }),
    ];
    if (base.reduction === MEAN) calls.push({ ...base, totalWeight: format.toBits(format.fromBits(base.totalWeight) / factor) });
    return calls;
  },
  counterparts(calls, seed) {
    const base = calls[0] as Case;
    const format = formatOf(typeOf(base));
    const factor = factorOf(seed);
    const inputs = explicitInputs(base);
    // Exact only where nothing on the way, in any order, is near the ends of the range.
    const room = (x: number): boolean => Math.abs(x) >= 2 ** 6 * format.minNormal && Math.abs(x) <= format.maxFinite / 2 ** 6;
    const t = base.reduction === MEAN ? format.fromBits(base.totalWeight) : 1;
    const safe = inputs.labels.map((label, row) => {
      const g = format.fromBits(inputs.lossGrad[base.reduction === NONE ? row : 0] as number);
      const w = format.fromBits(inputs.weight[label] as number);
      return [g, w, t, g * w, g / t, w / t, 1 / t, exactMean(g, w, t)].every(room);
    });
    return ["loss_grad", "weight", "total_weight"].slice(0, calls.length - 1).map((name, place) => {
      const k = place + 1;
      const between = `${name} as it is and ${k === 3 ? "divided" : "multiplied"} by ${factor}`;
      return { ...against(k, between), factor, call: (row) => (safe[row] === true ? k : -1) };
    });
  },
};

/** Mean by a total of 1 against sum. */
export const unitTotal: Relation = {
  clause: "mean-accuracy",
  property: "mean by a total of 1 is sum",
  applies: (base) => base.reduction !== NONE,
  calls(base) {
    const one = formatOf(typeOf(base)).toBits(1);
    return [
      { ...base, reduction: SUM, totalWeight: one },
      { ...base, reduction: MEAN, totalWeight: one },
    ];
  },
  counterparts: () => [again(1, "sum and mean by a total of 1")],
};
