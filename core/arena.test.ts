import { describe, expect, it } from "vitest";
import { Arena, brokenCanary, CANARY, plantCanaries } from "./arena.ts";
import { floatValue } from "./float.ts";
import { halfValue } from "./half.ts";

const BYTES = 64;
const OTHER = 0x1234;

function freshArena(): Arena {
  const arena = new Arena(new ArrayBuffer(BYTES), 0, []);
  arena.u16.fill(OTHER);
  return arena;
}

/** Every range with ends on halves, empty ones included. */
function ranges(): (readonly [number, number])[] {
  const all: (readonly [number, number])[] = [];
  for (let low = 0; low <= BYTES; low += 2) for (let high = low; high <= BYTES; high += 2) all.push([low, high]);
  return all;
}

it("is seen through three views of the same bytes", () => {
  const arena = new Arena(new ArrayBuffer(10), 0x1000, [{ low: 0, high: 8 }]);
  expect([arena.u16.length, arena.u32.length, arena.f32.length]).toEqual([5, 2, 2]);
  arena.u32[1] = 0x3f800000;
  expect(arena.f32[1]).toBe(1);
  expect(arena.u16[3]).toBe(0x3f80);
});

describe("canaries", () => {
  it("are NaN as half and as float, and out of range as a label", () => {
    expect(halfValue(CANARY)).toBeNaN();
    expect(floatValue(CANARY * 0x10001)).toBeNaN();
    expect((CANARY * 0x10001) | 0).toBeGreaterThan(2 ** 30);
  });

  it("fill a range from half to half, whatever its width and offset, and nothing else", () => {
    for (const [low, high] of ranges()) {
      const arena = freshArena();
      plantCanaries(arena, low, high);
      const expected = Array.from({ length: BYTES / 2 }, (_, k) => (2 * k >= low && 2 * k < high ? CANARY : OTHER));
      expect([...arena.u16], `${low}..${high}`).toEqual(expected);
    }
  });

  it("that all stand are not reported, whatever is around them", () => {
    for (const [low, high] of ranges()) {
      const arena = freshArena();
      plantCanaries(arena, low, high);
      expect(brokenCanary(arena, low, high), `${low}..${high}`).toBe(-1);
    }
  });

  it("are each found by their offset when they alone are broken, by one bit of either byte", () => {
    for (const [low, high] of ranges()) {
      const arena = freshArena();
      plantCanaries(arena, low, high);
      for (let at = low; at < high; at += 2) {
        for (const bit of [1, 0x8000]) {
          arena.u16[at / 2] = CANARY ^ bit;
          if (brokenCanary(arena, low, high) !== at) expect.fail(`${at} in ${low}..${high}: ${brokenCanary(arena, low, high)}`);
        }
        arena.u16[at / 2] = CANARY;
      }
    }
  });

  it("give the first of several that are broken", () => {
    const arena = freshArena();
    plantCanaries(arena, 2, 62);
    for (let at = 60; at >= 2; at -= 2) {
      arena.u16[at / 2] = 0;
      expect(brokenCanary(arena, 2, 62)).toBe(at);
    }
  });
});
