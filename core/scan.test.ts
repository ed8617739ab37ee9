import { describe, expect, it } from "vitest";
import { Random } from "./random.ts";
import { firstOtherHalf, firstOtherWord, orHalves, orWords } from "./scan.ts";

const WORDS = 14;

/** Memory of which most is `usual`: each of its few other halves is one bit away. */
function memory(random: Random, usual: number): { words: Uint32Array; halves: Uint16Array } {
  const words = new Uint32Array(WORDS);
  const halves = new Uint16Array(words.buffer);
  halves.fill(usual);
  for (let k = random.below(4); k > 0; k--) {
    const at = random.below(halves.length);
    halves[at] = (halves[at] as number) ^ (1 << random.below(16));
  }
  return { words, halves };
}

/** Calls `check` with every range of indices, empty ones included, in many memories. */
function everyRange(
  usual: number,
  length: number,
  check: (m: ReturnType<typeof memory>, from: number, to: number) => boolean,
): string[] {
  const random = new Random().reset(10, usual, length);
  const wrong: string[] = [];
  for (let round = 0; round < 40; round++) {
    const m = memory(random, usual);
    for (let from = 0; from <= length; from++)
      for (let to = from; to <= length; to++) if (!check(m, from, to)) wrong.push(`${from}..${to} of ${m.halves.join(" ")}`);
  }
  return wrong;
}

const or = (view: Uint32Array | Uint16Array, from: number, to: number): number =>
  Array.from(view.subarray(from, to)).reduce((ones, x) => ones | x, 0);

function firstOther(view: Uint32Array | Uint16Array, from: number, to: number, usual: number): number {
  for (let k = from; k < to; k++) if (view[k] !== usual) return k;
  return -1;
}

describe("agrees with a plain loop over every range", () => {
  it("the OR of words", () => {
    expect(everyRange(0, WORDS, ({ words }, from, to) => orWords(words, from, to) === or(words, from, to))).toEqual([]);
  });

  it("the OR of halves, at odd and even ends", () => {
    const check = ({ words, halves }: ReturnType<typeof memory>, from: number, to: number): boolean =>
      orHalves(words, halves, from, to) === or(halves, from, to);
    expect(everyRange(0, 2 * WORDS, check)).toEqual([]);
  });

  it.each([0, 0x7fa5, 0xffff])("the first word that is not two halves 0x%s", (usual) => {
    const word = (usual * 0x10001) >>> 0;
    const check = ({ words }: ReturnType<typeof memory>, from: number, to: number): boolean =>
      firstOtherWord(words, from, to, word) === firstOther(words, from, to, word);
    expect(everyRange(usual, WORDS, check)).toEqual([]);
  });

  it.each([0, 0x7fa5, 0xfe17])("the first half that is not 0x%s, at odd and even ends", (usual) => {
    const check = ({ words, halves }: ReturnType<typeof memory>, from: number, to: number): boolean =>
      firstOtherHalf(words, halves, from, to, usual) === firstOther(halves, from, to, usual);
    expect(everyRange(usual, 2 * WORDS, check)).toEqual([]);
  });
});

it("finds a single other element at every place", () => {
  const words = new Uint32Array(WORDS);
  const halves = new Uint16Array(words.buffer);
  for (let at = 0; at < halves.length; at++) {
    halves[at] = 1;
    expect(firstOtherHalf(words, halves, 0, halves.length, 0)).toBe(at);
    expect(firstOtherWord(words, 0, WORDS, 0)).toBe(at >> 1);
    expect(orHalves(words, halves, 0, halves.length)).toBe(1);
    expect(orHalves(words, halves, 0, at) | orHalves(words, halves, at + 1, halves.length)).toBe(0);
    halves[at] = 0;
  }
});

describe("in long ranges, which are compared by chunks", () => {
  const LENGTH = 2 ** 17 + 11;
  const words = new Uint32Array(LENGTH);
  const halves = new Uint16Array(words.buffer);

  it.each([0, 1, 7, 65535, 65536, 65537, 131071, 131072, LENGTH - 2, LENGTH - 1])("finds a single other word at %i", (at) => {
    for (const usual of [0, 0x7fa57fa5]) {
      words.fill(usual);
      words[at] = (usual ^ 0x10000) >>> 0;
      for (const from of [0, 1, 6]) {
        expect(firstOtherWord(words, from, LENGTH, usual)).toBe(at < from ? -1 : at);
        expect(firstOtherHalf(words, halves, 2 * from, 2 * LENGTH, usual & 0xffff)).toBe(at < from ? -1 : 2 * at + 1);
      }
      expect(firstOtherWord(words, 0, at, usual)).toBe(-1);
      expect(firstOtherWord(words, at + 1, LENGTH, usual)).toBe(-1);
    }
    words.fill(0);
    words[at] = 0x80000000;
    expect(orWords(words, 0, LENGTH) >>> 0).toBe(0x80000000);
    expect(orWords(words, 0, at) | orWords(words, at + 1, LENGTH)).toBe(0);
    expect(orHalves(words, halves, 0, 2 * LENGTH)).toBe(0x8000);
  });

  it("looks at the memory that it is given, not at what it looked at before", () => {
    const other = new Uint32Array(LENGTH).fill(5);
    words.fill(0);
    expect([orWords(words, 0, LENGTH), orWords(other, 0, LENGTH), orWords(words, 0, LENGTH)]).toEqual([0, 5, 0]);
  });
});
