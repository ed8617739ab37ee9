import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunRecord } from "../core/record.ts";

const ROOT = new URL("../", import.meta.url);

/** What a run of the command came to. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command. */
export function nllgrad(...args: string[]): Promise<Ended> {
  const command = fileURLToPath(new URL("dist/cli/nllgrad.js", ROOT));
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { maxBuffer: 2 ** 26 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Runs `nllgrad check … --json` at the smoke tier, and reads the record. */
export async function checkRecord(...args: string[]): Promise<{ code: number; record: RunRecord }> {
  const { code, out, err } = await nllgrad("check", "--json", "--quiet", "--tier", "smoke", ...args);
  if (out === "") throw new Error(`no record, exit code ${code}: ${err}`);
  return { code, record: JSON.parse(out) as RunRecord };
}

/** The flags that the examples must compile under without a word. */
const FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-O2", "-fPIC", "-shared"];

/** Whether `cc` is there, on a system whose libraries the suite loads. */
export const hasCompiler: boolean = (() => {
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return process.platform === "linux";
  } catch {
    return false;
  }
})();

/** Compiles an example of `examples/c` into a library in a folder of its own, and gives its path. */
export function compileExample(source: string, ...flags: string[]): string {
  const library = join(mkdtempSync(join(tmpdir(), "nllgrad-example-")), `${basename(source, ".c")}.so`);
  const path = fileURLToPath(new URL(`examples/c/${source}`, ROOT));
  execFileSync("cc", [...FLAGS, ...flags, "-o", library, path], { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  return library;
}
