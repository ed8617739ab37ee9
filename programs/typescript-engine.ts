/** What stands before the case in a TypeScript program: fixed text. */
export const TYPESCRIPT_START: string = `
// What a kernel module has as its default export.
type Elements = Float32Array | Uint16Array; // values of fp, bits of hp
interface KernelCall {
  entry: string;
  logits: Elements;
  lossGrad: Elements;
  labels: Int32Array;
  weight: Elements;
  totalWeight: Elements;
  logitsGrad: Elements; // the output
  batch: number;
  classNum: number;
  reduction: number;
  coreMask: number;
}
interface Session {
  call(call: KernelCall): void;
  close(): void | Promise<void>;
}
interface Kernel {
  elementTypes: readonly string[];
  threads?: boolean; // its memory is a shared one
  open(context: { platform: typeof PLATFORM; memory: Memory }): Session | Promise<Session>;
}

// What it needs of Node.
interface Memory {
  readonly buffer: ArrayBuffer;
}
declare const WebAssembly: { Memory: new (size: { initial: number; maximum: number; shared: boolean }) => Memory };
declare const URL: new (path: string, base: string) => { readonly href: string };
declare const console: { log(text: string): void; error(text: string): void };
declare const process: { argv: string[]; exitCode: number; cwd(): string; on(event: "exit", listener: () => void): void };

const [SUM, MEAN, NONE] = [0, 1, 2] as const; // reduction_type
const NAMES = ["logits", "loss_grad", "labels", "weight", "total_weight", "logits_grad"];
const OUTPUT = 5;

// Keys from the first number to below the second may have results from the third to the fourth; the fifth is the clause
// that such a result is warned of, null if it is legal.
type Allowed = readonly [from: number, to: number, low: number, high: number, clause: string | null];

interface Data {
  bytes: number; // of an element
  batch: number;
  classNum: number;
  reduction: number;
  logits: number; // each of them
  lossGrad: number[];
  labels: number[];
  weight: number[];
  totalWeight: number[];
  expected: number[];
  allowed: Allowed[];
}

interface Call {
  entry: string;
  data: Data;
  coreMask: number;
  atStart: number; // which buffers begin where their slots do, a bit for each; the others end there
  poison: number | null; // what the output is filled with before the call; null: it stays as it is
  judged: boolean;
}

const repeat = (bits: number, count: number): number[] => new Array<number>(count).fill(bits);
const upFrom = (first: number, count: number): number[] => repeat(first, count).map((place, i) => place + i);
`;

