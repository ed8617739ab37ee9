import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeFrame, FRAME, type Frame } from "../adapters/harness/frames.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { exportPack } from "./export.ts";
import {
  arraysIn,
  bringArrays,
  bringBack,
  callsIn,
  exported,
  FEW,
  helloFrame,
  type ReadCall,
  scratchPath,
  verified,
  zeros,
} from "./pack.fixture.ts";

let pack = "";
let calls: readonly ReadCall[] = [];
let answers: readonly Frame[] = [];
let arrays: Readonly<Record<string, Uint8Array>> = {};

beforeAll(async () => {
  ({ folder: pack } = await exported({ platform: "mt7004", maxBytes: 2 ** 12 }, true));
  calls = callsIn(pack);
  answers = [helloFrame(), ...calls.map((call) => zeros(call))];
  const all = arraysIn(join(pack, "calls.npz"));
  arrays = Object.fromEntries(Object.entries(all).filter(([name]) => name.endsWith("/logits_grad.npy") || name === "pack.npy"));
});

/** A copy of the pack, for a test to damage. */
function copied(): string {
  const folder = scratchPath();
  cpSync(pack, folder, { recursive: true });
  return folder;
}

/** What the pack's judgement refuses with: one line that names the file, and ends in something to do. */
async function refusal(folder: string, results?: string): Promise<string> {
  const error: unknown = await verified(folder, results).then(
    ({ verdict }) => `not refused: ${verdict}`,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(UnusableTarget);
  const { message } = error as UnusableTarget;
  expect(message).not.toContain("\n");
  expect(message.startsWith(folder), message).toBe(true);
  return message;
}

describe("a folder for export", () => {
  it("is refused if it holds anything, and nothing in it changes", async () => {
    const folder = copied();
    const before = readFileSync(join(folder, "calls.bin"));
    await expect(exportPack(folder, { ...FEW, seed: 8 }, { suite: "0", npz: false, interrupted: () => false })).rejects.toThrow(
      `${folder}: is not empty; give a folder that is empty, or not there yet: nothing is ever overwritten`,
    );
    expect(readFileSync(join(folder, "calls.bin")).equals(before)).toBe(true);
  });

  it("is refused if it is a file", async () => {
    const path = join(pack, "calls.bin");
    await expect(exportPack(path, FEW, { suite: "0", npz: false, interrupted: () => false })).rejects.toThrow("is no folder");
  });

  it("is no pack if the export was interrupted", async () => {
    const folder = scratchPath();
    await expect(exportPack(folder, FEW, { suite: "0", npz: false, interrupted: () => true })).rejects.toThrow("interrupted");
    expect(await refusal(folder)).toContain("manifest.json: is missing");
  });
});

describe("a pack is refused", () => {
  it.each(["calls.bin", "nllgrad.h", "harness.c", "calls.npz", "run.py"])("if %s is missing, cut off or edited", async (name) => {
    const folder = copied();
    const path = join(folder, name);
    const bytes = readFileSync(path);
    truncateSync(path, bytes.length - 1);
    expect(await refusal(folder)).toMatch(
      new RegExp(`${name}: has ${bytes.length - 1} bytes where the manifest says ${bytes.length};`),
    );
    const edited = Buffer.from(bytes);
    edited[bytes.length >> 1] = (edited[bytes.length >> 1] as number) ^ 1;
    writeFileSync(path, edited);
    expect(await refusal(folder)).toContain(`${name}: was changed after the export`);
    rmSync(path);
    expect(await refusal(folder)).toContain(`${name}: is missing`);
  });

  it.each([
    ["is missing", "is missing; give the folder that nllgrad vectors export made", () => ""],
    ["is cut off", "is not JSON", (text: string) => text.slice(0, -20)],
    ["is edited", "was edited after the export", (text: string) => text.replace('"seed": 7', '"seed": 8')],
    ["is edited in its words", "was edited after the export", (text: string) => text.replace("With a C compiler", "With C")],
    ["has lost its checksum", "has nothing as sha256", (text: string) => text.replace(/,\n {2}"sha256": "\w+"\n}/, "\n}")],
    ["is of another schema", 'has the schema "nllgrad.vectors/2"', (text: string) => text.replace("vectors/1", "vectors/2")],
    ["is something else", "holds [1] where an object belongs", () => "[1]"],
    ["is far too long", "has more than 1048576 bytes", (text: string) => text + " ".repeat(2 ** 20)],
  ])("if its manifest %s", async (_, message, edit) => {
    const folder = copied();
    const path = join(folder, "manifest.json");
    const text = edit(readFileSync(path, "utf8"));
    if (text === "") rmSync(path);
    else writeFileSync(path, text);
    expect(await refusal(folder)).toContain(message);
  });

  it("if nothing came back yet", async () => {
    expect(await refusal(copied())).toContain("holds neither results.bin nor results.npz; run the pack's calls");
    expect(await refusal(pack, join(pack, "other.bin"))).toContain("other.bin: is missing");
    mkdirSync(join(pack, "folder.bin"));
    expect(await refusal(pack, join(pack, "folder.bin"))).toContain("folder.bin: cannot be read (no file)");
    rmSync(join(pack, "folder.bin"), { recursive: true });
  });
});

