import { Fields } from "../../core/fields.ts";
import { plainLine } from "../../core/plain-line.ts";
import type { Case } from "../../properties/case.ts";
import { type PackedCombinations, packCombinations, packedLengths, unpackCombinations } from "../../properties/combinations.ts";
import { type CoverageCounts, emptyCoverage } from "../../properties/coverage.ts";
import { type EntryFingerprint, emptyFingerprint, type Fingerprints } from "../../properties/fingerprint.ts";
import { HYPOTHESIS_NAMES } from "../../properties/hypotheses.ts";
import { STRATA, type StratumName } from "../../properties/strata.ts";
import { decodeToken, encodeToken, type GradientPlan, InvalidToken } from "../../properties/token.ts";
import { identityOf } from "../../properties/violation.ts";
import { ENTRIES, ENTRY_NAMES } from "../../reference/operator.ts";
import type { Edges } from "../../runner/edges.ts";
import type { Meter, WorstError } from "../../runner/meter.ts";
import type { Bucket } from "../../runner/protocol.ts";
import type { Configuration } from "../configuration.ts";
import type { PackedSwath } from "../packed.ts";
import type { ShardDescription, ShardResult } from "../shard.ts";
import { readCells, readTally } from "./counts-message.ts";
import { MalformedMessage } from "./problem.ts";
import { readViolation } from "./violation-message.ts";

/** Bytes of a result's text: far more than one that has every kind of finding. */
export const RESULT_BYTES: number = 2 ** 24;

const MOST = Number.MAX_SAFE_INTEGER;
const MOST_BUCKETS = 4096;
const MOST_FAILING = 4096;
/** Counters of a library: those of a large program. */
const MOST_EDGES = 2 ** 20;
const PRINTED = 4096;

/** A result as it goes through a queue: plans as tokens, since what reads tokens takes nothing on anybody's word. */
export function writeResult({ name, swath }: ShardResult, configuration: Configuration): object {
  const token = (plan: GradientPlan): string => encodeToken({ ...configuration, plan });
  const { meter, buckets, ...rest } = swath;
  return {
    name,
    swath: {
      ...rest,
      buckets: buckets.map(({ identity: _, plan, ...bucket }) => ({ token: token(plan), ...bucket })),
      meter:
        meter === null
          ? null
          : {
              ...meter,
              worst: mapped(meter.worst, ({ plan, ...worst }) => ({ token: token(plan), ...worst })),
              ...(meter.edges === undefined ? {} : { edges: writeEdges(meter.edges, token) }),
            },
    },
  };
}

/**
 * Reads the result of a shard that came out of a queue: data that anybody may have written.
 *
 * @throws MalformedMessage if it is none, or of another shard.
 */
export function readResult(text: string, shard: ShardDescription): ShardResult {
  const refuse = (what: string): MalformedMessage => new MalformedMessage(`the result ${what}`);
  try {
    const top = new Fields(JSON.parse(text), refuse);
    if (top.text("name") !== shard.name) throw refuse("is of another shard");
    return { name: shard.name, swath: readSwath(top.object("swath"), shard) };
  } catch (error) {
    if (error instanceof MalformedMessage) throw error;
    if (error instanceof InvalidToken) throw refuse(`holds a ${error.message}`);
    // Not JSON, or nested deeper than anything of ours.
    throw refuse(`cannot be read (${plainLine((error as Error).message, 100)})`);
  }
}

function readSwath(fields: Fields, { configuration, pieces }: ShardDescription): PackedSwath {
  const { refuse } = fields;
  const plans = readCounts(fields, "plans");
  const drawn = new Map(pieces.map(({ stratum, from, to }) => [stratum, to - from]));
  for (const [stratum, count] of plans)
    if (count > (drawn.get(stratum) ?? 0)) throw refuse(`has ${count} plans of ${stratum}, which its shard does not`);
  if (fields.whole("finished", MOST) !== 1) throw refuse("is of a shard that did not end");
  const printed = fields.text("printed");
  return {
    alignmentNeeded: fields.whole("alignmentNeeded", MOST),
    skipped: fields.whole("skipped", MOST),
    finished: 1,
    printedBytes: fields.whole("printedBytes", MOST),
    printed: printed.slice(0, PRINTED),
    fingerprints: readFingerprints(fields.object("fingerprints")),
    coverage: readCoverage(fields),
    plans,
    drawn: readCounts(fields, "drawn"),
    failed: readCounts(fields, "failed"),
    cells: readCells(fields, "cells"),
    tally: readTally(fields.object("tally")),
    tooLarge: readCounts(fields, "tooLarge"),
    buckets: readBuckets(fields, configuration),
    meter: fields.orNull("meter", (name) => readMeter(fields.object(name), configuration)),
  };
}

/** Plans by stratum, each stratum once. */
function readCounts(fields: Fields, name: string): readonly (readonly [StratumName, number])[] {
  const items = fields.items(name, STRATA.length);
  const counts = items.names().map((place) => {
    const pair = items.items(place, 2);
    return [pair.oneOf("0", STRATA), pair.whole("1", MOST)] as const;
  });
  if (new Set(counts.map(([stratum]) => stratum)).size < counts.length) throw fields.refuse(`counts ${name} of a stratum twice`);
  return counts;
}

/** The plan of a token, which must be of the shard's own platform. */
function readPlan(fields: Fields, { platform, alignment }: Configuration): GradientPlan {
  const read = decodeToken(fields.text("token"));
  if (read.platform !== platform || read.alignment !== alignment) throw fields.refuse("shows a case of another platform");
  return read.plan;
}

