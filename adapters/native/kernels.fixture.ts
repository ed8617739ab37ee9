import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { hasCompiler, libraryArguments } from "../../certify/build.ts";
import { flagsOf, listOf, readHeader, zooFolder } from "../../certify/zoo.ts";

const ZOO: string = zooFolder() as string;

/** Whether kernels can be compiled here. Tests that need it are skipped in plain sight without. */
export const HAS_COMPILER: boolean = hasCompiler();

/** What a test that needs a compiler adds to its name. */
export const NEEDS_COMPILER: string = HAS_COMPILER ? "" : " (skipped: no C compiler on Linux here)";

let made: string | undefined;

/** A folder of the test file that asks, gone after its last test. */
export function scratchFolder(): string {
  if (made === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "nllgrad-test-"));
    made = folder;
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
  }
  return made;
}

const FOLDER = scratchFolder();
const compiled = new Map<string, string>();

function compile(source: string, name: string, flags: readonly string[]): string {
  const library = join(FOLDER, `${name}.so`);
  const known = compiled.get(library);
  if (known !== undefined) return known;
  execFileSync("cc", libraryArguments(ZOO, source, flags, library));
  compiled.set(library, library);
  return library;
}

/** A kernel of the zoo, compiled with the flags of its header. */
export interface ZooKernel {
  readonly path: string;
  readonly platform: "ft78ne" | "mt7004";
  /** The clauses that it breaks, the main one first. */
  readonly clauses: readonly string[];
  /** The clauses that may be warned of. */
  readonly warns: readonly string[];
}

/** Compiles a kernel of the zoo that is written in C, once in a test file: `right/thread-pool`, `wrong/no-zero-fill`. */
export function zooKernel(kernel: string): ZooKernel {
  const source = join(ZOO, `${kernel}.c`);
  const header = readHeader(source);
  const list = (key: string): string[] => listOf(header.get(key) ?? "-");
  return {
    path: compile(source, kernel.replace("/", "-"), flagsOf(header.get("flags") ?? "-")),
    platform: header.get("platform") === "mt7004" ? "mt7004" : "ft78ne",
    clauses: list("clauses"),
    warns: list("warns"),
  };
}

/**
 * Both functions of FT78NE, from three pieces of C: what stands before them, what they do first, and the value of
 * mean. They see `g w t y i batch class_num reduction mask is_p out` and, in `value`, the gradient and weight of row i
 * as `a` and `b`.
 */
export interface KernelParts {
  readonly head?: string;
  readonly first?: string;
  readonly mean?: string;
}

/** Compiles a right kernel for FT78NE with some parts of it exchanged. */
export function madeKernel(name: string, { head = "", first = "", mean = "-(a * b) / *t" }: KernelParts): string {
  const parameters = "float *x, float *g, int *y, float *w, float *t, float *out, int batch, int class_num, int reduction";
  const passed = "x, g, y, w, t, out, batch, class_num, reduction";
  const source = join(FOLDER, `${name}.c`);
  writeFileSync(
    source,
    `#include <math.h>
#include <stdio.h>
#include <unistd.h>
#define FP
#include "kernel.h"
${head}
static void run(${parameters}, int mask, int is_p) {
  ${first}
  for (int i = 0; i < batch; i++) {
    float a = g[reduction == NONE ? i : 0], b = w[y[i]], v = reduction == MEAN ? (${mean}) : -(a * b);
    for (int j = 0; j < class_num; j++) out[(size_t)i * class_num + j] = 0;
    out[(size_t)i * class_num + y[i]] = v;
  }
}
void fp_nlllossgrad_s(${parameters}, int mask) { run(${passed}, mask, 0); }
void fp_nlllossgrad_p(${parameters}) { run(${passed}, 1, 1); }
`,
  );
  return compile(source, name, []);
}

/** Compiles all four functions, right but for what `product` makes of the bits of a row's product `p`, given those of `a` and `b`, in hp. */
export function madeHalfKernel(name: string, product: string): string {
  const parameters = "T *x, T *g, int *y, T *w, T *t, T *out, int batch, int class_num, int reduction";
  const source = join(FOLDER, `${name}.c`);
  writeFileSync(
    source,
    `#include "kernel.h"
#ifndef T
static inline half changed(half a, half b, half p) { ${product} return p; }
#define FP
#include "${name}.c"
#undef FP
#define HP
#include "${name}.c"
#else
void N(nlllossgrad_p)(${parameters}) {
  for (int i = 0; i < batch; i++) {
    T a = g[reduction == NONE ? i : 0], b = w[y[i]];
    for (int j = 0; j < class_num; j++) out[(size_t)i * class_num + j] = ZERO;
#ifdef HP
    T p = changed(a, b, NEG(MUL(a, b)));
#else
    T p = NEG(MUL(a, b));
#endif
    out[(size_t)i * class_num + y[i]] = reduction == MEAN ? NEG(DIV(MUL(a, b), *t)) : p;
  }
}
void N(nlllossgrad_s)(${parameters}, int mask) { N(nlllossgrad_p)(x, g, y, w, t, out, batch, class_num, reduction); }
#endif
`,
  );
  return compile(source, name, []);
}