/** What a TypeScript program does with its case: fixed text. */
export const TYPESCRIPT_ENGINE: string = `
// Memory. Canaries stand around each buffer: a NaN as half and as float, and far out of range as a label.

const REACH = 64; // bytes of canaries before a buffer, and twice as many behind it
const CANARY = [0xa5, 0x7f] as const;

const roundUp = (count: number, unit: number): number => Math.ceil(count / unit) * unit;
const MARGIN = roundUp(2 * REACH, PLATFORM.alignment);
const SLOTS = CAPACITY.map((count) => roundUp(count, PLATFORM.alignment) + PLATFORM.alignment);
const PAGES = Math.ceil(SLOTS.reduce((sum, slot) => sum + slot + MARGIN, MARGIN) / 65536);

type Ends = readonly [start: number, end: number];

function place({ data, atStart }: Call): Ends[] {
  const tensor = data.batch * data.classNum * data.bytes;
  const sizes = [tensor, data.lossGrad.length * data.bytes, 4 * data.batch, data.classNum * data.bytes, data.bytes, tensor];
  let low = MARGIN;
  return sizes.map((size, b): Ends => {
    const slot = SLOTS[b] as number;
    // Without unreadable memory, buffers that would end at it are aligned.
    const start = (atStart >> b) & 1 ? low : low + slot - roundUp(size, PLATFORM.alignment);
    low += slot + MARGIN;
    return [start, start + size];
  });
}

const elementsOf = (memory: Memory, [start, end]: Ends, bytes: number): Uint32Array | Uint16Array =>
  bytes === 4 ? new Uint32Array(memory.buffer, start, (end - start) / 4) : new Uint16Array(memory.buffer, start, (end - start) / 2);

function load(memory: Memory, { data, poison }: Call, ends: readonly Ends[]): void {
  const view = (b: number): Uint32Array | Uint16Array => elementsOf(memory, ends[b] as Ends, b === 2 ? 4 : data.bytes);
  view(0).fill(data.logits);
  [data.lossGrad, data.labels, data.weight, data.totalWeight].forEach((bits, b) => view(b + 1).set(bits));
  if (poison !== null) view(OUTPUT).fill(poison);
  const bytes = new Uint8Array(memory.buffer);
  for (const [start, end] of ends) {
    for (let i = -REACH; i < 0; i++) bytes[start + i] = CANARY[i & 1] as number;
    for (let i = 0; i < 2 * REACH; i++) bytes[end + i] = CANARY[i & 1] as number;
  }
}

// What was found.

const LINES = 10; // that are shown of failures, and of warnings
const counts = { cells: 0, others: 0, warnings: 0 };
let circumstance = "";
let merelyWarn = false;

function found(kind: "cells" | "others", text: string, warns = false): void {
  const warning = warns || merelyWarn;
  counts[warning ? "warnings" : kind]++;
  if ((warning ? counts.warnings : counts.cells + counts.others) <= LINES)
    console.log((warning ? "warning: " : "") + circumstance + text);
}

function finish(): number {
  const { cells, others, warnings } = counts;
  const many = (count: number, what: string): string => count + " " + what + (count === 1 ? "" : "s");
  if (cells + others > LINES) console.log("and " + (cells + others - LINES) + " more");
  if (warnings > LINES) console.log("and " + (warnings - LINES) + " more warnings");
  const rest = others > 0 ? ", and " + many(others, "other fault") : "";
  console.log(cells + others === 0 ? "holds" : "fails: " + many(cells, "cell") + rest);
  return cells + others === 0 ? 0 : 1;
}

function value(bits: number, bytes: number): number {
  if (bytes === 4) return new Float32Array(Uint32Array.of(bits).buffer)[0] as number;
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 0x3ff];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function show(bits: number, bytes: number): string {
  const x = value(bits, bytes);
  const finite = Object.is(x, -0) ? "-0" : String(Number(x.toPrecision(9)));
  const text = Number.isFinite(x) ? finite : Number.isNaN(x) ? "NaN" : x > 0 ? "+infinity" : "-infinity";
  return text + " (0x" + bits.toString(16).padStart(2 * bytes, "0") + ")";
}

// Judging a call. Cells are judged by the program's own inputs, never by the kernel's copy of them.

const magnitudeOf = (bits: number, bytes: number): number => (bytes === 4 ? bits & 0x7fffffff : bits & 0x7fff);
const infinityOf = (bytes: number): number => (bytes === 4 ? 0x7f800000 : 0x7c00);

/** A result's place on the line of all values. */
function placeOf(bits: number, bytes: number): number {
  const magnitude = magnitudeOf(bits, bytes);
  if (magnitude > infinityOf(bytes)) return infinityOf(bytes) + 1;
  return magnitude === bits ? magnitude : 0 - magnitude;
}

function judgeCells({ data, poison }: Call, results: Uint32Array | Uint16Array): void {
  const { bytes, classNum } = data;
  const allowed = new Map<number, Allowed[]>();
  for (const range of data.allowed)
    for (let key = range[0]; key < range[1]; key++) allowed.set(key, [...(allowed.get(key) ?? []), range]);
  data.labels.forEach((label, row) => {
    for (let column = 0; column < classNum; column++) {
      const bits = results[row * classNum + column] as number;
      const remark = bits === poison ? ", what stood there: never written" : "";
      const where = "row " + row + ", class " + column + ": expected ";
      if (column !== label) {
        if (magnitudeOf(bits, bytes) !== 0) found("cells", where + "0, received " + show(bits, bytes) + remark);
        continue;
      }
      const key = data.reduction === NONE ? row : label;
      const expected = data.expected[key] as number;
      const result = placeOf(bits, bytes);
      if (result === placeOf(expected, bytes)) continue;
      const range = allowed.get(key)?.find(([, , low, high]) => low <= result && result <= high);
      if (range !== undefined && range[4] === null) continue;
      const text = where + show(expected, bytes) + ", received " + show(bits, bytes);
      // No arithmetic gives the payload of the NaN that the output was filled with.
      if (range !== undefined && !(bits === poison && result > infinityOf(bytes))) found("cells", text + ": " + range[4], true);
      else found("cells", text + remark);
    }
  });
}

function judgeInputs(memory: Memory, ends: readonly Ends[], before: readonly Uint8Array[]): void {
  before.forEach((own, b) => {
    const [start, end] = ends[b] as Ends;
    const now = new Uint8Array(memory.buffer, start, end - start);
    const at = own.findIndex((byte, i) => byte !== now[i]);
    if (at >= 0) found("others", "the call changed " + NAMES[b] + ", an input, at byte " + at);
  });
}

function judgeAround(memory: Memory, ends: readonly Ends[]): void {
  const bytes = new Uint8Array(memory.buffer);
  const broken = (at: number, count: number): number => {
    for (let i = 0; i < count; i++) if (bytes[at + i] !== CANARY[i & 1]) return i;
    return -1;
  };
  ends.forEach(([start, end], b) => {
    const [low, high] = [broken(start - REACH, REACH), broken(end, 2 * REACH)];
    if (low >= 0) found("others", "the call wrote " + (REACH - low) + " bytes before " + NAMES[b]);
    if (high >= 0) found("others", "the call wrote " + high + " bytes past the end of " + NAMES[b]);
  });
}

// The calls.

let calling = false;
process.on("exit", () => {
  if (!calling) return;
  found("others", "the call ended the process");
  process.exitCode = finish();
});

/** Makes a call; false if it threw. */
function invoke(memory: Memory, session: Session, { data, entry, coreMask }: Call, ends: readonly Ends[]): boolean {
  const view = (b: number): Elements => {
    const [start, end] = ends[b] as Ends;
    return data.bytes === 4
      ? new Float32Array(memory.buffer, start, (end - start) / 4)
      : new Uint16Array(memory.buffer, start, (end - start) / 2);
  };
  const [logits, lossGrad, weight, totalWeight, logitsGrad] = [view(0), view(1), view(3), view(4), view(5)];
  const labels = new Int32Array(memory.buffer, (ends[2] as Ends)[0], data.batch);
  const { batch, classNum, reduction } = data;
  calling = true;
  try {
    session.call({ entry, logits, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction, coreMask });
    return true;
  } catch (error) {
    found("others", "the call threw " + String(error));
    return false;
  } finally {
    calling = false;
  }
}
`;

/** Opens the kernel, and ends: fixed text. */
export const TYPESCRIPT_MAIN: string = `
/** A path as an import takes it. */
function addressOf(path: string): string {
  const escaped = (text: string): string => encodeURI(text).replace(/[?#]/g, encodeURIComponent);
  return new URL(escaped(path), "file://" + escaped(process.cwd()) + "/").href;
}

async function main(path: string | undefined): Promise<number> {
  if (path === undefined) {
    console.error("give the module that has the kernel as its default export");
    return 2;
  }
  const { default: kernel } = (await import(addressOf(path))) as { default: Kernel };
  const missing = ELEMENT_TYPES.find((type) => !kernel.elementTypes.includes(type));
  if (missing !== undefined) {
    console.error("the kernel has no " + missing);
    return 2;
  }
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: kernel.threads === true });
  const session = await kernel.open({ platform: PLATFORM, memory });
  carryOut(memory, session);
  await session.close();
  return finish();
}

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(String(error));
    process.exitCode = 2;
  },
);
`;
