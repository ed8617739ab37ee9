import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  HAS_COMPILER,
  type KernelParts,
  madeKernel,
  NEEDS_COMPILER,
  scratchFolder,
} from "../../adapters/native/kernels.fixture.ts";
import { nllgrad, recordOf } from "../../cli/command.fixture.ts";
import type { Finding, Run } from "../../core/record.ts";
import { decodeToken } from "../../properties/token.ts";
import { ENTRY_NAMES } from "../../reference/operator.ts";
import type { PlatformId } from "../../reference/platforms.ts";
import { judgeTarget } from "../../runner/conformance.ts";
import { hastyClock, stoppedAfter } from "../../runner/judging.fixture.ts";
import type { Target } from "../../runner/protocol.ts";
import { mainCase } from "../../runner/workplace.ts";

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const HARNESS = place("harness.c");
const STRICT = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-O2"];
const TIMEOUT = 120_000;

/** Compiles the harness with a kernel, and gives the words of its command. */
function harnessOf(kernel: string, name: string, ...flags: string[]): readonly string[] {
  const program = join(scratchFolder(), `${name}-harness`);
  execFileSync("cc", [...flags, "-o", program, HARNESS, kernel, "-lm"]);
  return [program];
}

/** A harness with a kernel for FT78NE of which some parts are exchanged. */
function harnessOfParts(name: string, parts: KernelParts): readonly string[] {
  const source = madeKernel(name, parts).replace(/so$/, "c");
  const flags = ["-std=gnu11", "-O2", "-w", "-I", place("../../zoo/support"), "-DHARNESS_PLATFORM=ft78ne"];
  return harnessOf(source, name, ...flags);
}

/** Judges by the first small cases alone. Nothing but the cases' number, 300, depends on the way that the kernel is called. */
function judgeShortly(target: Target, platform: PlatformId, timeout = 2000): Promise<Run> {
  return judgeTarget({
    target,
    name: "kernel",
    place: "./kernel",
    platform,
    tier: "smoke",
    seed: 20260101,
    // Libraries and modules are judged in two shards, of which the second is not begun.
    cases: target.kind === "exec" ? 300 : 600,
    bail: false,
    strict: false,
    only: "",
    timeout,
    alignment: 64,
    ...hastyClock(0),
    ...stoppedAfter(1),
  });
}

const ids = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id).sort();
const clauseOf = (run: Run, id: string): Run["clauses"][number] | undefined => run.clauses.find((clause) => clause.id === id);

/** Judges through the command by the whole smoke tier. */
async function check(command: string, ...options: string[]): Promise<{ code: number | null; err: string; run: Run }> {
  const called = await nllgrad(["check", `exec:${command}`, "--tier", "smoke", "--json", "--quiet", ...options]);
  return { code: called.code, err: called.err, run: recordOf(called).runs[0] as Run };
}

const UNSEEN = {
  "over-read": "needs unreadable memory behind the buffers",
  "complete-on-return": "nothing is seen of the memory after a call returned",
};

/** What a pipe does not show, clause by clause: what of it was not judged, and why. */
function unseenIn(run: Run): Record<string, string> {
  const open = /^OPEN|^a precondition|^only the huge tier/;
  const rest = run.clauses.filter(({ status, why }) => status === "not judged" && !open.test(why));
  return Object.fromEntries(rest.map(({ id, why }) => [id, why]));
}

