import { describe, expect, it } from "vitest";
import { ENTRIES, MEAN } from "../reference/operator.ts";
import { fullMask, PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { faultOf } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { ENUMERATED, enumerated, enumeratedCount, enumeratedEntry } from "./enumerated.ts";
import { relationOf } from "./relations.ts";

const platform = PLATFORMS.mt7004;
const call = (index: number): Case => {
  const plan = enumerated("halves", index, platform);
  return plan.kind === "call" ? plan.call : expect.fail(plan.kind);
};

describe("the plans of an enumerated stratum", () => {
  it.each([...PLATFORM_IDS])("are valid on %s, and call what they are said to", (id) => {
    for (const stratum of ENUMERATED) {
      const count = enumeratedCount(stratum, PLATFORMS[id]);
      for (let index = 0; index < count; index += 1 + Math.floor(count / 300)) {
        const plan = enumerated(stratum, index, PLATFORMS[id]);
        if (plan.kind === "example") return expect.fail(plan.kind);
        const c = plan.kind === "call" ? plan.call : plan.base;
        expect(faultOf(c, PLATFORMS[id])).toBeNull();
        expect(c.entry).toBe(enumeratedEntry(stratum, index, PLATFORMS[id]));
      }
    }
  });

  it("have every half as each operand of mean, in hp alone, against pairs of 16 hard ones", () => {
    // A sample of the halves, of which each must come with all its partners.
    const sampled = (bits: number): boolean => bits % 4099 === 17;
    const met = new Map<string, Set<string>>();
    const meet = (operand: string, bits: number, partners: string): void => {
      if (!sampled(bits)) return;
      const key = `${operand} ${bits}`;
      met.set(key, (met.get(key) ?? new Set()).add(partners));
    };
    const entry = "hp_nlllossgrad_p";
    for (let index = 0; index < enumeratedCount("halves", platform); index++) {
      if (enumeratedEntry("halves", index, platform) !== entry) continue;
      const { lossGrad, weight, totalWeight: t, reduction } = call(index);
      if (lossGrad.kind !== "explicit" || weight.kind !== "explicit") return expect.fail("drawn");
      if (reduction !== MEAN) expect.fail(`reduction ${reduction}`);
      const g = lossGrad.bits[0] as number;
      meet("g", g, `t ${t} of ${weight.bits.length}`);
      meet("t", t, `g ${g} of ${weight.bits.length}`);
      if (weight.bits.length > 16) for (const w of weight.bits) meet("w", w, `${g} ${t}`);
    }
    const halves = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(sampled);
    for (const bits of halves) {
      expect(met.get(`g ${bits}`)?.size).toBe(16);
      expect(met.get(`t ${bits}`)?.size).toBe(16);
      expect(met.get(`w ${bits}`)?.size).toBe(256);
    }
    expect(enumeratedCount("halves", PLATFORMS.ft78ne)).toBe(0);
  });

  it.each([...PLATFORM_IDS])("go through every mask of %s in each reduction, around the number of its cores", (id) => {
    const bases = Array.from({ length: enumeratedCount("masks", PLATFORMS[id]) }, (_, index) => {
      const plan = enumerated("masks", index, PLATFORMS[id]);
      return plan.kind === "relation" ? plan.base : expect.fail(plan.kind);
    });
    for (const base of bases) {
      const masks = relationOf("masks")
        .calls(base, 0, PLATFORMS[id])
        .map(({ coreMask }) => coreMask);
      expect(new Set(masks).size).toBe(fullMask(PLATFORMS[id]));
    }
    const shapes = new Set(bases.map(({ entry, reduction, batch, classNum }) => `${entry} ${reduction} ${batch} ${classNum}`));
    expect(shapes.size).toBe(bases.length);
    const { cores } = PLATFORMS[id];
    for (const batch of [1, cores - 1, cores, cores + 1]) expect(bases.some((base) => base.batch === batch)).toBe(true);
    expect(bases.every(({ entry }) => ENTRIES[entry].storage === "s")).toBe(true);
  });
});
