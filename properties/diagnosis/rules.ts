import { ARITHMETIC_RULES } from "./rules/arithmetic.ts";
import { FORMULA_RULES } from "./rules/formula.ts";
import { PLACE_RULES } from "./rules/places.ts";
import type { Rule } from "./rules/rule.ts";
import { RUNNING_RULES } from "./rules/running.ts";

/** Every rule; of equals the first wins. */
export const RULES: readonly Rule[] = [...FORMULA_RULES, ...PLACE_RULES, ...RUNNING_RULES, ...ARITHMETIC_RULES];
