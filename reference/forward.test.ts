import { describe, expect, it } from "vitest";
import { type ElementType, formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { add, decode, divide, type Fraction, multiply, negate, type Rounded, roundExactly, ZERO } from "./exact.fixture.ts";
import { gradient } from "./gradient.ts";
import { MEAN, NONE, REDUCTION_NAMES, REDUCTIONS, type Reduction } from "./operator.ts";

/** One call's inputs as bits. */
interface Problem {
  readonly type: ElementType;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  readonly lossGrad: readonly number[];
  readonly labels: readonly number[];
  readonly weight: readonly number[];
  readonly totalWeight: number;
}

type Logits = (row: number, column: number) => Fraction;

/**
 * The forward operator in exact arithmetic: a loss for each row, or one for all. The loss of a row is -w[y] * x[y]; sum
 * adds them up, mean divides by the total that the caller gives.
 */
function forward(p: Problem, logits: Logits): Fraction[] {
  const losses = p.labels.map((label, row) => negate(multiply(decode(p.type, p.weight[label] as number), logits(row, label))));
  if (p.reduction === NONE) return losses;
  const sum = losses.reduce(add, ZERO);
  return [p.reduction === MEAN ? divide(sum, decode(p.type, p.totalWeight)) : sum];
}

/** What flows back into the logits: the upstream gradient times the loss of each input, weighed over all losses. */
function upstream(p: Problem, losses: readonly Fraction[]): Fraction {
  return losses.map((loss, k) => multiply(decode(p.type, p.lossGrad[k] as number), loss)).reduce(add, ZERO);
}

const basis =
  (i: number, j: number): Logits =>
  (row, column) => ({ n: row === i && column === j ? 1n : 0n, d: 1n });

/** The loss is linear in the logits: cell (i, j) of its gradient is what the basis input e_ij gives. Row by row. */
function gradientByForward(p: Problem): Rounded[] {
  const cells: Rounded[] = [];
  for (let i = 0; i < p.batch; i++)
    for (let j = 0; j < p.classNum; j++) cells.push(roundExactly(p.type, upstream(p, forward(p, basis(i, j)))));
  return cells;
}

function gradientByReference(p: Problem): Float64Array {
  const value = (bits: number): number => formatOf(p.type).fromBits(bits);
  return gradient({
    ...p,
    lossGrad: p.lossGrad.map(value),
    weight: p.weight.map(value),
    totalWeight: value(p.totalWeight),
  });
}

type Draw = (random: Random, type: ElementType) => number;

const widthOf = (type: ElementType): { fraction: number; bias: number } =>
  type === "fp" ? { fraction: 23, bias: 127 } : { fraction: 10, bias: 15 };

const compose = (random: Random, type: ElementType, field: number, fraction: number): number =>
  (random.below(2) * (type === "fp" ? 2 ** 31 : 2 ** 15) + field * 2 ** widthOf(type).fraction + fraction) >>> 0;

const withField =
  (least: (bias: number) => number, most: (bias: number) => number): Draw =>
  (random, type) => {
    const { fraction, bias } = widthOf(type);
    return compose(random, type, random.between(least(bias), most(bias)), random.below(2 ** fraction));
  };

/** Finite bits of each kind that rounding has trouble with. */
const DRAWS: Readonly<Record<string, Draw>> = {
  moderate: withField(
    (bias) => bias - 3,
    (bias) => bias + 3,
  ),
  wide: withField(
    () => 0,
    (bias) => 2 * bias,
  ),
  subnormal: withField(
    () => 0,
    () => 0,
  ),
  // Near the square root of the ends of the range: products and quotients fall on both sides of the ends.
  large: withField(
    (bias) => Math.floor(1.4 * bias),
    (bias) => Math.floor(1.6 * bias),
  ),
  small: withField(
    (bias) => Math.floor(0.4 * bias),
    (bias) => Math.floor(0.6 * bias),
  ),
  extreme: withField(
    (bias) => 2 * bias - 1,
    (bias) => 2 * bias,
  ),
  tiny: withField(
    () => 0,
    () => 2,
  ),
  // Products of two such significands have one bit too many: ties.
  short: (random, type) => {
    const { fraction, bias } = widthOf(type);
    const kept = Math.ceil((fraction + 2) / 2) - 1;
    return compose(random, type, bias + random.between(-2, 2), (random.below(2 ** kept) | 1) * 2 ** (fraction - kept));
  },
  power: (random, type) => compose(random, type, random.between(1, 2 * widthOf(type).bias), 0),
  zero: (random, type) => compose(random, type, 0, 0),
};
const KINDS = Object.keys(DRAWS);

function drawProblem(random: Random, type: ElementType, reduction: Reduction): Problem {
  const batch = random.between(1, 4);
  const classNum = random.between(1, 5);
  const inTies = random.oneIn(8);
  const draw = (count: number): number[] => {
    const kind = inTies ? "short" : random.pick(KINDS);
    return Array.from({ length: count }, () => (DRAWS[random.oneIn(4) ? random.pick(KINDS) : kind] as Draw)(random, type));
  };
  let totalWeight = inTies ? (DRAWS.power as Draw)(random, type) : (draw(1)[0] as number);
  // The forward operator has no value for a total of 0.
  if (totalWeight % (type === "fp" ? 2 ** 31 : 2 ** 15) === 0) totalWeight++;
  const labels = Array.from({ length: batch }, () => random.below(classNum));
  return {
    type,
    batch,
    classNum,
    reduction,
    lossGrad: draw(reduction === NONE ? batch : random.between(1, batch)),
    labels,
    weight: draw(classNum),
    totalWeight,
  };
}

const CASES = 1500;
/** Results of each kind that the cases must have met. */
const ENOUGH = 20;

describe.each(["fp", "hp"] as const)("%s", (type) => {
  it.each(REDUCTIONS)("the gradient is exactly what the forward operator gives for basis inputs, reduction %i", (reduction) => {
    const random = new Random().reset(11, reduction, 0);
    const met = { tie: 0, subnormal: 0, underflow: 0, overflow: 0 };
    for (let k = 0; k < CASES; k++) {
      const problem = drawProblem(random, type, reduction);
      const exact = gradientByForward(problem);
      const reference = gradientByReference(problem);
      expect(reference).toHaveLength(exact.length);
      for (const [at, { value, tie, subnormal }] of exact.entries()) {
        if (reference[at] !== value) expect.fail(`cell ${at} of ${JSON.stringify(problem)}: ${reference[at]}, not ${value}`);
        if (tie) met.tie++;
        if (subnormal) met[value === 0 ? "underflow" : "subnormal"]++;
        if (Math.abs(value) === Infinity) met.overflow++;
      }
    }
    for (const [kind, count] of Object.entries(met)) expect(count, kind).toBeGreaterThan(ENOUGH);
  });
});

it.each(REDUCTIONS)("the forward operator is linear in the logits, reduction %i", (reduction) => {
  const random = new Random().reset(12, reduction, 0);
  for (let k = 0; k < 100; k++) {
    const problem = drawProblem(random, "hp", reduction);
    const logits = Array.from({ length: problem.batch * problem.classNum }, () => BigInt(random.between(-9, 9)));
    const at = (row: number, column: number): Fraction => ({ n: logits[row * problem.classNum + column] as bigint, d: 1n });
    let combined = ZERO;
    for (let i = 0; i < problem.batch; i++)
      for (let j = 0; j < problem.classNum; j++)
        combined = add(combined, multiply(at(i, j), upstream(problem, forward(problem, basis(i, j)))));
    const whole = upstream(problem, forward(problem, at));
    expect(combined.n * whole.d, REDUCTION_NAMES[reduction]).toBe(whole.n * combined.d);
  }
});
