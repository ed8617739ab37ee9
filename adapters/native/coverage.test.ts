import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import koffi from "koffi";
import { describe, expect, it } from "vitest";
import { CALLBACKS_X64, loadedCounters, prepareForCounters } from "./coverage.ts";
import { scratchFolder } from "./kernels.fixture.ts";

const SOURCE = fileURLToPath(new URL("coverage.x64.s", import.meta.url));
const KERNEL = fileURLToPath(new URL("../../examples/c/nlllossgrad.c", import.meta.url));

const isX64 = process.platform === "linux" && process.arch === "x64";
const hasClang = isX64 && spawnSync("clang", ["--version"]).status === 0;
/** Another linker lays the same library out otherwise. */
const hasLinker = isX64 && /Binutils.* 2\.40$/m.test(spawnSync("ld", ["--version"], { encoding: "utf8" }).stdout ?? "");

describe("what libraries with counters call", () => {
  it.skipIf(!hasLinker)(`is coverage.x64.s, linked${hasLinker ? "" : " (skipped: no GNU ld 2.40 for x86-64 here)"}`, () => {
    const library = join(scratchFolder(), "callbacks.so");
    const layout = "-Wl,-s,--build-id=none,--hash-style=sysv,-z,noseparate-code,-z,norelro";
    execFileSync("cc", ["-shared", "-nostdlib", layout, "-o", library, SOURCE]);
    expect(gunzipSync(Buffer.from(CALLBACKS_X64, "base64")).equals(readFileSync(library))).toBe(true);
  });
});

describe.skipIf(!hasClang)(`counters${hasClang ? "" : " (skipped: no clang for x86-64 Linux here)"}`, () => {
  function compiled(name: string, ...flags: readonly string[]): string {
    const library = join(scratchFolder(), `${name}.so`);
    execFileSync("clang", ["-shared", "-fPIC", "-O1", ...flags, "-o", library, KERNEL]);
    return library;
  }

  it("are none in a library that was compiled without", () => {
    expect(prepareForCounters(compiled("plain"))).toBe(false);
    expect(loadedCounters()).toBe(null);
  });

  it.each([
    ["inline-8bit-counters", ["-fsanitize-coverage=inline-8bit-counters"]],
    ["trace-pc-guard", ["-fsanitize-coverage=trace-pc-guard"]],
    ["libFuzzer's, with all that else goes with them", ["-fsanitize=fuzzer-no-link"]],
    ["both, with comparisons, divisions and loads", ["-fsanitize-coverage=edge,trace-pc-guard,trace-cmp,trace-div,trace-gep"]],
  ])("of %s count what a call takes, and begin anew", (name, flags) => {
    const library = compiled(name.slice(0, 8).replace(/\W/g, "-"), ...flags);
    const before = loadedCounters()?.size ?? 0;
    expect(prepareForCounters(library)).toBe(true);
    const kernel = koffi.load(library).func("fp_nlllossgrad_p", "void", [...Array(6).fill("void *"), "int", "int", "int"]);
    const counters = loadedCounters();
    expect(counters?.size).toBeGreaterThan(before);
    const taken = (batch: number): Map<number, number> => {
      const counts = new Map<number, number>();
      counters?.take(() => {});
      kernel(...Array.from({ length: 6 }, () => new Float32Array(32)), batch, 4, 0);
      counters?.take((edge, count) => counts.set(edge, count));
      return counts;
    };
    const [one, seven] = [taken(1), taken(7)];
    expect(one.size).toBeGreaterThan(0);
    expect(Math.max(...seven.values())).toBeGreaterThanOrEqual(7);
    expect(Math.min(...[...seven.keys(), ...one.keys()])).toBeGreaterThanOrEqual(0);
    expect(Math.max(...seven.keys())).toBeLessThan(counters?.size ?? 0);
  });
});
