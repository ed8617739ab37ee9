/**
 * A campaign's epochs, drawn and judged in one process, until the first finding: what a hard mutant takes.
 *
 *     node hunt.js LIBRARY PLATFORM BEACON SEED MOST HOW
 *
 * HOW is `steered`, `plain`, or `blind`: steered, but without the library's own counters.
 */
import { ftruncateSync, openSync } from "node:fs";
import { type Configuration, STREAM_VERSION } from "../fuzz/configuration.ts";
import { shardsOfEpoch } from "../fuzz/shard.ts";
import { steeringFor } from "../fuzz/steering.ts";
import type { Steering } from "../properties/steer.ts";
import { isSteered } from "../properties/strata.ts";
import { severityOf } from "../properties/violation.ts";
import { PLATFORM_IDS } from "../reference/platforms.ts";
import { CAPACITY } from "../runner/conformance.ts";
import { emptyMeter, mergeMeter } from "../runner/meter.ts";
import { openTarget } from "../runner/opening.ts";
import { BEACON_BYTES } from "../runner/protocol.ts";
import { sweep } from "../runner/sweep.ts";
import type { Piece } from "../runner/tiers.ts";

/** What a hunt came to; printed as JSON. */
export interface Hunt {
  /** Cases up to the finding, or all that were drawn. */
  readonly cases: number;
  readonly found: boolean;
}

/** Small epochs, so that steering has results to go by; the usual ones are of as many cases as a hunt has. */
const EPOCH = { shards: 2, plans: 8192, doublings: 0 };

/** Plans between two looks whether something was found. */
const CHUNK = 1024;

const [library = "", platformId = "", beacon = "", seedText = "", most = "", how = ""] = process.argv.slice(2);
const id = PLATFORM_IDS.find((known) => known === platformId);
if (id === undefined) throw new Error(`${platformId}: no platform`);
const seed = Number(seedText);
const file = openSync(beacon, "w+");
ftruncateSync(file, BEACON_BYTES);
const options = {
  target: { kind: "library", path: library, symbols: {} },
  platform: id,
  alignment: 64,
  seed,
  capacity: CAPACITY,
  timeout: 1000,
  beacon: file,
  only: "",
} as const;
const { callee: seeing, executor, platform } = await openTarget(options, () => 1000);
const { counters: _, ...unseeing } = seeing;
const callee = how === "blind" ? unseeing : seeing;
const configuration: Configuration = {
  ...{ suite: "bench", stream: STREAM_VERSION, kernel: library, platform: id, seed, alignment: 64, timeout: 1000 },
  epoch: EPOCH,
};

/** The plans of a piece up to the first that fails, or `null` if none does. */
async function carryOut(piece: Piece, steering: Steering | null, meter: ReturnType<typeof emptyMeter>): Promise<number | null> {
  const place = { callee, executor, platform, ahead: null, seed, only: "", campaign: { steering }, at() {} };
  for (let from = piece.from; from < piece.to; from += CHUNK) {
    const swept = await sweep(place, { ...piece, from, to: Math.min(piece.to, from + CHUNK) }, false, []);
    const failing = swept.buckets.filter(({ violation }) => severityOf(violation) === "violation").flatMap((one) => one.failing);
    if (failing.length > 0) return Math.min(...failing) - piece.from + 1;
    if (swept.meter !== null) mergeMeter(meter, swept.meter);
  }
  return null;
}

async function hunt(): Promise<Hunt> {
  const met = emptyMeter();
  let cases = 0;
  for (let epoch = 0; cases < Number(most); epoch++) {
    const steering = steeringFor(epoch, configuration, met);
    for (const { pieces } of shardsOfEpoch(configuration, "native", epoch, steering)) {
      // Relations and what else cannot be steered are the same for both.
      for (const piece of pieces.filter(({ stratum }) => isSteered(stratum))) {
        const failed = await carryOut(piece, how === "plain" ? null : steering, met);
        if (failed !== null) return { cases: cases + failed, found: true };
        cases += piece.to - piece.from;
      }
    }
  }
  return { cases, found: false };
}

console.log(JSON.stringify(await hunt()));
