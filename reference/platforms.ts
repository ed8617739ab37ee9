import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { type BufferName, ENTRIES, type EntryName, entryOf, MEAN, NONE, type Reduction } from "./operator.ts";

export type PlatformId = "ft78ne" | "mt7004";

export const PLATFORMS: Readonly<Record<PlatformId, Platform & { readonly id: PlatformId }>> = Object.freeze({
  // The document's shared example passes 0xff.
  ft78ne: Object.freeze({ id: "ft78ne", title: "FT78NE", elementTypes: ["fp"] as const, cores: 8, alignment: 64 }),
  // MindSpore Lite launches the ft04 kernels with 0xf.
  mt7004: Object.freeze({ id: "mt7004", title: "MT7004", elementTypes: ["hp", "fp"] as const, cores: 4, alignment: 64 }),
});

export const PLATFORM_IDS: readonly PlatformId[] = Object.keys(PLATFORMS) as PlatformId[];

const entries = new WeakMap<Platform, readonly EntryName[]>();

/** The functions that a library for the platform must export. Asked at every draw: remembered. */
export function entriesOf(platform: Platform): readonly EntryName[] {
  let known = entries.get(platform);
  if (known === undefined) {
    known = platform.elementTypes.flatMap((type) => [entryOf(type, "s"), entryOf(type, "p")]);
    entries.set(platform, known);
  }
  return known;
}

/** The mask of all cores. */
export function fullMask(platform: Platform): number {
  return 0x7fffffff >>> (31 - platform.cores);
}

/** One of the document's two C examples, address by address. */
export interface DocumentExample {
  readonly entry: EntryName;
  readonly addresses: Readonly<Record<BufferName, number>>;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: Reduction;
  /** `null` where the function takes no mask. */
  readonly coreMask: number | null;
}

/** Both examples are for FT78NE. In each of them `logits` overlaps buffers that follow it. */
export const DOCUMENT_EXAMPLES: readonly DocumentExample[] = Object.freeze([
  Object.freeze({
    entry: "fp_nlllossgrad_s",
    addresses: Object.freeze({
      logits: 0xa0000000,
      lossGrad: 0xa0001000,
      labels: 0xa0002000,
      weight: 0xa0003000,
      totalWeight: 0xa0004000,
      logitsGrad: 0xc0000000,
    }),
    batch: 32,
    classNum: 1000,
    reduction: MEAN,
    coreMask: 0xff,
  }),
  Object.freeze({
    entry: "fp_nlllossgrad_p",
    addresses: Object.freeze({
      logits: 0x10810000,
      lossGrad: 0x10820000,
      labels: 0x10830000,
      weight: 0x10840000,
      totalWeight: 0x10850000,
      logitsGrad: 0x10860000,
    }),
    batch: 32,
    classNum: 1000,
    reduction: NONE,
    coreMask: null,
  }),
]);

/** Lowest address of an example, and the first past its output, rounded up to 64 KiB. */
export function exampleExtent(example: DocumentExample): { readonly low: number; readonly high: number } {
  const low = Math.min(...Object.values(example.addresses));
  const end = example.addresses.logitsGrad + example.batch * example.classNum * formatOf(ENTRIES[example.entry].type).bytes;
  return { low, high: Math.ceil(end / 65536) * 65536 };
}
