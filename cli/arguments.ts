import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { PlatformId } from "../reference/platforms.ts";
import { oneLine } from "../reports/plain.ts";
import { TIERS, type Tier } from "../runner/tiers.ts";
import { FUZZ_OPTIONS } from "./fuzz-options.ts";
import { readPlatforms } from "./platforms.ts";

/** Wrong use of the command: one line that names the thing and the remedy. What files of others hold is made visible in it. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(oneLine(message));
  }
}

/** Options of the commands that judge kernels. */
export interface CheckArguments {
  readonly targets: readonly string[];
  readonly platforms: readonly PlatformId[];
  readonly tier: Tier;
  readonly seed: number;
  readonly time: number | undefined;
  readonly cases: number | undefined;
  readonly workers: number;
  readonly bail: boolean;
  readonly strict: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly only: string;
  readonly timeout: number;
  /** `undefined`: as the platform has it. */
  readonly align: number | undefined;
  /** Texts `FUNCTION=NAME`. */
  readonly symbols: readonly string[];
  readonly launch: boolean;
  /** Path of a file. */
  readonly policy: string | undefined;
  /** Path of a folder. */
  readonly corpus: string | undefined;
  /** Path of a folder. */
  readonly report: string | undefined;
  /** Path of a record. */
  readonly baseline: string | undefined;
  /** Path of a file. */
  readonly waivers: string | undefined;
  readonly github: boolean;
}

/** Options of `nllgrad check`, as Node's `parseArgs` takes them. */
export const CHECK_OPTIONS = {
  platform: { type: "string", multiple: true },
  platforms: { type: "string" },
  tier: { type: "string" },
  seed: { type: "string" },
  time: { type: "string" },
  cases: { type: "string" },
  workers: { type: "string" },
  bail: { type: "boolean" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
  only: { type: "string" },
  timeout: { type: "string" },
  align: { type: "string" },
  symbol: { type: "string", multiple: true },
  launch: { type: "boolean" },
  policy: { type: "string" },
  corpus: { type: "string" },
  report: { type: "string" },
  baseline: { type: "string" },
  waivers: { type: "string" },
  github: { type: "boolean" },
} as const;

/** What Node says of wrong arguments, without the advice that it adds on further lines. */
export function firstSentence(error: unknown): string {
  return (error as Error).message.split(/\.\s/)[0] as string;
}

type OptionName = keyof typeof CHECK_OPTIONS;
type Values = Partial<Record<string, string | boolean | (string | boolean)[]>>;

/** The seed of every run that is not given one: a gate must not flicker. */
export const DEFAULT_SEED = 20260101;

const CONFIGURATION = "nllgrad.config.json";

/** A command's options, as Node's `parseArgs` takes them. */
type Options = Readonly<Record<string, { readonly type: "string" | "boolean"; readonly multiple?: boolean }>>;

/**
 * Reads the options that a file in the working folder sets for every call. Those that only `others` know are another command's: the
 * file is one for all.
 *
 * @throws UsageError that names the file, the option and what it takes.
 */
export function readConfiguration(command: string, options: Options, others: Options): Values {
  if (!existsSync(CONFIGURATION)) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(CONFIGURATION, "utf8"));
  } catch (error) {
    throw new UsageError(`${CONFIGURATION}: not JSON: ${(error as Error).message}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new UsageError(`${CONFIGURATION}: holds no object of options`);
  const values: Values = {};
  for (const [name, value] of Object.entries(parsed)) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined && Object.hasOwn(others, name)) continue;
    if (option === undefined)
      throw new UsageError(`${CONFIGURATION}: there is no option ${name}; nllgrad ${command} --help lists them`);
    const items: unknown[] = Array.isArray(value) ? value : [value];
    if (Array.isArray(value) && option.multiple !== true) throw new UsageError(`${CONFIGURATION}: ${name} takes one value`);
    const read = items.map((item) => {
      if (option.type === "boolean" && typeof item === "boolean") return item;
      if (option.type === "string" && (typeof item === "string" || typeof item === "number")) return String(item);
      throw new UsageError(
        `${CONFIGURATION}: ${name} takes ${option.type === "boolean" ? "true or false" : "a string or a number"}`,
      );
    });
    values[name] = option.multiple === true ? read : (read[0] as string | boolean);
  }
  return values;
}

/**
 * Parses the arguments of `check`.
 *
 * @throws UsageError that names the argument, what is wrong with it and what it takes.
 */
export function parseCheckArguments(args: readonly string[]): CheckArguments {
  let given: Values;
  let targets: string[];
  try {
    const parsed = parseArgs({ args: [...args], options: CHECK_OPTIONS, allowPositionals: true });
    given = parsed.values;
    targets = parsed.positionals;
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}; nllgrad check --help lists the options`);
  }
  const values: Values = { ...readConfiguration("check", CHECK_OPTIONS, FUZZ_OPTIONS), ...given };
  const text = (name: OptionName): string | undefined => values[name] as string | undefined;
  const many = (name: OptionName): string[] => (values[name] as string[] | undefined) ?? [];
  const platforms = readPlatforms(text("platforms"));
  const asked = many("platform");
  const time = text("time");
  return {
    targets,
    platforms: asked.length === 0 ? platforms.own : asked.map(platforms.find),
    tier: parseTier(text("tier") ?? "gate"),
    seed: whole("seed", text("seed") ?? String(DEFAULT_SEED), 0, 2 ** 32 - 1),
    time: time === undefined ? undefined : readMilliseconds("time", time),
    cases: values.cases === undefined ? undefined : whole("cases", text("cases") as string, 1, 1e9),
    workers: whole("workers", text("workers") ?? String(availableParallelism()), 1, 256),
    bail: values.bail === true,
    strict: values.strict === true,
    json: values.json === true,
    quiet: values.quiet === true,
    only: text("only") ?? "",
    timeout: readMilliseconds("timeout", text("timeout") ?? "2s"),
    align: parseAlignment(text("align")),
    symbols: many("symbol"),
    launch: values.launch === true,
    policy: text("policy"),
    corpus: text("corpus"),
    report: text("report"),
    baseline: text("baseline"),
    waivers: text("waivers"),
    github: values.github === true,
  };
}

/** Parses `smoke` or another tier. */
export function parseTier(text: string): Tier {
  if (!TIERS.includes(text as Tier)) throw new UsageError(`--tier ${text}: takes one of ${TIERS.join(", ")}`);
  return text as Tier;
}

/** Parses what buffers are aligned to, in bytes. */
export function parseAlignment(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const align = whole("align", text, 4, 4096);
  if ((align & (align - 1)) !== 0) throw new UsageError(`--align ${align}: takes a power of two, 4 to 4096`);
  return align;
}

/** Parses a whole number. */
export function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`--${name} ${text}: takes a whole number from ${least} to ${most}`);
  return value;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Parses a time such as 500ms, 30s or 5m; a bare number is seconds. */
export function readMilliseconds(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? "s"] as number);
  if (!(value > 0)) throw new UsageError(`--${name} ${text}: takes a time such as 500ms, 30s or 5m`);
  return value;
}
