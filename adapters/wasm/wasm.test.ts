import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nllgrad } from "../../cli/command.fixture.ts";
import type { Finding, Run } from "../../core/record.ts";
import { type Code, I32 } from "../../impls/wasm/encoder.ts";
import { call, i32, local } from "../../impls/wasm/instructions.ts";
import {
  BATCH,
  CLASS_NUM,
  endless,
  kernelFunctions,
  type MemoryPart,
  type ModuleParts,
  moduleOf,
  number,
  OUT,
  REDUCTION,
  store,
  unreachable,
  when,
  writeAt,
} from "../../impls/wasm/module.fixture.ts";
import { decodeToken } from "../../properties/token.ts";
import type { CallShape } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { judgeTarget } from "../../runner/conformance.ts";
import { runExample } from "../../runner/example.ts";
import { hastyClock, stoppedAfter } from "../../runner/judging.fixture.ts";
import { mainCase } from "../../runner/workplace.ts";
import { scratchFolder } from "../native/kernels.fixture.ts";
import { UnusableTarget } from "../unusable.ts";
import { WasmCallee } from "./callee.ts";
import { compileModule } from "./instance.ts";
import { memoryOf } from "./memory.ts";

const OWN: MemoryPart = { minimum: 1 };
const right = (memory: MemoryPart | null): ModuleParts => ({ memory, functions: kernelFunctions() });
const compiled = (parts: ModuleParts, symbols = {}) => compileModule("kernel.wasm", moduleOf(parts), symbols);

const PAGES = 65536;
const opened = (parts: ModuleParts): WasmCallee =>
  new WasmCallee(compiled(parts), { tensor: 4 * PAGES, vector: PAGES }, { enter() {}, leave() {} }, () => 1000);

const SHAPE: CallShape = { entry: "fp_nlllossgrad_s", batch: 2, classNum: 3, reduction: 2, coreMask: 1, lossGradLength: 2 };

/** Makes a call of two rows and three classes, and gives the output. */
function made(callee: WasmCallee): { outcome: ReturnType<WasmCallee["invoke"]>; output: number[] } {
  callee.ready(new Float64Array(6).fill(64));
  const offsets = Float64Array.from(callee.arena.slots, ({ low }) => low);
  const first = (b: number): number => (offsets[b] as number) / 4;
  callee.arena.f32.set([0.5, 2], first(1));
  callee.arena.u32.set([1, 0], first(2));
  callee.arena.f32.set([3, 5, 7], first(3));
  const outcome = callee.invoke(SHAPE, offsets);
  return { outcome, output: [...callee.arena.f32.subarray(first(5), first(5) + 6)] };
}

const RETURNED = { outcome: { kind: "returned" }, output: [-0, -2.5, 0, -6, 0, 0].map((value) => value + 0) };

