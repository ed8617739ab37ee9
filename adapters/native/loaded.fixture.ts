import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Arena } from "../../core/arena.ts";
import { scratchFolder } from "./kernels.fixture.ts";
import { type LoadedLibrary, loadLibrary } from "./loaded.ts";
import { MAP_ANONYMOUS, MAP_PRIVATE, map, PROT_READ_WRITE, posix, viewAt } from "./posix.ts";

/** A library of this process, compiled from C, without a guard: a fault would end the tests. */
export interface LoadedSource {
  readonly path: string;
  readonly library: LoadedLibrary;
}

/** Compiles and loads a library of the test file that asks. */
export function loadSource(name: string, source: string): LoadedSource {
  const path = join(scratchFolder(), `${name}.so`);
  execFileSync("cc", ["-shared", "-fPIC", "-o", path, "-x", "c", "-"], { input: source });
  // Its stack must be set before koffi loads anything.
  posix();
  return { path, library: loadLibrary(path, null, new Arena(new ArrayBuffer(0), 0, [])) };
}

/** Memory that a library can be given by its address. */
export function mappedMemory(bytes: number): { readonly base: number; readonly memory: ArrayBuffer } {
  const base = map("a test", 0, bytes, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
  return { base, memory: viewAt(base, bytes) };
}
