import { crc32, inflateRawSync } from "node:zlib";
import { UnusableTarget } from "../adapters/unusable.ts";
import { ReadFile } from "./files.ts";

/** A file in an archive, as the directory at the archive's end lists it. */
interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header stands in the archive. */
  readonly at: number;
}

const SIGNATURE = { local: 0x04034b50, entry: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50 } as const;
const STORED = 0;
const DEFLATED = 8;

/** Sizes that stand in a field of 64 bits elsewhere. */
const WIDE = 0xffffffff;

/** Bytes of a directory's entry that are expected at most: names are short here. */
const ENTRY_BYTES = 256;

/** What deflate may add to bytes that it cannot make smaller, at most: 5 for each block of 16 KiB, and some. */
const mostPacked = (size: number): number => size + size / 1024 + 64;

/**
 * Reads files out of a zip archive one by one. It trusts nothing that the archive says of sizes: no file is unpacked to
 * more bytes than the caller allows. (fflate, which writes archives here, unpacks from memory and to whatever comes.)
 */
export class ZipReader {
  private readonly file: ReadFile;
  private readonly entries = new Map<string, Entry>();

  /**
   * `most`: how many files it may hold.
   *
   * @throws UnusableTarget if it is no archive, cut off, or holds more.
   */
  constructor(path: string, most: number) {
    this.file = new ReadFile(path, "an archive of NumPy (.npz)");
    try {
      this.readDirectory(most);
    } catch (error) {
      this.file.close();
      // Offsets that lead out of a buffer.
      throw error instanceof RangeError ? this.damaged("its directory is damaged") : error;
    }
  }

  get names(): readonly string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The archive's refusal of one of its files, or of all of it. */
  damaged(what: string): UnusableTarget {
    return new UnusableTarget(`${this.file.path}: ${what}; write it again with numpy.savez, and copy it as bytes`);
  }

  /**
   * The bytes of a file, of which there may be `most`.
   *
   * @throws UnusableTarget if it is not there, has more, or is damaged.
   */
  read(name: string, most: number): Buffer {
    const entry = this.entries.get(name);
    if (entry === undefined) throw this.damaged(`${name} is missing`);
    const { method, crc, packed, size, at } = entry;
    if (size > most) throw this.damaged(`${name} has ${size} bytes where at most ${most} belong`);
    if (packed > mostPacked(size)) throw this.damaged(`${name} takes ${packed} bytes for ${size}`);
    if (method !== STORED && method !== DEFLATED) throw this.damaged(`${name} is packed by method ${method}`);
    const head = this.part(name, at, 30);
    if (head.readUInt32LE(0) !== SIGNATURE.local) throw this.damaged(`${name} is not where the directory says`);
    const bytes = this.part(name, at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
    const unpacked = method === STORED ? bytes : this.inflate(name, bytes, size);
    if (unpacked.length !== size || crc32(unpacked) !== crc) throw this.damaged(`${name} is not what its checksum says`);
    return unpacked;
  }

  close(): void {
    this.file.close();
  }

  private inflate(name: string, bytes: Buffer, size: number): Buffer {
    try {
      return inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
    } catch {
      throw this.damaged(`${name} cannot be unpacked to its ${size} bytes`);
    }
  }

  private part(what: string, at: number, length: number): Buffer {
    if (at + length > this.file.size) throw this.damaged(`${what} is cut off`);
    return this.file.read(at, length);
  }

  private readDirectory(most: number): void {
    const { size } = this.file;
    // The end has 22 bytes and a comment of at most 65535.
    const tail = this.file.read(Math.max(0, size - 65557), Math.min(size, 65557));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    if (end < 0 || end + 22 > tail.length) throw this.damaged("is no zip archive, or cut off");
    let length = tail.readUInt32LE(end + 12);
    let start = tail.readUInt32LE(end + 16);
    if (end >= 20 && tail.readUInt32LE(end - 20) === SIGNATURE.locator) {
      const wide = this.part("its directory", wordOf(tail, end - 12), 56);
      if (wide.readUInt32LE(0) !== SIGNATURE.end64) throw this.damaged("its directory is damaged");
      length = wordOf(wide, 40);
      start = wordOf(wide, 48);
    }
    if (length > most * ENTRY_BYTES) throw this.damaged(`lists more than the ${most} arrays that belong to the pack`);
    const directory = this.part("its directory", start, length);
    for (let at = 0; at < length; ) {
      if (directory.readUInt32LE(at) !== SIGNATURE.entry) throw this.damaged("its directory is damaged");
      const [nameBytes, extraBytes, noteBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
        number,
        number,
        number,
      ];
      const name = directory.toString("utf8", at + 46, at + 46 + nameBytes);
      const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
      if (this.entries.has(name)) throw this.damaged(`${name} is there twice`);
      this.entries.set(name, entryOf(directory, at, extra));
      if (this.entries.size > most) throw this.damaged(`holds more than the ${most} arrays that belong to the pack`);
      at += 46 + nameBytes + extraBytes + noteBytes;
    }
  }
}

/** An entry of the directory; sizes past 32 bits, or that are written as if they were, stand in its extra field. */
function entryOf(directory: Buffer, at: number, extra: Buffer): Entry {
  const wide = wideFields(extra);
  let next = 0;
  const read = (field: number): number => {
    const value = directory.readUInt32LE(at + field);
    if (value !== WIDE) return value;
    next += 8;
    return wordOf(wide, next - 8);
  };
  const size = read(24);
  const packed = read(20);
  return {
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    packed,
    size,
    at: read(42),
  };
}

function wideFields(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return extra.subarray(0, 0);
}

/** A whole number of 64 bits, as far as a double tells it. */
function wordOf(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
