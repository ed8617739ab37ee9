import { execFileSync } from "node:child_process";
import { ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import koffi from "koffi";
import { type Case, smallestCase } from "../properties/case.ts";
import { Collector } from "../properties/collector.ts";
import { emptyFingerprint } from "../properties/fingerprint.ts";
import { Inputs } from "../properties/inputs.ts";
import { LOGITS, LOGITS_GRAD } from "../properties/layout.ts";
import { judgeOffLabels } from "../properties/off-label.ts";
import { MEAN } from "../reference/operator.ts";
import { type Opening, openTarget } from "../runner/opening.ts";
import { BEACON_BYTES } from "../runner/protocol.ts";
import type { Ratio } from "./ratios.ts";

const LARGE = { batch: 4096, classNum: 32000 };
const ROUNDS = 5;

function caseOf(batch: number, classNum: number): Case {
  return {
    ...smallestCase("fp_nlllossgrad_s"),
    ...{ batch, classNum, reduction: MEAN },
    labels: { kind: "drawn", labels: "random", seed: 1 },
    lossGrad: { kind: "drawn", values: "ordinary", seed: 1 },
    weight: { kind: "drawn", values: "ordinary", seed: 2 },
  };
}

async function openBlocked(folder: string): Promise<Opening> {
  const beacon = openSync(join(folder, "beacon"), "w+");
  ftruncateSync(beacon, BEACON_BYTES);
  const capacity = { tensor: 4 * LARGE.batch * LARGE.classNum, vector: 2 ** 24 };
  const target = { kind: "built-in", name: "blocked" } as const;
  const options = { target, platform: "mt7004", alignment: 64, seed: 1, capacity, timeout: 60_000, beacon, only: "" } as const;
  return await openTarget(options, () => options.timeout);
}

/** Microseconds of the processor's time that an action takes. */
function timed(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

/** What judging a large call costs: beside memcmp of as many bytes, and beside the call. */
export async function judging(folder: string, say: (text: string) => void): Promise<Ratio[]> {
  say("judge: one call of 4096 x 32000");
  const { callee, executor, close } = await openBlocked(folder);
  const c = caseOf(LARGE.batch, LARGE.classNum);
  const inputs = new Inputs();
  inputs.fill(c);
  const memcmp = koffi.load(null).func("memcmp", "int", ["void *", "void *", "size_t"]);
  const offLabels: number[] = [];
  const checks: number[] = [];
  executor.run(c);
  for (let round = 0; round < ROUNDS; round++) {
    const call = timed(() => callee.invoke(c, executor.layout.offset, callee.arena));
    const check = timed(() => executor.run(c));
    const first = (executor.layout.offset[LOGITS_GRAD] as number) / 4;
    const scanning = timed(() =>
      judgeOffLabels(c, inputs.labels, first, callee.arena, null, emptyFingerprint("fp"), new Collector()),
    );
    // With as large a tensor of zeros, in place of logits, which the next round lays anew.
    const bytes = 4 * c.batch * c.classNum;
    const output = new Uint8Array(callee.arena.buffer, 4 * first, bytes).fill(0);
    const zeros = new Uint8Array(callee.arena.buffer, executor.layout.offset[LOGITS], bytes).fill(0);
    const comparing = timed(() => memcmp(output, zeros, bytes));
    offLabels.push(scanning / comparing);
    checks.push(check / call);
  }
  await close();
  return [
    { what: "judge, off-label cells of 4096 x 32000 to memcmp with zeros", ratio: median(offLabels), most: 1.5 },
    { what: "judge, a check of 4096 x 32000 to the call", ratio: median(checks), most: 3 },
  ];
}

/** How cost and memory grow: with workers, with cases, with elements. */
export async function scaling(folder: string, say: (text: string) => void): Promise<Ratio[]> {
  const { executor, close } = await openBlocked(folder);
  say("scaling: cost against elements");
  const shapes = Array.from({ length: 10 }, (_, k) => caseOf(64, 2 ** (8 + k)));
  // Compiled, and its pages touched.
  for (const c of shapes) for (let k = 0; k < 15; k++) executor.run(c);
  const points = shapes.map((c) => {
    const times = Array.from({ length: 15 }, () => timed(() => executor.run(c)));
    return { cells: c.batch * c.classNum, cost: median(times) };
  });
  for (const { cells, cost } of points) say(`  ${cells} elements: ${cost} us, ${((1000 * cost) / cells).toFixed(2)} ns each`);
  say("scaling: memory against cases");
  const small = caseOf(8, 16);
  const rss = (cases: number): number => {
    for (let k = 0; k < cases; k++) executor.run(small);
    return process.memoryUsage().rss;
  };
  const [few, many] = [rss(50_000), rss(200_000)];
  await close();
  say("scaling: two workers");
  const costs = [1, 2].map((workers) => {
    const command = fileURLToPath(new URL("../cli/nllgrad.js", import.meta.url));
    const words = [process.execPath, command, "check", "blocked", "--platform", "mt7004", "--workers", `${workers}`, "--quiet"];
    const out = execFileSync("sh", ["-c", '"$@" > /dev/null; times', "sh", ...words], { encoding: "utf8" });
    const [user = 0, system = 0] = [...(out.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds),
    );
    return user + system;
  }) as [number, number];
  return [
    { what: "scaling, two workers to one, cases for as much processor time each", ratio: (2 * costs[0]) / costs[1], least: 1.9 },
    { what: "scaling, memory after 250 000 cases to that after 50 000", ratio: many / few, most: 1.1 },
    { what: "scaling, cost of elements to a straight line, r^2", ratio: straightness(points), least: 0.99 },
  ];
}

/** r^2 of the line of least squares. */
function straightness(points: readonly { readonly cells: number; readonly cost: number }[]): number {
  const mean = (of: (p: (typeof points)[number]) => number): number => points.reduce((sum, p) => sum + of(p), 0) / points.length;
  const [cells, cost] = [mean((p) => p.cells), mean((p) => p.cost)];
  const covariance = mean((p) => (p.cells - cells) * (p.cost - cost));
  return covariance ** 2 / (mean((p) => (p.cells - cells) ** 2) * mean((p) => (p.cost - cost) ** 2));
}