describe.skipIf(!HAS_COMPILER)(`the example harness in C${NEEDS_COMPILER}`, () => {
  const right = (...flags: string[]): string =>
    harnessOf(place("../c/nlllossgrad.c"), `right${flags.join("").replace(/\W+/g, "-")}`, ...STRICT, ...flags).join(" ");

  it("keeps the protocol", { timeout: TIMEOUT }, async () => {
    const { code, run } = await check(right(), "--only", "protocol");
    expect(run).toMatchObject({ verdict: "incomplete", violations: [] });
    expect(run.notes).toContain("the harness answers a frame whose checksum is wrong with an error frame");
    expect(code).toBe(0);
  });

  it("keeps the protocol though something that it started holds its pipes, and the kit ends", { timeout: TIMEOUT }, async () => {
    const started = Date.now();
    const { code, run } = await check(`sh -c 'sleep 100 & exec ${right()}'`, "--only", "protocol");
    expect({ code, verdict: run.verdict }).toEqual({ code: 0, verdict: "incomplete" });
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it("has the example kernel conform, and says what a pipe does not show", { timeout: TIMEOUT }, async () => {
    const { code, err, run } = await check(right());
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(run).toMatchObject({ target: "a kernel behind harness.c", platform: "MT7004", verdict: "conforms" });
    expect([...run.violations, ...run.warnings]).toEqual([]);
    expect(Object.keys(run.fingerprint.entries).sort()).toEqual([...ENTRY_NAMES].sort());
    expect(unseenIn(run)).toEqual(UNSEEN);
  });

  it("serves FT78NE with the fp functions alone, under the name that it is compiled with", { timeout: TIMEOUT }, async () => {
    const flags = ["-DHARNESS_PLATFORM=ft78ne", "-DFT78NE", '-DHARNESS_NAME="my kernel"'];
    const run = await judgeShortly({ kind: "exec", command: [right(...flags)] }, "ft78ne");
    expect(ids([...run.violations, ...run.warnings])).toEqual([]);
    expect(Object.keys(run.fingerprint.entries).sort()).toEqual(["fp_nlllossgrad_p", "fp_nlllossgrad_s"]);
    const { notes } = (await check(right(...flags), "--only", "protocol")).run;
    expect(notes[0]).toBe("the harness says hello");
  });

  it("serves as C99 alone too, without the ability to report crashes", { timeout: TIMEOUT }, async () => {
    const command = harnessOf(place("../c/nlllossgrad.c"), "c99", ...STRICT, "-std=c99", "-DHARNESS_POSIX=0");
    const run = await judgeShortly({ kind: "exec", command }, "mt7004");
    expect(ids([...run.violations, ...run.warnings])).toEqual([]);
    expect(run.cases).toBe(300);
  });

  it("reports a call that crashes and one that hangs, and goes on", { timeout: TIMEOUT }, async () => {
    const command = harnessOfParts("ends", {
      first: `
  if (!is_p && reduction == SUM && class_num == 7) *(volatile int *)0 = 1;
  if (is_p && reduction == NONE && class_num == 11) for (;;) pause();`,
    });
    const run = await judgeShortly({ kind: "exec", command }, "ft78ne", 200);
    expect(run.verdict).toBe("fails");
    expect(ids(run.violations)).toEqual(["terminates/fp_nlllossgrad_p/none/hang", "terminates/fp_nlllossgrad_s/sum/crash"]);
    const [hang, crash] = [...run.violations].sort((a, b) => (a.id < b.id ? -1 : 1)) as [Finding, Finding];
    expect(crash).toMatchObject({ again: "always", received: "SIGSEGV" });
    expect(hang).toMatchObject({ again: "always", received: expect.stringMatching(/^no return within \d+ ms$/) });
    const shapes = [crash, hang].map(({ token }) => mainCase(decodeToken(token as string).plan)?.classNum);
    expect(shapes).toEqual([7, 11]);
    expect(clauseOf(run, "reduction-mean")).toMatchObject({ status: "passed" });
  });

  it("keeps what the kernel prints out of its answers", { timeout: TIMEOUT }, async () => {
    const command = harnessOfParts("prints", { first: 'puts("NLLG"); fflush(stdout); fputs("wrong\\n", stderr);' });
    const run = await judgeShortly({ kind: "exec", command }, "ft78ne");
    expect(run).toMatchObject({ verdict: "incomplete", cases: 300, violations: [] });
  });

  it("shows writes before and behind the output, and into inputs", { timeout: TIMEOUT }, async () => {
    const command = harnessOfParts("writes", {
      first: `
  if (!is_p && reduction == SUM) out[-1] = 1;
  if (!is_p && reduction == NONE) out[(size_t)batch * class_num] = 1;
  if (is_p && reduction == NONE) *t = 1234.5f;
  if (is_p && reduction == MEAN) x[0] = 1234.5f;`,
    });
    const run = await judgeShortly({ kind: "exec", command }, "ft78ne");
    expect(ids(run.violations)).toEqual([
      "in-bounds/fp_nlllossgrad_s/none/around",
      "in-bounds/fp_nlllossgrad_s/sum/around",
      "inputs-unchanged/fp_nlllossgrad_p/mean/input:logits",
      "inputs-unchanged/fp_nlllossgrad_p/none/input:totalWeight",
    ]);
    for (const { again } of run.violations) expect(again).toBe("always");
  });

  it("lives on after writes far from the output, which are crashes of the call", { timeout: TIMEOUT }, async () => {
    const command = harnessOfParts("far", {
      first: `
  size_t far = (size_t)1 << 22;
  if (!is_p && reduction == SUM) memset(out, 0, far);
  if (is_p && reduction == SUM) memset((char *)out - far, 0, far);`,
    });
    const run = await judgeShortly({ kind: "exec", command }, "ft78ne");
    expect(run.verdict).toBe("fails");
    // Some of the calls have as much room behind the output.
    expect(ids(run.violations)).toEqual([
      "in-bounds/fp_nlllossgrad_s/sum/around",
      "terminates/fp_nlllossgrad_p/sum/crash",
      "terminates/fp_nlllossgrad_s/sum/crash",
    ]);
    expect(clauseOf(run, "reduction-none")).toMatchObject({ status: "passed" });
  });

  it("goes with a kernel that ends the process: the run fails, and not the kernel", { timeout: TIMEOUT }, async () => {
    const command = harnessOfParts("exits", { first: "if (class_num == 7) _exit(5);" });
    const run = await judgeShortly({ kind: "exec", command }, "ft78ne");
    expect(run).toMatchObject({ verdict: "error", violations: [] });
    expect(run.notes[0]).toMatch(/^the harness failed: expected the result of .*; the harness ended \(exit code 5\)$/);
  });
});

const FUNCTIONS = ENTRY_NAMES.map((entry) => `-Wl,--export=${entry}`).join(" ");
const TO_WASM = ["--target=wasm32-wasi", "-mexec-model=reactor", "-O2", ...FUNCTIONS.split(" ")];

/** Compiles a kernel into a module. */
function moduleOf(source: string, name: string): string {
  const path = join(scratchFolder(), `${name}.wasm`);
  execFileSync("clang", [...TO_WASM, "-o", path, source], { stdio: ["ignore", "ignore", "pipe"] });
  return path;
}

/** Whether there is a clang with a C library for WebAssembly. */
const HAS_WASI: boolean = (() => {
  try {
    moduleOf(place("../c/nlllossgrad.c"), "probe");
    return true;
  } catch {
    return false;
  }
})();

const BOTH = HAS_COMPILER && HAS_WASI;
const NEEDS_BOTH: string = BOTH ? "" : " (skipped: no C compiler on Linux with clang and wasi-libc here)";

describe.skipIf(!BOTH)(`the same wrong kernel in C as a library, as a module and behind the harness${NEEDS_BOTH}`, () => {
  it.each<{ name: string; platform: PlatformId; clause: RegExp; kinds: number; faults?: RegExp }>([
    { name: "tail", platform: "mt7004", clause: /^output-extent\//, kinds: 12 },
    // Takes none for sum: what it reads behind loss_grad is a fault that only a library has memory for.
    {
      name: "codes",
      platform: "ft78ne",
      clause: /^(?:reduction-|loss-grad-extent)/,
      kinds: 6,
      faults: /^(?:in-bounds|over-read)\/.*\/around:lossGrad$/,
    },
    { name: "cores", platform: "ft78ne", clause: /^core-mask-equivalence\//, kinds: 6 },
  ])(
    "has the same findings, and the same token for the first: $name",
    { timeout: TIMEOUT },
    async ({ name, platform, clause, kinds, faults }) => {
      const source = place(`../c/wrong/${name}.c`);
      const library = join(scratchFolder(), `${name}.so`);
      execFileSync("cc", [...STRICT, "-shared", "-fPIC", "-o", library, source]);
      const [behind, module, native] = await Promise.all([
        judgeShortly({ kind: "exec", command: harnessOf(source, name, ...STRICT) }, platform),
        judgeShortly({ kind: "wasm", path: moduleOf(source, name), symbols: {} }, platform),
        judgeShortly({ kind: "library", path: library, symbols: {} }, platform),
      ]);

      expect(behind.verdict).toBe("fails");
      expect(behind.violations).toHaveLength(kinds);
      for (const { id, again } of behind.violations)
        expect({ id, again }).toEqual({ id: expect.stringMatching(clause), again: "always" });
      const first = ({ violations }: Run): unknown[] => [violations[0]?.id, violations[0]?.token];
      expect(first(module)).toEqual(first(behind));
      expect(first(native)).toEqual(first(behind));
      expect(ids(module.violations)).toEqual(ids(behind.violations));
      expect(ids(native.violations).filter((id) => faults === undefined || !faults.test(id))).toEqual(ids(behind.violations));
      // The token of one way shows it the other way.
      const token = behind.violations[0]?.token as string;
      expect(native.violations.map((finding) => finding.token)).toContain(token);
    },
  );
});

/** A Python that has modules, or `null`. */
function pythonWith(...modules: readonly string[]): string | null {
  const has = (python: string): boolean => spawnSync(python, ["-c", `import ${modules.join(", ")}`]).status === 0;
  return ["python3", "/usr/bin/python3"].find(has) ?? null;
}

const NUMPY = pythonWith("numpy");
const TORCH = pythonWith("numpy", "torch");

describe.skipIf(NUMPY === null)(
  `the example harness in Python${NUMPY === null ? " (skipped: no python3 with numpy)" : ""}`,
  () => {
    const command = `${NUMPY} ${place("harness.py")}`;

    it("keeps the protocol", { timeout: TIMEOUT }, async () => {
      const { code, run } = await check(command, "--only", "protocol");
      expect(run).toMatchObject({ verdict: "incomplete", violations: [] });
      expect(run.notes).toContain("the harness answers a frame whose checksum is wrong with an error frame");
      expect(code).toBe(0);
    });

    it("has its kernel in numpy pass, of which a float's mean is the correctly rounded one", { timeout: TIMEOUT }, async () => {
      const run = await judgeShortly({ kind: "exec", command: command.split(" ") }, "mt7004");
      expect(ids([...run.violations, ...run.warnings])).toEqual([]);
      expect(run).toMatchObject({ verdict: "incomplete", cases: 300 });
      expect(run.fingerprint.entries.fp_nlllossgrad_s?.orders.join()).toContain("in double");
    });
  },
);

describe.skipIf(TORCH === null)(
  `PyTorch behind the harness${TORCH === null ? " (skipped: no python3 with numpy and torch)" : ""}`,
  () => {
    it("conforms, and divides first, as docs/pytorch.md says", { timeout: TIMEOUT }, async () => {
      const { code, err, run } = await check(`${TORCH} ${place("pytorch.py")}`);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(run).toMatchObject({ target: expect.stringContaining("PyTorch"), platform: "FT78NE", verdict: "conforms" });
      expect([...run.violations, ...run.warnings]).toEqual([]);
      for (const entry of ["fp_nlllossgrad_s", "fp_nlllossgrad_p"]) {
        expect(run.fingerprint.entries[entry]).toMatchObject({
          orders: ["B in float"],
          subnormals: "kept",
          zeroSigns: "+0 off-label, label cells as IEEE 754",
          zeroTotal: "divides as IEEE 754",
        });
      }
      expect(unseenIn(run)).toEqual(UNSEEN);
    });
  },
);
