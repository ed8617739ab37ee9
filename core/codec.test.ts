import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter, MalformedBytes } from "./codec.ts";
import { Random } from "./random.ts";

const LARGEST = Number.MAX_SAFE_INTEGER;
const bytesOf = (value: number): number[] => [...new ByteWriter().uint(value).finish()];
const read = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes));

describe("unsigned integers", () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [300, [0xac, 0x02]],
    [16383, [0xff, 0x7f]],
    [16384, [0x80, 0x80, 0x01]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    [LARGEST, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("%d is written as base-128 groups, the least significant first", (value, bytes) => {
    expect(bytesOf(value)).toEqual(bytes);
    expect(read(...bytes).uint(LARGEST)).toBe(value);
  });

  it("come back as they were, at every length and around every power of two", () => {
    const random = new Random().reset(9, 0, 0);
    const values: number[] = [];
    for (let power = 1; power <= 2 ** 52; power *= 2) values.push(power - 1, power, power + 1, random.below(power));
    const writer = new ByteWriter();
    for (const value of values) writer.uint(value);
    const reader = new ByteReader(writer.finish());
    expect(values.map(() => reader.uint(LARGEST))).toEqual(values);
    reader.end();
  });

  it("are read up to the limit, and refused past it", () => {
    expect(read(...bytesOf(300)).uint(300)).toBe(300);
    expect(() => read(...bytesOf(300)).uint(299)).toThrow(MalformedBytes);
    expect(() => read(1).uint(0)).toThrow("holds 1 where at most 0 can be");
  });

  it("are refused when they end too early, at any byte", () => {
    const bytes = bytesOf(LARGEST);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(...bytes.slice(0, length)).uint(LARGEST)).toThrow("ends too early");
    }
  });

  it("are refused when they have more digits than a double can count", () => {
    expect(() => read(...new Array<number>(9).fill(0x80), 0).uint(LARGEST)).toThrow("too many digits");
    expect(() => read(...new Array<number>(8).fill(0xff), 0x7f).uint(LARGEST)).toThrow(MalformedBytes);
  });
});

describe("bytes", () => {
  it("come back in the order in which they were written", () => {
    const reader = new ByteReader(new ByteWriter().byte(0).byte(255).uint(1000).byte(7).finish());
    expect([reader.byte(), reader.byte(), reader.uint(1000), reader.byte()]).toEqual([0, 255, 1000, 7]);
    expect(() => reader.end()).not.toThrow();
    expect(() => reader.byte()).toThrow("ends too early");
  });

  it("that are left over are refused", () => {
    const reader = read(1, 2);
    reader.byte();
    expect(() => reader.end()).toThrow("has bytes left over");
  });

  it("of an empty writer are none", () => {
    expect(new ByteWriter().finish()).toHaveLength(0);
    expect(() => read().end()).not.toThrow();
    expect(() => read().byte()).toThrow(MalformedBytes);
  });
});
