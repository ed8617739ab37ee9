import { UnusableTarget } from "../unusable.ts";

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const MACH_O = [0xfeedfacf, 0xcffaedfe, 0xcafebabe];

/**
 * Looks whether a file's bytes are a library's.
 *
 * @throws UnusableTarget if they are none.
 */
export function inspectLibrary(path: string, bytes: Buffer): void {
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (!bytes.subarray(0, 4).equals(ELF) && !MACH_O.includes(magic) && bytes.subarray(0, 2).toString() !== "MZ") {
    throw new UnusableTarget(`${path}: not a shared library; build one with: cc -shared -fPIC -O2 -o kernel.so kernel.c`);
  }
}

/** Which of the names stand in a library's string table. Says nothing about whether they can be called. */
export function namesIn(bytes: Buffer, names: readonly string[]): Set<string> {
  return new Set(names.filter((name) => bytes.includes(`\0${name}\0`) || bytes.includes(`\0_${name}\0`)));
}

/** Names of the operator's functions that a file holds in mangled form, as C++ writes them. */
export function mangledNames(bytes: Buffer): string[] {
  const text = bytes.toString("latin1");
  return [...new Set(text.match(/_Z\d+[fh]p_nlllossgrad_[sp]\w*/g) ?? [])];
}
