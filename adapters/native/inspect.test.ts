import { describe, expect, it } from "vitest";
import { UnusableTarget } from "../unusable.ts";
import { inspectLibrary } from "./inspect.ts";

const LINUX = { platform: "linux", arch: "x64" };

/** The beginning of an ELF file for a machine. */
function elf(machine: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("\u007fELF", "latin1");
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

const MACH_O = Buffer.from("cffaedfe0c000001", "hex");
const PE = Buffer.from("MZ\u0090\u0000", "latin1");

describe("a shared library", () => {
  it.each([
    ["of this machine", elf(62), LINUX],
    ["of another that is this one", elf(183), { platform: "linux", arch: "arm64" }],
    ["of a machine that is not known here: loading it will tell", elf(258), LINUX],
  ])("%s is let pass", (_, bytes, machine) => {
    expect(() => inspectLibrary("./k.so", bytes, machine)).not.toThrow();
  });

  it.each([
    [
      "for another machine",
      elf(183),
      LINUX,
      /^\.\/k\.so: a library for arm64, and this Node is one for x64; judge it there, .*exec:/,
    ],
    ["of macOS, on Linux", MACH_O, LINUX, /^\.\/k\.so: a library of macOS, and this is Linux; .*WebAssembly/],
    ["of Windows, on Linux", PE, LINUX, /^\.\/k\.so: a library of Windows, and this is Linux; /],
    [
      "on macOS",
      MACH_O,
      { platform: "darwin", arch: "arm64" },
      /: shared libraries are judged on Linux alone, and this is darwin; take a container/,
    ],
    ["on Windows", PE, { platform: "win32", arch: "x64" }, /: shared libraries are judged on Linux alone, and this is win32; /],
    ["that is none", Buffer.from("text"), LINUX, /: not a shared library; build one with: cc -shared/],
    ["that is empty", Buffer.alloc(0), LINUX, /: not a shared library; build one with/],
    ["cut off in its head", elf(62).subarray(0, 3), LINUX, /: not a shared library/],
  ])("%s is refused with what it is and what to do", (_, bytes, machine, message) => {
    expect(() => inspectLibrary("./k.so", bytes, machine)).toThrow(UnusableTarget);
    expect(() => inspectLibrary("./k.so", bytes, machine)).toThrow(message);
  });
});
