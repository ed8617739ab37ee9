import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledScript } from "../core/compiled.ts";
import { Random } from "../core/random.ts";
import type { Rival } from "./rounds.ts";

const script = (name: string): string => fileURLToPath(compiledScript(`rivals/${name}`, import.meta.url));

/** Rivals in JavaScript run compiled, from `dist/bench/rivals/`; C and Python stay where they are. */
const ROOT = join(dirname(script("nllgrad")), "../../..");
const RIVALS = join(ROOT, "bench/rivals");
const KERNEL = join(ROOT, "examples/c/nlllossgrad.c");

/** Bytes that hold the largest call: head, 16 labels, 16 gradients and 32 weights. */
const INPUT_BYTES = 256;

/** Whole inputs to begin with: from an empty one libFuzzer grows to full calls only slowly. */
const SEEDS = 64;

function works(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Writes the inputs that libFuzzer begins with. */
function writeSeeds(folder: string): void {
  mkdirSync(folder);
  const random = new Random();
  for (let k = 0; k < SEEDS; k++) {
    random.reset(1, 0, k);
    writeFileSync(
      join(folder, `${k}`),
      Uint8Array.from({ length: INPUT_BYTES }, () => random.below(256)),
    );
  }
}

/** Builds the harness: the kernel with the counters that guide libFuzzer, the oracle without, since it would be slower. */
function buildLibFuzzer(folder: string, kernel: string): readonly string[] {
  const harness = join(folder, "libfuzzer");
  const built = (name: string): string => join(folder, `${name}.o`);
  execFileSync("clang", ["-O2", "-fsanitize=fuzzer-no-link", "-c", "-o", built("kernel"), kernel]);
  execFileSync("clang", ["-O2", "-c", "-o", built("harness"), join(RIVALS, "libfuzzer.c")]);
  execFileSync("clang", ["-fsanitize=fuzzer", "-o", harness, built("kernel"), built("harness")]);
  const corpus = join(folder, "corpus");
  writeSeeds(corpus);
  return [harness, `-max_len=${INPUT_BYTES}`, "-len_control=0", "-seed=1", "-verbosity=0", `-artifact_prefix=${folder}/`, corpus];
}

/** Whether clang links libFuzzer here. */
function hasLibFuzzer(folder: string): boolean {
  const source = join(folder, "probe.c");
  writeFileSync(source, "int LLVMFuzzerTestOneInput(const char *data, unsigned long size) { return data == 0 && size > 0; }\n");
  return works("clang", "-fsanitize=fuzzer", "-o", join(folder, "probe"), source);
}

/**
 * Compiles the kernel and the harnesses into `folder`. What ratios are taken to comes first. `kernel`: another source than the
 * example's, to see that the harnesses notice.
 *
 * @throws Error if the kernel cannot be compiled.
 */
export function fuzzers(folder: string, kernel: string = KERNEL): Rival[] {
  const library = join(folder, "kernel.so");
  execFileSync("cc", ["-O2", "-shared", "-fPIC", "-o", library, kernel]);
  const libFuzzer = hasLibFuzzer(folder) ? buildLibFuzzer(folder, kernel) : null;
  const python = "/usr/bin/python3";
  const hasHypothesis = works(python, "-c", "import hypothesis, numpy");
  const node = (name: string, ...args: readonly string[]) => [process.execPath, script(name), ...args];
  return [
    {
      name: "libFuzzer, oracle in C",
      executions: 2_000_000,
      missing: libFuzzer === null ? "clang with libFuzzer (Debian: clang, libclang-rt-dev)" : null,
      command: (executions) => {
        const [harness = "", ...args] = libFuzzer ?? [];
        return [harness, `-runs=${executions}`, ...args];
      },
    },
    {
      name: "nllgrad, the same kernel as .so",
      executions: 1_000_000,
      missing: null,
      command: (executions) => node("nllgrad", library, join(folder, "beacon"), `${executions}`),
    },
    {
      name: "fast-check, nllgrad's CaseArbitrary",
      executions: 200_000,
      missing: null,
      command: (executions) => node("fast-check", "suite", `${executions}`),
    },
    {
      name: "fast-check, record and chain",
      executions: 100_000,
      missing: null,
      command: (executions) => node("fast-check", "plain", `${executions}`),
    },
    {
      name: "Hypothesis, oracle in numpy",
      executions: 600,
      missing: hasHypothesis ? null : "/usr/bin/python3 with both (Debian: python3-hypothesis, python3-numpy)",
      command: (executions) => [python, join(RIVALS, "hypothesis_numpy.py"), library, `${executions}`],
    },
  ];
}
