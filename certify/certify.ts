import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { ClauseId } from "../reference/clauses.ts";
import { HarnessFailure } from "../runner/session.ts";
import { TIERS, type Tier } from "../runner/tiers.ts";
import { build, Unbuildable } from "./build.ts";
import type { Aside, Certificate, Hunt, LeftOut, RightKernel, Trial, WrongKernel } from "./certificate.ts";
import { diagnosed } from "./diagnosis.ts";
import { accuse, type JudgeOptions, judge, type Part } from "./judge.ts";
import { loneParts } from "./leave-one-out.ts";
import type { ZooKernel } from "./zoo.ts";

/** How the zoo is judged. */
export interface CertifyOptions {
  /** Version of the suite. */
  readonly suite: string;
  /** Wrong kernels are hunted in every tier up to this one, until one kills; right kernels are judged by it alone. */
  readonly tier: Tier;
  readonly seeds: readonly number[];
  /** End each hunt soon after the first violation. Hunts under other seeds than the first always do. */
  readonly bail: boolean;
  /** Hunt what one property, or one stratum, alone has found again without it. */
  readonly leaveOneOut: boolean;
  /** Hold the cause that `check` names for each wrong kernel against its header. */
  readonly diagnose: boolean;
  /** Kernels at a time. */
  readonly workers: number;
  /** Milliseconds since some moment. */
  now(): number;
  interrupted(): boolean;
  /** Told before a kernel is judged. */
  progress(done: number, total: number, name: string): void;
}

/** Builds and judges kernels of the zoo. What cannot be built, and what belongs to a larger tier, is set aside. */
export async function certify(kernels: readonly ZooKernel[], options: CertifyOptions): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), "nllgrad-zoo-"));
  const started = options.now();
  const wrong = new Map<ZooKernel, WrongKernel>();
  const right = new Map<ZooKernel, RightKernel>();
  const aside: Aside[] = kernels.filter((kernel) => !belongs(kernel, options.tier)).map(tooLarge);
  const judged = kernels.filter((kernel) => belongs(kernel, options.tier));
  let next = 0;
  const work = async (): Promise<void> => {
    for (let k = next++; k < judged.length && !options.interrupted(); k = next++) {
      const kernel = judged[k] as ZooKernel;
      options.progress(k, judged.length, kernel.name);
      try {
        const counted = kernel.tier === "huge" ? LARGE_EXTENT : [];
        const judging = { target: await build(kernel, folder), platform: kernel.platform, counted, ...pick(options) };
        // What was cut short is no result: nobody survived it.
        const keep = <Result>(into: Map<ZooKernel, Result>, result: Result): void => {
          if (!options.interrupted()) into.set(kernel, result);
        };
        if (kernel.name.startsWith("wrong/")) keep(wrong, await hunted(kernel, judging, options));
        else keep(right, await tried(kernel, judging, options));
      } catch (error) {
        // A kernel that cannot be built or judged costs nobody else's result; what it is stands in the certificate.
        if (!(error instanceof Unbuildable || error instanceof HarnessFailure || error instanceof UnusableTarget)) throw error;
        aside.push({ name: kernel.name, why: error.message, needed: true });
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: options.workers }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const inOrder = <Result>(results: ReadonlyMap<ZooKernel, Result>): Result[] =>
    judged.flatMap((kernel) => results.get(kernel) ?? []);
  return {
    schema: "nllgrad.certificate/1",
    suite: options.suite,
    tier: options.tier,
    seeds: options.seeds,
    bail: options.bail,
    seconds: (options.now() - started) / 1000,
    wrong: inOrder(wrong),
    right: inOrder(right),
    aside,
  };
}

type Judging = Omit<JudgeOptions, "tier" | "seed" | "bail">;

const pick = ({ now, interrupted }: CertifyOptions): Pick<JudgeOptions, "now" | "interrupted"> => ({ now, interrupted });

/** What is wrong past 2^31 cells breaks this one, a SHOULD: `check` warns of it, and that is how such a kernel is found. */
const LARGE_EXTENT: readonly ClauseId[] = ["large-extent"];

/** Whether a tier has to find a kernel, or to let it pass. */
function belongs(kernel: ZooKernel, tier: Tier): boolean {
  return kernel.tier !== "huge" || tier === "huge";
}

function tooLarge({ name }: ZooKernel): Aside {
  return { name, why: "its defect shows past 2^31 cells: it belongs to the huge tier", needed: false };
}

async function hunted(kernel: ZooKernel, judging: Judging, options: CertifyOptions): Promise<WrongKernel> {
  const { name, about, defectClass, clauses, platform, heldOut, causes } = kernel;
  const hunts: Hunt[] = [];
  // What shows past 2^31 cells shows nowhere else.
  const tiers = kernel.tier === "huge" ? HUGE_ALONE : TIERS.slice(0, TIERS.indexOf(options.tier) + 1);
  for (const seed of options.seeds) hunts.push(await hunt(judging, options, tiers, seed, options.bail || hunts.length > 0));
  const leftOut = options.leaveOneOut ? await huntedWithout(loneParts({ hunts }), judging, options, tiers) : null;
  const asked: JudgeOptions = { ...judging, tier: options.tier, seed: options.seeds[0] as number, bail: true };
  const diagnosis = options.diagnose ? await diagnosed(asked) : null;
  return { name, defectClass, defect: about, clauses, platform, heldOut, causes, diagnosis, hunts, leftOut };
}

async function huntedWithout(
  parts: readonly Part[],
  judging: Judging,
  options: CertifyOptions,
  tiers: readonly Tier[],
): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = [];
  for (const part of parts) {
    const { kills } = await hunt({ ...judging, without: part }, options, tiers, options.seeds[0] as number, true);
    leftOut.push({ part, kills });
  }
  return leftOut;
}

const HUGE_ALONE: readonly Tier[] = ["huge"];

async function hunt(
  judging: Judging,
  { tier, now }: CertifyOptions,
  tiers: readonly Tier[],
  seed: number,
  bail: boolean,
): Promise<Hunt> {
  const started = now();
  const seconds = (): number => (now() - started) / 1000;
  let before = 0;
  for (const at of tiers) {
    const { violations, until, plans } = await judge({ ...judging, tier: at, seed, bail });
    if (until !== null) return { seed, tier: at, killed: true, cases: before + until, seconds: seconds(), kills: violations };
    before += plans;
  }
  return { seed, tier, killed: false, cases: before, seconds: seconds(), kills: [] };
}

async function tried(kernel: ZooKernel, judging: Judging, options: CertifyOptions): Promise<RightKernel> {
  const { name, about, platform, warns } = kernel;
  const trials: Trial[] = [];
  for (const seed of options.seeds) {
    const asked: JudgeOptions = { ...judging, tier: options.tier, seed, bail: true };
    const { violations, warned, plans, seconds } = await judge(asked);
    // What looks like a violation may not come again, as a machine that stood still does not: the whole command decides.
    const accusations = violations.length === 0 ? [] : await accuse(asked);
    const unexpected = warned.filter((clause) => !warns.includes(clause));
    trials.push({ seed, cases: plans, seconds, accusations, warned, unexpected });
  }
  return { name, unusual: about, platform, trials };
}
