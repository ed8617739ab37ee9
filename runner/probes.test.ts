import { describe, expect, it } from "vitest";
import { smallestCase } from "../properties/case.ts";
import { NONE, SUM } from "../reference/operator.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { probesOf } from "./probes.ts";

const { ft78ne, mt7004 } = PLATFORMS;
const shrunk = { ...smallestCase("fp_nlllossgrad_s"), batch: 3, classNum: 33, coreMask: 0b110 };

describe("the calls around a shrunk one", () => {
  it("have its shape, a class and a row more and less, whole vectors, and shapes of other kinds", () => {
    const shapes = new Set(probesOf(shrunk, ft78ne).map(({ batch, classNum }) => `${batch} x ${classNum}`));
    for (const shape of ["3 x 33", "3 x 32", "3 x 34", "3 x 64", "2 x 33", "4 x 33", "64 x 12"])
      expect(shapes, shape).toContain(shape);
  });

  it("are of its function and reduction, on every kind of mask that the platform has", () => {
    const probes = probesOf(shrunk, ft78ne);
    expect(new Set(probes.map(({ entry, reduction }) => `${entry} ${reduction}`))).toEqual(new Set([`fp_nlllossgrad_s ${SUM}`]));
    const masks = new Set(probes.map(({ coreMask }) => coreMask));
    for (const mask of [0b110, 1, 0xff, 0b101, 0xfe, 0x80]) expect(masks).toContain(mask);
    expect(Math.max(...probesOf(shrunk, mt7004).map(({ coreMask }) => coreMask))).toBe(0xf);
  });

  it("keep to the private function's one core", () => {
    const probes = probesOf({ ...shrunk, entry: "fp_nlllossgrad_p", coreMask: 1 }, ft78ne);
    expect(new Set(probes.map(({ coreMask }) => coreMask))).toEqual(new Set([1]));
  });

  it("have ordinary values, and a gradient for each row where each has one", () => {
    for (const probe of probesOf({ ...shrunk, reduction: NONE }, ft78ne)) {
      expect([probe.weight, probe.lossGrad]).toEqual([
        expect.objectContaining({ values: "ordinary" }),
        expect.objectContaining({ values: "ordinary" }),
      ]);
      expect(probe.lossGradLength).toBe(probe.batch);
    }
    expect(new Set(probesOf(shrunk, ft78ne).map(({ lossGradLength, batch }) => lossGradLength === batch)).size).toBe(2);
  });

  it("stay small around a huge one", () => {
    const probes = probesOf({ ...shrunk, batch: 2 ** 16, classNum: 2 ** 16 }, ft78ne);
    expect(probes.length).toBeGreaterThan(0);
    expect(probes.reduce((sum, { batch, classNum }) => sum + batch * classNum, 0)).toBeLessThanOrEqual(2 ** 24);
  });
});
