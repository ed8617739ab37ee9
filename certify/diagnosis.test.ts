import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { build } from "./build.ts";
import { CERTIFICATE } from "./certificate.fixture.ts";
import type { WrongKernel } from "./certificate.ts";
import { diagnosed, diagnosesLine, diagnosesOf, isBelowFloor, missLine } from "./diagnosis.ts";
import { readZoo, zooFolder } from "./zoo.ts";

const zoo = readZoo(zooFolder() as string);

/** A kernel of each kind of evidence: places, masks, values, formulas, arithmetic, memory, what cells follow, what the smallest call needs. */
const TOLD = [
  "vector-tail-not-zeroed",
  "remainder-rows-dropped",
  "worker-number-used-as-rank",
  "falsy-weight-is-one",
  "sign-missing",
  "hp-ties-away",
  "weights-negated-and-restored",
  "gradient-lane-of-wrong-group",
  "labels-in-signed-bytes",
];

describe("what check names first as the cause of a wrong kernel", () => {
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-diagnosis-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(!HAS_COMPILER).each(TOLD)(`is what its header says: %s${NEEDS_COMPILER}`, async (name) => {
    const kernel = zoo.find((one) => one.name === `wrong/${name}`) as (typeof zoo)[number];
    const { causes } = await diagnosed({
      target: await build(kernel, folder),
      platform: kernel.platform,
      tier: "smoke",
      seed: 20260101,
      bail: true,
      now: () => 0,
      interrupted: () => false,
    });
    expect(kernel.causes).toContain(causes[0]);
  });
});

describe("the diagnoses of a certificate", () => {
  it("are counted, those of kernels held out apart, and the misses told", () => {
    const diagnoses = diagnosesOf(CERTIFICATE);
    expect(diagnoses).toMatchObject({ tuned: { kernels: 4, right: 3 }, heldOut: { kernels: 1, right: 1 } });
    expect(diagnoses?.misses.map(missLine)).toEqual(["wrong/survivor: no-zero-fill, diagnosed as nothing"]);
    expect(diagnoses === null ? "" : diagnosesLine(diagnoses)).toBe(
      "diagnosis: right cause first for 3 of 4 wrong kernels, and for 1 of 1 that are held out",
    );
  });

  it("are none where nobody asked", () => {
    const wrong = CERTIFICATE.wrong.map((kernel) => ({ ...kernel, diagnosis: null }));
    expect(diagnosesOf({ ...CERTIFICATE, wrong })).toBeNull();
  });

  it.each([
    [84, true],
    [85, false],
  ])("fail the certification of a whole zoo below 85 %%: %i of 100", (right, fails) => {
    const [kernel] = CERTIFICATE.wrong as [WrongKernel];
    const wrong = Array.from({ length: 100 }, (_, k) =>
      k < right ? kernel : { ...kernel, diagnosis: { finding: null, causes: [] } },
    );
    expect(isBelowFloor({ ...CERTIFICATE, wrong })).toBe(fails);
    expect(isBelowFloor({ ...CERTIFICATE, wrong: wrong.slice(-50) })).toBe(false);
    const unseen = wrong.map((one) => ({ ...one, heldOut: true }));
    expect(isBelowFloor({ ...CERTIFICATE, wrong: unseen })).toBe(false);
  });
});
