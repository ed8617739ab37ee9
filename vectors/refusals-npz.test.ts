import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { arraysIn, bringArrays, copyOf, exported, refusal } from "./pack.fixture.ts";

let pack = "";
/** Results without fault but for their values: the outputs as they were before the calls. */
let arrays: Readonly<Record<string, Uint8Array>> = {};

beforeAll(async () => {
  ({ folder: pack } = await exported({ platform: "mt7004", maxBytes: 2 ** 12 }, true));
  const all = Object.entries(arraysIn(join(pack, "calls.npz")));
  arrays = Object.fromEntries(all.filter(([name]) => name.endsWith("/logits_grad.npy") || name === "pack.npy"));
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
    const folder = copyOf(pack);
    bringArrays(folder, edit({ ...arrays }));
    expect(await refusal(folder)).toMatch(message);
  });

  it("if a size in it lies, before memory is taken for it", async () => {
    const folder = copyOf(pack);
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
    const folder = copyOf(pack);
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
