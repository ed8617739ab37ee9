import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { UnusableTarget } from "../adapters/unusable.ts";
import { LONG_TIMEOUT, mutantsOf, mutate, mutateJson } from "../core/mutants.fixture.ts";
import { Random } from "../core/random.ts";
import { MANIFEST, type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { npyHead, OddArray, readNpy } from "./npy.ts";
import { copyOf, exported, scratchPath, verified } from "./pack.fixture.ts";
import { ZipReader } from "./zip.ts";

/** Bytes that a test lets a file of an archive have. */
const MOST = 4096;

let pack = "";
let manifest: Manifest;

beforeAll(async () => {
  ({ folder: pack, manifest } = await exported({ maxBytes: 2 ** 10, cases: 8 }, true));
});

/** Runs mutants, and counts how many are refused; anything but a refusal is the test's failure. */
function refusals(count: number, seed: number, refusal: new (...args: never[]) => Error, read: (random: Random) => void): number {
  const random = new Random();
  let refused = 0;
  for (let k = 0; k < count; k++) {
    try {
      read(random.reset(seed, 0, k));
    } catch (error) {
      if (!(error instanceof refusal)) throw new Error(`mutant ${k}: ${String(error)}`);
      refused++;
    }
  }
  return refused;
}

describe("a pack that somebody damaged", () => {
  const ARRAYS = mutantsOf(20_000);
  it(`has arrays that are refused or have the bytes of their shape: ${ARRAYS} mutants`, { timeout: LONG_TIMEOUT }, () => {
    const original = Buffer.concat([npyHead("<f4", [3, 5]), Buffer.alloc(60, 7)]);
    const refused = refusals(ARRAYS, 6, OddArray, (random) => {
      const { shape, bytes } = readNpy(mutate(random, original));
      expect(
        bytes.length %
          Math.max(
            1,
            shape.reduce((product, extent) => product * extent, 1),
          ),
      ).toBe(0);
    });
    expect(refused).toBeGreaterThan(ARRAYS / 4);
    expect(refused).toBeLessThan(ARRAYS);
  });

  const ARCHIVES = mutantsOf(1500, 100_000);
  it(`has archives that are refused or unpack to no more than is asked for: ${ARCHIVES} mutants`, {
    timeout: LONG_TIMEOUT,
  }, () => {
    const names = ["pack.npy", "000000/logits_grad.npy", "000001/logits_grad.npy"];
    const array = Buffer.concat([npyHead("<f4", [3, 5]), Buffer.alloc(60, 7)]);
    const original = Buffer.from(
      zipSync(Object.fromEntries(names.map((name, k) => [name, [array, { level: k === 1 ? 0 : 6 }]]))),
    );
    const path = scratchPath("archive");
    const refused = refusals(ARCHIVES, 7, UnusableTarget, (random) => {
      writeFileSync(path, mutate(random, original));
      const archive = new ZipReader(path, 16);
      try {
        for (const name of archive.names) expect(archive.read(name, MOST).length).toBeLessThanOrEqual(MOST);
      } finally {
        archive.close();
      }
    });
    expect(refused).toBeGreaterThan(ARCHIVES / 4);
  });

  const MANIFESTS = mutantsOf(1500, 100_000);
  it(`has a manifest that is refused, though its checksum fits, or reads as one: ${MANIFESTS} mutants`, {
    timeout: LONG_TIMEOUT,
  }, () => {
    const folder = copyOf(pack);
    const refused = refusals(MANIFESTS, 8, UnusableTarget, (random) => {
      writeFileSync(join(folder, MANIFEST), writeManifest(mutateJson(random, manifest) as Manifest));
      const read = readManifest(folder);
      for (const { name } of read.files) expect(name).toMatch(/^[\w-]+\.[a-z]+$/);
    });
    expect(refused).toBeGreaterThan(MANIFESTS / 4);
    expect(refused).toBeLessThan(MANIFESTS);
  });

  const RESULTS = mutantsOf(60, 5000);
  it(`has results that are refused or judged: ${RESULTS} mutants`, { timeout: LONG_TIMEOUT }, async () => {
    const folder = copyOf(pack);
    const calls = readFileSync(join(folder, "calls.bin"));
    const random = new Random();
    for (let k = 0; k < RESULTS; k++) {
      const [start, rest] = [calls.subarray(0, 256), calls.subarray(256)];
      writeFileSync(join(folder, "results.bin"), Buffer.concat([mutate(random.reset(9, 0, k), start), rest]));
      await verified(folder).catch((error: unknown) => {
        if (!(error instanceof UnusableTarget)) throw new Error(`mutant ${k}: ${String(error)}`);
      });
    }
  });
});
