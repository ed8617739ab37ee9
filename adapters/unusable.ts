import { readFileSync } from "node:fs";

/** A target that cannot be judged at all. The message names it, what is wrong, and what to do. */
export class UnusableTarget extends Error {
  override readonly name = "UnusableTarget";
}

/**
 * Reads a target's file. `what`: what it should be, in words.
 *
 * @throws UnusableTarget if it is missing or cannot be read.
 */
export function readBytes(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UnusableTarget(
      code === "EISDIR"
        ? `${path}: a folder; give the path of ${what}`
        : code === "ENOENT"
          ? `${path}: no such file; give the path of ${what}`
          : `${path}: cannot be read (${code}); check its permissions`,
    );
  }
}
