import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Target } from "../runner/protocol.ts";
import { type ZooKernel, zooFolder } from "./zoo.ts";

/** A kernel that cannot be built here, and why. */
export class Unbuildable extends Error {
  override readonly name = "Unbuildable";
}

const run = promisify(execFile);

/** What a kernel in C is compiled with, as a shared library. */
export function libraryArguments(zoo: string, source: string, flags: readonly string[], library: string): string[] {
  const common = ["-std=gnu11", "-O2", "-w", "-shared", "-fPIC", "-I", join(zoo, "support")];
  return [...common, ...flags, "-o", library, source, "-lm", "-lpthread"];
}

/** What a kernel in C is compiled with, as a WebAssembly module: no library, its memory its own. */
function moduleArguments(zoo: string, source: string, flags: readonly string[], module: string): string[] {
  const common = ["--target=wasm32", "-std=gnu11", "-O2", "-w", "-nostdlib", "-ffreestanding", "-mbulk-memory"];
  return [...common, "-Wl,--no-entry,--export-dynamic", "-I", join(zoo, "support"), ...flags, "-o", module, source];
}

/** Whether kernels in C can be built here at all. */
export function hasCompiler(): boolean {
  return process.platform === "linux" && spawnSync("cc", ["--version"]).status === 0;
}

/**
 * Builds a kernel of the zoo into a folder, if there is anything to build.
 *
 * @throws Unbuildable if its compiler is missing, or refuses it.
 */
export async function build(kernel: ZooKernel, folder: string): Promise<Target> {
  const { path, language, flags } = kernel;
  if (language === "module") return { kind: "module", path };
  const zoo = zooFolder() as string;
  const built = join(folder, `${kernel.name.replace("/", "-")}.${language === "wasm" ? "wasm" : "so"}`);
  const [compiler, given] =
    language === "wasm" ? ["clang", moduleArguments(zoo, path, flags, built)] : ["cc", libraryArguments(zoo, path, flags, built)];
  try {
    await run(compiler, given);
  } catch (error) {
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") throw new Unbuildable(`no ${compiler} on the PATH`);
    // What comes before the first error says only through which files the compiler came to it.
    const lines = stderr.trim().split("\n");
    throw new Unbuildable(`${compiler} refuses it: ${lines.find((line) => line.includes("error:")) ?? lines[0]}`);
  }
  return language === "wasm" ? { kind: "wasm", path: built, symbols: {} } : { kind: "library", path: built, symbols: {} };
}
