import { describe, expect, it } from "vitest";
import type { Platform } from "../core/contract.ts";
import { FLOAT, formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { levelOf } from "../reference/clauses.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { Bench, correct, faultOf, PLAIN } from "./bench.fixture.ts";
import { type Case, typeOf } from "./case.ts";
import { drawCase } from "./generator.ts";
import { maskCount } from "./relations/cores.ts";
import { differenceOf } from "./relations/relation.ts";
import { judgeRelation, type Output, RELATIONS, type RelationName, relationOf } from "./relations.ts";
import { severityOf } from "./violation.ts";

const bench = new Bench();
const platform = PLATFORMS.mt7004;

/** A base with several rows and classes, of the reduction that the relation can say something about. */
function baseOf(name: RelationName, type: "fp" | "hp" = "fp"): Case {
  const base: Case = { ...PLAIN, entry: `${type}_nlllossgrad_s`, unused: "drawn" };
  return name === "unit-total" ? { ...base, reduction: 1 } : base;
}

function outputsOf(calls: readonly Case[]): Output[] {
  return calls.map((c) => {
    bench.call(c, correct);
    return bench.output(c);
  });
}

const ONLY_SOME: Partial<Record<RelationName, (c: Case) => boolean>> = {
  masks: (c) => c.entry.endsWith("_s"),
  "rows-permuted": (c) => c.batch > 1,
  "classes-permuted": (c) => c.classNum > 1,
  "batch-split": (c) => c.batch > 1,
  "unit-total": (c) => c.reduction !== 2,
};

describe("masks of many cores", () => {
  const platformOfCores = (cores: number): Platform => ({ ...platform, cores });
  const masksOf = (cores: number, seed: number): readonly number[] =>
    relationOf("masks")
      .calls(baseOf("masks"), seed, platformOfCores(cores))
      .map(({ coreMask }) => coreMask);

  it.each([1, 2, 8])("are all tried against the full one: %i cores", (cores) => {
    const full = 2 ** cores - 1;
    expect(masksOf(cores, 5)).toEqual([full, ...Array.from({ length: full - 1 }, (_, k) => k + 1)]);
    expect(maskCount(platformOfCores(cores))).toBe(full);
  });

  it.each([9, 16, 31])(
    "are too many for all: %i cores are tried by 255, each core alone and the first ones among them",
    (cores) => {
      const full = 2 ** cores - 1;
      const masks = masksOf(cores, 5);
      expect(masks).toHaveLength(maskCount(platformOfCores(cores)));
      expect(new Set(masks).size).toBe(255);
      expect(masks[0]).toBe(full);
      expect(Math.max(...masks)).toBe(full);
      expect(Math.min(...masks)).toBe(1);
      for (let core = 0; core < cores; core++)
        expect(masks).toEqual(expect.arrayContaining([2 ** core, full - 2 ** core, 2 ** (core + 1) - 1]));
      expect(masksOf(cores, 5)).toEqual(masks);
      expect(masksOf(cores, 6)).not.toEqual(masks);
    },
  );
});

it("relations have the order that tokens rest on", () => {
  expect(RELATIONS).toEqual([
    "masks",
    "storage",
    "repeat",
    "rows-permuted",
    "classes-permuted",
    "batch-split",
    "power-of-two",
    "unit-total",
    "output-left",
    "buffers-moved",
  ]);
});

describe.each([...RELATIONS])("%s", (name) => {
  const relation = relationOf(name);

  it("makes valid calls of any case that it applies to, and finds nothing in what the reference gives", () => {
    const random = new Random();
    let applied = 0;
    for (let index = 0; index < 160; index++) {
      const own = PLATFORMS[PLATFORM_IDS[index % 2] as (typeof PLATFORM_IDS)[number]];
      const base = drawCase(random.reset(71, RELATIONS.indexOf(name), index), own, "small", index);
      const applies = relation.applies(base, own);
      expect(applies).toBe((ONLY_SOME[name] ?? (() => true))(base));
      if (!applies || (name === "masks" && index > 24)) continue;
      applied++;
      const seed = random.word();
      const calls = relation.calls(base, seed, own);
      expect(calls.length).toBeGreaterThan(1);
      for (const c of calls) {
        const fault = faultOf(c, own);
        if (fault !== null) expect.fail(`${fault}: ${JSON.stringify(c)} of ${JSON.stringify(base)}`);
      }
      expect(relation.calls(base, seed, own)).toEqual(calls);
      const difference = differenceOf(relation, calls, outputsOf(calls), seed);
      if (difference !== null) expect.fail(`${JSON.stringify(difference)} of ${JSON.stringify(base)}`);
    }
    expect(applied).toBeGreaterThan(10);
  });

  it.each(["fp", "hp"] as const)("finds a difference planted in any call that is compared, and where it is, %s", (type) => {
    const base = baseOf(name, type);
    const seed = 5;
    const calls = relation.calls(base, seed, platform);
    const outputs = outputsOf(calls);
    const format = formatOf(type);
    let found = 0;
    for (const [k, output] of outputs.entries()) {
      const places = new Set<string>();
      for (let at = 0; at < output.length; at++) {
        const original = output[at] as number;
        output[at] = format.toBits(3 + format.fromBits(original));
        const difference = differenceOf(relation, calls, outputs, seed);
        output[at] = original;
        if (difference === null) continue;
        expect(difference.cells).toBe(1);
        expect(difference.row).toBeLessThan(base.batch);
        expect(difference.column).toBeLessThan(base.classNum);
        places.add(`${difference.row} ${difference.column}`);
      }
      // Calls in between, which a relation makes for their traces alone, are not compared.
      const turns = k % 2 === (name === "repeat" ? 0 : 1);
      const between = ["repeat", "buffers-moved", "output-left"].includes(name) && k > 0 && turns;
      expect(places.size, `call ${k}`).toBe(between ? 0 : output.length);
      found += places.size;
    }
    expect(found).toBeGreaterThanOrEqual(2 * base.batch * base.classNum);
  });

  it("takes both zeros for one value, and all NaNs", () => {
    const base: Case = { ...baseOf(name), lossGrad: { kind: "explicit", bits: [0x7fc00000, 0, 0x7fc00000, 0, 0] } };
    const calls = relation.calls(base, 3, platform);
    const outputs = outputsOf(calls);
    const format = formatOf(typeOf(base));
    expect(outputs[0]?.some((bits) => Number.isNaN(format.fromBits(bits)))).toBe(true);
    for (const output of outputs.slice(1)) {
      for (const [at, bits] of output.entries()) {
        if (format.fromBits(bits) === 0) output[at] = (bits ^ format.signBit) >>> 0;
        if (Number.isNaN(format.fromBits(bits))) output[at] = 0xffc00001 + at;
      }
    }
    expect(differenceOf(relation, calls, outputs, 3)).toBeNull();
    expect(judgeRelation(name, 3, calls, outputs)).toBeNull();
  });

  it("is judged as a violation of its clause, with both results, and in no-state and output-extent alone as one that fails", () => {
    const calls = relation.calls(baseOf(name), 3, platform);
    const outputs = outputsOf(calls);
    (outputs[0] as Output)[3] = 0x40490fdb;
    const violation = judgeRelation(name, 3, calls, outputs);
    if (violation === null) return expect.fail("nothing found");
    expect(violation).toMatchObject({
      clause: relation.clause,
      property: relation.property,
      message: `results differ between ${relation.counterparts(calls, 3)[0]?.between}`,
      cell: { kind: "relation", row: 0, column: 3 },
    });
    const strict = relation.clause === "no-state" || relation.clause === "output-extent";
    expect(severityOf(violation)).toBe(strict ? "violation" : "warning");
    if (strict) expect(levelOf(relation.clause)).toBe("MUST");
  });
});

it("a difference is told by what the calls differ in", () => {
  const told = RELATIONS.map((name) => {
    const calls = relationOf(name).calls({ ...baseOf(name), reduction: 1 }, 3, { ...platform, cores: 2 });
    return relationOf(name)
      .counterparts(calls, 3)
      .map(({ between }) => between);
  });
  expect(told.map((each) => each.join("; "))).toEqual([
    "core_mask 0x3 and 0x1; core_mask 0x3 and 0x2",
    "_s and _p",
    "a call and its repeat; a call and its repeat; a call and its repeat",
    "rows in one order and in another",
    "classes in one order and in another",
    "the whole batch and its two parts",
    "loss_grad as it is and multiplied by 2; weight as it is and multiplied by 2; total_weight as it is and divided by 2",
    "sum and mean by a total of 1",
    "a poisoned output and one left from another call; a poisoned output and one left from another call",
    "loss_grad where it was and elsewhere; labels where it was and elsewhere; weight where it was and elsewhere; total_weight where it was and elsewhere; logits_grad where it was and elsewhere",
  ]);
});

describe("differences are found", () => {
  it("where each single cell differs, in calls of one class", () => {
    const base: Case = { ...baseOf("repeat"), classNum: 1, labels: { kind: "explicit", labels: [0, 0, 0, 0, 0] } };
    const calls = relationOf("repeat").calls(base, 0, platform);
    const outputs = outputsOf(calls);
    outputs[1] = (outputs[1] as Output).map((bits) => bits ^ 1);
    expect(differenceOf(relationOf("repeat"), calls, outputs, 0)).toMatchObject({ row: 0, column: 0, cells: 5 });
  });

  it("where a row's result goes by its place, though rows in another order give the same bits", () => {
    // All rows have the same label: only the place can make a difference.
    const base: Case = { ...baseOf("rows-permuted"), reduction: 1, labels: { kind: "explicit", labels: [3, 3, 3, 3, 3] } };
    const calls = relationOf("rows-permuted").calls(base, 3, platform);
    const outputs = outputsOf(calls);
    expect(outputs[0]).toEqual(outputs[1]);
    for (const output of outputs) output[4 * base.classNum + 3] = (output[3] as number) ^ 1;
    expect(differenceOf(relationOf("rows-permuted"), calls, outputs, 3)).toMatchObject({ column: 3, cells: 2 });
  });
});

describe("powers of two are asked for where nothing on the way, in any order, is near the ends of the range", () => {
  const { minNormal, maxFinite, toBits } = FLOAT;
  const asked = (g: number, w: number, t: number): readonly boolean[] => {
    const value = (x: number) => ({ kind: "explicit", bits: [toBits(x)] }) as const;
    const calls = relationOf("power-of-two").calls(
      {
        ...PLAIN,
        ...{ batch: 1, classNum: 1, reduction: 1, lossGradLength: 1, labels: { kind: "explicit", labels: [0] } },
        ...{ lossGrad: value(g), weight: value(w), totalWeight: toBits(t) },
      },
      0,
      platform,
    );
    return relationOf("power-of-two")
      .counterparts(calls, 0)
      .map(({ call }) => call(0) > 0);
  };

  it.each([
    ["all are ordinary", 3, 5, 7],
    ["the least operand that leaves room", 2 ** 6 * minNormal, 1, 1],
    ["the largest operand that leaves room", maxFinite / 2 ** 6, 1, 1],
  ])("so where %s", (_, g, w, t) => {
    expect(asked(g, w, t)).toEqual([true, true, true]);
  });

  it.each([
    ["an operand", 2 ** 5 * minNormal, 1, 1],
    ["an operand at the other end", maxFinite / 2 ** 5, 1, 1],
    ["the product", 2 ** -70, 2 ** -70, 2 ** -60],
    ["a quotient by the gradient", 2 ** -70, 2 ** 60, 2 ** 60],
    ["a quotient by the weight", 2 ** 60, 2 ** -70, 2 ** 60],
    ["the reciprocal", 2 ** 60, 2 ** 60, 2 ** 121],
    ["the result", 2 ** -50, 2 ** -50, 2 ** 50],
  ])("and not where %s is near one", (_, g, w, t) => {
    expect(asked(g, w, t)).toEqual([false, false, false]);
  });
});

describe("calls are what the relations say", () => {
  it("every mask of the platform, the full one first", () => {
    const calls = relationOf("masks").calls(PLAIN, 0, platform);
    expect(calls[0]?.coreMask).toBe(0xf);
    expect(calls.map((c) => c.coreMask).sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, k) => k + 1));
  });

  it("both storages, of the base's type, whichever the base has", () => {
    for (const entry of ["hp_nlllossgrad_s", "hp_nlllossgrad_p"] as const) {
      const calls = relationOf("storage").calls({ ...PLAIN, entry }, 0, platform);
      expect(calls.map((c) => [c.entry, c.coreMask > 1])).toEqual([
        ["hp_nlllossgrad_s", PLAIN.coreMask > 1],
        ["hp_nlllossgrad_p", false],
      ]);
    }
  });

  it("the base twice at once and twice more, with calls of the same extents and other data between", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 6; seed++) {
      const calls = relationOf("repeat").calls(PLAIN, seed, platform);
      for (const k of [0, 1, 3, 5]) expect(calls[k]).toEqual(PLAIN);
      for (const k of [2, 4]) {
        expect(calls[k]).not.toEqual(PLAIN);
        expect(calls[k]).toMatchObject({ entry: PLAIN.entry, batch: PLAIN.batch, classNum: PLAIN.classNum });
      }
      const other = calls[2] as Case;
      for (const key of ["weight", "lossGrad", "labels", "totalWeight", "reduction"] as const)
        if (other[key] !== PLAIN[key]) kinds.add(key);
    }
    expect([...kinds].sort()).toEqual(["labels", "lossGrad", "reduction", "totalWeight", "weight"]);
  });

  it("calls between that change one input alone, each in its turn, then the reduction, then all", () => {
    const changed = Array.from({ length: 6 }, (_, seed) => {
      const other = relationOf("repeat").calls({ ...PLAIN, unused: "drawn" }, seed, platform)[2] as Case;
      return (Object.keys(other) as (keyof Case)[]).filter((key) => other[key] !== PLAIN[key] && key !== "unused").join(" ");
    });
    expect(changed).toEqual([
      "weight",
      "lossGrad",
      "labels",
      "totalWeight",
      "reduction lossGrad",
      "labels lossGrad weight totalWeight",
    ]);
  });

  it("totals of calls between from 3 to 9", () => {
    const totals = new Set<number>();
    for (let seed = 3; seed < 300; seed += 6)
      totals.add(FLOAT.fromBits((relationOf("repeat").calls(PLAIN, seed, platform)[2] as Case).totalWeight));
    expect([...totals].sort()).toEqual([3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(["rows-permuted", "classes-permuted"] as const)("%s: every order there is", (name) => {
    const labels = [0, 1, 2];
    const base: Case = {
      ...PLAIN,
      ...{ batch: 3, classNum: 3, lossGradLength: 3, unused: "drawn", labels: { kind: "explicit", labels } },
    };
    const orders = new Set<string>();
    for (let seed = 0; seed < 60; seed++) orders.add(JSON.stringify(relationOf(name).calls(base, seed, platform)[1]?.labels));
    expect(orders.size).toBe(6);
  });

  it("the batch in two parts, neither empty, at every place", () => {
    const places = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const [, head, tail] = relationOf("batch-split").calls(PLAIN, seed, platform) as [Case, Case, Case];
      expect(head.batch + tail.batch).toBe(PLAIN.batch);
      expect(Math.min(head.batch, tail.batch)).toBeGreaterThan(0);
      places.add(head.batch);
    }
    expect([...places].sort()).toEqual([1, 2, 3, 4]);
  });

  it("operands times 2, 4 and 8, the total divided", () => {
    const factors = new Set<number>();
    for (let seed = 0; seed < 6; seed++) {
      const calls = relationOf("power-of-two").calls({ ...PLAIN, reduction: 1 }, seed, platform);
      expect(calls).toHaveLength(4);
      const format = formatOf("fp");
      factors.add(format.fromBits(PLAIN.totalWeight) / format.fromBits((calls[3] as Case).totalWeight));
    }
    expect([...factors].sort()).toEqual([2, 4, 8]);
    expect(relationOf("power-of-two").calls(PLAIN, 0, platform)).toHaveLength(3);
  });
});
