import { join } from "node:path";
import type { CampaignRecord } from "../core/campaign.ts";
import { type CampaignState, runCampaign } from "../fuzz/campaign.ts";
import type { Configuration } from "../fuzz/configuration.ts";
import { campaignOf, campaignRun, type Surroundings } from "../fuzz/report.ts";
import { Store, StoreProblem } from "../fuzz/store.ts";
import type { PlatformId } from "../reference/platforms.ts";
import { renderCampaign } from "../reports/campaign.ts";
import { renderFindings } from "../reports/text.ts";
import { HarnessFailure } from "../runner/session.ts";
import { UsageError } from "./arguments.ts";
import { readCalling } from "./calling.ts";
import { againOn, type Console, shellWord } from "./check.ts";
import { readCorpus } from "./corpus.ts";
import { type FuzzArguments, parseFuzzArguments } from "./fuzz-arguments.ts";
import { campaignLine } from "./fuzz-progress.ts";
import { styleFor } from "./style.ts";
import { type NamedTarget, readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const FUZZ_HELP: string = `nllgrad fuzz TARGET   look for what the gate did not find, for minutes or for weeks

  TARGET           as for nllgrad check; one platform at a time

  --platform P     ft78ne or mt7004                            --seed N      same seed, same campaign
  --cases N        cases of the whole campaign, rounded up to whole epochs
  --time 10m       begin no further epoch after that. With neither: until Ctrl-C
  --workers N      processes at a time; what is found does not depend on it
  --epoch SxN      S shards of N cases between two looks at what was met; without it, some seconds of one core

  --store FILE     where the campaign is kept; without it .nllgrad/NAME-PLATFORM-SEED.db
  --resume         go on with the campaign that the store holds, after Ctrl-C, kill -9 or its end
  --corpus DIR     tokens to run first: each line of its files, from # on a comment

  --timeout 2s     how long one call may take                  --align N     bytes that buffers are aligned to (64)
  --symbol FUNCTION=NAME, --launch, --policy FILE              as for nllgrad check
  --strict         SHOULD counts as well
  --json           the campaign's record on standard output    --quiet       no progress

  Findings do not end a campaign: each is shrunk to its own smallest case. docs/campaigns.md says more.
  Exit code: 0 nothing found, 1 a violation found, 2 wrong use or unusable target or store, 3 the harness failed, or interrupted
             before anything was found

  Example: nllgrad fuzz ./libkernel.so --platform mt7004 --time 10m
`;

/** Runs `nllgrad fuzz`, and gives its exit code. */
export async function fuzz(args: readonly string[], console: Console): Promise<number> {
  const given = parseFuzzArguments(args);
  const calling = readCalling(given);
  const named = await readTarget(given.target, given.platform === undefined ? [] : [given.platform], calling);
  if (named.failure !== undefined) throw new HarnessFailure(named.failure);
  const platform = onlyPlatform(named);
  const corpus = given.corpus === undefined ? [] : readCorpus(given.corpus)(platform);
  const started = console.now();
  const progress = campaignLine(console.err, `${named.name} · ${platform}`, given.quiet, console.now);
  let state: CampaignState;
  try {
    state = await runCampaign({
      target: named.target,
      suite: VERSION,
      platform,
      seed: given.seed,
      alignment: given.align,
      timeout: given.timeout,
      ...(given.epoch === undefined ? {} : { epoch: given.epoch }),
      ...(given.cases === undefined ? {} : { plans: given.cases }),
      ...(given.time === undefined ? {} : { milliseconds: given.time }),
      workers: given.workers,
      corpus,
      open: (configuration) => openStore(given, named, configuration),
      now: console.now,
      interrupted: console.interrupted,
      progress: progress.show,
    });
  } catch (error) {
    if (error instanceof StoreProblem) throw new UsageError(error.message);
    throw error;
  } finally {
    progress.clear();
  }
  const surroundings: Surroundings = {
    name: named.name,
    place: againOn(named, calling),
    target: named.target,
    strict: given.strict,
    seconds: (console.now() - started) / 1000,
    resume: ["nllgrad fuzz", given.target, "--resume", "--store", state.store, ...corpusOption(given), ...given.again]
      .map(quoted)
      .join(" "),
  };
  const record: CampaignRecord = {
    schema: "nllgrad.campaign/1",
    suite: VERSION,
    run: campaignRun(state, surroundings),
    campaign: campaignOf(state, surroundings),
  };
  if (given.json) console.out.write(`${JSON.stringify(record, null, 2)}\n`);
  else console.out.write(textOf(record, console));
  return exitCode(record);
}

/** A campaign is of one platform: the only one that the target can serve, or the one that was asked for. */
function onlyPlatform({ place, platforms }: NamedTarget): PlatformId {
  const [platform, other] = platforms as [PlatformId, ...PlatformId[]];
  if (other !== undefined) throw new UsageError(`${place}: serves ${platforms.join(" and ")}; choose one with --platform`);
  return platform;
}

function openStore(given: FuzzArguments, { name }: NamedTarget, configuration: Configuration): Store {
  const { platform, seed } = configuration;
  const path = given.store ?? join(".nllgrad", `${name.replaceAll(/[^\w.-]+/g, "_")}-${platform}-${seed}.db`);
  return given.resume ? Store.resume(path, configuration) : Store.create(path, configuration);
}

const corpusOption = ({ corpus }: FuzzArguments): readonly string[] => (corpus === undefined ? [] : ["--corpus", corpus]);

const quoted = (word: string, k: number): string => (k === 0 ? word : shellWord(word));

function textOf(record: CampaignRecord, console: Console): string {
  const style = styleFor(console.out.isTTY === true, console.environment);
  const findings = renderFindings(record.run, style);
  // The first note says that a campaign is no verdict, which the text does not claim either.
  const notes = record.run.notes.slice(record.campaign.ended === "failed" ? 0 : 1).map((note) => style.dim(`note: ${note}`));
  return [...(findings === "" ? [] : [findings]), ...notes, renderCampaign(record, style)].map((text) => `${text}\n`).join("");
}

function exitCode({ run, campaign }: CampaignRecord): number {
  if (campaign.ended === "failed") return 3;
  if (run.verdict === "fails") return 1;
  return campaign.ended === "interrupted" ? 3 : 0;
}
