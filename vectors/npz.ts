import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { Arena } from "../core/arena.ts";
import { type Case, marksOf, typeOf } from "../properties/case.ts";
import { fillElements, type Layout, LOGITS_GRAD } from "../properties/layout.ts";
import { BUFFERS, type BufferName, DOCUMENT_NAMES, ENTRIES, ENTRY_NAMES } from "../reference/operator.ts";
import { HashedFile, type PackFile } from "./files.ts";
import { npyHead } from "./npy.ts";
import type { PackBatch } from "./plans.ts";

/** Files that an archive may have without fields of 64 bits, which fflate does not write; some room is left. */
const MOST_FILES = 65_000;

/** Bytes of arrays after which another archive begins, for the same reason. */
const MOST_BYTES = 2 ** 31;

/** Arrays of a call: its buffers, and its numbers. */
const CALL_ARRAYS = BUFFERS.length + 1;

/** Arrays of fewer bytes are stored as they are: packing them takes longer than it saves. */
const SMALL = 1024;

/** Bytes that are packed at a time. */
const PORTION = 2 ** 20;

/** The name of an array that says which pack it is from: the CRC-32 of `calls.bin`. */
export const PACK_ARRAY = "pack";

/** The name that a call's array has, without the `.npy` that it has in the archive. */
export function arrayName(call: number, buffer: BufferName | "call"): string {
  return `${String(call).padStart(6, "0")}/${buffer === "call" ? buffer : DOCUMENT_NAMES[buffer]}`;
}

/** The type of a buffer's elements, as NumPy writes it. */
export function arrayType(c: Case, buffer: BufferName): string {
  return buffer === "labels" ? "<i4" : typeOf(c) === "fp" ? "<f4" : "<f2";
}

/** The shape of a buffer. */
export function arrayShape(c: Case, buffer: BufferName): readonly number[] {
  switch (buffer) {
    case "logits":
    case "logitsGrad":
      return [c.batch, c.classNum];
    case "lossGrad":
      return [c.lossGradLength];
    case "labels":
      return [c.batch];
    case "weight":
      return [c.classNum];
    case "totalWeight":
      return [1];
  }
}

/** Writes calls as arrays for NumPy, call by call: `calls.npz`, and where that is full `calls-2.npz` and so on. */
export class NpzWriter {
  calls = 0;
  private readonly folder: string;
  private readonly files: PackFile[] = [];
  private archive: Archive | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Adds calls of a batch. `lay` puts one into the arena. */
  add(batch: PackBatch, lay: (c: Case) => void, layout: Layout, arena: Arena): void {
    batch.calls.forEach((c, k) => {
      lay(c);
      if (this.archive !== null && (this.archive.files + CALL_ARRAYS > MOST_FILES || this.archive.bytes > MOST_BYTES))
        this.close();
      this.archive ??= this.open();
      const number = batch.first + k;
      const numbers = [ENTRY_NAMES.indexOf(ENTRIES[c.entry].name), c.batch, c.classNum, c.reduction, c.coreMask];
      this.archive.add(arrayName(number, "call"), npyHead("<i4", [numbers.length]), bytesOf(Int32Array.from(numbers)));
      // What the call before left is not to be had here: something that shows stands in its place.
      if (c.poison === "left")
        fillElements(
          arena,
          typeOf(c),
          layout.offset[LOGITS_GRAD] as number,
          c.batch * c.classNum,
          marksOf(typeOf(c)).poison.finite,
        );
      BUFFERS.forEach((buffer, b) => {
        const bytes = new Uint8Array(arena.buffer, layout.offset[b] as number, layout.bytes[b] as number);
        this.archive?.add(arrayName(number, buffer), npyHead(arrayType(c, buffer), arrayShape(c, buffer)), bytes);
      });
      this.calls++;
    });
  }

  /** Ends the last archive, with the array that tells the pack in it. Gives all of them. */
  finish(pack: number): readonly PackFile[] {
    this.archive ??= this.open();
    this.archive.add(PACK_ARRAY, npyHead("<u4", [1]), bytesOf(Uint32Array.of(pack)));
    this.close();
    return this.files;
  }

  private open(): Archive {
    const number = this.files.length + 1;
    return new Archive(new HashedFile(this.folder, number === 1 ? "calls.npz" : `calls-${number}.npz`));
  }

  private close(): void {
    if (this.archive !== null) this.files.push(this.archive.finish());
    this.archive = null;
  }
}

function bytesOf(view: Int32Array | Uint32Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** One archive on its way to its file. */
class Archive {
  files = 0;
  /** Of the arrays, before they are packed. */
  bytes = 0;
  private readonly file: HashedFile;
  private readonly zip: Zip;

  constructor(file: HashedFile) {
    this.file = file;
    this.zip = new Zip((error, chunk) => {
      if (error !== null) throw error;
      file.write(chunk);
    });
  }

  add(name: string, head: Buffer, bytes: Uint8Array): void {
    const small = bytes.length < SMALL;
    const entry = small ? new ZipPassThrough(`${name}.npy`) : new ZipDeflate(`${name}.npy`, { level: 6 });
    // The earliest moment of the format, in whatever time zone: the same pack is the same bytes.
    entry.mtime = new Date(1980, 0, 1);
    this.zip.add(entry);
    // Copies: fflate keeps what it is given until it has been packed.
    entry.push(Uint8Array.from(head), bytes.length === 0);
    for (let at = 0; at < bytes.length; at += PORTION) {
      const portion = bytes.slice(at, at + PORTION);
      entry.push(portion, at + portion.length === bytes.length);
    }
    this.files++;
    this.bytes += head.length + bytes.length;
  }

  finish(): PackFile {
    this.zip.end();
    return this.file.finish();
  }
}
