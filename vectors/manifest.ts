import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UnusableTarget } from "../adapters/unusable.ts";
import { Fields, shownValue } from "../core/fields.ts";
import { STRATA, type StratumName } from "../properties/strata.ts";
import { type PlatformId, readPlatform } from "../reference/platforms.ts";
import { TIERS } from "../runner/tiers.ts";
import type { PackFile } from "./files.ts";
import type { PackParameters } from "./plans.ts";

export const MANIFEST = "manifest.json";
export const CALLS_BIN = "calls.bin";

const SCHEMA = "nllgrad.vectors/1";

/** Bytes that a manifest may have: far more than any that is exported. */
const MOST_BYTES = 2 ** 20;

/** What a pack says of itself. */
export interface Manifest extends PackParameters {
  /** Version of the suite that exported it. */
  readonly suite: string;
  /** CRC-32 of `calls.bin`: what the files for NumPy are told apart by. */
  readonly pack: number;
  readonly calls: number;
  readonly plans: number;
  /** Plans of each stratum. */
  readonly strata: Readonly<Partial<Record<StratumName, number>>>;
  /** Plans that were left out since their buffers take more than `maxBytes`. */
  readonly tooLarge: number;
  /** What the files for NumPy hold of it; `null` if there are none. */
  readonly npz: { readonly calls: number; readonly leftOut: readonly StratumName[] } | null;
  readonly files: readonly PackFile[];
  /** In words: how to run it, and what comes back. */
  readonly run: readonly string[];
  readonly back: readonly string[];
}

/** A manifest as text, which ends in a checksum of itself. */
export function writeManifest(manifest: Manifest): string {
  const text = (sum: string): string => `${JSON.stringify({ schema: SCHEMA, ...manifest, sha256: sum }, null, 2)}\n`;
  return text(sumOf(text("")));
}

const sumOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Reads a pack's manifest.
 *
 * @throws UnusableTarget if it is missing, cut off, edited, or of a version that is not read.
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  const refuse = (what: string, remedy = "export the pack anew into another folder"): UnusableTarget =>
    new UnusableTarget(`${path}: ${what}; ${remedy}`);
  let text: string;
  try {
    if (statSync(path).size > MOST_BYTES) throw refuse(`has more than ${MOST_BYTES} bytes, so that it is no manifest`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof UnusableTarget) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw refuse(
      code === "ENOENT" || code === "ENOTDIR" ? "is missing" : `cannot be read (${code})`,
      "give the folder that nllgrad vectors export made",
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse("is not JSON: cut off, or edited");
  }
  const top = new Fields(json, (what) => refuse(what));
  const schema = top.value("schema");
  if (schema !== SCHEMA)
    throw refuse(
      `has the schema ${shownValue(schema)}, where this version of nllgrad reads ${SCHEMA}`,
      "verify with the version that exported it, or export anew",
    );
  const sum = top.text("sha256");
  if (sum === "" || text.split(sum).length !== 2 || sumOf(text.replace(sum, "")) !== sum)
    throw refuse("was edited after the export: its checksum does not fit its text", "restore it, or export the pack anew");
  return manifestIn(top);
}

function platformIn(top: Fields): PlatformId {
  const text = top.text("platform");
  const platform = readPlatform(text);
  if (platform === null) throw top.refuse(`has the platform ${shownValue(text)}, which is none`);
  return platform.id;
}

function manifestIn(top: Fields): Manifest {
  const strata = top.object("strata");
  return {
    suite: top.text("suite"),
    platform: platformIn(top),
    tier: top.oneOf("tier", TIERS),
    seed: top.whole("seed", 2 ** 32 - 1),
    cases: top.orNull("cases", (name) => top.whole(name, 1e9)),
    alignment: top.oneOf("alignment", [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]),
    timeout: top.whole("timeout", Number.MAX_SAFE_INTEGER),
    maxBytes: top.orNull("maxBytes", (name) => top.whole(name, Number.MAX_SAFE_INTEGER)),
    pack: top.whole("pack", 2 ** 32 - 1),
    calls: top.whole("calls", 1e9),
    plans: top.whole("plans", 1e9),
    strata: Object.fromEntries(
      STRATA.filter((name) => strata.value(name) !== undefined).map((name) => [name, strata.whole(name, 1e9)]),
    ),
    tooLarge: top.whole("tooLarge", 1e9),
    npz: top.orNull("npz", (name) => {
      const npz = top.object(name);
      return { calls: npz.whole("calls", 1e9), leftOut: STRATA.filter((stratum) => npz.list("leftOut").includes(stratum)) };
    }),
    files: top.list("files").map((item) => {
      const file = new Fields(item, top.refuse);
      return {
        name: file.matching("name", /^[\w-]+\.[a-z]+$/),
        bytes: file.whole("bytes", Number.MAX_SAFE_INTEGER),
        sha256: file.matching("sha256", /^[0-9a-f]{64}$/),
      };
    }),
    run: top.list("run").map(String),
    back: top.list("back").map(String),
  };
}
