import { describe, expect, it } from "vitest";
import { Random } from "../core/random.ts";
import { entriesOf, PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { faultOf } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { drawCase } from "./generator.ts";
import type { ShapeClass } from "./shapes.ts";

const random = new Random();

function draw(id: (typeof PLATFORM_IDS)[number], shape: ShapeClass, index: number): Case {
  return drawCase(random.reset(41, 0, index), PLATFORMS[id], shape, index);
}

const many = (id: (typeof PLATFORM_IDS)[number], shape: ShapeClass, count: number): Case[] =>
  Array.from({ length: count }, (_, index) => draw(id, shape, index));

describe("shapes", () => {
  it("of the grid, 1 to 36 rows by 1 to 68 classes, are met once each in twice as many small cases", () => {
    const met = new Map<string, number>();
    for (let index = 1; index < 2 * 36 * 68; index += 2) {
      const { batch, classNum } = draw("ft78ne", "small", index);
      met.set(`${batch} x ${classNum}`, (met.get(`${batch} x ${classNum}`) ?? 0) + 1);
      if (batch > 36 || classNum > 68) expect.fail(`${batch} x ${classNum}`);
    }
    expect(met.size).toBe(36 * 68);
    expect(new Set(met.values())).toEqual(new Set([1]));
  });

  it.each(PLATFORM_IDS)("past 2^16 come tall and wide in every function within 32 long cases: %s", (id) => {
    const long = many(id, "long", 32);
    for (const entry of entriesOf(PLATFORMS[id])) {
      expect(long.some((c) => c.entry === entry && c.batch > 65536)).toBe(true);
      expect(long.some((c) => c.entry === entry && c.classNum > 65536)).toBe(true);
    }
  });

  it("are as large as their class says", () => {
    for (const { batch, classNum } of many("ft78ne", "medium", 300)) {
      expect(Math.max(batch, classNum)).toBeGreaterThanOrEqual(100);
      expect(Math.max(batch, classNum)).toBeLessThanOrEqual(4097);
      expect(Math.min(batch, classNum)).toBeLessThanOrEqual(80);
    }
    const long = many("ft78ne", "long", 60).map((c) => Math.max(c.batch, c.classNum));
    expect(Math.min(...long)).toBeGreaterThan(31999);
    expect(long.some((extent) => extent > 65536)).toBe(true);
    for (const c of many("ft78ne", "empty", 20)) expect(c.batch).toBe(0);
  });

  it("past 2^24 cells are square, wide and tall, and each meets every function", () => {
    for (const id of PLATFORM_IDS) {
      const entries = entriesOf(PLATFORMS[id]);
      const seen = new Set<string>();
      const shapes = new Set<string>();
      for (let index = 0; index < 3 * entries.length; index++) {
        const c = draw(id, "vast", index);
        expect(c.batch * c.classNum).toBeGreaterThan(2 ** 24);
        expect(faultOf(c, PLATFORMS[id])).toBeNull();
        shapes.add(`${c.batch} x ${c.classNum}`);
        seen.add(`${c.batch} x ${c.classNum} ${c.entry}`);
      }
      expect(shapes.size).toBe(3);
      expect(seen.size).toBe(3 * entries.length);
    }
  });

  it("of a platform reach just below, at and above its number of cores", () => {
    for (const id of PLATFORM_IDS) {
      const { cores } = PLATFORMS[id];
      const batches = new Set(many(id, "small", 500).map((c) => c.batch));
      for (const batch of [cores - 1, cores, cores + 1]) expect(batches).toContain(batch);
    }
  });
});
