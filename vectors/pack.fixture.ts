import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync, type Zippable, zipSync } from "fflate";
import { expect } from "vitest";
import { encodeFrame, FRAME, FRAME_BYTES, type Frame } from "../adapters/harness/frames.ts";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { Run } from "../core/record.ts";
import { exportPack } from "./export.ts";
import type { Manifest } from "./manifest.ts";
import type { PackParameters } from "./plans.ts";
import { verifyPack } from "./verify.ts";

const EXAMPLES = fileURLToPath(new URL("../examples/", import.meta.url));

let made = 0;

/** A new name in the test file's folder. */
export function scratchPath(name = "pack"): string {
  return join(scratchFolder(), `${name}-${++made}`);
}

/** Few small calls for FT78NE, unless asked otherwise. None of the large ones. */
export const FEW: PackParameters = Object.freeze({
  platform: "ft78ne",
  tier: "smoke",
  seed: 7,
  cases: 60,
  alignment: 64,
  timeout: 2000,
  maxBytes: 2 ** 16,
});

/** A pack in a folder of its own. */
export async function exported(
  parameters: Partial<PackParameters> = {},
  npz = false,
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const folder = scratchPath();
  const manifest = await exportPack(folder, { ...FEW, ...parameters }, { suite: "0.0.0", npz, interrupted: () => false });
  return { folder, manifest };
}

/** Judges what came back, as the command does. */
export function verified(folder: string, results?: string): Promise<Run> {
  return verifyPack(folder, { results, name: undefined, strict: false, now: () => performance.now(), interrupted: () => false });
}

/** Compiles the pack's own harness with a kernel (a path below examples/, or anywhere), and runs the pack's calls. */
export function runBoard(folder: string, kernel: string, ...flags: string[]): void {
  const program = scratchPath(basename(kernel, ".c"));
  const source = kernel.startsWith("/") ? kernel : join(EXAMPLES, kernel);
  execFileSync("cc", ["-O2", "-w", ...flags, "-o", program, join(folder, "harness.c"), source]);
  execFileSync(program, [join(folder, "calls.bin"), join(folder, "results.bin")]);
}

/** The text of a kernel for FT78NE in C that conforms, but for what it does `first`. */
function kernelText(first: string): string {
  const buffers = "float *x, float *g, int *y, float *w, float *t, float *out, int batch, int class_num, int reduction";
  return `#include <stddef.h>
static void run(${buffers}) {
  ${first}
  for (int i = 0; i < batch; i++) {
    float v = -(g[reduction == 2 ? i : 0] * w[y[i]]);
    for (int j = 0; j < class_num; j++) out[(size_t)i * class_num + j] = 0;
    out[(size_t)i * class_num + y[i]] = reduction == 1 ? v / *t : v;
  }
}
void fp_nlllossgrad_s(${buffers}, int mask) { run(x, g, y, w, t, out, batch, class_num, reduction); }
void fp_nlllossgrad_p(${buffers}) { run(x, g, y, w, t, out, batch, class_num, reduction); }
`;
}

/** Such a kernel in a file. */
export function kernelFile(first: string): string {
  const path = `${scratchPath("kernel")}.c`;
  writeFileSync(path, kernelText(first));
  return path;
}

/** The frames of a file. */
function framesIn(path: string): Frame[] {
  const bytes = readFileSync(path);
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 16);
    const payload = bytes.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
    frames.push({ type: bytes.readUInt32LE(at + 8), id: bytes.readUInt32LE(at + 12), payload });
    at += FRAME_BYTES + length;
  }
  return frames;
}

/** A call of a pack, read as docs/protocol.md has it and by nothing of the suite. */
export interface ReadCall {
  readonly id: number;
  /** Its place in its batch. */
  readonly place: number;
  readonly function: number;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: number;
  /** Bytes of the six buffers. */
  readonly bytes: readonly number[];
  /** Of logits_grad with its guards. */
  readonly output: number;
}

/** The calls of `calls.bin`. */
export function callsIn(folder: string): ReadCall[] {
  return framesIn(join(folder, "calls.bin")).flatMap(({ id, payload }) => {
    let at = 8;
    return Array.from({ length: payload.readUInt32LE(0) }, (_, place) => {
      const words = Array.from({ length: 36 }, (_word, k) => payload.readUInt32LE(at + 4 * k)) as [
        number,
        number,
        number,
        number,
      ];
      at += 144;
      const [name, batch, classNum, reduction] = words;
      const buffers = [0, 1, 2, 3, 4, 5].map((b) => words.slice(6 + 5 * b, 11 + 5 * b) as [number, number, number, number]);
      for (const [bytes, , , content] of buffers) if (content === 0) at += Math.ceil(bytes / 4) * 4;
      const bytes = buffers.map(([size]) => size);
      const [own, before, behind] = buffers[5] as [number, number, number, number];
      return { id, place, function: name, batch, classNum, reduction, bytes, output: before + own + behind };
    });
  });
}

/** Hello, as a harness with such abilities says it. */
export function helloFrame(abilities: readonly string[] = ["inputs", "guards", "left", "endings"]): Frame {
  const hello = { protocol: 1, name: "zeros", elementTypes: ["hp", "fp"], abilities };
  return { type: FRAME.hello, id: 0, payload: Buffer.from(JSON.stringify(hello)) };
}

/** The result of a call that wrote zeros over everything, without guards if so asked: wrong, and well formed. */
export function zeros({ id, place, bytes, output }: ReadCall, guards = true): Frame {
  const size = guards ? output : (bytes[5] as number);
  const payload = Buffer.alloc(16 + Math.ceil(size / 4) * 4);
  payload.writeUInt32LE(place, 0);
  payload.writeUInt32LE(1 << 5, 12);
  return { type: FRAME.result, id, payload };
}

/** Writes frames as a pack's results. */
export function bringBack(folder: string, frames: readonly Frame[]): string {
  const path = join(folder, "results.bin");
  writeFileSync(path, Buffer.concat(frames.map(encodeFrame)));
  return path;
}

/** Arrays of an archive, by their files' names. */
export function arraysIn(path: string): Record<string, Uint8Array> {
  return unzipSync(readFileSync(path));
}

/** Writes arrays as a pack's results. */
export function bringArrays(folder: string, arrays: Readonly<Record<string, Uint8Array>>): string {
  const path = join(folder, "results.npz");
  writeFileSync(path, zipSync(arrays as Zippable));
  return path;
}

/** A Python with NumPy; `null` if there is none. */
export const PYTHON: string | null =
  ["python3", "/usr/bin/python3"].find((command) => spawnSync(command, ["-c", "import numpy"]).status === 0) ?? null;

/** What a test that needs NumPy adds to its name. */
export const NEEDS_NUMPY: string = PYTHON === null ? " (skipped: no Python with NumPy here)" : "";

/** A copy of a pack, for a test to damage. */
export function copyOf(pack: string): string {
  const folder = scratchPath();
  cpSync(pack, folder, { recursive: true });
  return folder;
}

/** What a pack's judgement refuses with: one line that names the file, and ends in something to do. */
export async function refusal(folder: string, results?: string): Promise<string> {
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
