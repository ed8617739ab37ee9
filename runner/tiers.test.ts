import { describe, expect, it } from "vitest";
import { isRandom, STRATA } from "../properties/strata.ts";
import { isWholeTier, planCount, shardsOf, TIERS } from "./tiers.ts";

const PACES = ["native", "script", "threads"] as const;

/** Plans of each stratum in all shards together. */
function countsOf(...args: Parameters<typeof shardsOf>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { stratum, from, to } of shardsOf(...args).flatMap((shard) => shard.pieces))
    counts[stratum] = (counts[stratum] ?? 0) + to - from;
  return counts;
}

describe.each(TIERS)("the tier %s", (tier) => {
  it("has plans of every stratum that is drawn", () => {
    const drawn = STRATA.filter(isRandom);
    const huge = tier === "huge" ? ["huge"] : [];
    expect(Object.keys(countsOf(tier, "native")).sort()).toEqual([...drawn, ...huge].sort());
  });

  it.each(PACES)("is cut into pieces that meet without gap or overlap, at the pace %s", (pace) => {
    const shards = shardsOf(tier, pace);
    for (const stratum of STRATA) {
      let next = 0;
      for (const piece of shards.flatMap((shard) => shard.pieces.filter((part) => part.stratum === stratum))) {
        expect(piece.from, stratum).toBe(next);
        expect(piece.to, stratum).toBeGreaterThan(piece.from);
        next = piece.to;
      }
    }
    expect(planCount(shards)).toBe(Object.values(countsOf(tier, pace)).reduce((sum, n) => sum + n, 0));
  });

  it("begins every shard with small calls: what tells most for its time comes first", () => {
    const firsts = shardsOf(tier, "native").map((shard) => shard.pieces[0]?.stratum);
    const large = tier === "huge" ? 1 : 0;
    expect(firsts.slice(0, firsts.length - large).every((stratum) => stratum === "small")).toBe(true);
    // Calls past 2^31 cells come one after another: no two have room at a time.
    expect(firsts.slice(firsts.length - large)).toEqual(large === 0 ? [] : ["huge"]);
  });

  it("takes `cases` for the small and tiny calls alone", () => {
    expect(countsOf(tier, "native", 101)).toEqual({ ...countsOf(tier, "native"), small: 101, tiny: 101 });
  });

  it("thins the plans of slower kernels, but not those that are few and each of their own kind", () => {
    const [native, script, threads] = PACES.map((pace) => countsOf(tier, pace)) as [
      Record<string, number>,
      Record<string, number>,
      Record<string, number>,
    ];
    expect(script.small).toBeLessThan(native.small as number);
    expect(threads.small).toBeLessThan(script.small as number);
    for (const stratum of ["empty", "examples"]) expect(threads[stratum]).toBe(native[stratum]);
  });

  it("is whole with all its own small cases, or more, and not with fewer", () => {
    const { small } = countsOf(tier, "native") as { small: number };
    expect(isWholeTier(tier, "native")).toBe(true);
    expect(isWholeTier(tier, "native", small)).toBe(true);
    expect(isWholeTier(tier, "native", small - 1)).toBe(false);
    const threaded = countsOf(tier, "threads").small as number;
    expect(isWholeTier(tier, "threads", threaded)).toBe(true);
    expect(isWholeTier(tier, "threads", threaded - 1)).toBe(false);
  });
});

describe("kernels that are given the same plans", () => {
  it.each([[["native", "script"]], [["wasm", "threads"]], [["remote", "native", "script"]]] as const)(
    "take the same counts, whichever of %j they are",
    (paces) => {
      const [first, ...others] = paces.map((pace) => countsOf("smoke", pace, undefined, paces));
      for (const other of others) expect(other).toEqual(first);
      for (const pace of paces)
        for (const [stratum, count] of Object.entries(first as Record<string, number>))
          expect(count, stratum).toBeLessThanOrEqual(countsOf("smoke", pace)[stratum] as number);
    },
  );

  it("are whole only for those that would take no more alone", () => {
    expect(isWholeTier("smoke", "native", undefined, ["native"])).toBe(true);
    expect(isWholeTier("smoke", "script", undefined, ["native", "script"])).toBe(true);
    expect(isWholeTier("smoke", "native", undefined, ["native", "script"])).toBe(false);
    // As many, but none that need memory of this machine.
    expect(isWholeTier("smoke", "script", undefined, ["script", "remote"])).toBe(false);
  });
});

it.each([
  ["gate", "smoke"],
  ["deep", "gate"],
  ["huge", "gate"],
] as const)("gives %s as much of everything as %s has, or more", (larger, smaller) => {
  const [more, less] = [countsOf(larger, "native"), countsOf(smaller, "native")];
  for (const [stratum, count] of Object.entries(less)) expect(more[stratum], stratum).toBeGreaterThanOrEqual(count);
  if (larger !== "huge") expect(more.small).toBeGreaterThan(2 * (less.small as number));
});

it("leaves calls past 2^31 cells to libraries, which are called in place", () => {
  for (const pace of ["wasm", "script", "threads", "remote"] as const) expect(countsOf("huge", pace).huge).toBeUndefined();
});
