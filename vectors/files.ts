import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { UnusableTarget } from "../adapters/unusable.ts";

/** A file of a pack, as its manifest lists it. */
export interface PackFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/** A file that is written in portions, hashed on the way. */
export class HashedFile {
  bytes = 0;
  private readonly name: string;
  private readonly descriptor: number;
  private readonly hash = createHash("sha256");

  /** @throws if the file is already there. */
  constructor(folder: string, name: string) {
    this.name = name;
    this.descriptor = openSync(join(folder, name), "wx");
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor, bytes, at);
    this.hash.update(bytes);
    this.bytes += bytes.length;
  }

  finish(): PackFile {
    closeSync(this.descriptor);
    return { name: this.name, bytes: this.bytes, sha256: this.hash.digest("hex") };
  }
}

/** Writes a small file whole. */
export function writeHashed(folder: string, name: string, text: string): PackFile {
  const file = new HashedFile(folder, name);
  file.write(Buffer.from(text));
  return file.finish();
}

const PORTION = 2 ** 20;

/**
 * Holds a pack's file against its manifest.
 *
 * @throws UnusableTarget if it is missing, or not the file that was exported.
 */
export function checkFile(folder: string, { name, bytes, sha256 }: PackFile): void {
  const path = join(folder, name);
  const file = new ReadFile(path, "a file of the pack; export the pack anew into another folder");
  try {
    if (file.size !== bytes)
      throw new UnusableTarget(
        `${path}: has ${file.size} bytes where the manifest says ${bytes}; copy it again as bytes, or export the pack anew into another folder`,
      );
    const hash = createHash("sha256");
    for (let at = 0; at < bytes; at += PORTION) hash.update(file.read(at, Math.min(PORTION, bytes - at)));
    if (hash.digest("hex") !== sha256)
      throw new UnusableTarget(
        `${path}: was changed after the export: its SHA-256 is not the manifest's; copy it again as bytes, or export the pack anew into another folder`,
      );
  } finally {
    file.close();
  }
}

/** A file that is read in portions, anywhere. */
export class ReadFile {
  readonly path: string;
  readonly size: number;
  private readonly descriptor: number;

  /**
   * `what` it should be, and the remedy.
   *
   * @throws UnusableTarget if it cannot be read.
   */
  constructor(path: string, what: string) {
    this.path = path;
    try {
      if (!statSync(path).isFile()) throw Object.assign(new Error(), { code: "no file" });
      this.descriptor = openSync(path, "r");
      this.size = statSync(path).size;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UnusableTarget(`${path}: ${code === "ENOENT" ? "is missing" : `cannot be read (${code})`}: should be ${what}`);
    }
  }

  /** `length` bytes from an offset, which the file must have. */
  read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let have = 0; have < length; ) {
      const more = readSync(this.descriptor, bytes, have, length - have, at + have);
      if (more === 0) throw new UnusableTarget(`${this.path}: became shorter while it was read; leave it alone and try again`);
      have += more;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
