import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter, MalformedBytes } from "../core/codec.ts";
import type { Platform } from "../core/contract.ts";
import type { Plan, Watch } from "../core/plan.ts";
import { ENTRIES, ENTRY_NAMES, NONE, REDUCTIONS, type Reduction } from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, fullMask, PLATFORM_IDS, type PlatformId, platformOf, readPlatform } from "../reference/platforms.ts";
import { type Case, FILLS, MOVED, PLACEMENTS, type Placement, POISONS, UNUSED } from "./case.ts";
import { LABEL_CLASSES, type LabelPattern, VALUE_CLASSES, type ValuePattern } from "./patterns.ts";
import { RELATIONS, type RelationName, relationOf } from "./relations.ts";

/** A plan of this operator. */
export type GradientPlan = Plan<Case, RelationName>;

/** What a token stands for. */
export interface Reproduction {
  readonly platform: PlatformId;
  /** Bytes that buffers are aligned to. */
  readonly alignment: number;
  readonly plan: GradientPlan;
}

/** Version of the format, and of the patterns' meaning: it changes when an old token would mean something else. */
const PREFIX = "n1.";

/** Characters that a token may have: enough for some thousand explicit elements. */
export const TOKEN_LIMIT = 65536;

const MAX_INT = 2 ** 31 - 1;
const MAX_CELLS = 2 ** 34;
const MAX_WORD = 2 ** 32 - 1;

/** First bytes of a plan; relations count up from theirs. */
const CALLS: readonly Watch[] = ["nothing", "late", "inputs"];
const EXAMPLE = 8;
const RELATION = 16;

/** A token that cannot be read. The message says what is wrong with it. */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";
}

/** Writes a reproduction as one word: `n1.` and base64url of its bytes and their CRC-32. */
export function encodeToken(reproduction: Reproduction): string {
  const out = new ByteWriter();
  const { plan } = reproduction;
  writePlatform(out, reproduction.platform);
  out.byte(Math.log2(reproduction.alignment));
  switch (plan.kind) {
    case "call":
      out.byte(CALLS.indexOf(plan.watch)).uint(plan.before.length);
      for (const c of [...plan.before, plan.call]) writeCase(out, c);
      break;
    case "relation":
      out.byte(RELATION + RELATIONS.indexOf(plan.relation)).uint(plan.seed);
      writeCase(out, plan.base);
      break;
    case "example":
      out.byte(EXAMPLE).byte(plan.example).uint(plan.seed);
  }
  const bytes = out.finish();
  const checked = Buffer.alloc(bytes.length + 4);
  checked.set(bytes);
  checked.writeUInt32LE(crc32(bytes), bytes.length);
  return PREFIX + checked.toString("base64url");
}

/**
 * Reads a token back.
 *
 * @throws InvalidToken if it is no token, of another version, damaged, too long, or not a valid call.
 */
export function decodeToken(token: string): Reproduction {
  if (token.length > TOKEN_LIMIT) throw new InvalidToken(`token of ${token.length} characters: at most ${TOKEN_LIMIT} are read`);
  if (!token.startsWith(PREFIX)) {
    const version = /^n(\d+)\./.exec(token);
    throw new InvalidToken(
      version === null ? "not a token: one begins with n1." : `token of version ${version[1]}: this suite reads version 1`,
    );
  }
  const text = token.slice(PREFIX.length);
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new InvalidToken("token with characters that no token has; copy it whole");
  const checked = Buffer.from(text, "base64url");
  // base64 has bits to spare in its last character: a token is written in one way only.
  if (checked.toString("base64url") !== text) throw new InvalidToken("token damaged at its end; copy it whole");
  if (checked.length < 5) throw new InvalidToken("token too short; copy it whole");
  const bytes = checked.subarray(0, -4);
  if (crc32(bytes) !== checked.readUInt32LE(bytes.length))
    throw new InvalidToken("token damaged: its checksum is wrong; copy it whole");
  try {
    return readReproduction(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof MalformedBytes) throw new InvalidToken(`token not valid: it ${error.message}`);
    throw error;
  }
}

function readReproduction(input: ByteReader): Reproduction {
  const platform = readPlatformId(input);
  const shift = input.byte();
  if (shift < 2 || shift > 12) throw new MalformedBytes(`has an alignment of 2^${shift} bytes`);
  const kind = input.byte();
  const plan = readPlan(input, kind);
  input.end();
  checkPlan(plan, platformOf(platform));
  return { platform, alignment: 2 ** shift, plan };
}