function readBuckets(fields: Fields, configuration: Configuration): readonly Bucket[] {
  const buckets = fields.list("buckets", MOST_BUCKETS).map((item): Bucket => {
    const bucket = new Fields(item, fields.refuse);
    const violation = readViolation(bucket.object("violation"));
    const explained = bucket.object("explained");
    const failing = bucket.items("failing", MOST_FAILING);
    return {
      identity: identityOf(violation),
      stratum: bucket.oneOf("stratum", STRATA),
      index: bucket.whole("index", MOST),
      plan: readPlan(bucket, configuration),
      violation,
      count: bucket.whole("count", MOST),
      failing: failing.names().map((place) => failing.whole(place, MOST)),
      from: bucket.whole("from", MOST),
      explained: Object.fromEntries(
        HYPOTHESIS_NAMES.filter((name) => explained.value(name) !== undefined).map((name) => [name, explained.whole(name, MOST)]),
      ),
      asked: bucket.whole("asked", MOST),
    };
  });
  if (new Set(buckets.map(({ identity }) => identity)).size < buckets.length) throw fields.refuse("holds a finding twice");
  return buckets;
}

function readFingerprints(fields: Fields): Fingerprints {
  const entries = ENTRY_NAMES.filter((entry) => fields.value(entry) !== undefined).map((entry) => {
    const seen = fields.object(entry);
    const names = Object.keys(emptyFingerprint(ENTRIES[entry].type)) as (keyof EntryFingerprint)[];
    return [entry, Object.fromEntries(names.map((name) => [name, seen.finite(name)]))];
  });
  return Object.fromEntries(entries) as Fingerprints;
}

function readCoverage(fields: Fields): CoverageCounts {
  const axes = emptyCoverage();
  const counts = fields.items("coverage", axes.length);
  return axes.map((values, axis) => {
    const read = counts.items(String(axis), values.length);
    return values.map((_, place) => read.whole(String(place), MOST));
  });
}

function readMeter(fields: Fields, configuration: Configuration): PackedSwath["meter"] {
  const worst = fields.object("worst");
  const repeats = fields.object("repeats");
  const places = STRATA.flatMap((stratum) => ENTRY_NAMES.map((entry) => `${stratum}/${entry}`));
  return {
    combinations: readCombinations(fields.object("combinations")),
    worst: Object.fromEntries(
      worst.names().map((place) => {
        if (!places.includes(place)) throw fields.refuse("has a largest error of a stratum or function that there is none of");
        return [place, readWorst(worst.object(place), configuration)];
      }),
    ),
    free: readByStratum(fields.object("free")),
    freeFailing: readByStratum(fields.object("freeFailing")),
    repeats: { made: repeats.whole("made", MOST), same: repeats.whole("same", MOST) },
    ...(fields.value("edges") === undefined ? {} : { edges: readEdges(fields.object("edges"), configuration) }),
  };
}

function writeEdges({ seen, reaching }: Edges, token: (plan: GradientPlan) => string): object {
  const plan = (call: Case): GradientPlan => ({ kind: "call", before: [], call, watch: "nothing" });
  return { seen, reaching: reaching.map(({ cells, call }) => ({ cells, token: token(plan(call)) })) };
}

function readEdges(fields: Fields, configuration: Configuration): Edges {
  const seen = fields.items("seen", MOST_EDGES);
  return {
    seen: seen.names().map((place) => seen.whole(place, 255)),
    reaching: fields.list("reaching", MOST_EDGES).map((item) => {
      const reaching = new Fields(item, fields.refuse);
      const cells = reaching.items("cells", MOST_EDGES);
      const plan = readPlan(reaching, configuration);
      if (plan.kind !== "call") throw fields.refuse("reaches code by no call");
      return { cells: cells.names().map((place) => cells.whole(place, 8 * MOST_EDGES)), call: plan.call };
    }),
  };
}

function readByStratum(fields: Fields): Meter["free"] {
  return Object.fromEntries(
    STRATA.filter((stratum) => fields.value(stratum) !== undefined).map((stratum) => [stratum, fields.whole(stratum, MOST)]),
  );
}

function readWorst(fields: Fields, configuration: Configuration): WorstError {
  const operands = fields.object("operands");
  const [g, w, t] = ["g", "w", "t"].map((name) => operands.whole(name, 2 ** 32 - 1)) as [number, number, number];
  return {
    steps: fields.finite("steps"),
    plan: readPlan(fields, configuration),
    operands: { entry: operands.oneOf("entry", ENTRY_NAMES), g, w, t },
  };
}

/** Counts of combinations, packed: of the right sizes, and counts all of them. */
function readCombinations(fields: Fields): PackedCombinations {
  const texts = mapped(packedLengths(), (length, name) => {
    const text = fields.matching(name, /^[A-Za-z0-9+/]*={0,2}$/);
    if (text.length !== length) throw fields.refuse(`has ${name} of another length than this version's`);
    return text;
  });
  const combinations = unpackCombinations(texts);
  if (!combinations.outcomes.every((count) => Number.isSafeInteger(count) && count >= 0))
    throw fields.refuse("counts combinations in no numbers");
  return packCombinations(combinations);
}

/** An object of the same names. */
function mapped<K extends string, A, B>(from: Readonly<Record<K, A>>, to: (value: A, name: K) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(from).map(([name, value]) => [name, to(value, name as K)])) as Record<K, B>;
}
