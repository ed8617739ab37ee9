import { describe, expect, it } from "vitest";
import { openModule } from "../adapters/module.ts";
import { HALF } from "../core/format.ts";
import { HALF_VALUES } from "../core/half.ts";
import { Random } from "../core/random.ts";
import { sameValue } from "../core/ulp.ts";
import { Inputs } from "../properties/inputs.ts";
import { type GradientKernel, NONE, SUM } from "../reference/operator.ts";
import { platformOf } from "../reference/platforms.ts";
import { negatedProduct } from "../reference/product.ts";
import { callsOfUnit, expectedHalves, magnitudeOf, type PairShape, pairsCall, provePairs, UNIT_PAIRS, UNITS } from "./pairs.ts";
import { mergeWrong, patternOf, type WrongPairs } from "./wrong-pairs.ts";

const random = new Random().reset(1, 2, 3);
const value = (bits: number): number => HALF_VALUES[bits] as number;

describe("what a proof expects of a pair", () => {
  it("is the product correctly rounded, for any gradient, any weight and both signs", () => {
    const expected = new Uint16Array(2 ** 16);
    const wrong: string[] = [];
    const magnitudes = [
      0,
      1,
      0x3ff,
      0x400,
      0x3c00,
      0x7bff,
      0x7c00,
      0x7c01,
      ...Array.from({ length: 40 }, () => random.below(UNITS)),
    ];
    for (const magnitude of magnitudes) {
      expectedHalves(magnitude, expected);
      for (let x = 0; x < 2 ** 16; x += 1 + random.below(7)) {
        for (const sign of [0, 0x8000]) {
          const product = negatedProduct(HALF, value(x), value(magnitude | sign));
          if (!sameValue(value((expected[x] as number) ^ sign), product)) wrong.push(`${x} ${magnitude | sign}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("the units of a proof", () => {
  it("go through every magnitude once", () => {
    expect(new Set(Array.from({ length: UNITS }, (_, unit) => magnitudeOf(unit))).size).toBe(UNITS);
  });

  it.each<PairShape>([
    { entry: "hp_nlllossgrad_s", reduction: SUM, classNum: 64 },
    { entry: "hp_nlllossgrad_s", reduction: SUM, classNum: 512 },
    { entry: "hp_nlllossgrad_s", reduction: NONE, classNum: 1 },
    { entry: "hp_nlllossgrad_s", reduction: NONE, classNum: 2 },
    { entry: "hp_nlllossgrad_s", reduction: NONE, classNum: 3 },
  ])("have both signs of their magnitude against every half, once: $reduction, class_num $classNum", (shape) => {
    const unit = 1234;
    const still = magnitudeOf(unit);
    const met = new Uint8Array(2 * 2 ** 16);
    const inputs = new Inputs();
    for (let call = 0; call < callsOfUnit(shape); call++) {
      const c = pairsCall(shape, unit, call, 15);
      inputs.fill(c);
      for (let i = 0; i < c.batch; i++) {
        const w = inputs.weight.bits[inputs.labels[i] as number] as number;
        const g = inputs.lossGrad.bits[shape.reduction === NONE ? i : 0] as number;
        const [stands, runs] = shape.reduction === NONE ? [w, g] : [g, w];
        if ((stands & 0x7fff) !== still) expect.fail(`${stands} stands still`);
        const place = (stands >> 15) * 2 ** 16 + runs;
        met[place] = (met[place] as number) + 1;
      }
    }
    expect(met.every((times) => times === 1)).toBe(true);
    expect(met).toHaveLength(UNIT_PAIRS);
  });
});

describe("a kernel that writes no label cell", () => {
  it.each([SUM, NONE] as const)("is wrong about every pair, zeros, infinities and NaNs too: reduction %i", async (reduction) => {
    const idle: GradientKernel = {
      ...{ name: "idle", description: "writes nothing", elementTypes: ["hp"] },
      open: () => ({ call() {}, close() {} }),
    };
    const platform = { ...platformOf("mt7004"), alignment: 64 };
    const callee = await openModule(idle, platform, { tensor: 2 ** 16, vector: 2 ** 16 }, { enter() {}, leave() {} }, () => 1000);
    const shape: PairShape = { entry: "hp_nlllossgrad_s", reduction, classNum: reduction === SUM ? 64 : 2 };
    for (const magnitude of [0, 1, 0x3c00, 0x7c00, 0x7e00]) {
      const unit = Array.from({ length: UNITS }, (_, u) => u).find((u) => magnitudeOf(u) === magnitude) as number;
      const { wrong, pairs } = provePairs({ callee, platform, at() {} }, shape, { from: unit, to: unit + 1, wrong: 0 });
      expect(pairs).toBe(UNIT_PAIRS);
      expect(wrong.reduce((sum, { count }) => sum + count, 0)).toBe(UNIT_PAIRS);
    }
  });
});

describe("what wrong pairs have in common", () => {
  const wrong = (change: Partial<WrongPairs>): WrongPairs => ({
    clause: "product-rounding",
    count: 3,
    first: { g: 1, w: 2, received: 3, unit: 0, call: 0, row: 0 },
    g: [1, 9],
    w: [2, 2],
    subnormalOperand: 0,
    subnormalResult: 0,
    subnormal: 0,
    special: 0,
    ...change,
  });

  it("is an operand that is the same in all of them, or a kind of operand or result", () => {
    expect(patternOf(wrong({}))).toBe(`weight ±${2 ** -23} (0x0002)`);
    expect(patternOf(wrong({ w: [1, 2], subnormalResult: 3, subnormalOperand: 2, subnormal: 3 }))).toBe(
      "a product below the smallest normal",
    );
    expect(patternOf(wrong({ w: [1, 2], subnormalResult: 2, subnormalOperand: 2, subnormal: 3 }))).toBe(
      "a subnormal operand, or a product below the smallest normal",
    );
    expect(patternOf(wrong({ w: [1, 2] }))).toBe("");
  });

  it("is told over all units: counts add up, the first stays", () => {
    const all = new Map();
    mergeWrong(all, [wrong({})]);
    mergeWrong(all, [wrong({ count: 2, w: [5, 6], first: { g: 7, w: 7, received: 7, unit: 1, call: 0, row: 0 } })]);
    expect([...all.values()]).toEqual([wrong({ count: 5, w: [2, 6] })]);
  });
});