/** 255 says that the id of a platform which the document does not have follows, letter by letter. */
const SPELLED = 255;
const MOST_LETTERS = 64;

function writePlatform(out: ByteWriter, id: PlatformId): void {
  const place = (PLATFORM_IDS as readonly PlatformId[]).indexOf(id);
  if (place >= 0) {
    out.byte(place);
    return;
  }
  out.byte(SPELLED).byte(id.length);
  for (const letter of Buffer.from(id, "ascii")) out.byte(letter);
}

function readPlatformId(input: ByteReader): PlatformId {
  const place = input.byte();
  if (place !== SPELLED) {
    const known = PLATFORM_IDS[place];
    if (known === undefined) throw new MalformedBytes(`names platform ${place}, which this version does not know`);
    return known;
  }
  const length = input.byte();
  if (length > MOST_LETTERS) throw new MalformedBytes(`has a platform of ${length} letters`);
  const platform = readPlatform(String.fromCharCode(...readMany(length, () => input.byte())));
  // The document's platforms are written by their places.
  if (platform === null || (PLATFORM_IDS as readonly PlatformId[]).includes(platform.id))
    throw new MalformedBytes("has a platform that is none");
  return platform.id;
}

function readPlan(input: ByteReader, kind: number): GradientPlan {
  const watch = CALLS[kind];
  if (watch !== undefined) {
    const before = readMany(input.uint(65536), () => readCase(input));
    return { kind: "call", before, call: readCase(input), watch };
  }
  if (kind === EXAMPLE)
    return {
      kind: "example",
      example: DOCUMENT_EXAMPLES.indexOf(readItem(input, DOCUMENT_EXAMPLES, "example")),
      seed: input.uint(MAX_WORD),
    };
  const relation = RELATIONS[kind - RELATION];
  if (relation === undefined) throw new MalformedBytes(`names plan ${kind}, which this version does not know`);
  const seed = input.uint(MAX_WORD);
  return { kind: "relation", relation, seed, base: readCase(input) };
}

/** A token made by hand may hold what no run draws. */
function checkPlan(plan: GradientPlan, platform: Platform): void {
  if (plan.kind === "example") return;
  for (const c of plan.kind === "call" ? [...plan.before, plan.call] : [plan.base]) {
    const { type, storage } = ENTRIES[c.entry];
    if (!platform.elementTypes.includes(type))
      throw new MalformedBytes(`calls ${c.entry}, which ${platform.title} does not have`);
    const most = storage === "s" ? fullMask(platform) : 1;
    if (c.coreMask > most) throw new MalformedBytes(`has core_mask ${c.coreMask}, past the cores of ${platform.title}`);
  }
  if (plan.kind === "relation" && !relationOf(plan.relation).applies(plan.base, platform)) {
    throw new MalformedBytes(`asks for the relation ${plan.relation} of a case that it is not about`);
  }
}

function readItem<T>(input: ByteReader, items: readonly T[], what: string): T {
  const place = input.byte();
  const item = items[place];
  if (item === undefined) throw new MalformedBytes(`names ${what} ${place}, which this version does not know`);
  return item;
}

/** By place, which tokens carry: further ones go to the end. */
const ALL_PLACEMENTS: readonly Placement[] = [...PLACEMENTS, ...MOVED];

function writeCase(out: ByteWriter, c: Case): void {
  out.byte(ENTRY_NAMES.indexOf(c.entry)).byte(c.reduction).uint(c.batch).uint(c.classNum).uint(c.coreMask).uint(c.lossGradLength);
  out.uint(c.totalWeight);
  for (const place of [
    UNUSED.indexOf(c.unused),
    FILLS.indexOf(c.logits),
    POISONS.indexOf(c.poison),
    ALL_PLACEMENTS.indexOf(c.placement),
  ])
    out.byte(place);
  writeValues(out, c.lossGrad);
  writeValues(out, c.weight);
  writeLabels(out, c.labels);
}

