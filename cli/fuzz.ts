import { join } from "node:path";
import type { CampaignRecord } from "../core/campaign.ts";
import { failingFindings, isStale } from "../core/gate.ts";
import { type CampaignOptions, type CampaignState, runCampaign } from "../fuzz/campaign.ts";
import type { Configuration } from "../fuzz/configuration.ts";
import { StoreProblem } from "../fuzz/database.ts";
import type { QueueAddress } from "../fuzz/queue/address.ts";
import type { Connection } from "../fuzz/queue/connection.ts";
import type { Voice } from "../fuzz/queue/voice.ts";
import { campaignOf, campaignRun, type Surroundings } from "../fuzz/report.ts";
import { Store } from "../fuzz/store.ts";
import { type PlatformId, platformOf, shortName } from "../reference/platforms.ts";
import { renderCampaign } from "../reports/campaign.ts";
import { renderFindings, renderGate } from "../reports/text.ts";
import { HarnessFailure } from "../runner/session.ts";
import { UsageError } from "./arguments.ts";
import { type Calling, readCalling } from "./calling.ts";
import { againOn, type Console, shellWord } from "./check.ts";
import { readCorpus } from "./corpus.ts";
import { type FuzzArguments, type Mode, parseFuzzArguments } from "./fuzz-arguments.ts";
import { fuzzFace } from "./fuzz-face.ts";
import { showStatus } from "./fuzz-status.ts";
import { readGate } from "./gate.ts";
import { connectQueue, QUEUE_HELP, readQueue } from "./queue.ts";
import { REPORT_NAMES, recordText } from "./report-folder.ts";
import { styleFor } from "./style.ts";
import { type NamedTarget, readTarget } from "./targets.ts";
import { VERSION } from "./version.ts";

export const FUZZ_HELP: string = `nllgrad fuzz TARGET   look for what the gate did not find, for minutes or for weeks

  TARGET           as for nllgrad check; one platform at a time

  --platform P     ft78ne or mt7004                            --seed N      same seed, same campaign
  --platforms FILE further platforms, as for nllgrad check
  --cases N        cases of the whole campaign, rounded up to whole epochs
  --time 10m       begin no further epoch after that. With neither: until Ctrl-C
  --mode M         pr: 4 epochs, for each change; batch: 64 epochs, for each night; both with plain lines
  --workers N      processes at a time; what is found does not depend on it
  --epoch SxN      S shards of N cases between two looks at what was met; without it, some seconds of one core

  --store FILE     where the campaign is kept; without it .nllgrad/NAME-PLATFORM-SEED.db
  --resume         go on with the campaign that the store holds, after Ctrl-C, kill -9 or its end
  --status FILE    show what a store holds, and nothing else: its campaign may be running
  --corpus DIR     tokens to run first: each line of its files, from # on a comment
  --queue ADDRESS  have the shards carried out by nllgrad worker, here or on other machines, through Redis or Valkey:
${QUEUE_HELP}
  --baseline FILE  a record of before: its findings are tried first, and only what is new fails
  --waivers FILE   known deviations, as for nllgrad check

  --report DIR     ${REPORT_NAMES.join(", ")} into that folder, anew at each epoch's end
  --feed FILE|-    an event a line, as JSON: start, epoch, finding, alarm, end
  --on-finding CMD a command for each new finding: its JSON on standard input, id and token as last arguments; no shell

  --timeout 2s     how long one call may take                  --align N     bytes that buffers are aligned to (64)
  --symbol FUNCTION=NAME, --launch, --policy FILE              as for nllgrad check
  --strict         SHOULD counts as well
  --json           the campaign's record on standard output    --quiet       no progress

  Findings do not end a campaign: each is shrunk to its own smallest case. docs/campaigns.md says more.
  A file nllgrad.config.json in the working folder may hold any of these.
  Exit code: 0 nothing found, or nothing new against --baseline, 1 a violation found, 2 wrong use or unusable target or store,
             3 the harness failed, or interrupted before anything was found

  Example: nllgrad fuzz ./libkernel.so --platform mt7004 --time 10m
`;

/** Epochs of a campaign of that mode, where neither `--cases` nor `--time` says otherwise. */
const EPOCHS: Readonly<Record<Mode, number>> = { pr: 4, batch: 64 };

/** Milliseconds after which it is told that no worker takes a shard. */
const SILENCE = 30_000;

