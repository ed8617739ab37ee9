import { describe, expect, it } from "vitest";
import { mix, Random } from "./random.ts";

const firstWords = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.word());
const stream = (seed: number, name: number, index: number): number[] => firstWords(new Random().reset(seed, name, index), 4);

describe("streams", () => {
  // Tokens, baselines and reports of earlier runs rest on these: they never change.
  it.each([
    [0, 0, 0, [0xfa7124c3, 0x4ec3118a, 0x75aac6e4, 0xde480fb5]],
    [1, 0, 0, [0x8af01a28, 0x2af854d0, 0x5d3e47d6, 0xbde9e108]],
    [0, 1, 0, [0x6ddcc528, 0x6922a380, 0x5d44030c, 0x3196b8ac]],
    [0, 0, 1, [0x59a39f90, 0x9fabbeb3, 0x1ddf12aa, 0x503c53e9]],
    [0xffffffff, 8, 123456, [0x42d8b872, 0x6776ccaf, 0x9e4563f4, 0xe803979f]],
  ])("of seed %d, stream %d and index %d begin as they always did", (seed, name, index, words) => {
    expect(stream(seed, name, index)).toEqual(words);
  });

  it("can be drawn by themselves: what was drawn before has no influence", () => {
    const random = new Random();
    random.reset(5, 6, 7);
    firstWords(random, 100);
    expect(firstWords(random.reset(0, 0, 1), 4)).toEqual(stream(0, 0, 1));
  });

  it("differ from each other in every word, whichever of seed, stream and index differs", () => {
    const words = new Set<number>();
    let drawn = 0;
    for (let k = 0; k < 200; k++) {
      for (const place of [
        [k, 0, 0],
        [-1, k, 0],
        [-1, -1, k],
      ] as const) {
        const [seed, name, index] = place;
        for (const word of stream(seed, name, index)) words.add(word);
        drawn += 4;
      }
    }
    // 2 400 words of 2^32: a collision or two would be chance, a repeated stream is four.
    expect(drawn - words.size).toBeLessThan(3);
  });

  it("have each bit set half of the time", () => {
    const random = new Random().reset(6, 0, 0);
    const ones = new Array<number>(32).fill(0);
    const draws = 8192;
    for (let i = 0; i < draws; i++) {
      const word = random.word();
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((word >>> bit) & 1);
    }
    // Six standard deviations of a fair coin.
    for (const count of ones) expect(Math.abs(count - draws / 2)).toBeLessThan(3 * Math.sqrt(draws));
  });
});

describe("mixing", () => {
  it.each([
    [0, 0, 0x11fd02eb],
    [0, 1, 0xbb2aafde],
    [1, 0, 0xb19fea7c],
    [0xdeadbeef, 12345, 0x2e5c93dd],
    [0xffffffff, 0xffffffff, 0x81f16f39],
  ])("of %d and %d gives what patterns of stored tokens mean", (seed, index, word) => {
    expect(mix(seed, index)).toBe(word);
  });

  it("never gives two indices of one seed the same word", () => {
    const words = new Set<number>();
    for (let index = 0; index < 50_000; index++) words.add(mix(77, index));
    expect(words.size).toBe(50_000);
  });
});

describe("draws", () => {
  const random = new Random().reset(7, 0, 0);

  it.each([1, 2, 3, 7, 68, 256])("below %d are integers that reach every value and nothing else", (bound) => {
    const seen = new Set<number>();
    for (let i = 0; i < 40 * bound; i++) seen.add(random.below(bound));
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: bound }, (_, k) => k));
  });

  it("below 2^32 are the words themselves", () => {
    const [a, b] = [new Random().reset(8, 0, 0), new Random().reset(8, 0, 0)];
    for (let i = 0; i < 100; i++) expect(a.below(2 ** 32)).toBe(b.word());
  });

  it("stay below the bound for the largest word", () => {
    class Largest extends Random {
      override word(): number {
        return 2 ** 32 - 1;
      }
    }
    for (const bound of [1, 3, 2 ** 31, 2 ** 32]) expect(new Largest().below(bound)).toBe(bound - 1);
  });

  it("between two numbers include both", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 200; i++) seen.add(random.between(-2, 2));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(random.between(9, 9)).toBe(9);
  });

  it("are true once in n", () => {
    let hits = 0;
    for (let i = 0; i < 9000; i++) if (random.oneIn(9)) hits++;
    expect(hits).toBeGreaterThan(800);
    expect(hits).toBeLessThan(1200);
    expect(random.oneIn(1)).toBe(true);
  });

  it("pick every item of a list", () => {
    const items = ["a", "b", "c"];
    expect(new Set(Array.from({ length: 100 }, () => random.pick(items)))).toEqual(new Set(items));
  });
});
