import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build, hasCompiler } from "../certify/build.ts";
import { readZoo, type ZooKernel, zooFolder } from "../certify/zoo.ts";
import { median } from "./judging.ts";
import type { Ratio } from "./ratios.ts";

/** Wrong kernels that are hunted, and how often each. */
const HUNTED = 9;
const ROUNDS = 3;

/** A right kernel, in C as whoever asks has one. */
const RIGHT = "right/blocks-from-the-start";

const COMMAND = fileURLToPath(new URL("../cli/nllgrad.js", import.meta.url));

/** Seconds by the clock until `nllgrad check` has told its verdict, with one of these exit codes. */
function secondsOf(words: readonly string[], codes: readonly number[]): number {
  const before = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, "check", ...words, "--quiet"], { encoding: "utf8" });
  const seconds = (performance.now() - before) / 1000;
  if (!codes.includes(status ?? -1)) throw new Error(`nllgrad check ${words.join(" ")}: exit code ${status}: ${stderr}${stdout}`);
  return seconds;
}

/** As many of some things as are wanted, evenly from all. */
function spread<T>(things: readonly T[], wanted: number): T[] {
  return Array.from({ length: wanted }, (_, k) => things[Math.floor((k * things.length) / wanted)] as T);
}

/** How long one waits for a verdict, in seconds by the clock: of a quiet machine, since all of its cores are used. */
export async function start(folder: string, say: (text: string) => void): Promise<Ratio[]> {
  const zoo = zooFolder();
  if (zoo === null || !hasCompiler()) return [{ what: "start, seconds to a verdict", missing: "cc" }];
  const kernels = readZoo(zoo).filter(({ language }) => language === "c");
  const wordsOf = async (kernel: ZooKernel): Promise<string[]> => {
    const target = await build(kernel, folder);
    return ["path" in target ? target.path : "", "--platform", kernel.platform];
  };
  // The smoke tier may find nothing in some of them: those take as long as it does.
  const hunts: number[] = [];
  const wrong = kernels.filter(({ name, tier }) => name.startsWith("wrong/") && tier === "gate");
  for (const kernel of spread(wrong, HUNTED)) {
    const words = [...(await wordsOf(kernel)), "--tier", "smoke", "--bail"];
    const seconds = median(Array.from({ length: ROUNDS }, () => secondsOf(words, [0, 1])));
    say(`start: ${kernel.name}, ${seconds.toFixed(2)} s`);
    hunts.push(seconds);
  }
  const right = await wordsOf(kernels.find(({ name }) => name === RIGHT) as ZooKernel);
  const tierOf = (tier: string): number => secondsOf([...right, "--tier", tier], [0]);
  say("start: a right kernel, then every implementation");
  return [
    { what: `start, seconds of a hunt with --bail, median of ${HUNTED} wrong kernels`, ratio: median(hunts), most: 0.5 },
    { what: "start, seconds of the smoke tier on a right kernel", ratio: tierOf("smoke"), most: 5 },
    { what: "start, seconds of the gate on a right kernel", ratio: tierOf("gate"), most: 30 },
    { what: "start, seconds of npm start without its build", ratio: secondsOf([], [0]), most: 10 },
  ];
}
