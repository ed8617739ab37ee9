import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { killersOf, type RightKernel, type WrongKernel } from "./certificate.ts";
import { type CertifyOptions, certify } from "./certify.ts";
import { readZoo, type ZooKernel, zooFolder } from "./zoo.ts";

const OPTIONS: CertifyOptions = {
  suite: "test",
  tier: "smoke",
  seeds: [20260101],
  bail: true,
  leaveOneOut: false,
  diagnose: false,
  workers: 1,
  now: () => 0,
  interrupted: () => false,
  progress() {},
};

/** Whether the tests' long form was asked for. */
const LONG = process.env.NLLGRAD_LONG_TESTS === "1";

const zoo = readZoo(zooFolder() as string);
const named = (name: string): ZooKernel => zoo.find((kernel) => kernel.name === name) as ZooKernel;

describe("certify", () => {
  it.skipIf(!HAS_COMPILER)(`finds what a wrong kernel breaks, and counts the cases to it${NEEDS_COMPILER}`, async () => {
    const { wrong } = await certify([named("wrong/vector-tail-not-zeroed"), named("wrong/hp-private-missing")], OPTIONS);
    const [tail, missing] = wrong as [WrongKernel, WrongKernel];
    expect(killersOf(tail)).toContain("every cell is written");
    expect(tail.hunts[0]).toMatchObject({ seed: 20260101, tier: "smoke", killed: true, cases: 1 });
    // Told before any call.
    expect(killersOf(missing)).toEqual(["a library offers what its platform has"]);
    expect(missing.hunts[0]?.cases).toBe(0);
  });

  it("hunts under every seed, and in every tier until one kills", async () => {
    const { wrong } = await certify([named("wrong/falsy-weight-is-one")], { ...OPTIONS, tier: "gate", seeds: [1, 2] });
    expect(wrong[0]?.hunts.map(({ seed, tier, killed }) => [seed, tier, killed])).toEqual([
      [1, "smoke", true],
      [2, "smoke", true],
    ]);
  });

  it("lets a right kernel survive that is taken for a wrong one", async () => {
    const innocent = { ...named("right/steps-in-double"), name: "wrong/steps-in-double" };
    const { wrong } = await certify([innocent], OPTIONS);
    expect((wrong[0] as WrongKernel).hunts[0]).toMatchObject({ tier: "smoke", killed: false, kills: [] });
  }, 120_000);

  it("accuses a wrong kernel that is taken for a right one", async () => {
    const guilty = { ...named("wrong/labels-sorted-in-place"), name: "right/labels-sorted-in-place" };
    const { right } = await certify([guilty], OPTIONS);
    expect((right[0] as RightKernel).trials[0]?.accusations.join("\n")).toMatch(/^inputs-unchanged\/.*: the call changed labels/);
  });

  it("hunts again without the one property that found a kernel, and tells what finds it then", async () => {
    const options = { ...OPTIONS, bail: false, leaveOneOut: true };
    const { wrong } = await certify([named("wrong/fill-end-taken-for-length")], options);
    const { hunts, leftOut } = wrong[0] as WrongKernel;
    expect(killersOf({ hunts })).toEqual(["every cell is written"]);
    // What stood there before the call was another call's result.
    const kills = expect.arrayContaining([expect.objectContaining({ property: "off-label cells are zero" })]);
    expect(leftOut).toEqual([{ part: { kind: "property", name: "every cell is written" }, kills }]);
  }, 120_000);

  it.skipIf(!LONG)(
    "hunts past 2^31 cells what was written to be wrong there, and takes the warning for a kill (NLLGRAD_LONG_TESTS=1)",
    async () => {
      const { wrong, aside } = await certify([named("wrong/hp-byte-count-32-bit")], { ...OPTIONS, tier: "huge" });
      expect(aside).toEqual([]);
      expect(wrong[0]?.hunts[0]).toMatchObject({ tier: "huge", killed: true });
      expect(wrong[0]?.hunts[0]?.kills.map(({ clause }) => clause)).toContain("large-extent");
    },
    600_000,
  );

  it.skipIf(!HAS_COMPILER)(
    `says what the compiler has against a kernel, not by which files it came there${NEEDS_COMPILER}`,
    async () => {
      const path = join(mkdtempSync(join(tmpdir(), "nllgrad-refused-")), "kernel.c");
      writeFileSync(path, '#include "wrong.h"\n');
      writeFileSync(join(dirname(path), "wrong.h"), "int x = ;\n");
      const { aside } = await certify([{ ...named("wrong/no-zero-fill"), path }], OPTIONS);
      rmSync(dirname(path), { recursive: true });
      expect(aside[0]?.why).toMatch(/^cc refuses it: .*wrong\.h:1:\d+: error: /);
    },
  );

  it("sets aside what belongs to a larger tier, and what cannot be built", async () => {
    const huge = named("wrong/offset-32-bit");
    const broken = { ...named("wrong/no-zero-fill"), flags: ["-no-such-flag"] };
    const { aside, wrong } = await certify([huge, broken], OPTIONS);
    expect(wrong).toEqual([]);
    expect(aside).toEqual([
      { name: huge.name, why: expect.stringContaining("huge tier"), needed: false },
      { name: broken.name, why: expect.stringMatching(HAS_COMPILER ? /^cc refuses it: / : /^no cc on the PATH/), needed: true },
    ]);
  });
});
