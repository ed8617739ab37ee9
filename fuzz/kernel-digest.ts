import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import type { Target } from "../runner/protocol.ts";
import { digestOf } from "./configuration.ts";

function fileDigest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/**
 * What names a kernel to whoever has it: the digest of its file, and of how it is called. A program behind a pipe is its words, those
 * that name files by what is in them. `suite`: version of the suite, which the built-ins come with.
 */
export function kernelDigest(target: Target, suite: string): string {
  switch (target.kind) {
    case "built-in":
      return digestOf(["built-in", target.name, suite]);
    case "library":
      return digestOf(["library", fileDigest(target.path), target.symbols, target.model ?? null]);
    case "wasm":
      return digestOf(["wasm", fileDigest(target.path), target.symbols]);
    case "module":
      return digestOf(["module", fileDigest(target.path)]);
    case "exec":
      return digestOf(["exec", target.command.map((word) => (isFile(word) ? fileDigest(word) : word))]);
  }
}

function isFile(word: string): boolean {
  return existsSync(word) && statSync(word).isFile();
}
