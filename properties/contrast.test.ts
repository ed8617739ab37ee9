import { describe, expect, it } from "vitest";
import { mix } from "../core/random.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { type CaseShape, contrastOf } from "./contrast.ts";

const platform = PLATFORMS.ft78ne;

/** Shapes of every extent up to 40 and many masks, in no order. */
const SHAPES: readonly CaseShape[] = Array.from({ length: 1600 }, (_, k) => ({
  batch: 1 + (mix(1, k) % 40),
  classNum: 1 + (mix(2, k) % 40),
  coreMask: 1 + (mix(3, k) % 255),
}));

const cores = (mask: number): number => mask.toString(2).replaceAll("0", "").length;

function told(fails: (shape: CaseShape) => boolean): string | undefined {
  return contrastOf(
    SHAPES.filter(fails),
    SHAPES.filter((shape) => !fails(shape)),
    platform,
  )?.text;
}

describe("what tells failing shapes from passing ones is found", () => {
  it.each<[string, (shape: CaseShape) => boolean]>([
    ["class_num % 8 != 0", (s) => s.classNum % 8 !== 0],
    ["class_num % 32 = 1", (s) => s.classNum % 32 === 1],
    ["class_num > 8 and class_num % 8 != 0", (s) => s.classNum > 8 && s.classNum % 8 !== 0],
    ["class_num % 16 = 0", (s) => s.classNum % 16 === 0],
    ["class_num = 17", (s) => s.classNum === 17],
    ["class_num <= 6", (s) => s.classNum <= 6],
    ["batch >= 9", (s) => s.batch >= 9],
    ["batch = 1", (s) => s.batch === 1],
    ["batch % 4 != 0", (s) => s.batch % 4 !== 0],
    ["core_mask != 0xff", (s) => s.coreMask !== 0xff],
    ["core_mask lacks core 0", (s) => s.coreMask % 2 === 0],
    ["core_mask has gaps", (s) => ![1, 3, 7, 15, 31, 63, 127, 255].includes(s.coreMask)],
    ["core_mask has more than one core", (s) => cores(s.coreMask) > 1],
    ["batch < cores of core_mask", (s) => s.batch < cores(s.coreMask)],
    ["batch % cores of core_mask != 0", (s) => s.batch % cores(s.coreMask) !== 0],
  ])("%s", (text, fails) => {
    expect(told(fails)).toBe(text);
  });

  it("with the counts on both sides, where a few shapes pass that it holds for", () => {
    const odd = SHAPES.filter((s) => s.classNum % 8 !== 0);
    const even = SHAPES.filter((s) => s.classNum % 8 === 0);
    const [lucky, failing] = [odd.slice(0, 5), odd.slice(5)];
    expect(contrastOf(failing, [...lucky, ...even], platform)).toEqual({
      text: "class_num % 8 != 0",
      failing: failing.length,
      holding: failing.length + 5,
      passing: even.length,
    });
    // Where half of what passes is held against it, it tells nothing.
    expect(contrastOf(odd.slice(50), [...odd.slice(0, 50), ...even.slice(0, 50)], platform)).toBeNull();
  });
});

describe("nothing is said", () => {
  it("of failures at random", () => {
    expect(told((s) => mix(4, 1000 * s.batch + s.classNum) % 2 === 0)).toBeUndefined();
  });

  it("of fewer than four cases that fail, or that pass", () => {
    const fails = (s: CaseShape): boolean => s.classNum % 8 !== 0;
    const [failing, passing] = [SHAPES.filter(fails), SHAPES.filter((s) => !fails(s))];
    expect(contrastOf(failing.slice(0, 3), passing, platform)).toBeNull();
    expect(contrastOf(failing, passing.slice(0, 3), platform)).toBeNull();
    expect(contrastOf(failing.slice(0, 4), passing.slice(0, 4), platform)).not.toBeNull();
    expect(contrastOf([], passing, platform)).toBeNull();
  });

  it("where all cases fail", () => {
    expect(contrastOf(SHAPES, [], platform)).toBeNull();
  });
});
