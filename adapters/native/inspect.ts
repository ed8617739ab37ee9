import { readFileSync } from "node:fs";
import { UnusableTarget } from "../unusable.ts";

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const MACH_O = [0xfeedfacf, 0xcffaedfe, 0xcafebabe];

/**
 * Reads what can be said of a library without loading it.
 *
 * @throws UnusableTarget if the file is missing, no library, or has the functions under C++ names alone.
 */
export function inspectLibrary(path: string): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UnusableTarget(
      code === "EISDIR"
        ? `${path}: a folder; give the path of a shared library`
        : code === "ENOENT"
          ? `${path}: no such file; give the path of a shared library`
          : `${path}: cannot be read (${code}); check its permissions`,
    );
  }
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
export function mangledNames(path: string): string[] {
  const text = readFileSync(path).toString("latin1");
  return [...new Set(text.match(/_Z\d+[fh]p_nlllossgrad_[sp]\w*/g) ?? [])];
}
