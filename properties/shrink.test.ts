import { describe, expect, it } from "vitest";
import { formatOf } from "../core/format.ts";
import { Random } from "../core/random.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { faultOf, PLAIN } from "./bench.fixture.ts";
import { type Case, typeOf } from "./case.ts";
import { explicitInputs } from "./explicit.ts";
import { drawCase } from "./generator.ts";
import { simplerCases } from "./shrink.ts";

/** Simpler cases taken before a shrinker counts as endless. */
const STEPS = 600;

/** Takes the first simpler case that still fails, until none does. */
function shrink(c: Case, fails: (c: Case) => boolean): Case {
  let best = c;
  for (let step = 0; step < STEPS; step++) {
    let simpler: Case | undefined;
    for (const candidate of simplerCases(best)) {
      if (!fails(candidate)) continue;
      simpler = candidate;
      break;
    }
    if (simpler === undefined) return best;
    best = simpler;
  }
  return expect.fail(`still going after ${STEPS} steps: ${JSON.stringify(best)}`);
}

/** Cases of both platforms; a medium one now and then. */
function drawn(count: number): readonly { readonly c: Case; readonly platform: (typeof PLATFORMS)["ft78ne" | "mt7004"] }[] {
  const random = new Random();
  return Array.from({ length: count }, (_, k) => {
    const platform = PLATFORMS[PLATFORM_IDS[k % 2] as (typeof PLATFORM_IDS)[number]];
    random.reset(31, 0, k);
    return { c: drawCase(random, platform, k % 20 === 0 ? "medium" : "small", k), platform };
  });
}

describe("every simpler case", () => {
  it("is a valid case of the same entry and reduction", () => {
    for (const { c, platform } of drawn(300)) {
      for (const simpler of simplerCases(c)) {
        const fault = faultOf(simpler, platform);
        if (fault !== null) expect.fail(`${fault}: ${JSON.stringify(simpler)} of ${JSON.stringify(c)}`);
        if (simpler.entry !== c.entry || simpler.reduction !== c.reduction) expect.fail(JSON.stringify(simpler));
      }
    }
  });

  it("is a valid case that is not the one it came from, after any number of steps", () => {
    const random = new Random().reset(32, 0, 0);
    for (const { c, platform } of drawn(100)) {
      let now = c;
      for (let step = 0; step < 12; step++) {
        const own = JSON.stringify(now);
        const all = [...simplerCases(now)];
        for (const simpler of all) {
          const fault = faultOf(simpler, platform);
          if (fault !== null || JSON.stringify(simpler) === own) expect.fail(`${fault}: ${JSON.stringify(simpler)} of ${own}`);
        }
        if (all.length === 0) break;
        now = random.pick(all);
      }
    }
  });

  it("has the rows' own inputs where the first rows are dropped", () => {
    const inputs = explicitInputs(PLAIN);
    const tails = [...simplerCases(PLAIN)].filter((c) => c.batch < PLAIN.batch && c.lossGrad.kind === "explicit");
    expect(tails.length).toBeGreaterThan(0);
    for (const tail of tails) {
      const now = explicitInputs(tail);
      expect(now.labels).toEqual(inputs.labels.slice(-tail.batch));
      expect(now.lossGrad).toEqual(inputs.lossGrad.slice(-tail.batch));
      expect(now.weight).toEqual(inputs.weight);
    }
  });
});

describe("shrinking", () => {
  it("of a failure that never goes away ends at one row and one class of ones", () => {
    for (const { c } of drawn(120)) {
      const one = formatOf(typeOf(c)).toBits(1);
      expect(shrink(c, () => true)).toEqual({
        entry: c.entry,
        batch: 1,
        classNum: 1,
        reduction: c.reduction,
        coreMask: 1,
        labels: { kind: "drawn", labels: "first", seed: expect.any(Number) },
        lossGrad: { kind: "drawn", values: "one", seed: expect.any(Number) },
        lossGradLength: 1,
        weight: { kind: "drawn", values: "one", seed: expect.any(Number) },
        totalWeight: one,
        unused: "drawn",
        logits: "finite",
        poison: "nan",
        placement: "aligned",
      });
    }
  });

  it.each<[string, (c: Case) => boolean, Partial<Case>]>([
    ["class_num % 8 != 0", (c) => c.classNum % 8 !== 0, { classNum: 1, batch: 1 }],
    ["class_num > 8 and class_num % 8 != 0", (c) => c.classNum > 8 && c.classNum % 8 !== 0, { classNum: 9, batch: 1 }],
    ["batch >= 3", (c) => c.batch >= 3, { batch: 3, classNum: 1 }],
    ["two rows and three classes", (c) => c.batch >= 2 && c.classNum >= 3, { batch: 2, classNum: 3, coreMask: 1 }],
    ["core_mask lacks core 0", (c) => c.coreMask % 2 === 0, { batch: 1, classNum: 1 }],
    ["placement exact", (c) => c.placement === "exact", { placement: "exact", batch: 1, poison: "nan" }],
    ["output filled with infinity", (c) => c.poison === "infinity", { poison: "infinity", batch: 1 }],
  ])("keeps what a failure needs: %s", (_, fails, expected) => {
    let tried = 0;
    for (const { c } of drawn(200)) {
      if (!fails(c)) continue;
      tried++;
      const small = shrink(c, fails);
      expect(fails(small)).toBe(true);
      expect(small).toMatchObject(expected);
    }
    expect(tried).toBeGreaterThan(3);
  });

  it("leaves a single core where a mask must lack core 0", () => {
    const small = shrink({ ...PLAIN, coreMask: 0xf6 }, (c) => c.coreMask % 2 === 0);
    expect(small.coreMask & (small.coreMask - 1)).toBe(0);
  });

  it("finds the simplest value that a failure needs", () => {
    const format = formatOf("fp");
    const needs = (c: Case): boolean => {
      const { labels, lossGrad } = explicitInputs(c);
      return labels.some((_, row) => format.fromBits(lossGrad[c.reduction === 2 ? row : 0] as number) < 0);
    };
    const small = shrink(PLAIN, needs);
    expect(explicitInputs(small).lossGrad.map((bits) => format.fromBits(bits))).toEqual([-1]);
    expect(small.batch).toBe(1);
  });

  it("ends where one buffer must stay drawn and the other is written out", () => {
    const keeps = (c: Case): boolean =>
      c.weight.kind === "drawn" && c.weight.values === "mixed" && c.lossGrad.kind === "explicit" && c.batch === 5;
    const start: Case = {
      ...PLAIN,
      lossGrad: { kind: "explicit", bits: [1, 2, 3, 4, 5] },
      weight: { kind: "drawn", values: "mixed", seed: 1 },
    };
    expect(keeps(shrink(start, keeps))).toBe(true);
  });

  it("does not write out what is too large for that", () => {
    const large: Case = {
      ...PLAIN,
      batch: 1,
      classNum: 65537,
      labels: { kind: "drawn", labels: "last", seed: 0 },
      lossGradLength: 1,
      lossGrad: { kind: "drawn", values: "ordinary", seed: 0 },
    };
    for (const simpler of simplerCases(large)) expect(simpler.weight.kind).toBe("drawn");
    expect(shrink(large, (c) => c.classNum > 65535)).toMatchObject({ classNum: 65536, batch: 1 });
  });
});
