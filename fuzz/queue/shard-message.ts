import { Fields, shownValue } from "../../core/fields.ts";
import { STEERED, type SteeredStratum, type Steering } from "../../properties/steer.ts";
import { STRATA } from "../../properties/strata.ts";
import { decodeToken, InvalidToken } from "../../properties/token.ts";
import { ENTRY_NAMES } from "../../reference/operator.ts";
import { type PlatformId, readPlatform } from "../../reference/platforms.ts";
import type { Piece } from "../../runner/tiers.ts";
import { type Configuration, digestOf, plansOfShard, STREAM_VERSION } from "../configuration.ts";
import type { ShardDescription } from "../shard.ts";
import { MalformedMessage } from "./problem.ts";

/** Characters of a shard's text: far more than the calls that an epoch is steered to take. */
export const SHARD_TEXT: number = 2 ** 22;

const WORD = 2 ** 32 - 1;
/** Places of a stratum's plans: campaigns of weeks do not come near. */
const MOST_PLANS = 2 ** 48;
/** Milliseconds that a call may be given: a day. */
const MOST_PATIENCE = 86_400_000;
const MOST_REACHED = 1024;

/** What a worker can carry out. */
export interface Serving {
  /** Version of the suite. */
  readonly suite: string;
  /** Digest of the kernel. */
  readonly kernel: string;
}

/**
 * Reads a shard that came out of a queue: data that anybody may have written.
 *
 * @throws MalformedMessage if it is none, of another version or kernel, or not what its name says.
 */
export function readShard(value: unknown, serving: Serving): ShardDescription {
  const top = new Fields(value, (what) => new MalformedMessage(`the shard ${what}`));
  const described = {
    configuration: readConfiguration(top.object("configuration"), serving),
    epoch: top.whole("epoch", WORD),
    number: top.whole("number", WORD),
    pieces: top.list("pieces", STRATA.length).map((item) => readPiece(new Fields(item, top.refuse))),
    steering: readSteering(top.object("steering")),
  };
  const plans = described.pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const due = plansOfShard(described.configuration.epoch, described.epoch);
  if (plans !== due) throw top.refuse(`has ${plans} plans, where its campaign's have ${due}`);
  const name = top.matching("name", /^[0-9a-f]{64}$/);
  if (nameOf(value as object) !== name) throw top.refuse("is not what its name says");
  return { name, ...described };
}

/** The name that a shard ought to have, as it came: the order of its fields counts. */
function nameOf({ name: _, ...described }: { readonly name?: unknown }): string | null {
  try {
    return digestOf(described);
  } catch {
    // Nested deeper than anything of ours.
    return null;
  }
}

function readConfiguration(fields: Fields, { suite, kernel }: Serving): Configuration {
  const { refuse } = fields;
  const other = fields.text("suite");
  if (other !== suite) throw refuse(`is of version ${shownValue(other)} of the suite, and this worker of ${suite}`);
  const stream = fields.whole("stream", WORD);
  if (stream !== STREAM_VERSION)
    throw refuse(`is of version ${stream} of the stream of cases, and this worker of ${STREAM_VERSION}`);
  if (fields.text("kernel") !== kernel) throw refuse("is of another kernel");
  const epoch = fields.object("epoch");
  return {
    suite,
    stream,
    kernel,
    platform: readPlatformId(fields),
    seed: fields.whole("seed", WORD),
    alignment: readAlignment(fields),
    timeout: readPatience(fields),
    epoch: { shards: epoch.whole("shards", 4096), plans: epoch.whole("plans", 2 ** 24), doublings: epoch.whole("doublings", 16) },
  };
}

function readPlatformId(fields: Fields): PlatformId {
  const text = fields.text("platform");
  const platform = readPlatform(text);
  if (platform === null) throw fields.refuse(`is of the platform ${shownValue(text)}, which is none`);
  return platform.id;
}

function readAlignment(fields: Fields): number {
  const alignment = fields.whole("alignment", 4096);
  if (alignment < 4 || (alignment & (alignment - 1)) !== 0) throw fields.refuse(`aligns buffers to ${alignment} bytes`);
  return alignment;
}

function readPatience(fields: Fields): number {
  const timeout = fields.finite("timeout");
  if (timeout <= 0 || timeout > MOST_PATIENCE) throw fields.refuse(`gives a call ${timeout} ms`);
  return timeout;
}

function readPiece(fields: Fields): Piece {
  const piece = {
    stratum: fields.oneOf("stratum", STRATA),
    from: fields.whole("from", MOST_PLANS),
    to: fields.whole("to", MOST_PLANS),
  };
  if (piece.from > piece.to) throw fields.refuse(`has a piece from ${piece.from} to ${piece.to}`);
  return piece;
}

function readSteering(fields: Fields): Steering {
  const { refuse } = fields;
  return {
    near: fields.list("near", 2 * STRATA.length * ENTRY_NAMES.length).map((item) => {
      const operands = new Fields(item, refuse);
      const [g, w, t] = ["g", "w", "t"].map((name) => operands.whole(name, WORD)) as [number, number, number];
      return { entry: operands.oneOf("entry", ENTRY_NAMES), g, w, t };
    }),
    reached: readReached(fields.object("reached")),
  };
}

/** Tokens of calls, each of which can be read. */
function readReached(fields: Fields): Steering["reached"] {
  const tokens = (stratum: SteeredStratum): readonly string[] => {
    const items = fields.items(stratum, MOST_REACHED);
    return items.names().map((place) => {
      const token = items.text(place);
      try {
        decodeToken(token);
      } catch (error) {
        if (error instanceof InvalidToken) throw fields.refuse(`is steered by a ${error.message}`);
        throw error;
      }
      return token;
    });
  };
  return Object.fromEntries(STEERED.map((stratum) => [stratum, tokens(stratum)])) as Record<SteeredStratum, readonly string[]>;
}