describe("a module's memory", () => {
  it.each<[string, MemoryPart, boolean]>([
    ["its own, exported", OWN, true],
    ["its own, exported under another name", { minimum: 1, exported: "heap" }, true],
    ["imported", { from: ["env", "memory"], minimum: 1 }, true],
    ["imported under other names", { from: ["host", "mem"], minimum: 0 }, true],
    ["imported with a maximum", { from: ["env", "memory"], minimum: 2, maximum: 64 }, false],
    ["imported and shared", { from: ["env", "memory"], minimum: 1, maximum: 64, shared: true }, false],
    ["imported and shared up to all addresses", { from: ["env", "memory"], minimum: 1, maximum: 65536, shared: true }, true],
  ])("holds the buffers, and the document's examples if it reaches so far: %s", (_, memory, examples) => {
    const callee = opened(right(memory));
    expect(callee.sees).toEqual({ faults: false, around: true, inputs: true, late: true, examples });
    expect(callee.entries).toEqual(["fp_nlllossgrad_s", "fp_nlllossgrad_p"]);
    expect(callee.arena.buffer.byteLength).toBeLessThanOrEqual((memory.maximum ?? 65536) * PAGES);
    expect((callee.arena.slots[0] as { low: number }).low).toBeGreaterThan(memory.minimum * PAGES);
    expect(made(callee)).toEqual(RETURNED);
  });

  const malloc = (body: Code) => ({ name: "malloc", params: [I32] as const, results: [I32] as const, locals: [], body });
  const fixed = (minimum: number, body: Code): ModuleParts => ({
    memory: { minimum, maximum: minimum },
    functions: [...kernelFunctions(), malloc(body)],
  });

  it("that cannot grow gives the buffers what its own allocator has, in smaller slots", () => {
    const callee = opened(fixed(20, number(2 * PAGES + 8)));
    const { slots } = callee.arena;
    expect((slots[0] as { low: number }).low).toBe(4 * PAGES);
    expect((slots[5] as { high: number }).high).toBeLessThanOrEqual(19 * PAGES);
    expect(callee.holds(new Float64Array(6).fill(100))).toBe(true);
    expect(callee.holds(Float64Array.of(1, 1, 1, 1, 1, 4 * PAGES))).toBe(false);
    expect(made(callee)).toEqual(RETURNED);
  });

  it.each([
    ["has none to give", fixed(20, number(0))],
    ["gives what lies past its end", fixed(20, number(19 * PAGES))],
    ["traps", fixed(20, unreachable)],
  ])("is unusable where that allocator %s", (_, parts) => {
    expect(() => opened(parts)).toThrow(UnusableTarget);
    expect(() => opened(parts)).toThrow(/^kernel\.wasm: has no room for the buffers: its memory ends at 20 pages/);
  });

  it("is read from its bytes, wherever it stands", () => {
    const others = [
      { module: "a", name: "table", description: [1, 0x70, 1, 2, 3] },
      { module: "b", name: "global", description: [3, 0x7f, 0] },
    ];
    const imports = [{ module: "env", name: "f", params: 1 }];
    const memory: MemoryPart = { from: ["env", "mémoire"], minimum: 300, maximum: 40000, shared: true };
    expect(memoryOf(moduleOf({ memory, imports, others, functions: [] }))).toEqual({
      from: { module: "env", name: "mémoire" },
      minimum: 300,
      maximum: 40000,
      shared: true,
      wide: false,
    });
    expect(memoryOf(moduleOf({ memory: OWN, imports, others, functions: [] }))).toMatchObject({ from: null, maximum: null });
    expect(memoryOf(moduleOf({ memory: null, imports, others, functions: [] }))).toBeNull();
    expect(memoryOf(moduleOf({ memory: { minimum: 1, wide: true }, functions: [] }))).toMatchObject({ wide: true });
  });
});

describe("the document's examples in a module's memory", () => {
  const find = (parts: ModuleParts): string[] => {
    const callee = opened(parts);
    // A trap on the way: the next instance is a small one.
    expect(made(callee).outcome).toMatchObject({ kind: "crashed" });
    callee.ready(new Float64Array(6).fill(64));
    return runExample(callee, PLATFORMS.ft78ne, 0, 1).map(({ clause }) => clause);
  };
  const trapsAtThree = when(i32.eq(CLASS_NUM, number(3)), unreachable);
  const grow: Code = [...number(1), 0x40, 0x00, 0x1a];
  const code = (before: Code): ModuleParts => ({
    memory: OWN,
    functions: kernelFunctions({ before: [...trapsAtThree, ...before] }),
  });

  it("are run after a trap too, and a kernel that grows its memory meanwhile passes", () => {
    expect(find(code([]))).toEqual([]);
    expect(find(code(grow))).toEqual([]);
  });

  it("show a kernel that writes to its logits, though it grows its memory meanwhile", () => {
    expect(find(code(writeAt(local.get(0), 0)))).toEqual(["inputs-unchanged"]);
    expect(find(code([...grow, ...writeAt(local.get(0), 0)]))).toEqual(["inputs-unchanged"]);
  });
});

/** Modules that cannot be judged, and what is said of them. */
const UNUSABLE: readonly (readonly [string, Uint8Array, RegExp])[] = [
  [
    "two-pages",
    moduleOf(right({ minimum: 2, maximum: 2 })),
    /has no room for the buffers: its memory ends at 2 pages, .*--max-memory/,
  ],
  [
    "no-memory",
    moduleOf({ memory: null, functions: [{ name: "f", params: [], results: [], locals: [], body: [] }] }),
    /has no memory/,
  ],
  ["kept-memory", moduleOf(right({ minimum: 1, exported: "" })), /does not export its memory; link it with --export-memory/],
  // An engine that knows no addresses of 64 bits refuses the module itself.
  [
    "memory64",
    moduleOf({ memory: { minimum: 1, wide: true }, functions: [] }),
    /addresses of 64 bits; build it for wasm32|no valid WebAssembly/,
  ],
  ["no-exports", moduleOf({ memory: OWN, functions: [] }), /exports none of fp_nlllossgrad_s, .*--symbol FUNCTION=NAME/],
  [
    "nine-parameters",
    moduleOf({
      memory: OWN,
      functions: kernelFunctions().map((f) => (f.name === "fp_nlllossgrad_s" ? { ...f, params: f.params.slice(1) } : f)),
    }),
    /fp_nlllossgrad_s takes 9 parameters; the document's fp_nlllossgrad_s takes 10/,
  ],
  [
    // The parameters' type, i32, becomes i64, which takes no numbers.
    "wide-integers",
    moduleOf({
      memory: OWN,
      functions: [{ name: "fp_nlllossgrad_s", params: Array<typeof I32>(10).fill(I32), results: [], locals: [], body: [] }],
    }).map((byte) => (byte === I32 ? 0x7e : byte)),
    /a function has parameters that are no i32: Cannot convert .* to a BigInt/,
  ],
  [
    "unknown-function",
    moduleOf({ memory: OWN, imports: [{ module: "env", name: "dma_copy", params: 3 }], functions: kernelFunctions({}, 1) }),
    /imports the function env\.dma_copy, which nobody here has; link it in/,
  ],
  [
    "unknown-global",
    moduleOf({ ...right(OWN), others: [{ module: "env", name: "__stack_pointer", description: [3, 0x7f, 1] }] }),
    /imports the global env\.__stack_pointer, which nobody here has/,
  ],
  ["text", Buffer.from("no module"), /no valid WebAssembly module: expected magic word/],
  ["empty", Buffer.alloc(0), /no valid WebAssembly module/],
  ["cut", moduleOf(right(OWN)).subarray(0, -5), /no valid WebAssembly module/],
];

