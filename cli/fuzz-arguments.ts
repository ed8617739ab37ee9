import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { splitCommand } from "../adapters/harness/command.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { EpochShape } from "../fuzz/configuration.ts";
import type { PlatformId } from "../reference/platforms.ts";
import {
  CHECK_OPTIONS,
  DEFAULT_SEED,
  firstSentence,
  parseAlignment,
  readConfiguration,
  readMilliseconds,
  UsageError,
  whole,
} from "./arguments.ts";
import type { CallingOptions } from "./calling.ts";
import { FUZZ_OPTIONS } from "./fuzz-options.ts";
import { readPlatforms } from "./platforms.ts";

/** `pr`: short, for each change. `batch`: long, for each night. */
export type Mode = "pr" | "batch";

/** Options of `nllgrad fuzz`. */
export interface FuzzArguments extends CallingOptions {
  /** Empty with `status`. */
  readonly target: string;
  /** One that is asked for, or those of a file. */
  readonly platforms: readonly PlatformId[];
  readonly seed: number;
  readonly mode: Mode | undefined;
  /** Plans of the whole campaign. */
  readonly cases: number | undefined;
  /** Milliseconds. */
  readonly time: number | undefined;
  readonly workers: number;
  readonly epoch: EpochShape | undefined;
  /** Paths of a file, and of a folder. */
  readonly store: string | undefined;
  readonly corpus: string | undefined;
  readonly baseline: string | undefined;
  readonly waivers: string | undefined;
  /** A store to look at, and nothing else. */
  readonly status: string | undefined;
  readonly resume: boolean;
  /** Address of a queue, or `env`. */
  readonly queue: string | undefined;
  readonly timeout: number;
  /** `undefined`: as the platform has it. */
  readonly align: number | undefined;
  readonly strict: boolean;
  /** Path of a folder. */
  readonly report: string | undefined;
  /** Path of a file, or `-`. */
  readonly feed: string | undefined;
  /** Words of a command. */
  readonly onFinding: readonly string[] | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Options that decide what is drawn and judged, as they were given: for the command that goes on. */
  readonly again: readonly string[];
}

type OptionName = keyof typeof FUZZ_OPTIONS;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FUZZ_OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad fuzz --help lists the options`);
  }
}

/** What decides what is drawn and judged: the command that goes on with a campaign has it again. */
const DECIDING: readonly OptionName[] = ["platform", "platforms", "seed", "epoch", "timeout", "align", "policy"];

/**
 * Parses the arguments of `fuzz`.
 *
 * @throws UsageError that names the argument, what is wrong with it and what it takes.
 */
export function parseFuzzArguments(args: readonly string[]): FuzzArguments {
  const { values: given, positionals } = parse(args);
  const [target = "", more] = positionals;
  const values = { ...readConfiguration("fuzz", FUZZ_OPTIONS, CHECK_OPTIONS), ...given };
  const text = (name: OptionName): string | undefined => values[name] as string | undefined;
  const many = (name: OptionName): string[] => (values[name] as string[] | undefined) ?? [];
  const status = text("status");
  if (target === "" && status === undefined)
    throw new UsageError("fuzz: name a target, such as ./libkernel.so; nllgrad fuzz --help lists the kinds");
  if (target !== "" && given.status !== undefined)
    throw new UsageError(`--status ${given.status}: looks at a store, and takes no target; leave ${target} away`);
  if (more !== undefined) throw new UsageError(`fuzz ${more}: takes one target; begin another campaign for another`);
  const [platform, cases, time, epoch, onFinding] = (["platform", "cases", "time", "epoch", "on-finding"] as const).map(text);
  const platforms = readPlatforms(text("platforms"));
  const mode = parseMode(text("mode"));
  const [feed, baseline, symbols, launch] = [text("feed"), text("baseline"), many("symbol"), values.launch === true];
  const json = values.json === true;
  if (mode === "batch" && baseline !== undefined)
    throw new UsageError("--mode batch: everything that is found fails; leave --baseline away, or take --mode pr");
  if (feed === "-" && json)
    throw new UsageError("--feed -: takes standard output, as --json does; name a file for the feed, or leave --json away");
  return {
    target,
    platforms: platform === undefined ? platforms.own : [platforms.find(platform)],
    seed: whole("seed", text("seed") ?? String(DEFAULT_SEED), 0, 2 ** 32 - 1),
    cases: cases === undefined ? undefined : whole("cases", cases, 1, 1e12),
    time: time === undefined ? undefined : readMilliseconds("time", time),
    mode,
    workers: whole("workers", text("workers") ?? String(availableParallelism()), 1, 256),
    epoch: epoch === undefined ? undefined : parseEpoch(epoch),
    store: text("store"),
    status,
    corpus: text("corpus"),
    baseline,
    waivers: text("waivers"),
    resume: values.resume === true,
    queue: text("queue"),
    timeout: readMilliseconds("timeout", text("timeout") ?? "2s"),
    align: parseAlignment(text("align")),
    symbols,
    launch,
    policy: text("policy"),
    strict: values.strict === true,
    report: text("report"),
    feed,
    onFinding: onFinding === undefined ? undefined : parseCommand(onFinding),
    json,
    quiet: values.quiet === true,
    again: [
      ...DECIDING.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, text(name) as string])),
      ...symbols.flatMap((symbol) => ["--symbol", symbol]),
      ...(launch ? ["--launch"] : []),
    ],
  };
}

function parseMode(text: string | undefined): Mode | undefined {
  if (text === undefined || text === "pr" || text === "batch") return text;
  throw new UsageError(`--mode ${text}: takes pr, which is short, or batch, which is long`);
}

/** The words of a command, as a shell would split them; no shell ever sees it. */
function parseCommand(text: string): readonly string[] {
  try {
    return splitCommand(text);
  } catch (error) {
    if (!(error instanceof UnusableTarget)) throw error;
    throw new UsageError(`--on-finding ${text}: names no command, or a quote in it is not closed`);
  }
}

function parseEpoch(text: string): EpochShape {
  const [, shards, plans] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (shards === undefined || plans === undefined)
    throw new UsageError(`--epoch ${text}: takes SHARDSxPLANS, such as 8x16384: shards of an epoch, and plans of a shard`);
  return { shards: whole("epoch", shards, 1, 4096), plans: whole("epoch", plans, 16, 2 ** 24), doublings: 0 };
}
