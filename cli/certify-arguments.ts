import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Tier } from "../runner/tiers.ts";
import { DEFAULT_SEED, firstSentence, parseTier, UsageError, whole } from "./arguments.ts";

/** Options of `nllgrad certify`. */
export interface CertifyArguments {
  readonly tier: Tier;
  readonly seeds: readonly number[];
  /** Globs over kernels' names, one of which a kernel has to match; all kernels if empty. */
  readonly only: readonly string[];
  readonly bail: boolean;
  readonly leaveOneOut: boolean;
  readonly diagnose: boolean;
  readonly workers: number;
  /** Path of a folder. */
  readonly report: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

const OPTIONS = {
  tier: { type: "string" },
  seed: { type: "string" },
  seeds: { type: "string" },
  only: { type: "string", multiple: true },
  bail: { type: "boolean" },
  "leave-one-out": { type: "boolean" },
  diagnose: { type: "boolean" },
  workers: { type: "string" },
  report: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
} as const;

/** Seeds that one call may take. */
const MOST_SEEDS = 1000;

/**
 * Parses the arguments of `certify`.
 *
 * @throws UsageError that names the argument, what is wrong with it and what it takes.
 */
export function parseCertifyArguments(args: readonly string[]): CertifyArguments {
  const { values, positionals } = parse(args);
  if (positionals.length > 0)
    throw new UsageError(
      `certify ${positionals[0]}: takes no target, it judges the zoo; --only 'wrong/${positionals[0]}*' chooses kernels`,
    );
  if (values.bail === true && values["leave-one-out"] === true)
    throw new UsageError(
      "--leave-one-out: asks for everything that was found, and --bail stops at the first; leave one of them away",
    );
  const first = whole("seed", values.seed ?? String(DEFAULT_SEED), 0, 2 ** 32 - 1 - MOST_SEEDS);
  const seeds = whole("seeds", values.seeds ?? "1", 1, MOST_SEEDS);
  return {
    tier: parseTier(values.tier ?? "gate"),
    seeds: Array.from({ length: seeds }, (_, k) => first + k),
    only: values.only ?? [],
    bail: values.bail === true,
    diagnose: values.diagnose === true,
    leaveOneOut: values["leave-one-out"] === true,
    workers: whole("workers", values.workers ?? String(availableParallelism()), 1, 256),
    report: values.report,
    json: values.json === true,
    quiet: values.quiet === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad certify --help lists the options`);
  }
}

/** Whether a kernel's name matches a glob: `*` is any characters. */
export function matchesGlob(glob: string, name: string): boolean {
  const pattern = glob.split("*").map((text) => text.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(name);
}
