import { failureRateBelow } from "../core/binomial.ts";
import type { Platform } from "../core/contract.ts";
import type { Watch } from "../core/plan.ts";
import { mix, Random } from "../core/random.ts";
import { ENTRY_NAMES } from "../reference/operator.ts";
import type { Case } from "./case.ts";
import { ENUMERATED, type EnumeratedStratum, enumerated } from "./enumerated.ts";
import { type Feasible, feasiblePairs } from "./feasible.ts";
import { drawCase, drawMember } from "./generator.ts";
import { hugeCase } from "./huge.ts";
import { RELATIONS, type RelationName, relationOf } from "./relations.ts";
import { withValues } from "./setters.ts";
import type { ShapeClass } from "./shapes.ts";
import { isFree, STEERED, type SteeredStratum, type Steering, steer } from "./steer.ts";
import { decodeToken, type GradientPlan } from "./token.ts";

/**
 * Kinds of plans that a run is made of. A stratum's plans are numbered from 0; any of them can be drawn by itself. The
 * order is part of the stream: it only ever grows.
 */
export const STRATA = [
  "small",
  "medium",
  "long",
  "vast",
  "empty",
  "relations",
  "late",
  "examples",
  "read-only",
  "tiny",
  "halves",
  "masks",
  "combinations",
  "huge",
] as const;
export type StratumName = (typeof STRATA)[number];

/** Strata whose plans are no draws: all of a finite number, or what other draws left out. They tell nothing of a rate. */
const DIRECTED: ReadonlySet<StratumName> = new Set<StratumName>([...ENUMERATED, "combinations", "huge"]);

/** Whether a stratum's plans are drawn at random, so that failures among them tell a rate. */
export function isRandom(stratum: StratumName): boolean {
  return !DIRECTED.has(stratum);
}

/** What each stratum is, for reports. */
export const STRATUM_TEXT: Readonly<Record<StratumName, string>> = Object.freeze({
  tiny: "single calls, batch to 16 and class_num to 32, in volleys on the same inputs",
  small: "single calls, batch and class_num to 80",
  medium: "single calls, one extent past 2^8 or 2^10",
  long: "single calls, one extent past 2^15 or 2^16",
  vast: "single calls past 2^24 cells",
  empty: "single calls with batch 0",
  relations: "several calls held against each other",
  late: "calls whose output is watched after they return",
  "read-only": "single calls whose inputs cannot be written",
  examples: "the document's C examples at their addresses",
  halves: "each operand of mean through all halves, against hard ones",
  masks: "every mask on small shapes",
  huge: "single calls past 2^31 cells",
  combinations: "single calls with combinations that no other call had",
});

/** Draws that a relation has to find a base case that it applies to. */
const BASE_DRAWS = 64;

/** Calls in a row that share their inputs, in the stratum `tiny`. */
const VOLLEY = 16;

/** Draws plans of one run: seed, platform and where draws are steered are fixed. */
export class Stream {
  private readonly seed: number;
  private readonly platform: Platform;
  private readonly steering: Steering | null;
  /** The calls of `steering.reached`, once they are asked for. */
  private readonly reached = new Map<SteeredStratum, readonly Case[]>();
  private readonly wanted: readonly (readonly number[])[];
  /** Which values can meet, once something is steered. */
  private feasible: Feasible | undefined;
  private readonly random = new Random();
  /** The volley that was drawn last, and its number. */
  private volley: readonly Case[] = [];
  private volleyAt = -1;

  /** `wanted`: what the plans of the stratum `combinations` are to have, values numbered through as in `axes.ts`. */
  constructor(seed: number, platform: Platform, steering: Steering | null = null, wanted: readonly (readonly number[])[] = []) {
    this.seed = seed;
    this.platform = platform;
    this.steering = steering;
    this.wanted = wanted;
  }

  /** Plan `index` of a stratum. */
  draw(stratum: StratumName, index: number): GradientPlan {
    if (stratum === "tiny") return call(this.drawTiny(index), "nothing");
    if (isEnumerated(stratum)) return enumerated(stratum, index, this.platform);
    const random = this.random.reset(this.seed, STRATA.indexOf(stratum), index);
    switch (stratum) {
      case "examples":
        return { kind: "example", example: index % 2, seed: mix(this.seed, index) };
      case "relations":
        return this.drawRelation(RELATIONS[index % RELATIONS.length] as RelationName);
      case "huge":
        return call(hugeCase(this.platform, index), "nothing");
      case "combinations": {
        const base = drawCase(random, this.platform, "small", index);
        return call(withValues(random, base, this.wanted[index] as readonly number[], this.platform), "nothing");
      }
      case "late":
        return call(drawCase(random, this.platform, index % 2 === 0 ? "medium" : "long", index), "late");
      case "read-only":
        return call(drawCase(random, this.platform, index % 8 === 0 ? "medium" : "small", index), "inputs");
      default:
        return call(
          this.steered(drawCase(random, this.platform, stratum satisfies ShapeClass, index), stratum, index),
          "nothing",
        );
    }
  }

