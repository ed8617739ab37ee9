import { describe, expect, it } from "vitest";
import { Random } from "../core/random.ts";
import { faultOf } from "../properties/bench.fixture.ts";
import { type Case, smallestCase } from "../properties/case.ts";
import { drawCase } from "../properties/generator.ts";
import { mutate } from "../properties/mutate.ts";
import { decodeToken } from "../properties/token.ts";
import { PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { emptyMeter } from "../runner/meter.ts";
import type { Configuration } from "./configuration.ts";
import { steeringFor } from "./steering.ts";

const configuration: Configuration = {
  ...{ suite: "0.0.0", stream: 2, kernel: "", platform: "mt7004", seed: 7, alignment: 64, timeout: 1000 },
  epoch: { shards: 2, plans: 1000, doublings: 0 },
};

describe("steering", () => {
  it("is a function of seed, epoch and what was met", () => {
    const meter = emptyMeter();
    const call = (batch: number): Case => ({ ...smallestCase("fp_nlllossgrad_p"), batch });
    meter.edges = { seen: [3], reaching: [...Array(80).keys()].map((k) => ({ cells: [0], call: call(k + 1) })) };
    const [one, again, other] = [1, 1, 2].map((epoch) => steeringFor(epoch, configuration, meter));
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });

  it("goes next to the operands of the largest errors", () => {
    const operands = { entry: "fp_nlllossgrad_p", g: 1, w: 2, t: 3 } as const;
    const call = smallestCase("fp_nlllossgrad_p");
    const meter = emptyMeter();
    meter.worst["tiny/fp_nlllossgrad_p"] = { steps: 1, plan: { kind: "call", before: [], call, watch: "nothing" }, operands };
    expect(steeringFor(1, configuration, meter).near).toEqual([operands]);
  });

  it("goes next to calls that reached new code, those that took a new edge last", () => {
    const call = (batch: number): Case => ({
      ...smallestCase("fp_nlllossgrad_p"),
      batch,
      labels: { kind: "drawn", labels: "first", seed: 0 },
    });
    const meter = emptyMeter();
    meter.edges = {
      seen: [7, 3],
      reaching: [
        { cells: [0], call: call(1) },
        { cells: [1], call: call(2) },
        { cells: [8], call: call(3) },
        { cells: [2, 9], call: call(500) },
        { cells: [10], call: call(4) },
      ],
    };
    const { reached } = steeringFor(3, configuration, meter);
    const batches = (stratum: "small" | "medium"): number[] =>
      reached[stratum].map((token) => {
        const { plan } = decodeToken(token);
        return plan.kind === "call" ? plan.call.batch : -1;
      });
    expect(batches("small").slice(-2)).toEqual([1, 3]);
    expect(batches("small").slice(0, -2).sort()).toEqual([2, 4]);
    expect(batches("medium")).toEqual([500]);
  });
});

describe.each(PLATFORM_IDS)("a case of %s, mutated time and again", (id) => {
  it("stays valid, and small if it was", () => {
    const random = new Random();
    let c = drawCase(random.reset(1, 0, 0), PLATFORMS[id], "small", 0);
    const faults = new Set<string>();
    const seen = new Set<string>();
    for (let k = 0; k < 3000; k++) {
      c = mutate(random.reset(2, 0, k), c, PLATFORMS[id]);
      const fault = faultOf(c, PLATFORMS[id]);
      if (fault !== null) faults.add(fault);
      if (c.batch > 80 || c.classNum > 80) faults.add("large");
      seen.add(`${c.entry} ${c.reduction} ${c.batch % 8} ${c.classNum % 8}`);
    }
    expect([...faults]).toEqual([]);
    expect(seen.size).toBeGreaterThan(200);
  });
});
