import { UnusableTarget } from "../unusable.ts";

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const MACH_O = [0xfeedfacf, 0xcffaedfe, 0xcafebabe];

/** Machines by their numbers in ELF, as Node names them. */
const MACHINES: Readonly<Record<number, string>> = {
  3: "ia32",
  22: "s390x",
  21: "ppc64",
  40: "arm",
  62: "x64",
  183: "arm64",
  243: "riscv64",
};

/** Where libraries are to be loaded: as `process` says of itself. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/** What to do about a library that this machine cannot load. */
const ELSEWHERE = "judge it there, compile it to WebAssembly, or put it behind a pipe (exec:, docs/targets.md)";

/**
 * Looks whether a file's bytes are a library that can be loaded here.
 *
 * @throws UnusableTarget if they are none, or one for another machine.
 */
export function inspectLibrary(path: string, bytes: Buffer, { platform, arch }: Machine = process): void {
  const magic = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  const system = bytes.subarray(0, 4).equals(ELF)
    ? "Linux"
    : MACH_O.includes(magic)
      ? "macOS"
      : bytes.subarray(0, 2).toString() === "MZ"
        ? "Windows"
        : null;
  if (system === null)
    throw new UnusableTarget(`${path}: not a shared library; build one with: cc -shared -fPIC -O2 -o kernel.so kernel.c`);
  if (platform !== "linux")
    throw new UnusableTarget(
      `${path}: shared libraries are judged on Linux alone, and this is ${platform}; take a container, compile it to WebAssembly, or put it behind a pipe (exec:, docs/targets.md)`,
    );
  if (system !== "Linux") throw new UnusableTarget(`${path}: a library of ${system}, and this is Linux; ${ELSEWHERE}`);
  const machine = bytes.length >= 20 ? MACHINES[bytes.readUInt16LE(18)] : undefined;
  if (machine !== undefined && machine !== arch)
    throw new UnusableTarget(`${path}: a library for ${machine}, and this Node is one for ${arch}; ${ELSEWHERE}`);
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
