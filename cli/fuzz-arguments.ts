import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { EpochShape } from "../fuzz/configuration.ts";
import type { PlatformId } from "../reference/platforms.ts";
import { DEFAULT_SEED, firstSentence, parseAlignment, parsePlatform, readMilliseconds, UsageError, whole } from "./arguments.ts";
import type { CallingOptions } from "./calling.ts";

/** Options of `nllgrad fuzz`. */
export interface FuzzArguments extends CallingOptions {
  readonly target: string;
  readonly platform: PlatformId | undefined;
  readonly seed: number;
  /** Plans of the whole campaign. */
  readonly cases: number | undefined;
  /** Milliseconds. */
  readonly time: number | undefined;
  readonly workers: number;
  readonly epoch: EpochShape | undefined;
  /** Paths of a file, and of a folder. */
  readonly store: string | undefined;
  readonly corpus: string | undefined;
  readonly resume: boolean;
  /** Address of a queue, or `env`. */
  readonly queue: string | undefined;
  readonly timeout: number;
  readonly align: number;
  readonly strict: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Options that decide what is drawn and judged, as they were given: for the command that goes on. */
  readonly again: readonly string[];
}

const OPTIONS = {
  platform: { type: "string" },
  seed: { type: "string" },
  cases: { type: "string" },
  time: { type: "string" },
  workers: { type: "string" },
  epoch: { type: "string" },
  store: { type: "string" },
  corpus: { type: "string" },
  resume: { type: "boolean" },
  queue: { type: "string" },
  timeout: { type: "string" },
  align: { type: "string" },
  symbol: { type: "string", multiple: true },
  launch: { type: "boolean" },
  policy: { type: "string" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad fuzz --help lists the options`);
  }
}

/**
 * Parses the arguments of `fuzz`.
 *
 * @throws UsageError that names the argument, what is wrong with it and what it takes.
 */
export function parseFuzzArguments(args: readonly string[]): FuzzArguments {
  const { values, positionals } = parse(args);
  const [target, more] = positionals;
  if (target === undefined)
    throw new UsageError("fuzz: name a target, such as ./libkernel.so; nllgrad fuzz --help lists the kinds");
  if (more !== undefined) throw new UsageError(`fuzz ${more}: takes one target; begin another campaign for another`);
  const { cases, time, epoch, seed, timeout, align, platform, symbol: symbols = [], launch = false, policy } = values;
  const shape = epoch === undefined ? undefined : parseEpoch(epoch);
  return {
    target,
    platform: platform === undefined ? undefined : parsePlatform(platform),
    seed: whole("seed", seed ?? String(DEFAULT_SEED), 0, 2 ** 32 - 1),
    cases: cases === undefined ? undefined : whole("cases", cases, 1, 1e12),
    time: time === undefined ? undefined : readMilliseconds("time", time),
    workers: whole("workers", values.workers ?? String(availableParallelism()), 1, 256),
    epoch: shape,
    store: values.store,
    corpus: values.corpus,
    resume: values.resume === true,
    queue: values.queue,
    timeout: readMilliseconds("timeout", timeout ?? "2s"),
    align: parseAlignment(align ?? "64"),
    symbols,
    launch,
    policy,
    strict: values.strict === true,
    json: values.json === true,
    quiet: values.quiet === true,
    again: [
      ...Object.entries({ platform, seed, epoch, timeout, align, policy }).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      ),
      ...symbols.flatMap((text) => ["--symbol", text]),
      ...(launch ? ["--launch"] : []),
    ],
  };
}

function parseEpoch(text: string): EpochShape {
  const [, shards, plans] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (shards === undefined || plans === undefined)
    throw new UsageError(`--epoch ${text}: takes SHARDSxPLANS, such as 8x16384: shards of an epoch, and plans of a shard`);
  return { shards: whole("epoch", shards, 1, 4096), plans: whole("epoch", plans, 16, 2 ** 24), doublings: 0 };
}
