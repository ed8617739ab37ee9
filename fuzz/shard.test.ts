import { describe, expect, it } from "vitest";
import { emptyMeter } from "../runner/meter.ts";
import { type Configuration, digestOf } from "./configuration.ts";
import { type ShardDescription, shardsOfEpoch } from "./shard.ts";
import { steeringFor } from "./steering.ts";

const CONFIGURATION: Configuration = {
  suite: "0.0.0",
  stream: 1,
  kernel: "k",
  platform: "mt7004",
  seed: 1,
  alignment: 64,
  timeout: 2000,
  epoch: { shards: 3, plans: 1000, doublings: 2 },
};

const STEERING = steeringFor(0, CONFIGURATION, emptyMeter());

const plansOf = ({ pieces }: ShardDescription): number => pieces.reduce((sum, { from, to }) => sum + to - from, 0);

describe("shards", () => {
  const epochs = [0, 1, 2, 3].map((epoch) => shardsOfEpoch(CONFIGURATION, "native", epoch, STEERING));

  it("have as many plans each as the configuration says, doubling at first, and number a stratum's plans on from epoch to epoch", () => {
    const next = new Map<string, number>();
    for (const shard of epochs.flat()) {
      expect(plansOf(shard)).toBe([1000, 2000, 4000, 4000][shard.epoch]);
      for (const { stratum, from, to } of shard.pieces) {
        expect([stratum, from]).toEqual([stratum, next.get(stratum) ?? 0]);
        next.set(stratum, to);
      }
    }
    expect([...next.values()].reduce((sum, plans) => sum + plans)).toBe(3 * 11_000);
    expect(next.get("relations")).toBe(39);
    expect(next.get("tiny")).toBeGreaterThan(28_000);
  });

  it("are named by what they are: any change is another name, and JSON changes nothing", () => {
    const [first] = epochs[0] as [ShardDescription];
    const { name, ...described } = first;
    expect(digestOf(JSON.parse(JSON.stringify(described)))).toBe(name);
    const others = [
      ...epochs.flat().slice(1),
      ...shardsOfEpoch({ ...CONFIGURATION, seed: 2 }, "native", 0, STEERING),
      ...shardsOfEpoch({ ...CONFIGURATION, kernel: "other" }, "native", 0, STEERING),
      ...shardsOfEpoch(CONFIGURATION, "native", 0, { ...STEERING, near: [{ entry: "fp_nlllossgrad_p", g: 1, w: 2, t: 3 }] }),
    ].map((shard) => shard.name);
    expect(new Set([name, ...others]).size).toBe(1 + others.length);
  });

  it("of kernels behind a link have no plans that need memory at hand", () => {
    const strata = shardsOfEpoch(
      { ...CONFIGURATION, epoch: { shards: 1, plans: 200_000, doublings: 0 } },
      "remote",
      0,
      STEERING,
    ).flatMap(({ pieces }) => pieces.map(({ stratum }) => stratum));
    expect(strata.sort()).toEqual(["empty", "long", "medium", "relations", "small", "tiny"]);
  });
});