/** Writes a module where the command finds it. */
function written(name: string, bytes: Uint8Array): string {
  const path = join(mkdtempSync(join(scratchFolder(), "wasm-")), `${name}.wasm`);
  writeFileSync(path, bytes);
  return path;
}

describe.concurrent("a module that cannot be judged", () => {
  it.each(UNUSABLE)(
    "is unusable, exit 2, and one line says what is wrong: %s",
    { timeout: 60_000 },
    async (name, bytes, says) => {
      const { code, out, err } = await nllgrad(["check", written(name, bytes), "--tier", "smoke", "--quiet"]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^nllgrad: .+\n$/);
      expect(err).toMatch(says);
      expect(err).toContain(`${name}.wasm: `);
    },
  );

  it("is one whose --symbol names no function of it", async () => {
    const path = written("symbols", moduleOf(right(OWN)));
    const { code, err } = await nllgrad(["check", path, "--symbol", "fp_nlllossgrad_s=gradient"]);
    expect(code).toBe(2);
    expect(err).toMatch(/exports no function gradient, which --symbol names for fp_nlllossgrad_s\n$/);
  });

  it("is one that cannot be instantiated, since its beginning traps", async () => {
    const initialize = { name: "_initialize", params: [], results: [], locals: [], body: unreachable };
    const path = written("initialize", moduleOf({ memory: OWN, functions: [...kernelFunctions(), initialize] }));
    const { code, err } = await nllgrad(["check", path, "--tier", "smoke", "--quiet"]);
    expect(code).toBe(2);
    expect(err).toMatch(/initialize\.wasm: cannot be instantiated: unreachable\n$/);
  });
});

/** Judges a module by its first small cases. */
function judge(parts: ModuleParts, timeout = 2000, platform: "ft78ne" | "mt7004" = "ft78ne"): Promise<Run> {
  return judgeTarget({
    target: { kind: "wasm", path: written("kernel", moduleOf(parts)), symbols: {} },
    name: "kernel",
    place: "./kernel",
    platform,
    tier: "smoke",
    seed: 20260101,
    cases: 800,
    bail: false,
    strict: false,
    only: "",
    timeout,
    alignment: 64,
    ...hastyClock(0),
    ...stoppedAfter(1),
  });
}

const withCode = (before: Code): ModuleParts => ({ memory: OWN, functions: kernelFunctions({ before }) });
const ids = ({ violations }: Run): string[] => violations.map(({ id }) => id).sort();
const shapeOf = ({ token }: Finding) => mainCase(decodeToken(token as string).plan);
const seven = i32.eq(CLASS_NUM, number(7));
const isSum = i32.eq(REDUCTION, number(0));
const isNone = i32.eq(REDUCTION, number(2));

