import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeFrame, FRAME, type Frame } from "../adapters/harness/frames.ts";
import { exportPack } from "./export.ts";
import { readManifest, writeManifest } from "./manifest.ts";
import { bringBack, callsIn, copyOf, exported, FEW, helloFrame, refusal, scratchPath, verified, zeros } from "./pack.fixture.ts";

let pack = "";
let answers: readonly Frame[] = [];

beforeAll(async () => {
  ({ folder: pack } = await exported({ platform: "mt7004", maxBytes: 2 ** 12 }, true));
  answers = [helloFrame(), ...callsIn(pack).map((call) => zeros(call))];
});

describe("a folder for export", () => {
  it("is refused if it holds anything, and nothing in it changes", async () => {
    const folder = copyOf(pack);
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
    const folder = copyOf(pack);
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
    const folder = copyOf(pack);
    const path = join(folder, "manifest.json");
    const text = edit(readFileSync(path, "utf8"));
    if (text === "") rmSync(path);
    else writeFileSync(path, text);
    expect(await refusal(folder)).toContain(message);
  });

  it("if its calls are not those that this version draws from its seed, though it is whole", async () => {
    const folder = copyOf(pack);
    const manifest = readManifest(folder);
    bringBack(folder, answers);
    const path = join(folder, "manifest.json");
    writeFileSync(path, writeManifest(manifest));
    expect((await verified(folder)).cases).toBe(manifest.plans);
    writeFileSync(path, writeManifest({ ...manifest, seed: 8, suite: "0.0.9" }));
    expect(await refusal(folder)).toContain(
      "calls.bin: this version of nllgrad draws other calls than version 0.0.9 did; verify with that one",
    );
  });

  it("if nothing came back yet", async () => {
    expect(await refusal(copyOf(pack))).toContain("holds neither results.bin nor results.npz; run the pack's calls");
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
    const folder = copyOf(pack);
    bringBack(folder, edit([...answers]));
    expect(await refusal(folder)).toMatch(message);
  });

  it("cut off in a frame, after its last whole result", async () => {
    const folder = copyOf(pack);
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
    const folder = copyOf(pack);
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
    const folder = copyOf(pack);
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
