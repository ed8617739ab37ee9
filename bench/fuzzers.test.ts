import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { fuzzers } from "./fuzzers.ts";
import { readLap } from "./lap.ts";
import type { Rival } from "./rounds.ts";

const source = (name: string): string => fileURLToPath(new URL(`../examples/c/${name}.c`, import.meta.url));

/** Those whose kernel is a C one, built from `kernel`. */
function rivalsOf(name: string, kernel: string): Rival[] {
  const folder = join(scratchFolder(), name);
  mkdirSync(folder);
  return HAS_COMPILER ? fuzzers(folder, kernel).filter((rival) => !rival.name.startsWith("fast-check")) : [];
}

const run = (rival: Rival, executions: number) => {
  const [program = "", ...args] = rival.command(executions);
  return spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
};

const right = rivalsOf("right", source("nlllossgrad"));
const wrong = rivalsOf("wrong", source("wrong/tail"));

describe.skipIf(!HAS_COMPILER)(`the bench's rivals judge what they call${NEEDS_COMPILER}`, () => {
  it.for(right.map((rival, k) => [rival.name, k] as const))("%s", ([name, k], { skip }) => {
    const [kept, caught] = [right[k] as Rival, wrong[k] as Rival];
    skip(kept.missing !== null, `needs ${kept.missing}`);
    const passed = run(kept, 300);
    expect(passed.status).toBe(0);
    expect(readLap(name, passed.stdout).executions).toBeGreaterThanOrEqual(300);
    const failed = run(caught, 20_000);
    expect(failed.status).not.toBe(0);
    expect(failed.stdout).not.toContain('executions": 20000');
  });
});