  private drawTiny(index: number): Case {
    const { random, seed, platform } = this;
    const at = Math.floor(index / VOLLEY);
    if (this.volleyAt !== at) {
      const drawn = drawCase(random.reset(seed, STRATA.indexOf("tiny"), at), platform, "tiny", at);
      const first = this.steered(drawn, "small", at);
      const volley = [first];
      // A kernel whose counters lead somewhere is called one by one: inputs in common would save nothing.
      const alone = this.steering !== null && this.reachedIn("small", this.steering).length > 0;
      while (volley.length < VOLLEY) {
        const member = drawMember(random, platform, first);
        volley.push(alone ? this.steered(member, "small", at) : member);
      }
      this.volley = volley;
      this.volleyAt = at;
    }
    return this.volley[index % VOLLEY] as Case;
  }

  private steered(c: Case, stratum: StratumName, index: number): Case {
    const { random, platform, steering, seed } = this;
    const goal = STEERED.find((name) => name === stratum);
    if (steering === null || goal === undefined || isFree(seed, index)) return c;
    this.feasible ??= feasiblePairs(platform, { entries: ENTRY_NAMES, exact: true });
    return steer(random, c, steering.near, this.reachedIn(goal, steering), platform, this.feasible);
  }

  private reachedIn(stratum: SteeredStratum, steering: Steering): readonly Case[] {
    const known = this.reached.get(stratum);
    if (known !== undefined) return known;
    const plans = steering.reached[stratum].map((token) => decodeToken(token).plan);
    // Those that were drawn, as all that a campaign reaches: a list of elements cannot follow another extent.
    const calls = plans.flatMap((plan) => (plan.kind === "call" && isDrawn(plan.call) ? [plan.call] : []));
    this.reached.set(stratum, calls);
    return calls;
  }

  private drawRelation(relation: RelationName): GradientPlan {
    const { random, platform } = this;
    const isMedium = random.oneIn(12);
    // Each mask of 8 cores is a call: of larger shapes those of the stratum `medium` are enough.
    let base = drawCase(random, platform, isMedium && relation !== "masks" ? "medium" : "small", 0);
    for (let i = 0; i < BASE_DRAWS && !relationOf(relation).applies(base, platform); i++)
      base = drawCase(random, platform, "small", i);
    return { kind: "relation", relation, seed: random.word(), base };
  }
}

function isEnumerated(stratum: StratumName): stratum is EnumeratedStratum {
  return (ENUMERATED as readonly StratumName[]).includes(stratum);
}

/** Whether steering changes what a stratum draws: of `tiny` the first call of each volley, which goes where those of `small` go. */
export function isSteered(stratum: StratumName): boolean {
  return stratum === "tiny" || STEERED.some((name) => name === stratum);
}

/**
 * How high the failure rate of a stratum's plans may still be, with 95 % confidence. Calls of a volley have their inputs in common and may fail
 * together: there were as many independent draws as volleys, and any call that failed may have been in another of them.
 */
export function stratumRateBelow(stratum: StratumName, failing: number, cases: number): number {
  const draws = stratum === "tiny" ? Math.ceil(cases / VOLLEY) : cases;
  return failureRateBelow(Math.min(failing, draws), draws);
}

/** Whether plan `index` of a stratum is drawn as if nothing were steered. */
export function isDrawnFree(seed: number, stratum: StratumName, index: number): boolean {
  return !isSteered(stratum) || isFree(seed, stratum === "tiny" ? Math.floor(index / VOLLEY) : index);
}

function isDrawn({ labels, lossGrad, weight }: Case): boolean {
  return labels.kind === "drawn" && lossGrad.kind === "drawn" && weight.kind === "drawn";
}

const NONE_BEFORE: readonly Case[] = Object.freeze([]);

function call(c: Case, watch: Watch): GradientPlan {
  return { kind: "call", before: NONE_BEFORE, call: c, watch };
}
