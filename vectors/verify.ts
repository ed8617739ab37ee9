import { basename, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { FRAME_BYTES } from "../adapters/harness/frames.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { Platform } from "../core/contract.ts";
import type { Run } from "../core/record.ts";
import type { GradientPlan } from "../properties/token.ts";
import { callsOf } from "../runner/evaluate.ts";
import { mistakenCodes } from "../runner/findings.ts";
import { bucketsOf, failedRun, runOf } from "../runner/run.ts";
import { HarnessFailure } from "../runner/session.ts";
import { keepAll } from "../runner/settle.ts";
import { emptySwath, takeSwept } from "../runner/swath.ts";
import { type Preference, Sweeper } from "../runner/sweep.ts";
import { isWholeTier } from "../runner/tiers.ts";
import { checkFile, ReadFile } from "./files.ts";
import { CALLS_BIN, type Manifest, readManifest } from "./manifest.ts";
import { encodePlan, openPlace, type PackBatch, piecesOf } from "./plans.ts";
import { findResults, type Results } from "./results.ts";
import { FrameResults } from "./results-bin.ts";
import { ArrayResults } from "./results-npz.ts";

/** How results are judged, and on whose behalf. */
export interface VerifyOptions {
  /** The file that came back; without it, the one in the pack's folder. */
  readonly results: string | undefined;
  /** The kernel's name in the record; without it, what the results say. */
  readonly name: string | undefined;
  readonly strict: boolean;
  /** Milliseconds since some moment. */
  now(): number;
  /** Asked between plans. */
  interrupted(): boolean;
}

/** What stands for the kernel in a command that is to be run again: nothing here can call it. */
const LIVE_TARGET = "TARGET";

/** Plans after which others get a turn: Ctrl-C is one of them. */
const TURN = 64;

/**
 * Judges the results of a pack as if its calls were made now. What was found is shown by the pack's smallest call that
 * shows it, since nothing is there to make it smaller on.
 *
 * @throws UnusableTarget that names the file, what is wrong with it, and what to do.
 */
export async function verifyPack(folder: string, options: VerifyOptions): Promise<Run> {
  const started = options.now();
  const manifest = readManifest(folder);
  for (const file of manifest.files) checkFile(folder, file);
  const path = options.results ?? findResults(folder);
  const fallback = options.name ?? basename(resolve(folder));
  let results: Results;
  try {
    results = path.endsWith(".npz") ? new ArrayResults(path, manifest) : new FrameResults(path);
  } catch (error) {
    if (!(error instanceof HarnessFailure)) throw error;
    return failedRun({ ...manifest, name: fallback, place: LIVE_TARGET, target: null }, error.message);
  }
  try {
    const judged = await judge(folder, manifest, results, options.interrupted);
    const name = options.name ?? results.name ?? fallback;
    return runOf({ ...judged, name, place: LIVE_TARGET, strict: options.strict, seconds: (options.now() - started) / 1000 });
  } finally {
    results.close();
  }
}

/** The plan of fewer cells, in all its calls. */
function smallest(platform: Platform): Preference {
  const cells = (plan: GradientPlan): number => callsOf(plan, platform).reduce((sum, c) => sum + c.batch * c.classNum, 0);
  return (plan, shown) => cells(plan) < cells(shown);
}

/** What was judged, but for what its report is told. */
type Verified = Omit<Parameters<typeof runOf>[0], "name" | "place" | "strict" | "seconds">;

async function judge(folder: string, manifest: Manifest, results: Results, interrupted: () => boolean): Promise<Verified> {
  const { tier, seed, alignment } = manifest;
  const place = openPlace(manifest, results.entries, results.sees);
  const { platform } = place;
  const prefers = smallest(platform);
  const swath = emptySwath();
  const exported = new ExportedCalls(join(folder, CALLS_BIN), manifest);
  let [calls, plans] = [0, 0];
  let failure: HarnessFailure | null = null;
  let ended: string | null = null;
  const sweep = async (sweeper: Sweeper): Promise<void> => {
    for (const drawn of sweeper.draw()) {
      const batch = encodePlan(place, manifest, drawn.plan, calls);
      exported.expect(batch);
      const came = results.take(batch);
      if (came === null) ended = `the results end after ${calls} of ${manifest.calls} calls`;
      else if (interrupted()) ended = "interrupted before all results were judged";
      if (came === null || ended !== null) return;
      place.callee.expect(came);
      sweeper.judge(drawn);
      calls += batch.calls.length;
      if (++plans % TURN === 0) await setImmediate();
    }
  };
  try {
    for (const piece of piecesOf(manifest)) {
      if (results.leftOut.includes(piece.stratum) || ended !== null) continue;
      const sweeper = new Sweeper(place, piece, true, [], prefers);
      try {
        await sweep(sweeper);
      } finally {
        takeSwept(swath, sweeper.finish(null), prefers);
      }
    }
    if (ended === null) results.finish(calls);
  } catch (error) {
    if (!(error instanceof HarnessFailure)) throw error;
    failure = error;
  } finally {
    exported.close();
  }
  const buckets = bucketsOf(swath, false);
  return {
    target: null,
    platform,
    tier,
    seed,
    only: "",
    entries: results.entries,
    sees: results.sees,
    // Nobody is there to be asked for functions of other platforms.
    foreign: [],
    swath,
    settlement: keepAll(buckets, mistakenCodes(swath.buckets.values()), { alignment, seed }, platform),
    speed: [],
    failure,
    incomplete: ended ?? whyIncomplete(manifest, results),
  };
}

function whyIncomplete({ tier, cases, npz }: Manifest, results: Results): string | null {
  if (!isWholeTier(tier, "remote", cases ?? undefined)) return "the pack has fewer cases than the tier";
  if (npz !== null && results.leftOut.length > 0)
    return `files for NumPy leave out the stratum ${results.leftOut.join(", ")}; results.bin has all of the tier`;
  return null;
}

/** The calls that were exported, held against those that are drawn now. */
class ExportedCalls {
  private readonly file: ReadFile;
  private readonly suite: string;
  private at = 0;

  constructor(path: string, { suite }: Manifest) {
    this.file = new ReadFile(path, "the calls of the pack");
    this.suite = suite;
  }

  /** @throws UnusableTarget if another version of the suite drew other calls from the same seed. */
  expect({ id, payload }: PackBatch): void {
    const head = this.at + FRAME_BYTES <= this.file.size ? this.file.read(this.at, FRAME_BYTES) : null;
    if (head?.readUInt32LE(12) !== id || head.readUInt32LE(16) !== payload.length)
      throw new UnusableTarget(
        `${this.file.path}: this version of nllgrad draws other calls than version ${this.suite} did; verify with that one, or export the pack anew into another folder`,
      );
    this.at += FRAME_BYTES + payload.length;
  }

  close(): void {
    this.file.close();
  }
}
