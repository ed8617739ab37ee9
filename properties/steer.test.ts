import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Random } from "../core/random.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import type { Case } from "./case.ts";
import { areOneVolley, drawCase } from "./generator.ts";
import type { Steering } from "./steer.ts";
import { Stream } from "./strata.ts";
import { decodeToken, encodeToken, type GradientPlan } from "./token.ts";

const platform = PLATFORMS.mt7004;

describe("steered draws", () => {
  const tokenOf = (call: Case): string =>
    encodeToken({ platform: "mt7004", alignment: 64, plan: { kind: "call", before: [], call, watch: "nothing" } });
  const callOf = (plan: GradientPlan): Case => (plan as GradientPlan & { readonly kind: "call" }).call;
  const steering: Steering = {
    near: [{ entry: "hp_nlllossgrad_s", g: 0x3c01, w: 0x4001, t: 0x4201 }],
    reached: {
      small: [5, 6].map((k) => tokenOf(drawCase(new Random().reset(5, 0, k), platform, "small", k))),
      medium: [],
      long: [],
    },
  };

  it("are what this version of the stream draws: stored campaigns go on with them", () => {
    const stream = new Stream(20260101, platform, steering);
    const plans = [...Array(400).keys()].flatMap((index) => [stream.draw("small", index), stream.draw("medium", index)]);
    const hash = createHash("sha256").update(JSON.stringify(plans)).digest("hex");
    expect(hash).toBe("988369dbc47b204c950ce6c075a2c223f6d5c6432a94c2ccf19553285ccc5f0f");
  });

  it("change no call that is written out element by element, which cannot follow other extents: every draw has a token that is read back", () => {
    const written = tokenOf({
      ...drawCase(new Random().reset(5, 0, 5), platform, "small", 5),
      labels: { kind: "explicit", labels: [0] },
      batch: 1,
      lossGradLength: 1,
    });
    const stream = new Stream(7, platform, { ...steering, reached: { ...steering.reached, small: [written] } });
    for (let index = 0; index < 600; index++) {
      const plan = stream.draw("small", index);
      expect(decodeToken(encodeToken({ platform: "mt7004", alignment: 64, plan })).plan).toEqual(plan);
    }
  });

  it("leave every fourth plan as it is drawn without, and the strata that they say nothing of", () => {
    const [steered, plain] = [new Stream(7, platform, steering), new Stream(7, platform)];
    const same = (stratum: "small" | "long" | "relations"): number =>
      [...Array(200).keys()].filter(
        (index) => JSON.stringify(steered.draw(stratum, index)) === JSON.stringify(plain.draw(stratum, index)),
      ).length;
    expect(same("relations")).toBe(200);
    expect(same("small")).toBeGreaterThan(35);
    expect(same("small")).toBeLessThan(70);
  });

  it("steer each call of a volley by itself once there are calls to go next to, and its first alone before", () => {
    const volleysOf = (own: Steering): Case[][] => {
      const stream = new Stream(7, platform, own);
      const calls = [...Array(40 * 16).keys()].map((index) => callOf(stream.draw("tiny", index)));
      return [...Array(40).keys()].map((at) => calls.slice(16 * at, 16 * at + 16));
    };
    const shared = (volley: readonly Case[]): boolean => volley.every((c) => areOneVolley(c, volley[0] as Case));
    expect(volleysOf({ ...steering, reached: { small: [], medium: [], long: [] } }).every(shared)).toBe(true);
    const own = volleysOf(steering);
    // Every fourth volley is free.
    expect(own.filter(shared).length).toBeGreaterThan(4);
    expect(own.filter(shared).length).toBeLessThan(18);
  });
});