/** A frame whose payload is changed by `edit`. */
function changed(frame: Frame | undefined, edit: (payload: Buffer) => Buffer): Frame {
  const { type, id, payload } = frame as Frame;
  return { type, id, payload: edit(Buffer.from(payload)) };
}

const withWord = (at: number, word: number) => (payload: Buffer) => {
  payload.writeUInt32LE(word, at);
  return payload;
};

describe("results.bin is refused", () => {
  it.each<[string, string | RegExp, (frames: Frame[]) => Frame[]]>([
    ["without hello", "expected hello; came a frame of type 3, after no result", (frames) => frames.slice(1)],
    [
      "with a hello that is none",
      "expected hello; hello: expected protocol 1",
      ([, ...rest]) => [{ type: 1, id: 0, payload: Buffer.from("{}") }, ...rest],
    ],
    [
      "of another pack",
      /call 0 \(.*should answer frame 0x\w+, and answers 0x1: it is of another pack/,
      ([hello, first, ...rest]) => [hello as Frame, { ...(first as Frame), id: 1 }, ...rest],
    ],
    [
      "with two results exchanged",
      /call 4 .* it is of another pack, or out of order/,
      (frames) => frames.with(5, frames[6] as Frame).with(6, frames[5] as Frame),
    ],
    ["with a result left out", /call 4 .* out of order/, (frames) => frames.toSpliced(5, 1)],
    [
      "with more results than calls",
      /holds more than the results of the pack's \d+ calls/,
      (frames) => [...frames, frames.at(-1) as Frame],
    ],
    [
      "with a second hello",
      "came a frame of type 1, after the result of call 3",
      (frames) => frames.toSpliced(5, 0, frames[0] as Frame),
    ],
    [
      "with a result of the wrong size",
      /expected the result of call 4 .*; expected a result of \d+ bytes, by its head and the buffers' sizes; came \d+, after the result of call 3/,
      (frames) =>
        frames.with(
          5,
          changed(frames[5], (payload) => payload.subarray(0, -4)),
        ),
    ],
    [
      "with a result far too large",
      /expected a payload of at most \d+ bytes; came a frame of 1000000/,
      (frames) =>
        frames.with(
          5,
          changed(frames[5], () => Buffer.alloc(1e6)),
        ),
    ],
    [
      "with a status that is none",
      "expected a status from 0 to 4; came 9",
      (frames) => frames.with(5, changed(frames[5], withWord(4, 9))),
    ],
    [
      "with a call that was not made for no reason",
      "came «not made», though no call before it in its batch crashed or hung",
      (frames) =>
        frames.with(
          5,
          changed(frames[5], (payload) => {
            const head = payload.subarray(0, 16);
            head.fill(0);
            head.writeUInt32LE(4, 4);
            return head;
          }),
        ),
    ],
  ])("%s", async (_, message, edit) => {
    const folder = copied();
    bringBack(folder, edit([...answers]));
    expect(await refusal(folder)).toMatch(message);
  });

  it("cut off in a frame, after its last whole result", async () => {
    const folder = copied();
    const path = bringBack(folder, answers);
    const whole = answers.slice(0, 11).reduce((sum, frame) => sum + encodeFrame(frame).length, 0);
    truncateSync(path, whole + 10);
    expect(await refusal(folder)).toContain(
      "the file ends in the middle of it, with 10 of the 24 bytes of a frame's head, after the result of call 9;",
    );
    bringBack(folder, answers);
    truncateSync(path, whole + 30);
    expect(await refusal(folder)).toMatch(
      /expected the result of call 10 .*with 6 of the \d+ bytes of a frame's payload, after the result of call 9;/,
    );
    truncateSync(path, 0);
    expect(await refusal(folder)).toContain("expected hello; the file is empty");
  });

  it("edited, by its frame's checksum", async () => {
    const folder = copied();
    const path = bringBack(folder, answers);
    const bytes = readFileSync(path);
    const at = answers.slice(0, 4).reduce((sum, frame) => sum + encodeFrame(frame).length, 0) - 1;
    bytes[at] = (bytes[at] as number) ^ 4;
    writeFileSync(path, bytes);
    expect(await refusal(folder)).toMatch(/the result of call 2 .*checksum.*after the result of call 1/);
    writeFileSync(path, "0 errors, all good");
    expect(await refusal(folder)).toContain("expected hello;");
    bringBack(folder, answers);
    appendFileSync(path, "bye");
    expect(await refusal(folder)).toContain("results.bin: expected nothing after the results");
  });
});

describe("an error frame in results.bin", () => {
  it("is a failure of the harness with its text, and keeps what was found before", async () => {
    const folder = copied();
    const error: Frame = { type: FRAME.error, id: 1, payload: Buffer.from("call 0 of the batch: no memory\nfor its buffers") };
    bringBack(folder, [...answers.slice(0, 30), error]);
    const run = await verified(folder);
    expect(run).toMatchObject({ verdict: "error", cases: 29 });
    expect(run.violations).not.toHaveLength(0);
    expect(run.notes.join()).toContain('the harness wrote the error "call 0 of the batch: no memory for its buffers"');
    bringBack(folder, [error]);
    expect(await verified(folder)).toMatchObject({ verdict: "error", cases: 0 });
  });
});

const FIRST = "000003/logits_grad.npy";

/** An array's file with its header changed. */
function reheaded(file: Uint8Array | undefined, edit: (head: string) => string): Uint8Array {
  const bytes = Buffer.from(file as Uint8Array);
  const length = bytes.readUInt16LE(8);
  const head = edit(bytes.toString("latin1", 10, 10 + length)).trimEnd();
  bytes.write(head.padEnd(length - 1).slice(0, length - 1), 10, "latin1");
  return bytes;
}

describe("results.npz is refused", () => {
  it.each<[string, string | RegExp, (all: Record<string, Uint8Array>) => Record<string, Uint8Array>]>([
    ["with an array missing between others", "000003/logits_grad.npy is missing", ({ [FIRST]: _gone, ...rest }) => rest],
    [
      "with some inputs and not all",
      /000000\/logits\.npy is missing; save all five inputs of every call, or none/,
      (all) => ({ ...all, "000000/labels.npy": all[FIRST] as Uint8Array }),
    ],
    [
      "with an array of another shape",
      /000003\/logits_grad\.npy has the shape \(\d+\) where \(\d+, \d+\) belongs/,
      (all) => ({
        ...all,
        [FIRST]: reheaded(all[FIRST], (head) => head.replace(/\((\d+), (\d+)\)/, (_, a, b) => `(${a * b},)`)),
      }),
    ],
    [
      "with an array of another type",
      /000003\/logits_grad\.npy has the type <i[24] where <f[24] belongs/,
      (all) => ({ ...all, [FIRST]: reheaded(all[FIRST], (head) => head.replace("<f", "<i")) }),
    ],
    [
      "with an array of objects",
      "has a header that is not one of a plain array of numbers",
      (all) => ({ ...all, [FIRST]: reheaded(all[FIRST], (head) => head.replace(/<f./, "|O")) }),
    ],
    [
      "with an array laid by columns",
      "is laid column by column (fortran_order); save numpy.ascontiguousarray of it",
      (all) => ({ ...all, [FIRST]: reheaded(all[FIRST], (head) => head.replace("False", "True")) }),
    ],
    [
      "with an array that is cut off",
      /has \d+ bytes of data where its shape asks for \d+/,
      (all) => ({ ...all, [FIRST]: (all[FIRST] as Uint8Array).slice(0, -4) }),
    ],
    [
      "with an array that is none",
      "000003/logits_grad.npy is no array of NumPy",
      (all) => ({ ...all, [FIRST]: Buffer.from("hello, world, how are you") }),
    ],
    [
      "with a bomb in the place of an array",
      /000003\/logits_grad\.npy has 50000000 bytes where at most \d+ belong/,
      (all) => ({ ...all, [FIRST]: new Uint8Array(5e7) }),
    ],
    [
      "with a call that the pack does not have",
      "099999/logits_grad.npy is of a call that the pack does not have",
      (all) => ({ ...all, "099999/logits_grad.npy": all[FIRST] as Uint8Array }),
    ],
    [
      "with an array of some other kind",
      '"readme.txt" is no array of a call',
      (all) => ({ ...all, "readme.txt": Buffer.from("hi") }),
    ],
    [
      "of another pack",
      "is of another pack: its array `pack` is not that of calls.npz",
      (all) => ({ ...all, "pack.npy": (all["pack.npy"] as Uint8Array).map((byte, at) => (at < 128 ? byte : 9)) }),
    ],
  ])("%s", async (_, message, edit) => {
    const folder = copied();
    bringArrays(folder, edit({ ...arrays }));
    expect(await refusal(folder)).toMatch(message);
  });

  it("if a size in it lies, before memory is taken for it", async () => {
    const folder = copied();
    const path = bringArrays(folder, { ...arrays, [FIRST]: new Uint8Array(5e7) });
    const bytes = readFileSync(path);
    // The entry's size, in the directory, as one that would do.
    const at = bytes.lastIndexOf(FIRST) - 46;
    bytes.writeUInt32LE(200, at + 24);
    writeFileSync(path, bytes);
    expect(await refusal(folder)).toMatch(
      /000003\/logits_grad\.npy (takes \d+ bytes for 200|cannot be unpacked to its 200 bytes)/,
    );
    bytes.writeUInt32LE(0xfffffff0, at + 42);
    bytes.writeUInt32LE(100, at + 20);
    writeFileSync(path, bytes);
    expect(await refusal(folder)).toContain("000003/logits_grad.npy is cut off");
  });

  it("if it is cut off, edited, or no archive", async () => {
    const folder = copied();
    const path = bringArrays(folder, arrays);
    const bytes = readFileSync(path);
    truncateSync(path, bytes.length - 30);
    expect(await refusal(folder)).toContain("results.npz: is no zip archive, or cut off");
    const edited = Buffer.from(bytes);
    edited.fill(0, bytes.lastIndexOf(FIRST) - 46, bytes.lastIndexOf(FIRST) - 42);
    writeFileSync(path, edited);
    expect(await refusal(folder)).toContain("its directory is damaged");
    // The checksum of an array, in the directory.
    const wrong = Buffer.from(bytes);
    wrong.writeUInt32LE(1, bytes.lastIndexOf(FIRST) - 46 + 16);
    writeFileSync(path, wrong);
    expect(await refusal(folder)).toContain(`${FIRST} is not what its checksum says`);
  });
});
