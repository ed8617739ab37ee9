import { FLOAT, HALF } from "../../../core/format.ts";
import { MEAN } from "../../../reference/operator.ts";
import type { Unit } from "../units.ts";
import { type Family, least, most, type Statement, say } from "./statement.ts";

const exactOf = ({ c, g, w, t }: Unit): number => Math.abs((g * w) / (c.reduction === MEAN ? t : 1));

const overflows = (u: Unit): boolean => !Number.isFinite(u.format.round(exactOf(u)));

/** Whether a zero is accepted since an operand is subnormal. */
const isForgiven = (u: Unit): boolean => !u.wrong && exactOf(u) !== 0 && u.format.fromBits(u.bits) === 0;

/** Numbers that are often a mark for something else. */
const MARKS: ReadonlySet<number> = new Set([
  -1,
  -100,
  100,
  255,
  999,
  -999,
  9999,
  FLOAT.maxFinite,
  -FLOAT.maxFinite,
  HALF.maxFinite,
]);

/** The operands of a label cell. */
const OPERANDS = [
  ["loss_grad", (u: Unit): number => u.g],
  ["weight", (u: Unit): number => u.w],
  ["total_weight", (u: Unit): number => (u.c.reduction === MEAN ? u.t : Number.NaN)],
] as const;

const largerOf = ({ g, w }: Unit): number => Math.max(Math.abs(g), Math.abs(w));

/** Statements that something is small, as it is in wrong cells, and in the binades that they have it in. */
function below(name: string, of: (u: Unit) => number, wrong: readonly Unit[]): Statement[] {
  const [unit] = wrong;
  const high = Math.floor(Math.log2(most(wrong, of))) + 1;
  const low = Math.floor(Math.log2(least(wrong, of)));
  if (unit === undefined || !(2 ** high <= 4 * unit.format.minNormal)) return [];
  const isBelow = (u: Unit): boolean => of(u) < 2 ** high && of(u) !== 0;
  return [
    say(`|${name}| < 2^${high}`, isBelow),
    ...(Number.isFinite(low) ? [say(`2^${low} <= |${name}| < 2^${high}`, (u: Unit) => isBelow(u) && of(u) >= 2 ** low)] : []),
  ];
}

/** Names of the families about operands, results, and what stood in memory. */
export type ValueFamily =
  | "zero operand"
  | "large operand"
  | "operand from"
  | "large result"
  | "negative gradient"
  | "small operand"
  | "special operand"
  | "negative total"
  | "negative weight"
  | "guarded total"
  | "far total"
  | "odd total"
  | "total like batch"
  | "ones first"
  | "one operand value"
  | "unit operand"
  | "odd value"
  | "overflowing result"
  | "result out of range"
  | "small result"
  | "lowest total"
  | "subnormal operand"
  | "old contents"
  | "odd logits"
  | "odd unused";

