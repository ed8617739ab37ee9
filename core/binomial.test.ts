import { describe, expect, it } from "vitest";
import { failureRateBelow } from "./binomial.ts";

/** P(X <= k) of a binomial X, term by term in exact counts: another way than the one that is tested. */
function atMost(k: number, n: number, p: number): number {
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    let choose = 1;
    for (let j = 1; j <= i; j++) choose = (choose * (n - i + j)) / j;
    sum += choose * p ** i * (1 - p) ** (n - i);
  }
  return sum;
}

describe("the bound on a failure rate", () => {
  it.each([
    [0, 1, 0.95],
    [0, 59, 0.0495],
    [0, 299, 0.00997],
    // Tables of Clopper and Pearson's one-sided limits.
    [1, 10, 0.3942],
    [2, 20, 0.2826],
    [5, 100, 0.1023],
  ])("of %d failures in %d draws is what tables have: %d", (failures, draws, bound) => {
    expect(Number(failureRateBelow(failures, draws).toPrecision(bound < 0.01 ? 3 : 4))).toBeCloseTo(bound, 4);
  });

  it("is where so few failures have become a chance of one in twenty", () => {
    for (let draws = 1; draws <= 60; draws++) {
      for (let failures = 0; failures < draws; failures++)
        expect(atMost(failures, draws, failureRateBelow(failures, draws)), `${failures} of ${draws}`).toBeCloseTo(0.05, 9);
    }
  });

  it("excludes nothing where every draw failed", () => {
    expect(failureRateBelow(7, 7)).toBe(1);
  });

  it("keeps its digits past a billion draws: three divided by their number", () => {
    expect(failureRateBelow(0, 4e12) * 4e12).toBeCloseTo(-Math.log(0.05), 9);
    expect(failureRateBelow(1, 4e9) * 4e9).toBeCloseTo(4.743865, 4);
  });

  it("falls with every draw that passes, and rises with each that fails", () => {
    for (let n = 1; n < 300; n++) {
      expect(failureRateBelow(0, n + 1)).toBeLessThan(failureRateBelow(0, n));
      expect(failureRateBelow(1, 300)).toBeGreaterThan(failureRateBelow(0, n + 300));
    }
    for (let k = 0; k < 40; k++) expect(failureRateBelow(k + 1, 1000)).toBeGreaterThan(failureRateBelow(k, 1000));
  });

  it.each([
    [0, 0],
    [2, 1],
    [-1, 4],
    [0.5, 4],
  ])("is refused for %d failures in %d draws", (failures, draws) => {
    expect(() => failureRateBelow(failures, draws)).toThrow(RangeError);
  });
});
