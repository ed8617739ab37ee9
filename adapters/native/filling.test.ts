import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RETURNED } from "../../core/contract.ts";
import { Guard, guardIsAvailable } from "./guard.ts";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder } from "./kernels.fixture.ts";
import { loadSource, mappedMemory } from "./loaded.fixture.ts";

/** Zeroes every second half of the first `halves` of the output, and tells the first half as it was. */
const KERNEL = `
int alternate(unsigned short *out, int halves) {
  int before = halves > 0 ? out[0] : -1;
  for (int k = 0; k < halves; k += 2) out[k] = 0;
  return before;
}`;

const PATTERN = 0x7fb1a7e5;
/** The two halves of the pattern, the lower first. */
const HALVES = [PATTERN & 0xffff, PATTERN >>> 16] as const;
const UNTOUCHED = 0x1234;

/** Past two vectors of 16 bytes, with every remainder. */
const MOST_HALVES = 40;
/** Where outputs begin, in halves: any alignment. */
const STARTS = [8, 9, 10, 11, 12, 13, 14, 15];

const canRun = HAS_COMPILER && guardIsAvailable();

describe.skipIf(!canRun)(`an output that is filled by the guard${NEEDS_COMPILER}`, () => {
  let guard: Guard;
  let base: number;
  let halves: Uint16Array;
  let file: number;

  beforeAll(() => {
    file = openSync(join(scratchFolder(), "beacon"), "w+");
    ftruncateSync(file, 4096);
    const { path } = loadSource("alternate", KERNEL);
    guard = new Guard(file);
    guard.setFunction(Number(koffi.address(koffi.load(path).symbol("alternate"))));
    const mapped = mappedMemory(4096);
    base = mapped.base;
    halves = new Uint16Array(mapped.memory);
  });
  afterAll(() => closeSync(file));

  const call = (start: number, length: number, bytes: number): void => {
    halves.fill(UNTOUCHED);
    guard.setArgument(0, base + 2 * start);
    guard.setArgument(1, length);
    guard.setOutput(base + 2 * start, bytes, PATTERN);
    expect(guard.call()).toBe(RETURNED);
  };

  it("has the pattern when the kernel begins, from its first byte to its last and nowhere else", () => {
    for (const start of STARTS)
      for (let length = 0; length <= MOST_HALVES; length++) {
        call(start, length, 2 * length);
        const expected = Array.from(halves, (_, k) => {
          const at = k - start;
          if (at < 0 || at >= length) return UNTOUCHED;
          return at % 2 === 0 ? 0 : HALVES[1];
        });
        expect([...halves]).toEqual(expected);
        expect(guard.returned).toBe(length === 0 ? -1 : HALVES[0]);
      }
  });

  it("has its halves counted that are not zero when the kernel returns", () => {
    for (const start of STARTS)
      for (let length = 0; length <= MOST_HALVES; length++) {
        call(start, length, 2 * length);
        expect(guard.nonZeroHalves).toBe(Math.floor(length / 2));
      }
  });

  it("is left as it is where none is named", () => {
    call(8, 4, 0);
    expect([...halves.subarray(6, 14)]).toEqual([UNTOUCHED, UNTOUCHED, 0, UNTOUCHED, 0, ...Array(3).fill(UNTOUCHED)]);
  });
});
