import type { Platform } from "../core/contract.ts";
import { type ElementType, formatOf } from "../core/format.ts";
import { type BufferName, ENTRIES, type EntryName, entryOf, MEAN, NONE, type Reduction } from "./operator.ts";

/** A platform of the document. */
export type DocumentPlatformId = "ft78ne" | "mt7004";

/**
 * A platform by one word that says everything of it, so that tokens, messages and stores need no table of others: a name of the document's
 * platforms; for any other, `name:types:cores:alignment`, such as `ft-m7032:hp+fp:16:128`.
 */
export type PlatformId = DocumentPlatformId | `${string}:${string}:${number}:${number}`;

/** A platform that has such a word. */
export interface NamedPlatform extends Platform {
  readonly id: PlatformId;
}

export const PLATFORMS: Readonly<Record<DocumentPlatformId, NamedPlatform>> = Object.freeze({
  // The document's shared example passes 0xff.
  ft78ne: Object.freeze({ id: "ft78ne", title: "FT78NE", elementTypes: ["fp"] as const, cores: 8, alignment: 64 }),
  // MindSpore Lite launches the ft04 kernels with 0xf.
  mt7004: Object.freeze({ id: "mt7004", title: "MT7004", elementTypes: ["hp", "fp"] as const, cores: 4, alignment: 64 }),
});

export const PLATFORM_IDS: readonly DocumentPlatformId[] = Object.keys(PLATFORMS) as DocumentPlatformId[];

/** `core_mask` is an `int`: one bit a core, without the sign. */
const MOST_CORES = 31;
const MOST_ALIGNMENT = 4096;
const ID = /^([A-Za-z][\w.-]{0,31}):(fp|hp|hp\+fp):([1-9]\d?):([1-9]\d{0,3})$/;

const described = new Map<PlatformId, NamedPlatform>();

/** What a word says of a platform; `null` if it is none. */
export function readPlatform(text: string): NamedPlatform | null {
  if (Object.hasOwn(PLATFORMS, text)) return PLATFORMS[text as DocumentPlatformId];
  const [, title, types, cores, alignment] = ID.exec(text) ?? [];
  if (title === undefined || Object.hasOwn(PLATFORMS, title.toLowerCase())) return null;
  const platform = {
    id: text as PlatformId,
    title,
    elementTypes: (types as string).split("+") as ElementType[],
    cores: Number(cores),
    alignment: Number(alignment),
  };
  const aligned =
    platform.alignment >= 4 && platform.alignment <= MOST_ALIGNMENT && Number.isInteger(Math.log2(platform.alignment));
  return platform.cores <= MOST_CORES && aligned ? Object.freeze(platform) : null;
}

/** The platform of an id: the same object each time. */
export function platformOf(id: PlatformId): NamedPlatform {
  let platform = described.get(id);
  if (platform === undefined) {
    const read = readPlatform(id);
    if (read === null) throw new RangeError(`${id}: no platform's id`);
    platform = read;
    described.set(id, platform);
  }
  return platform;
}

/** The id of a platform that the document does not have. */
export function platformNamed(
  name: string,
  { elementTypes, cores, alignment }: Pick<Platform, "elementTypes" | "cores" | "alignment">,
): PlatformId {
  const types = (["hp", "fp"] as const).filter((type) => elementTypes.includes(type)).join("+");
  return platformOf(`${name}:${types}:${cores}:${alignment}`).id;
}

/** The name that users call a platform by, in lower case: `ft78ne`, or what stands before the first colon. */
export function shortName(id: PlatformId): string {
  return (id.split(":")[0] as string).toLowerCase();
}

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

/** Cores up to which every mask is tried, one after another. */
export const ALL_MASKS_CORES = 8;

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