/** Statements about operands, results, and what stood in memory. */
export const VALUE_FAMILIES: Readonly<Record<ValueFamily, Family>> = {
  "zero operand": () => [
    say("loss_grad is 0", (u) => u.g === 0),
    say("weight is 0", (u) => u.w === 0),
    say("loss_grad or weight is 0", (u) => u.g === 0 || u.w === 0),
    say("weight is 0 or NaN", (u) => u.w === 0 || Number.isNaN(u.w)),
  ],
  "large operand": () =>
    [7, 8, 15, 16, 31, 32].flatMap((k) => [
      say(`|weight| >= 2^${k}`, (u) => Math.abs(u.w) >= 2 ** k),
      say(`|weight| >= 2^${k} and is whole`, (u) => Math.abs(u.w) >= 2 ** k && Number.isInteger(u.w)),
      say(`|loss_grad| >= 2^${k}`, (u) => Math.abs(u.g) >= 2 ** k),
      say(`|loss_grad| >= 2^${k} and is whole`, (u) => Math.abs(u.g) >= 2 ** k && Number.isInteger(u.g)),
      say(`|total_weight| >= 2^${k}`, (u) => u.c.reduction === MEAN && Math.abs(u.t) >= 2 ** k),
    ]),
  "operand from": (wrong) =>
    [...OPERANDS, ["loss_grad or weight", largerOf] as const].flatMap(([name, of]) => {
      const power = Math.floor(Math.log2(least(wrong, (u) => Math.abs(of(u)))));
      return power > 2 && Number.isFinite(power)
        ? [say(`|${name}| >= 2^${power}`, (u: Unit) => Math.abs(of(u)) >= 2 ** power)]
        : [];
    }),
  "large result": (wrong) => {
    const power = Math.floor(Math.log2(least(wrong, exactOf)));
    return power > 2 && Number.isFinite(power) ? [say(`|result| >= 2^${power}`, (u: Unit) => exactOf(u) >= 2 ** power)] : [];
  },
  "negative gradient": () => [say("loss_grad < 0", (u) => u.g < 0), say("loss_grad > 0", (u) => u.g > 0)],
  "small operand": (wrong) =>
    OPERANDS.flatMap(([name, of]) => {
      const high = most(wrong, (u) => Math.abs(of(u)));
      const power = Math.floor(Math.log2(high)) + 1;
      return Number.isFinite(power) ? [say(`|${name}| < 2^${power}`, (u: Unit) => Math.abs(of(u)) < 2 ** power)] : [];
    }),
  "negative total": () => [say("total_weight < 0", (u) => u.t < 0)],
  "special operand": () => [
    say("loss_grad is NaN", (u) => Number.isNaN(u.g)),
    say("an operand is not finite", (u) => !Number.isFinite(u.g) || !Number.isFinite(u.w)),
    say("the result is NaN", (u) => Number.isNaN(exactOf(u))),
    say("loss_grad is not finite", (u) => !Number.isFinite(u.g)),
  ],
  "negative weight": () => [say("weight < 0", (u) => u.w < 0)],
  "guarded total": (wrong) => {
    const high = most(wrong, (u) => Math.abs(u.t));
    const power = Math.floor(Math.log2(high)) + 1;
    return [
      say("total_weight < 0", (u) => u.t < 0),
      say("total_weight is not above 0", (u) => !(u.t > 0)),
      ...(power < 0 ? [say(`|total_weight| < 2^${power}`, (u) => Math.abs(u.t) < 2 ** power)] : []),
    ];
  },
  "far total": (wrong) => {
    const power = (u: Unit): number => Math.log2(Math.abs(u.t));
    const high = Math.floor(
      least(
        wrong.filter((u) => power(u) > 0),
        power,
      ),
    );
    const low = Math.ceil(
      most(
        wrong.filter((u) => power(u) < 0),
        power,
      ),
    );
    const isHigh = (u: Unit): boolean => power(u) >= high;
    const isLow = (u: Unit): boolean => power(u) <= low;
    return [
      ...(high > 4 && high < Infinity ? [say(`|total_weight| >= 2^${high}`, isHigh)] : []),
      ...(high > 4 && high < Infinity && low < -4 && low > -Infinity
        ? [say(`|total_weight| is past 2^${high} or below 2^${low}`, (u) => isHigh(u) || isLow(u))]
        : []),
    ];
  },
  "odd total": () => [
    say("total_weight is 0 or not finite", (u) => u.t === 0 || !Number.isFinite(u.t)),
    say("total_weight is not finite", (u) => !Number.isFinite(u.t)),
    say("total_weight is 0", (u) => u.t === 0),
    say("total_weight is 0 or NaN", (u) => u.t === 0 || Number.isNaN(u.t)),
  ],
  "total like batch": () => [say("total_weight = batch", (u) => u.t === u.c.batch)],
  "ones first": () => [
    say("the first four weights are 1", ({ onesFirst: [weights] }) => weights === 4),
    say("the first weight is 1", ({ onesFirst: [weights] }) => weights > 0),
    say("the first four elements of loss_grad are 1", ({ onesFirst: [, gradients] }) => gradients === 4),
    say("loss_grad[0] is 1", ({ onesFirst: [, gradients] }) => gradients > 0),
  ],
  "one operand value": (wrong) =>
    // One call has one total, and in sum and mean one gradient; the shrunk one has those of another.
    OPERANDS.flatMap(([name, of]) => {
      const [first] = wrong;
      const value = first === undefined ? Number.NaN : of(first);
      if (new Set(wrong.map(({ c }) => c)).size < 3 && !MARKS.has(value)) return [];
      // A 1 is in many calls, many a call is simpler with it, and the smallest numbers go wrong for other reasons.
      return !Number.isFinite(value) || value === 0 || value === 1 || Math.abs(value) <= FLOAT.minNormal
        ? []
        : [
            say(`${name} is ${value}`, (u: Unit) => of(u) === value),
            ...(Math.abs(value) === 1
              ? []
              : [say(`|${name}| is ${Math.abs(value)}`, (u: Unit) => Math.abs(of(u)) === Math.abs(value))]),
          ];
    }),
  "unit operand": () => OPERANDS.map(([name, of]) => say(`${name} is 1`, (u) => of(u) === 1)),
  "odd value": (wrong) =>
    [...new Set(wrong.flatMap(({ odd }) => odd))].map((name) =>
      say(`an element of ${name}`.replace("element of total_weight", "total_weight that is"), (u) => u.odd.includes(name)),
    ),
  "overflowing result": () => [
    say("the result of finite operands overflows", (u) => overflows(u) && Number.isFinite(u.g) && Number.isFinite(u.w)),
  ],
  "result out of range": (wrong) =>
    !wrong.some(({ implied }) => implied !== null && Math.abs(implied.factor) > 2 ** 16)
      ? []
      : [
          say(
            "the result of finite operands overflows, or is below the normal numbers",
            (u) => Number.isFinite(u.g * u.w) && u.g * u.w !== 0 && (overflows(u) || exactOf(u) < u.format.minNormal),
          ),
        ],
  "small result": (wrong) =>
    [
      ...below("result", exactOf, wrong),
      ...below("loss_grad * weight", ({ g, w }) => Math.abs(g * w), wrong),
      say("the result is below the normal numbers", (u) => exactOf(u) < u.format.minNormal),
      say("the result is subnormal", (u) => exactOf(u) < u.format.minNormal && u.format.round(exactOf(u)) !== 0),
      say(
        "the result is in the lowest binade of the normal numbers",
        (u) => exactOf(u) < 2 * u.format.minNormal && exactOf(u) >= u.format.minNormal,
      ),
      say("the result is the smallest normal number", (u) => u.format.round(exactOf(u)) === u.format.minNormal),
    ].map((statement) => ({ ...statement, silent: isForgiven })),
  "lowest total": () => [
    say(
      "total_weight is in the lowest binade of the normal numbers",
      (u) => Math.abs(u.t) < 2 * u.format.minNormal && Math.abs(u.t) >= u.format.minNormal,
    ),
  ],
  "subnormal operand": () => [
    say("an operand is subnormal", (u) => [u.g, u.w].some((x) => x !== 0 && Math.abs(x) < u.format.minNormal)),
  ],
  "old contents": () => [
    say("the output held NaN before", (u) => u.c.poison === "nan"),
    say("the output held NaN or infinity before", (u) => u.c.poison === "nan" || u.c.poison === "infinity"),
    say("the output held another call's results", (u) => u.c.poison === "left"),
  ],
  "odd logits": () => [
    say("logits are not finite", (u) => u.c.logits !== "finite"),
    say("logits are NaN", (u) => u.c.logits === "nan"),
    say("logits are infinite", (u) => u.c.logits === "infinity"),
  ],
  "odd unused": () => [say("unused elements of the inputs are not finite", (u) => u.c.unused !== "drawn")],
};
