import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { ProofRecord } from "../core/proof.ts";
import { ALL_MASKS_CORES, type PlatformId, platformOf, shortName } from "../reference/platforms.ts";
import { renderProof } from "../reports/proof.ts";
import { renderFindings } from "../reports/text.ts";
import { type Proved, proveTarget } from "../runner/prove.ts";
import { firstSentence, parseAlignment, readMilliseconds, UsageError, whole } from "./arguments.ts";
import { type CallingOptions, readCalling } from "./calling.ts";
import { againOn, type Console } from "./check.ts";
import { readPlatforms } from "./platforms.ts";
import { statusLine } from "./progress.ts";
import { styleFor } from "./style.ts";
import { type NamedTarget, readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const PROVE_HELP = `nllgrad prove TARGET   try all of what is finite, where check draws

  TARGET           as for nllgrad check, but no program behind a pipe: a proof takes 2^34 pairs, in place

  On MT7004: all 2^32 pairs of halves, a gradient and a weight, through sum and none of hp_nlllossgrad_s and _p; each of the
  65536 halves as each operand of mean, against hard ones; every mask on small shapes. On FT78NE: every mask.
  On two cores some minutes for a library, a quarter of an hour for the slowest built-in.

  --platform P     ft78ne or mt7004                            --workers N   processes at a time
  --platforms FILE further platforms, as for nllgrad check
  --stripe 1/64    one in so many of everything (a power of two to 32768): no proof, but a look
  --time 5m        begin nothing further after that
  --timeout 2s     how long one call may take                  --align N     bytes that buffers are aligned to (64)
  --symbol FUNCTION=NAME, --launch, --policy FILE              as for nllgrad check
  --strict         SHOULD counts as well
  --json           the proof's record on standard output       --quiet       no progress

  Exit code: 0 proved, or nothing found in the stripe that was asked for; 1 refuted; 2 wrong use or unusable target;
             3 the harness failed, or not everything ran

  Example: nllgrad prove ./libkernel.so
`;

const OPTIONS = {
  platform: { type: "string" },
  platforms: { type: "string" },
  stripe: { type: "string" },
  time: { type: "string" },
  workers: { type: "string" },
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
    throw new UsageError(`${firstSentence(error)}; nllgrad prove --help lists the options`);
  }
}

/** Runs `nllgrad prove`, and gives its exit code. */
export async function prove(args: readonly string[], console: Console): Promise<number> {
  const { values, positionals } = parse(args);
  const [place, more] = positionals;
  if (place === undefined)
    throw new UsageError("prove: name a target, such as ./libkernel.so; nllgrad prove --help lists the kinds");
  if (more !== undefined) throw new UsageError(`prove ${more}: takes one target; prove another by itself`);
  if (place.startsWith("exec:"))
    throw new UsageError(`${place}: a proof takes 2^34 pairs, which no pipe carries; nllgrad check serves programs`);
  const platforms = readPlatforms(values.platforms);
  const { platform: asked, symbol: symbols = [], launch = false, policy } = values;
  const calling: CallingOptions = { symbols, launch, policy };
  const stripe = parseStripe(values.stripe ?? "1/1");
  const time = values.time === undefined ? undefined : readMilliseconds("time", values.time);
  const called = readCalling(calling);
  const named = await readTarget(place, asked === undefined ? platforms.own : [platforms.find(asked)], called);
  const platform = provable(named);
  const line = statusLine(console.err, values.quiet === true, console.now, { live: 100, plain: 10_000 });
  const started = console.now();
  let proved: Proved;
  try {
    proved = await proveTarget({
      target: named.target,
      name: named.name,
      place: againOn(named, called),
      platform,
      stripe,
      ...(time === undefined ? {} : { time }),
      workers: whole("workers", values.workers ?? String(availableParallelism()), 1, 256),
      strict: values.strict === true,
      timeout: readMilliseconds("timeout", values.timeout ?? "2s"),
      alignment: parseAlignment(values.align) ?? platformOf(platform).alignment,
      now: console.now,
      interrupted: console.interrupted,
      progress: ({ what, done, total, findings }) =>
        line.show((now) => {
          const part = `${((100 * done) / Math.max(1, total)).toFixed(1)} % of ${total}`;
          return `${named.name} · ${shortName(platform)}: ${what}, ${part}${findings === 0 ? "" : `, ${findings} kinds of wrong results`}, ${Math.round((now - started) / 1000)} s`;
        }),
    });
  } finally {
    line.clear();
  }
  const record: ProofRecord = { schema: "nllgrad.proof/1", suite: VERSION, ...proved };
  if (values.json === true) console.out.write(`${JSON.stringify(record, null, 2)}\n`);
  else {
    const style = styleFor(console.out, console.environment);
    const findings = renderFindings(record.run, style);
    const notes = record.run.notes.slice(record.proof.verdict === "failed" ? 0 : 1).map((note) => style.dim(`note: ${note}`));
    console.out.write(
      [...(findings === "" ? [] : [findings]), ...notes, renderProof(record, style)].map((text) => `${text}\n`).join(""),
    );
  }
  return exitCode(record, console.interrupted());
}

/** The platform on which most can be proved: halves, where the target has some. */
function provable({ place, platforms }: NamedTarget): PlatformId {
  const platform = platforms.find((id) => platformOf(id).elementTypes.includes("hp")) ?? platforms[0];
  if (platform === undefined) throw new UsageError(`${place}: serves no platform`);
  const { title, elementTypes, cores } = platformOf(platform);
  if (!elementTypes.includes("hp") && cores > ALL_MASKS_CORES)
    throw new UsageError(
      `prove: ${title} has neither halves nor few enough masks to try all, with ${cores} cores; nllgrad fuzz draws from them`,
    );
  return platform;
}

function parseStripe(text: string): number {
  const [, part] = /^1\/(\d+)$/.exec(text) ?? [];
  const stripe = Number(part);
  if (part === undefined || stripe < 1 || stripe > 32768 || !Number.isInteger(Math.log2(stripe)))
    throw new UsageError(`--stripe ${text}: takes 1/N, where N is a power of two from 1 to 32768`);
  return stripe;
}

function exitCode({ proof }: ProofRecord, interrupted: boolean): number {
  switch (proof.verdict) {
    case "proved":
      return 0;
    case "refuted":
      return 1;
    case "failed":
      return 3;
    case "unfinished": {
      // The user's own --stripe asked for less than everything; anything else that is missing was not meant to be.
      const whole = proof.parts.every(({ tried, asked }) => tried === asked);
      return proof.stripe > 1 && whole && !interrupted ? 0 : 3;
    }
  }
}
