import { MEAN } from "../../../reference/operator.ts";
import { conversionsTo } from "../models/conversions.ts";
import { substitutionsOf } from "../models/substitutions.ts";
import { arithmetic, LABEL, model, PRODUCTS, place, type Rule } from "./rule.ts";

/** Rules by which a value is nearly right. */
export const ARITHMETIC_RULES: readonly Rule[] = [
  arithmetic("rounds-toward-zero", ["cut", "to-odd"]),
  arithmetic("rounds-ties-away", ["ties-away", "ties-up"]),
  arithmetic("rounds-twice", ["twice-1", "twice-2", "twice-3"]),
  arithmetic("sticky-bits-lost", ["guard-1", "guard-2", "guard-3"]),
  arithmetic("rounds-upward", ["upward", "downward"]),
  // Where no way to round explains them.
  { cause: "sticky-bits-lost", on: LABEL, reductions: PRODUCTS, got: ["near"], constant: "short", weight: -0.2 },
  { cause: "rounds-upward", on: LABEL, reductions: PRODUCTS, got: ["near"], weight: -0.22 },
  arithmetic("carry-lost", ["carry-lost"]),
  arithmetic("saturates", ["saturates", "clamped-to-half"], { weight: 0.12 }),
  arithmetic("overflows-too-early", ["overflows-early"], { weight: 0.12 }),
  place("overflows-too-early", LABEL, ["operand from", "large result"], { got: ["infinity"], weight: 0.05 }),
  place("overflows-too-early", LABEL, ["operand from"], { reductions: PRODUCTS, got: ["nan"], weight: 0.02 }),
  place("overflow-bits", LABEL, ["result out of range"], { got: ["nan", "number", "stray", "infinity"], weight: 0.04 }),
  place("overflow-bits", LABEL, ["overflowing result"], { got: ["nan", "number", "zero", "minus zero", "stray"], weight: 0.05 }),
  arithmetic("subnormal-operand", ["subnormal-misread"]),
  place("subnormal-operand", LABEL, ["subnormal operand"]),
  arithmetic("subnormal-result", ["subnormal-cut", "raised-to-normal"]),
  place("subnormal-result", LABEL, ["small result"], {
    got: ["number", "stray", "near", "nan", "infinity"],
    weight: 0.01,
  }),
  arithmetic("narrower-format", [...conversionsTo(/half|bfloat|fraction|lowest/), "scale-in-half", "steps-in-half"]),
  { cause: "narrower-format", on: LABEL, constant: "bits", weight: 0.12 },
  place("small-normals-flushed", LABEL, ["small result"], { got: ["zero", "minus zero"], weight: 0.05 }),
  place("small-normals-flushed", LABEL, ["lowest total"], { reductions: [MEAN], weight: 0.1 }),
  place("reciprocal-out-of-range", LABEL, ["far total"], { reductions: [MEAN], weight: 0.05 }),
  model("total-element-type", substitutionsOf("total-element-type"), { reductions: [MEAN] }),
  model("total-element-type", ["total-as-float"], { reductions: [MEAN], families: ["everywhere"] }),
  arithmetic("byte-order", conversionsTo(/bytes/), { weight: 0.14 }),
  model("quotient-inaccurate", ["about"], { reductions: [MEAN], anyway: true, weight: 0.04 }),
];
