import type { Run } from "../core/record.ts";
import type { CauseId } from "../properties/diagnosis/causes.ts";
import { platformOf } from "../reference/platforms.ts";
import { judgeTarget } from "../runner/conformance.ts";
import { TIERS } from "../runner/tiers.ts";
import type { Certificate, WrongKernel } from "./certificate.ts";
import { type JudgeOptions, TIMEOUT } from "./judge.ts";

/** The causes that the first finding of a wrong kernel names, the likeliest first. */
export interface Diagnosis {
  /** Identity of the finding; `null` if nothing was found. */
  readonly finding: string | null;
  readonly causes: readonly string[];
}

/** Small calls that nearly every wrong kernel fails one of. */
const FEW = 600;

/** What `nllgrad check --bail` says of a wrong kernel's cause. A few small calls first, then each tier up to the one given. */
export async function diagnosed(options: Omit<JudgeOptions, "counted">): Promise<Diagnosis> {
  const run = {
    ...options,
    name: "kernel",
    place: "kernel",
    workers: 1,
    bail: true,
    strict: false,
    only: "",
    timeout: TIMEOUT,
    alignment: platformOf(options.platform).alignment,
    progress() {},
  };
  const first = async (change: object): Promise<Run["violations"][number] | undefined> =>
    (await judgeTarget({ ...run, ...change })).violations[0];
  let finding = await first({ tier: "smoke", cases: FEW });
  for (const tier of TIERS.slice(0, TIERS.indexOf(options.tier) + 1)) finding ??= await first({ tier });
  return finding === undefined
    ? { finding: null, causes: [] }
    : { finding: finding.id, causes: finding.causes.map(({ id }) => id) };
}

/** How many kernels' diagnoses were held against their headers, and for how many the right cause came first. */
interface Score {
  readonly kernels: number;
  readonly right: number;
}

/** How the diagnosis does. */
export interface Diagnoses {
  /** On kernels that it was tuned on, and on those that nobody has tuned anything on. */
  readonly tuned: Score;
  readonly heldOut: Score;
  /** Those whose first cause is another. */
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly name: string;
  readonly heldOut: boolean;
  readonly causes: readonly CauseId[];
  /** What was named in its place, the likeliest first. */
  readonly told: readonly string[];
}

/** How many diagnoses are right; `null` if none was made. */
export function diagnosesOf({ wrong }: Certificate): Diagnoses | null {
  const tried = wrong.filter(({ diagnosis }) => diagnosis !== null);
  if (tried.length === 0) return null;
  const held = tried.filter(({ heldOut }) => heldOut);
  const tuned = tried.filter(({ heldOut }) => !heldOut);
  return {
    tuned: { kernels: tuned.length, right: tuned.filter(isRight).length },
    heldOut: { kernels: held.length, right: held.filter(isRight).length },
    misses: tried
      .filter((kernel) => !isRight(kernel))
      .map(({ name, heldOut, causes, diagnosis }) => ({ name, heldOut, causes, told: diagnosis?.causes ?? [] })),
  };
}

const isRight = ({ diagnosis, causes }: WrongKernel): boolean => causes.some((cause) => cause === diagnosis?.causes[0]);

/**
 * Share of right diagnoses below which certification fails, where the zoo was diagnosed and not a few of its kernels: of those that it was
 * tuned on, which must not be lost. How it does on the others is told.
 */
const FLOOR = 0.85;
const WHOLE = 100;

/** Whether the diagnosis has decayed. */
export function isBelowFloor(certificate: Certificate): boolean {
  const diagnoses = diagnosesOf(certificate);
  return diagnoses !== null && diagnoses.tuned.kernels >= WHOLE && diagnoses.tuned.right < FLOOR * diagnoses.tuned.kernels;
}

/** The diagnoses in a line. */
export function diagnosesLine({ tuned, heldOut }: Diagnoses): string {
  return `diagnosis: right cause first for ${tuned.right} of ${tuned.kernels} wrong kernels, and for ${heldOut.right} of ${heldOut.kernels} that are held out`;
}

/** A miss in a line. */
export function missLine({ name, heldOut, causes, told }: Miss): string {
  return `${name}${heldOut ? " (held out)" : ""}: ${causes.join(" or ")}, diagnosed as ${told.length === 0 ? "nothing" : told.join(", ")}`;
}