function readCase(input: ByteReader): Case {
  const entry = readItem(input, ENTRY_NAMES, "function");
  const reduction: Reduction = readItem(input, REDUCTIONS, "reduction");
  const batch = input.uint(MAX_INT);
  const classNum = input.uint(MAX_INT);
  if (classNum === 0) throw new MalformedBytes("has no classes");
  if (batch * classNum > MAX_CELLS) throw new MalformedBytes(`has ${batch} x ${classNum} cells`);
  const coreMask = input.uint(MAX_INT);
  if (coreMask === 0) throw new MalformedBytes("has core_mask 0");
  const lossGradLength = input.uint(MAX_INT);
  if (reduction === NONE ? lossGradLength !== batch : lossGradLength < 1 || lossGradLength > Math.max(batch, 1)) {
    throw new MalformedBytes(`has ${lossGradLength} loss gradients for ${batch} rows`);
  }
  const maxBits = ENTRIES[entry].type === "fp" ? MAX_WORD : 0xffff;
  const totalWeight = input.uint(maxBits);
  const unused = readItem(input, UNUSED, "fill");
  const logits = readItem(input, FILLS, "fill");
  const poison = readItem(input, POISONS, "fill");
  const placement = readItem(input, ALL_PLACEMENTS, "placement");
  const lossGrad = readValues(input, lossGradLength, maxBits);
  const weight = readValues(input, classNum, maxBits);
  const labels = readLabels(input, batch, classNum);
  return {
    entry,
    reduction,
    batch,
    classNum,
    coreMask,
    lossGradLength,
    totalWeight,
    unused,
    logits,
    poison,
    placement,
    lossGrad,
    weight,
    labels,
  };
}

/** 255 says that elements follow one by one; anything else is the place of a class. */
const EXPLICIT = 255;

function writeValues(out: ByteWriter, pattern: ValuePattern): void {
  if (pattern.kind === "explicit") {
    out.byte(EXPLICIT);
    for (const bits of pattern.bits) out.uint(bits);
    return;
  }
  out.byte(VALUE_CLASSES.indexOf(pattern.values)).uint(pattern.seed);
  writeExceptions(out, pattern.except ?? []);
}

function readValues(input: ByteReader, length: number, maxBits: number): ValuePattern {
  const place = input.byte();
  if (place === EXPLICIT) return { kind: "explicit", bits: readMany(length, () => input.uint(maxBits)) };
  const values = VALUE_CLASSES[place];
  if (values === undefined) throw new MalformedBytes(`names value class ${place}, which this version does not know`);
  const seed = input.uint(MAX_WORD);
  const except = readExceptions(input, length, maxBits);
  return except.length === 0 ? { kind: "drawn", values, seed } : { kind: "drawn", values, seed, except };
}

function writeLabels(out: ByteWriter, pattern: LabelPattern): void {
  if (pattern.kind === "explicit") {
    out.byte(EXPLICIT);
    for (const label of pattern.labels) out.uint(label);
    return;
  }
  out.byte(LABEL_CLASSES.indexOf(pattern.labels)).uint(pattern.seed);
  writeExceptions(out, pattern.except ?? []);
}

function readLabels(input: ByteReader, batch: number, classNum: number): LabelPattern {
  const place = input.byte();
  if (place === EXPLICIT) return { kind: "explicit", labels: readMany(batch, () => input.uint(classNum - 1)) };
  const labels = LABEL_CLASSES[place];
  if (labels === undefined) throw new MalformedBytes(`names label class ${place}, which this version does not know`);
  const seed = input.uint(MAX_WORD);
  const except = readExceptions(input, batch, classNum - 1);
  return except.length === 0 ? { kind: "drawn", labels, seed } : { kind: "drawn", labels, seed, except };
}

function writeExceptions(out: ByteWriter, except: readonly (readonly [number, number])[]): void {
  out.uint(except.length);
  for (const [at, value] of except) out.uint(at).uint(value);
}

function readExceptions(input: ByteReader, length: number, limit: number): (readonly [number, number])[] {
  if (length === 0) {
    input.uint(0);
    return [];
  }
  return readMany(input.uint(TOKEN_LIMIT), () => [input.uint(length - 1), input.uint(limit)] as const);
}

/** Reads one by one, so that a length that lies runs out of bytes before it takes memory. */
function readMany<T>(length: number, read: () => T): T[] {
  const items: T[] = [];
  for (let i = 0; i < length; i++) items.push(read());
  return items;
}
