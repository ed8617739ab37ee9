import { describe, expect, it } from "vitest";
import { formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { ENTRIES } from "../reference/operator.ts";
import { entriesOf, fullMask, PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { faultOf } from "./bench.fixture.ts";
import { type Case, FILLS, PLACEMENTS, typeOf, UNUSED } from "./case.ts";
import { operandsOf } from "./explicit.ts";
import { drawCase } from "./generator.ts";
import { Inputs } from "./inputs.ts";
import { LABEL_CLASSES, VALUE_CLASSES } from "./patterns.ts";
import type { ShapeClass } from "./shapes.ts";

const random = new Random();

/** Case `index` of a stratum's own numbers; stream numbers are the test's. */
function draw(id: (typeof PLATFORM_IDS)[number], shape: ShapeClass, index: number): Case {
  return drawCase(random.reset(41, 0, index), PLATFORMS[id], shape, index);
}

const many = (id: (typeof PLATFORM_IDS)[number], shape: ShapeClass, count: number): Case[] =>
  Array.from({ length: count }, (_, index) => draw(id, shape, index));

describe("a stream", () => {
  it("begins with the cases that it always began with", () => {
    expect(draw("ft78ne", "small", 0)).toMatchInlineSnapshot(`
      {
        "batch": 39,
        "classNum": 63,
        "coreMask": 1,
        "entry": "fp_nlllossgrad_p",
        "labels": {
          "kind": "drawn",
          "labels": "first",
          "seed": 1690622312,
        },
        "logits": "finite",
        "lossGrad": {
          "kind": "drawn",
          "seed": 2544677560,
          "values": "extreme",
        },
        "lossGradLength": 39,
        "placement": "start",
        "poison": "finite",
        "reduction": 2,
        "totalWeight": 2147483648,
        "unused": "drawn",
        "weight": {
          "kind": "drawn",
          "seed": 764105040,
          "values": "whole",
        },
      }
    `);
    expect(draw("mt7004", "small", 3)).toMatchInlineSnapshot(`
      {
        "batch": 2,
        "classNum": 29,
        "coreMask": 1,
        "entry": "hp_nlllossgrad_p",
        "labels": {
          "kind": "drawn",
          "labels": "first",
          "seed": 2210894870,
        },
        "logits": "finite",
        "lossGrad": {
          "except": [
            [
              0,
              51356,
            ],
          ],
          "kind": "drawn",
          "seed": 1417519574,
          "values": "ordinary",
        },
        "lossGradLength": 2,
        "placement": "aligned",
        "poison": "nan",
        "reduction": 2,
        "totalWeight": 64512,
        "unused": "nan",
        "weight": {
          "except": [
            [
              0,
              61168,
            ],
          ],
          "kind": "drawn",
          "seed": 370885355,
          "values": "powers",
        },
      }
    `);
    expect(draw("mt7004", "medium", 1)).toMatchInlineSnapshot(`
      {
        "batch": 5,
        "classNum": 256,
        "coreMask": 1,
        "entry": "fp_nlllossgrad_p",
        "labels": {
          "kind": "drawn",
          "labels": "edges",
          "seed": 3434960441,
        },
        "logits": "nan",
        "lossGrad": {
          "except": [
            [
              0,
              908755051,
            ],
          ],
          "kind": "drawn",
          "seed": 2503522902,
          "values": "integers",
        },
        "lossGradLength": 5,
        "placement": "aligned",
        "poison": "finite",
        "reduction": 1,
        "totalWeight": 1065353216,
        "unused": "nan",
        "weight": {
          "except": [
            [
              255,
              196798,
            ],
          ],
          "kind": "drawn",
          "seed": 607986586,
          "values": "mixed",
        },
      }
    `);
  });

  it("gives a case by its seed and index alone", () => {
    const late = draw("mt7004", "small", 77);
    many("ft78ne", "small", 20);
    expect(draw("mt7004", "small", 77)).toEqual(late);
    expect(draw("mt7004", "small", 78)).not.toEqual(late);
  });
});

describe.each([...PLATFORM_IDS])("cases of %s", (id) => {
  const platform = PLATFORMS[id];

  it("are valid, of every shape class", () => {
    for (const [shape, count] of [
      ["small", 4000],
      ["medium", 300],
      ["long", 30],
      ["empty", 60],
    ] as const) {
      for (const c of many(id, shape, count)) {
        const fault = faultOf(c, platform);
        if (fault !== null) expect.fail(`${fault}: ${JSON.stringify(c)}`);
      }
    }
  });

  it("reach every residue of 32, function, reduction, mask, label class, value class, fill and placement", () => {
    const seen = new Set<string>();
    for (const c of many(id, "small", 16_000)) {
      const { storage } = ENTRIES[c.entry];
      seen
        .add(`batch ${c.batch % 32}`)
        .add(`class_num ${c.classNum % 32}`)
        .add(`${c.entry} ${c.reduction}`);
      if (storage === "s") seen.add(`mask ${c.coreMask}`);
      if (c.labels.kind === "drawn") seen.add(`labels ${c.labels.labels}`);
      if (c.lossGrad.kind === "drawn") seen.add(`loss_grad ${c.lossGrad.values}`);
      if (c.weight.kind === "drawn") seen.add(`weight ${c.weight.values}`);
      seen.add(`unused ${c.unused}`).add(`logits ${c.logits}`).add(`poison ${c.poison}`).add(`placement ${c.placement}`);
      if (c.reduction !== 2 && c.batch > 1) seen.add(`loss_grad's length ${c.lossGradLength === 1 ? "1" : "batch"}`);
    }
    const upTo = (n: number, text: string): string[] => Array.from({ length: n }, (_, k) => `${text} ${k}`);
    const classes = VALUE_CLASSES.flatMap((kind) => [`loss_grad ${kind}`, `weight ${kind}`]).filter(
      (text) => text !== "loss_grad positive",
    );
    expect([...seen].sort()).toEqual(
      [
        ...upTo(32, "batch"),
        ...upTo(32, "class_num"),
        ...upTo(fullMask(platform) + 1, "mask").slice(1),
        ...entriesOf(platform).flatMap((entry) => upTo(3, entry)),
        ...LABEL_CLASSES.map((kind) => `labels ${kind}`),
        ...classes,
        ...UNUSED.map((kind) => `unused ${kind}`),
        ...FILLS.flatMap((kind) => [`logits ${kind}`, `poison ${kind}`]),
        ...PLACEMENTS.map((kind) => `placement ${kind}`),
        "loss_grad's length 1",
        "loss_grad's length batch",
      ].sort(),
    );
  });

  it("have totals that are batch, 1, the labels' weights' sum and its negative, special and others", () => {
    const seen = { batch: 0, one: 0, sum: 0, negatedSum: 0, zero: 0, nan: 0, infinite: 0, subnormal: 0 };
    const inputs = new Inputs();
    for (const c of many(id, "small", 3000)) {
      if (c.reduction !== 1) continue;
      const format = formatOf(typeOf(c));
      const t = format.fromBits(c.totalWeight);
      inputs.fill(c);
      let sum = 0;
      for (let i = 0; i < c.batch; i++) sum += inputs.weight.values[inputs.labels[i] as number] as number;
      if (t === c.batch && c.batch > 16) seen.batch++;
      if (t === 1) seen.one++;
      if (Object.is(t, format.round(sum)) && sum !== 0) seen.sum++;
      if (Object.is(t, format.round(-sum)) && sum !== 0) seen.negatedSum++;
      if (t === 0) seen.zero++;
      if (Number.isNaN(t)) seen.nan++;
      if (Math.abs(t) === Infinity) seen.infinite++;
      if (t !== 0 && Math.abs(t) < format.minNormal) seen.subnormal++;
    }
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(2);
  });

  it("aim at results next to where rounding changes its ways: overflow, the smallest normal and subnormals", () => {
    const seen = { overflow: 0, largest: 0, smallestNormal: 0, subnormal: 0, underflow: 0 };
    for (const c of many(id, "small", 4000)) {
      if (c.weight.kind !== "drawn" || c.weight.except === undefined || c.lossGrad.kind !== "drawn") continue;
      const format = formatOf(typeOf(c));
      const inputs = new Inputs();
      inputs.fill(c);
      for (let row = 0; row < c.batch; row++) {
        const { g, w, t } = operandsOf(c, row, inputs.labels[row] as number);
        const over = c.reduction === 1 ? format.fromBits(t) : 1;
        const exact = Math.abs((format.fromBits(g) * format.fromBits(w)) / over);
        if (exact > format.maxFinite && exact < format.overflowPower * 1.01) seen.overflow++;
        if (exact <= format.maxFinite && exact > format.maxFinite / 1.01) seen.largest++;
        if (exact < format.minNormal * 1.01 && exact > format.minNormal / 1.01) seen.smallestNormal++;
        if (exact < format.minNormal && exact > format.minSubnormal) seen.subnormal++;
        if (exact !== 0 && exact < format.minSubnormal) seen.underflow++;
      }
    }
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(10);
  });
});
