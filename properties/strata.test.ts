import { describe, expect, it } from "vitest";
import { failureRateBelow } from "../core/binomial.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { faultOf } from "./bench.fixture.ts";
import type { Case } from "./case.ts";
import { areOneVolley } from "./generator.ts";
import { RELATIONS, relationOf } from "./relations.ts";
import { STRATA, STRATUM_TEXT, type StratumName, Stream, stratumRateBelow } from "./strata.ts";
import { encodeToken, type GradientPlan } from "./token.ts";

const WANTED = [
  [0, 5],
  [1, 4, 9],
];
const stream = new Stream(42, PLATFORMS.mt7004, null, WANTED);
const tokenOf = (plan: GradientPlan): string => encodeToken({ platform: "mt7004", alignment: 64, plan });
const draws = (stratum: StratumName, count: number): GradientPlan[] =>
  Array.from({ length: count }, (_, index) => stream.draw(stratum, index));

it("strata have the order that their streams rest on", () => {
  expect(STRATA).toEqual([
    "small",
    "medium",
    "long",
    "vast",
    "empty",
    "relations",
    "late",
    "examples",
    "read-only",
    "tiny",
    "halves",
    "masks",
    "combinations",
    "huge",
  ]);
  expect(Object.keys(STRATUM_TEXT).sort()).toEqual([...STRATA].sort());
});

describe("plans of a seed", () => {
  it.each(STRATA.filter((stratum) => stratum !== "vast"))("are in stratum %s what they always were", (stratum) => {
    expect(draws(stratum, 2).map(tokenOf)).toMatchSnapshot();
  });

  it("can be drawn one by one, in any order", () => {
    for (const stratum of ["small", "relations", "late", "read-only", "tiny"] as const) {
      const plan = stream.draw(stratum, 5);
      draws("small", 3);
      expect(stream.draw(stratum, 5)).toEqual(plan);
      expect(new Stream(42, PLATFORMS.mt7004).draw(stratum, 5)).toEqual(plan);
      expect(stream.draw(stratum, 6)).not.toEqual(plan);
      expect(new Stream(43, PLATFORMS.mt7004).draw(stratum, 5)).not.toEqual(plan);
    }
  });

  it.each([...PLATFORM_IDS])("are valid on %s, and relations apply to their bases", (id) => {
    const platform = PLATFORMS[id];
    const own = new Stream(7, platform);
    for (const stratum of ["small", "medium", "empty", "relations", "late", "read-only", "tiny"] as const) {
      for (let index = 0; index < (stratum === "late" ? 10 : 300); index++) {
        const plan = own.draw(stratum, index);
        if (plan.kind === "call") {
          expect(plan.before).toEqual([]);
          expect(faultOf(plan.call, platform)).toBeNull();
        } else if (plan.kind === "relation") {
          expect(relationOf(plan.relation).applies(plan.base, platform)).toBe(true);
          expect(faultOf(plan.base, platform)).toBeNull();
        }
      }
    }
  });
});

describe("each stratum is what it says", () => {
  it("small, medium, long and empty are single calls of their sizes", () => {
    for (const [stratum, least, most] of [
      ["tiny", 1, 32],
      ["small", 1, 80],
      ["medium", 100, 4097],
      ["long", 32000, 70000],
      ["empty", 0, 80],
    ] as const) {
      for (const plan of draws(stratum, 30)) {
        if (plan.kind !== "call") return expect.fail(plan.kind);
        const extent = stratum === "empty" ? plan.call.batch : Math.max(plan.call.batch, plan.call.classNum);
        expect(extent).toBeGreaterThanOrEqual(least);
        expect(extent).toBeLessThanOrEqual(stratum === "empty" ? 0 : most);
        expect(plan.watch).toBe("nothing");
      }
    }
  });

  it("tiny are volleys of 16 calls to 16 x 32 on the same inputs, in which function, reduction, mask, total and fill change", () => {
    const calls = draws("tiny", 1600).map((plan) => (plan.kind === "call" ? plan.call : expect.fail(plan.kind)));
    expect(Math.max(...calls.map(({ batch }) => batch))).toBe(16);
    expect(Math.max(...calls.map(({ classNum }) => classNum))).toBe(32);
    for (let first = 0; first < calls.length; first += 16) {
      const volley = calls.slice(first, first + 16);
      expect(volley.every((call) => areOneVolley(call, volley[0] as Case))).toBe(true);
      if (first > 0) expect(areOneVolley(calls[first - 1] as Case, volley[0] as Case)).toBe(false);
    }
    const volley = calls.slice(0, 16);
    for (const axis of ["entry", "reduction", "coreMask", "totalWeight", "poison"] as const) {
      expect(new Set(volley.map((call) => call[axis])).size).toBeGreaterThan(1);
    }
  });

  it("tell a failure rate by draws that do not depend on one another: of volleys, not of their calls", () => {
    expect(stratumRateBelow("small", 0, 1600)).toBe(failureRateBelow(0, 1600));
    expect(stratumRateBelow("tiny", 0, 1600)).toBe(failureRateBelow(0, 100));
    expect(stratumRateBelow("tiny", 3, 1601)).toBe(failureRateBelow(3, 101));
    expect(stratumRateBelow("tiny", 40, 32)).toBe(1);
  });

  it("late calls are watched after they return, read-only ones on their inputs", () => {
    for (const plan of draws("late", 6)) expect(plan).toMatchObject({ kind: "call", watch: "late" });
    for (const plan of draws("read-only", 6)) expect(plan).toMatchObject({ kind: "call", watch: "inputs" });
  });

  it("relations go through all of them in turn", () => {
    const names = draws("relations", RELATIONS.length).map((plan) => (plan.kind === "relation" ? plan.relation : plan.kind));
    expect(names).toEqual([...RELATIONS]);
  });

  it("examples are the document's two in turn", () => {
    expect(draws("examples", 4).map((plan) => (plan.kind === "example" ? plan.example : -1))).toEqual([0, 1, 0, 1]);
  });
});
