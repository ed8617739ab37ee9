import type { Campaign, ResidualRisk, Stability, WorstCall } from "../core/campaign.ts";
import { formatOf } from "../core/format.ts";
import type { Run } from "../core/record.ts";
import { STRATA, STRATUM_TEXT, stratumRateBelow } from "../properties/strata.ts";
import { encodeToken } from "../properties/token.ts";
import { showBits } from "../properties/violation.ts";
import { ENTRIES } from "../reference/operator.ts";
import { type Confirmed, untried } from "../runner/confirmed.ts";
import { edgesMet } from "../runner/edges.ts";
import { mistakenCodes } from "../runner/findings.ts";
import type { WorstError } from "../runner/meter.ts";
import type { Target } from "../runner/protocol.ts";
import { bucketsOf, runOf } from "../runner/run.ts";
import { settle } from "../runner/settle.ts";
import type { Swath } from "../runner/swath.ts";
import type { CampaignState } from "./campaign.ts";
import { type Configuration, plansOfShard } from "./configuration.ts";
import { campaignDigest } from "./digest.ts";
import { campaignPlatform, setupOf } from "./local.ts";
import { outlookOf } from "./outlook.ts";

/** What only whoever ran a campaign knows of it. */
export interface Surroundings {
  readonly name: string;
  /** The target as another command takes it. */
  readonly place: string;
  readonly target: Target;
  readonly strict: boolean;
  readonly seconds: number;
  /** The command that goes on with it. */
  readonly resume: string;
}

/** Why a campaign's run never reads `conforms`. */
const NO_VERDICT = "a campaign looks for what the gate did not find; whether a kernel conforms is for nllgrad check to say";

/** What a campaign came to, as a run of the gate has it. What was found in an unfinished epoch is told as it was first seen. */
export function campaignRun(state: CampaignState, { name, place, target, strict, seconds }: Surroundings): Run {
  const { configuration, opened, whole, known, corpus, failure } = state;
  const platform = campaignPlatform(configuration);
  const buckets = bucketsOf(whole, false);
  const confirmed = new Map(
    buckets.map((bucket): [typeof bucket, Confirmed] => {
      const one = known.get(bucket.identity)?.confirmed ?? corpus.get(bucket.identity);
      return [
        bucket,
        one === undefined
          ? { ...untried(bucket), contrast: "", causes: [] }
          : { ...one, bucket: { ...one.bucket, ...countsOf(bucket) } },
      ];
    }),
  );
  const setup = setupOf(target, configuration, null);
  const settlement = settle(buckets, confirmed, mistakenCodes(whole.buckets.values()), setup, platform);
  const { entries, sees, foreign } = opened;
  const { seed } = configuration;
  const run = runOf({
    ...{ name, place, target, platform, tier: "fuzz", seed, strict, only: "", seconds, entries, sees, foreign },
    ...{ swath: whole, settlement, speed: [], failure, incomplete: NO_VERDICT },
  });
  const residual = new Map(residualRisk(whole).map((risk) => [risk.stratum, risk.failureRateBelow]));
  const more = buckets.filter(({ identity }) => !known.has(identity) && !corpus.has(identity)).length;
  // What an unfinished epoch found is not confirmed yet, either.
  const capped = known.size >= state.findingsKept && more > 0;
  const notes = capped
    ? [
        ...run.notes,
        `${state.findingsKept} findings were confirmed and kept, which is the most: ${more} more are told as they were first seen`,
      ]
    : run.notes;
  return { ...run, notes, strata: run.strata.map((one) => ({ ...one, failureRateBelow: residual.get(one.name) ?? null })) };
}

function countsOf({ count, explained, asked }: Confirmed["bucket"]): Partial<Confirmed["bucket"]> {
  return { count, explained, asked };
}

/** How high failure rates may still be, by the draws that were not steered: the others say nothing of a rate. */
export function residualRisk({ meter }: Swath): ResidualRisk[] {
  return STRATA.flatMap((stratum) => {
    const cases = meter?.free[stratum] ?? 0;
    const failing = meter?.freeFailing[stratum] ?? 0;
    if (cases === 0) return [];
    return [
      { stratum, text: STRATUM_TEXT[stratum], cases, failing, failureRateBelow: stratumRateBelow(stratum, failing, cases) },
    ];
  });
}

/** What came again when it was repeated. */
export function stabilityOf({ meter }: Swath, known: CampaignState["known"]): Stability {
  const tried = [...known.values()].filter(({ confirmed }) => confirmed.again !== "untried");
  const again = tried.filter(({ confirmed }) => confirmed.again === "always").length;
  return { repeated: meter?.repeats.made ?? 0, same: meter?.repeats.same ?? 0, findings: tried.length, again };
}

/** How far a campaign came, and what it met. */
export function campaignOf(state: CampaignState, { seconds, resume }: Surroundings): Campaign {
  const { configuration, epochs, finished, whole, known, pairs, triples, ended, sitting, store } = state;
  const { shards } = configuration.epoch;
  const plans = plansOfShard(configuration.epoch, Math.max(0, epochs - 1));
  const confirmed = new Map([...known].map(([identity, one]) => [identity, one.confirmed]));
  return {
    ended,
    digest: campaignDigest(configuration, epochs, finished, confirmed),
    kernel: configuration.kernel,
    epochs,
    shards: epochs * shards,
    shardPlans: plans,
    rate: seconds > 0 ? Math.round(sitting / seconds) : 0,
    store,
    pairs,
    triples,
    edges: whole.meter?.edges === undefined ? null : edgesMet(whole.meter.edges),
    worst: Object.entries(whole.meter?.worst ?? {})
      .map(([place, worst]) => worstCall(place, worst, configuration))
      .sort((a, b) => b.ulp - a.ulp),
    residual: residualRisk(whole),
    stability: stabilityOf(whole, known),
    outlook: outlookOf(state.summary, shards * plans),
    resume,
  };
}

function worstCall(place: string, { steps, plan, operands }: WorstError, { platform, alignment }: Configuration): WorstCall {
  const [stratum, entry] = place.split("/") as [string, string];
  const format = formatOf(ENTRIES[operands.entry].type);
  const [g, w, t] = [operands.g, operands.w, operands.t].map((bits) => showBits(format, bits));
  return {
    stratum,
    entry,
    ulp: steps,
    operands: `loss_grad ${g}, weight ${w}, total_weight ${t}`,
    token: encodeToken({ platform, alignment, plan }),
  };
}