describe("a kernel in WebAssembly", { timeout: 60_000 }, () => {
  it("that is right passes, in a memory that it grows at every call too", async () => {
    const grow: Code = [...number(1), 0x40, 0x00, 0x1a];
    for (const parts of [
      right(OWN),
      withCode(grow),
      { ...withCode(grow), memory: { from: ["e", "m"], minimum: 1, maximum: 9000, shared: true } } as const,
    ]) {
      const run = await judge(parts);
      expect([...run.violations, ...run.warnings]).toEqual([]);
      expect(run.cases).toBe(400);
    }
  });

  it.each([
    ["unreachable", unreachable, /^WebAssembly trap: unreachable$/],
    ["a read past the memory", [...i32.load(number(-16)), 0x1a], /^WebAssembly trap: memory access out of bounds$/],
    ["a division by zero", [...number(1), ...number(0), 0x6d, 0x1a], /^WebAssembly trap: divide by zero$/],
    [
      "an endless recursion",
      call(1, ...Array.from({ length: 10 }, (_, place) => local.get(place))),
      /^Maximum call stack size exceeded$/,
    ],
  ])("that traps in some calls is found with such a call, and the run goes on: %s", async (_, trap, received) => {
    const run = await judge(withCode(when(seven, when(isSum, trap))));
    expect(ids(run)).toEqual(["terminates/fp_nlllossgrad_s/sum/crash"]);
    const [crash] = run.violations as [Finding];
    expect(crash).toMatchObject({ again: "always", received: expect.stringMatching(received) });
    expect(shapeOf(crash)).toMatchObject({ entry: "fp_nlllossgrad_s", classNum: 7, reduction: 0 });
    expect(run.cases).toBe(400);
    expect(run.clauses.find(({ id }) => id === "reduction-none")).toMatchObject({ status: "passed" });
  });

  it("that loses a piece of its stack at each trap gets a fresh instance: nothing adds up", async () => {
    // Counts the calls that are under way; with more than two, the stack is full.
    const depth = number(1024);
    const enter = [
      ...store(depth, i32.add(i32.load(depth), number(1))),
      ...when(i32.ltU(number(2), i32.load(depth)), unreachable),
    ];
    const leave = store(depth, i32.sub(i32.load(depth), number(1)));
    const traps = when(seven, unreachable);
    const run = await judge({ memory: OWN, functions: kernelFunctions({ before: [...enter, ...traps], after: leave }) });
    expect(ids(run)).toEqual(["mean", "none", "sum"].map((reduction) => `terminates/fp_nlllossgrad_s/${reduction}/crash`));
    // As often as one that traps and loses nothing.
    const plain = await judge(withCode(traps));
    const counts = ({ violations }: Run): number[] => violations.map(({ count }) => count);
    expect(counts(run)).toEqual(counts(plain));
    expect(counts(run).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
  });

  it("that writes right before and right behind its output is caught by canaries, wherever the buffer lies", async () => {
    const end = i32.shl(i32.mul(BATCH, CLASS_NUM), number(2));
    const writes = [...when(isSum, writeAt(OUT, -4)), ...when(isNone, writeAt(i32.add(OUT, end), 0))];
    const run = await judge(withCode(writes));
    expect(ids(run)).toEqual(["in-bounds/fp_nlllossgrad_s/none/around", "in-bounds/fp_nlllossgrad_s/sum/around"]);
    const cases = run.coverage["entry and reduction"];
    // Every case shows it: no placement hides it.
    for (const { reduction, count } of run.violations) expect(count).toBe(cases?.[`fp_nlllossgrad_s ${reduction}`]);
  });

  it("that does not return is found, and the run goes on", async () => {
    const run = await judge(withCode(when(seven, when(isSum, endless))), 200);
    expect(ids(run)).toEqual(["terminates/fp_nlllossgrad_s/sum/hang"]);
    expect(run.violations).toMatchObject([{ again: "always", received: expect.stringMatching(/^no return within \d+ ms$/) }]);
    expect(shapeOf(run.violations[0] as Finding)).toMatchObject({ classNum: 7, reduction: 0 });
    expect(run.clauses.find(({ id }) => id === "reduction-none")).toMatchObject({ status: "passed" });
  });

  it("that ends its program, or gives up, is found as what it did", async () => {
    const imports = [
      { module: "wasi_snapshot_preview1", name: "proc_exit", params: 1 },
      { module: "env", name: "abort", params: 0 },
    ];
    const before = [...when(seven, when(isSum, call(0, number(5)))), ...when(seven, when(isNone, call(1)))];
    const run = await judge({ memory: OWN, imports, functions: kernelFunctions({ before }, imports.length) });
    expect(run.violations.map(({ id, received }) => [id, received]).sort()).toEqual([
      ["terminates/fp_nlllossgrad_s/none/crash", "abort was called"],
      ["terminates/fp_nlllossgrad_s/sum/exit", "the process exited with code 5"],
    ]);
  });

  it("that lacks functions of its platform is at fault", async () => {
    const run = await judge(right(OWN), 2000, "mt7004");
    expect(ids(run)).toEqual(["platform-dtypes/hp_nlllossgrad_p/missing", "platform-dtypes/hp_nlllossgrad_s/missing"]);
  });
});
