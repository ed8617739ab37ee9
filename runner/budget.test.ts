import { describe, expect, it } from "vitest";
import { type Case, smallestCase } from "../properties/case.ts";
import type { GradientPlan } from "../properties/token.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { TooSmall } from "./budget.ts";
import { simplerPlans } from "./simpler.ts";
import { mainCase } from "./workplace.ts";

const call = (batch: number, classNum: number): GradientPlan & { kind: "call" } => ({
  kind: "call",
  before: [],
  call: { ...smallestCase("fp_nlllossgrad_p"), batch, classNum },
  watch: "nothing",
});

const extentsIn = (plans: Iterable<GradientPlan>): string[] =>
  [...plans].map((plan) => mainCase(plan) as Case).map(({ batch, classNum }) => `${batch} x ${classNum}`);

describe("a large call's extents that were too small once", () => {
  const large = call(60_000, 5);
  const simpler = (plan: GradientPlan): GradientPlan[] => [...simplerPlans(plan, PLATFORMS.ft78ne)];

  it("are tried last, and none is left out", () => {
    const tooSmall = new TooSmall();
    tooSmall.note([call(1, 5), call(30_000, 5), call(45_000, 5)], large);
    const found = call(52_500, 5);
    const before = extentsIn(simpler(found));
    const after = extentsIn(tooSmall.order(simpler(found), found));
    expect(before.slice(0, 3)).toEqual(["1 x 5", "26250 x 5", "39375 x 5"]);
    expect(after.slice(0, 2)).toEqual(["45938 x 5", "49219 x 5"]);
    expect(after.slice(-3)).toEqual(before.slice(0, 3));
    expect(after.toSorted()).toEqual(before.toSorted());
  });

  it("are rows and classes by themselves", () => {
    const tooSmall = new TooSmall();
    tooSmall.note([call(60_000, 1), call(60_000, 3)], large);
    const after = extentsIn(tooSmall.order(simpler(large), large));
    expect(after[0]).toBe("1 x 5");
    expect(after.slice(-2)).toEqual(["60000 x 1", "60000 x 3"]);
  });

  it("keep their order where calls are small: those cost nothing", () => {
    const tooSmall = new TooSmall();
    tooSmall.note([call(1, 5)], call(64, 5));
    expect(extentsIn(tooSmall.order(simpler(call(32, 5)), call(32, 5)))[0]).toBe("1 x 5");
  });
});
