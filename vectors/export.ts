import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { encodeFrame, FRAME } from "../adapters/harness/frames.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { StratumName } from "../properties/strata.ts";
import { Sweeper } from "../runner/sweep.ts";
import { HashedFile, type PackFile, writeHashed } from "./files.ts";
import { headerOf } from "./header.ts";
import { CALLS_BIN, MANIFEST, type Manifest, writeManifest } from "./manifest.ts";
import { NpzWriter } from "./npz.ts";
import {
  bufferBytes,
  encodePlan,
  mostBytesOf,
  openPlace,
  PACK_SIGHT,
  type PackParameters,
  type PackPlace,
  packEntries,
  piecesOf,
} from "./plans.ts";

/** What to export besides the calls, and on whose behalf. */
export interface ExportOptions {
  /** Version of the suite. */
  readonly suite: string;
  /** Whether NumPy is to have the calls as well. */
  readonly npz: boolean;
  /** Asked between plans. */
  interrupted(): boolean;
}

/** Strata whose tensors are too large for files that hold each of them whole. */
const NOT_IN_NPZ: readonly StratumName[] = ["vast"];

/** Plans after which others get a turn: Ctrl-C is one of them. */
const TURN = 64;

/** Raised where the user ends an export: what is in the folder is no pack. */
export class InterruptedExport extends Error {
  override readonly name = "InterruptedExport";
}

/**
 * Writes a pack into a folder, which is made if it is not there. The manifest comes last: a folder without it is no pack.
 *
 * @throws UnusableTarget if the folder holds anything, or cannot be written; InterruptedExport.
 */
export async function exportPack(folder: string, parameters: PackParameters, options: ExportOptions): Promise<Manifest> {
  prepareFolder(folder);
  const place = openPlace(parameters, packEntries(parameters), PACK_SIGHT);
  const file = new HashedFile(folder, CALLS_BIN);
  const npz = options.npz ? new NpzWriter(folder) : null;
  const strata: Partial<Record<StratumName, number>> = {};
  const most = { payload: 0, buffers: 0, result: 0 };
  let [calls, plans, tooLarge, pack] = [0, 0, 0, 0];
  for (const piece of piecesOf(parameters)) {
    const sweeper = new Sweeper(place, piece, true, []);
    for (const { plan } of sweeper.draw()) {
      const batch = encodePlan(place, parameters, plan, calls);
      const frame = encodeFrame({ type: FRAME.batch, id: batch.id, payload: batch.payload });
      pack = crc32(frame, pack);
      file.write(frame);
      if (!NOT_IN_NPZ.includes(piece.stratum)) addArrays(npz, batch, place);
      most.payload = Math.max(most.payload, batch.payload.length);
      most.buffers = Math.max(most.buffers, ...batch.asked.map(bufferBytes));
      most.result = Math.max(most.result, mostBytesOf(batch));
      calls += batch.calls.length;
      strata[piece.stratum] = (strata[piece.stratum] ?? 0) + 1;
      if (++plans % TURN === 0) await setImmediate();
      if (options.interrupted()) throw new InterruptedExport(`${folder}: interrupted, so that it holds no pack; remove it`);
    }
    tooLarge += sweeper.finish(null).tooLarge;
  }
  const bin = file.finish();
  const arrays = npz?.finish(pack) ?? [];
  const header = headerOf(parameters, { calls, batches: plans, bytes: bin.bytes, ...most });
  const files: PackFile[] = [
    bin,
    writeHashed(folder, "nllgrad.h", header),
    writeHashed(folder, "harness.c", harnessFor(parameters)),
    ...arrays,
    ...(npz === null ? [] : [writeHashed(folder, "run.py", readExample("vectors/run.py"))]),
  ];
  const manifest: Manifest = {
    suite: options.suite,
    ...parameters,
    pack,
    calls,
    plans,
    strata,
    tooLarge,
    npz: npz === null ? null : { calls: npz.calls, leftOut: NOT_IN_NPZ.filter((stratum) => strata[stratum] !== undefined) },
    files,
    ...wordsFor(arrays, strata),
  };
  writeHashed(folder, MANIFEST, writeManifest(manifest));
  return manifest;
}

function addArrays(npz: NpzWriter | null, batch: Parameters<NpzWriter["add"]>[0], { executor, callee }: PackPlace): void {
  npz?.add(batch, (c) => executor.lay(c), executor.layout, callee.arena);
}

function wordsFor(
  arrays: readonly PackFile[],
  strata: Readonly<Partial<Record<StratumName, number>>>,
): Pick<Manifest, "run" | "back"> {
  const left = NOT_IN_NPZ.filter((stratum) => strata[stratum] !== undefined);
  const numpy = arrays.length > 0;
  return {
    run: [
      "With a C compiler: cc -o board harness.c kernel.c && ./board calls.bin results.bin, where kernel.c has the functions that nllgrad.h declares.",
      "On a board without files: port harness.c, or write the loop anew from nllgrad.h and the protocol; calls.bin holds batch frames, one after another.",
      ...(numpy
        ? [`With NumPy: put your kernel into run.py and run it here; it reads ${arrays.map(({ name }) => name).join(", ")}.`]
        : []),
      ...(numpy && left.length > 0
        ? [
            `The files for NumPy leave out the stratum ${left.join(", ")}, whose tensors have more than 2^24 elements: results from them are incomplete.`,
          ]
        : []),
    ],
    back: [
      "results.bin: a hello frame, then a result frame for each call, in order.",
      ...(numpy
        ? [
            "Or results.npz: NNNNNN/logits_grad for each call and, if the inputs are to be judged, all five of them as they are after it.",
          ]
        : []),
      "Put it into this folder, and run: nllgrad vectors verify DIR",
    ],
  };
}

function prepareFolder(folder: string): void {
  const refuse = (what: string): UnusableTarget =>
    new UnusableTarget(`${folder}: ${what}; give a folder that is empty, or not there yet: nothing is ever overwritten`);
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw refuse("is not empty");
  } catch (error) {
    if (error instanceof UnusableTarget) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw refuse(code === "EEXIST" || code === "ENOTDIR" ? "is no folder" : `cannot be made or read (${code})`);
  }
}

/** An example's text: one folder up from the sources, two from dist/, as the package has it. */
function readExample(path: string): string {
  for (const place of ["../examples/", "../../examples/"]) {
    try {
      return readFileSync(new URL(place + path, import.meta.url), "utf8");
    } catch {
      // The other place.
    }
  }
  throw new Error(`examples/${path} is missing from the package; install it again`);
}

/** The line of harness.c that says what is linked unless the compiler's arguments do. */
const PLATFORM_LINE = "#define HARNESS_PLATFORM mt7004\n";

/** The harness to copy, for the pack's platform. */
function harnessFor({ platform }: PackParameters): string {
  const text = readExample("harness/harness.c");
  if (text.split(PLATFORM_LINE).length !== 2)
    throw new Error("examples/harness/harness.c has lost the line that names its platform");
  return text.replace(PLATFORM_LINE, `#define HARNESS_PLATFORM ${platform}\n`);
}
