import { crc32 } from "node:zlib";
import type { Sight } from "../adapters/callee.ts";
import { type Asked, mostResultBytes } from "../adapters/harness/calls.ts";
import type { Ability } from "../adapters/harness/hello.ts";
import { Remote } from "../adapters/harness/remote.ts";
import type { Case } from "../properties/case.ts";
import { Layout } from "../properties/layout.ts";
import type { GradientPlan } from "../properties/token.ts";
import type { EntryName } from "../reference/operator.ts";
import { entriesOf, type PlatformId, platformOf } from "../reference/platforms.ts";
import { encodeCalls } from "../runner/ahead.ts";
import { CAPACITY } from "../runner/conformance.ts";
import { callsOf } from "../runner/evaluate.ts";
import { Executor } from "../runner/executor.ts";
import { timeFor } from "../runner/opening.ts";
import { type Piece, shardsOf, type Tier } from "../runner/tiers.ts";
import type { Workplace } from "../runner/workplace.ts";

/** What a pack's calls follow from: the same parameters give the same bytes. */
export interface PackParameters {
  readonly platform: PlatformId;
  readonly tier: Tier;
  readonly seed: number;
  /** Small single calls in place of the tier's number; `null`: the tier's. */
  readonly cases: number | null;
  /** Bytes that every buffer's start is aligned to. */
  readonly alignment: number;
  /** Milliseconds that a small call may take. */
  readonly timeout: number;
  /** Bytes that the six buffers of a call may have together; `null`: as many as the tier draws. */
  readonly maxBytes: number | null;
}

/** A pack is written for harnesses that can do everything: what one cannot, its hello says when results come back. */
const PACK_ABILITIES: ReadonlySet<Ability> = new Set<Ability>(["inputs", "guards", "left", "endings"]);

/** What is seen of a kernel whose results are complete. */
export const PACK_SIGHT: Sight = Object.freeze({ faults: false, around: true, inputs: true, late: false, examples: false });

/** Where a pack's plans are laid, and later judged. */
export interface PackPlace extends Workplace {
  readonly callee: Remote;
}

/** Opens the place of a pack's plans. `entries` and `sees`: of whoever made the results; `only`: as for a live run. */
export function openPlace(parameters: PackParameters, entries: readonly EntryName[], sees: Sight): PackPlace {
  const layout = new Layout(parameters.alignment, false);
  const remote = new Remote(entries, sees, CAPACITY, layout, parameters.maxBytes ?? Number.POSITIVE_INFINITY);
  return {
    callee: remote,
    platform: { ...platformOf(parameters.platform), alignment: parameters.alignment },
    executor: new Executor(remote, layout),
    ahead: null,
    seed: parameters.seed,
    only: "",
    at() {},
  };
}

/** Functions that a pack calls. */
export function packEntries({ platform }: PackParameters): readonly EntryName[] {
  return entriesOf(platformOf(platform));
}

/** The pieces of a pack, in order: what a run over a link carries out. */
export function piecesOf({ tier, cases }: PackParameters): readonly Piece[] {
  return shardsOf(tier, "remote", cases ?? undefined).flatMap(({ pieces }) => pieces);
}

/** The calls of one plan, as a frame carries them. */
export interface PackBatch {
  /** Number of its first call in the pack. */
  readonly first: number;
  readonly calls: readonly Case[];
  readonly asked: readonly Asked[];
  /** Of the batch frame: the CRC-32 of its payload, so that results of another pack are told apart. */
  readonly id: number;
  readonly payload: Buffer;
}

/**
 * Encodes the calls of a plan, which are a batch of their own: after a crash or a hang a harness leaves the rest of the
 * batch undone, and nobody sends it again.
 */
export function encodePlan(place: PackPlace, parameters: PackParameters, plan: GradientPlan, first: number): PackBatch {
  const calls = callsOf(plan, place.platform);
  const encode = (abilities: ReadonlySet<Ability>) =>
    encodeCalls(calls, place.executor, place.callee.arena, abilities, (c) => timeFor(parameters.timeout, c));
  const batch = encode(PACK_ABILITIES);
  const payload = batch.finish(parameters.alignment);
  // Who lays no guards sends buffers without them.
  const { asked } = place.callee.sees.around ? batch : encode(new Set<Ability>(["left"]));
  return { first, calls, asked, id: crc32(payload), payload };
}

/** Bytes of the six buffers of a call with what is around them. */
export function bufferBytes({ sizes }: Asked): number {
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes that the largest result of a batch may have, frame aside. */
export function mostBytesOf(batch: PackBatch): number {
  return Math.max(0, ...batch.asked.map(mostResultBytes));
}