/** Runs `nllgrad fuzz`, and gives its exit code. */
export async function fuzz(args: readonly string[], console: Console): Promise<number> {
  const given = parseFuzzArguments(args);
  if (given.status !== undefined) return showStatus(given.status, console);
  const address = given.queue === undefined ? undefined : readQueue(given.queue, console);
  const calling = readCalling(given);
  const named = await readTarget(given.target, given.platforms, calling);
  if (named.failure !== undefined) throw new HarnessFailure(named.failure);
  const platform = onlyPlatform(named);
  const job = { target: named, platform };
  const gate = await readGate({ ...given, bail: false }, [job], console.today());
  const corpus = [...(given.corpus === undefined ? [] : readCorpus(given.corpus)(platform)), ...gate.plans(job)];
  const started = console.now();
  const record = (state: CampaignState): CampaignRecord => {
    const surroundings = surroundingsOf(given, named, calling, address, state, (console.now() - started) / 1000);
    return {
      schema: "nllgrad.campaign/1",
      suite: VERSION,
      run: campaignRun(state, surroundings),
      campaign: campaignOf(state, surroundings),
    };
  };
  const title = `${named.name} · ${platformOf(platform).title}`;
  const face = fuzzFace(given, console, { title, workers: given.workers, record });
  let connection: Connection | undefined;
  let state: CampaignState;
  try {
    if (address !== undefined) connection = await connectQueue(address, face);
    state = await runCampaign({
      target: named.target,
      suite: VERSION,
      platform,
      seed: given.seed,
      alignment: given.align ?? platformOf(platform).alignment,
      timeout: given.timeout,
      ...(given.epoch === undefined ? {} : { epoch: given.epoch }),
      ...budgetOf(given),
      workers: given.workers,
      ...(connection === undefined ? {} : { shards: await shardsOn(connection, face, console) }),
      corpus,
      open: (configuration) => openStore(given, named, configuration),
      now: console.now,
      interrupted: console.interrupted,
      progress: (progress) => face.progress(progress),
      reached: (reached) => face.reached(reached),
    });
  } catch (error) {
    if (error instanceof StoreProblem) throw new UsageError(error.message);
    throw error;
  } finally {
    face.close();
    connection?.close();
  }
  const found = record(state);
  const held: CampaignRecord = { ...found, run: await gate.hold(found.run, job) };
  const code = exitCode(held);
  const remarks = await face.end(held, code);
  if (given.json) console.out.write(recordText(held));
  else if (given.feed !== "-") console.out.write(textOf(held, console));
  for (const remark of given.json || given.feed === "-" ? [] : remarks) console.out.write(`! ${remark}\n`);
  return code;
}

function budgetOf({ cases, time, mode }: FuzzArguments): Pick<CampaignOptions, "plans" | "milliseconds" | "epochs"> {
  return {
    ...(cases === undefined ? {} : { plans: cases }),
    ...(time === undefined ? {} : { milliseconds: time }),
    ...(mode === undefined || cases !== undefined || time !== undefined ? {} : { epochs: EPOCHS[mode] }),
  };
}

function surroundingsOf(
  given: FuzzArguments,
  named: NamedTarget,
  calling: Calling,
  address: QueueAddress | undefined,
  { store }: CampaignState,
  seconds: number,
): Surroundings {
  const words = [
    "nllgrad fuzz",
    given.target,
    "--resume",
    "--store",
    store,
    ...corpusOption(given),
    ...queueOption(given, address),
    ...given.again,
  ];
  return {
    name: named.name,
    place: againOn(named, calling),
    target: named.target,
    strict: given.strict,
    seconds,
    resume: words.map(quoted).join(" "),
  };
}

/** A campaign is of one platform: the only one that the target can serve, or the one that was asked for. */
function onlyPlatform({ place, platforms }: NamedTarget): PlatformId {
  const [platform, other] = platforms as [PlatformId, ...PlatformId[]];
  if (other !== undefined)
    throw new UsageError(`${place}: serves ${platforms.map(shortName).join(" and ")}; choose one with --platform`);
  return platform;
}

function openStore(given: FuzzArguments, { name }: NamedTarget, configuration: Configuration): Store {
  const { platform, seed } = configuration;
  const path = given.store ?? join(".nllgrad", `${name.replaceAll(/[^\w.-]+/g, "_")}-${shortName(platform)}-${seed}.db`);
  return given.resume ? Store.resume(path, configuration) : Store.create(path, configuration);
}

/** What carries out shards through a queue. */
async function shardsOn(connection: Connection, voice: Voice, { now }: Console): Promise<NonNullable<CampaignOptions["shards"]>> {
  const { queueRunner } = await import("../fuzz/queue/runner.ts");
  return (configuration, local) => queueRunner({ connection, configuration, local, voice, silence: SILENCE, now });
}

/** The address without its password, which is to come from the environment. */
const queueOption = ({ queue }: FuzzArguments, address: QueueAddress | undefined): readonly string[] =>
  queue === undefined || address === undefined ? [] : ["--queue", queue === "env" ? queue : address.shown];

const corpusOption = ({ corpus }: FuzzArguments): readonly string[] => (corpus === undefined ? [] : ["--corpus", corpus]);

const quoted = (word: string, k: number): string => (k === 0 ? word : shellWord(word));

function textOf(record: CampaignRecord, console: Console): string {
  const style = styleFor(console.out, console.environment);
  const findings = renderFindings(record.run, style);
  // The first note says that a campaign is no verdict, which the text does not claim either.
  const notes = record.run.notes.slice(record.campaign.ended === "failed" ? 0 : 1).map((note) => style.dim(`note: ${note}`));
  // A campaign is never complete, and its gate does not ask for it.
  const gate = renderGate({ ...record.run, complete: true }, style);
  return [...(findings === "" ? [] : [findings]), ...notes, renderCampaign(record, style), ...(gate === "" ? [] : [gate])]
    .map((text) => `${text}\n`)
    .join("");
}

function exitCode({ run, campaign }: CampaignRecord): number {
  if (campaign.ended === "failed") return 3;
  if (failingFindings(run).length > 0 || run.waivers.some(isStale)) return 1;
  return campaign.ended === "interrupted" ? 3 : 0;
}
