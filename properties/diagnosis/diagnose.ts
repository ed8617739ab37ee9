import type { Platform } from "../../core/contract.ts";
import type { LikelyCause } from "../../core/record.ts";
import type { Case } from "../case.ts";
import { CAUSES, type CauseId } from "./causes.ts";
import { shareOfShort, sharpestConstant, sharpestContents } from "./constants.ts";
import { shareOfFewBits, sharpestPlaces } from "./digits.ts";
import { type Evidence, isCellKind } from "./evidence.ts";
import { type Explained, Models } from "./explained.ts";
import { influencesOf, ruledOutBy } from "./influence/influences.ts";
import { areDisplaced } from "./rules/conditions.ts";
import type { Rule } from "./rules/rule.ts";
import { RULES } from "./rules.ts";
import { type Parted, sharpestOf } from "./sharpest.ts";
import { stateOf } from "./state.ts";
import { unitsOf } from "./units.ts";

/** Score below which a cause is not told. */
const TELLING = 0.75;

/** How far behind the first another cause may be and still be told. */
const NEARBY = 0.1;

/** What a cause is worth that an earlier call's inputs or results tell: nothing else does. */
const STATE = 1.4;

/** What a cause is worth that operands speak for which wrong cells follow, and what their share adds. */
const FOLLOWED = 0.53;
const FOLLOWED_SHARE = 0.47;

/** Causes that are told of a finding at most. */
const MOST_TOLD = 3;

/** Extents of a shrunk case past which a cause that would show in the smallest one is less likely, and how much less. */
const SMALL = { batch: 4, classNum: 8 } as const;
const LESS_LIKELY = 0.8;

/** The causes that a finding is likely to have, the likeliest first, each with its evidence counted both ways. */
export function diagnose(evidence: Evidence, platform: Platform): LikelyCause[] {
  const { violation, calls } = evidence;
  const kind = isCellKind(violation.cell.kind) ? violation.cell.kind : "call";
  const units = unitsOf(calls, kind, shrunkOf(evidence));
  const parted: Parted = {
    wrong: units.filter(({ wrong }) => wrong),
    right: units.filter(({ wrong }) => !wrong),
    kind,
  };
  const models = new Models(parted, platform);
  const best = new Map<CauseId, Judged>();
  let top = 0;
  const ruledOut = kind === "call" || evidence.followed === null ? null : ruledOutBy(evidence.followed, kind);
  for (const rule of RULES) {
    if (ruledOut?.has(rule.cause) === true) continue;
    // What is too far behind is not told: no need to know how far.
    const least = Math.max(TELLING, top - NEARBY, best.get(rule.cause)?.score ?? 0);
    const judged = judge(rule, evidence, parted, models, platform, least);
    if (judged === null || judged.score <= least) continue;
    best.set(rule.cause, judged);
    top = Math.max(top, judged.score);
  }
  for (const { cause, share, text } of kind === "call" || evidence.followed === null
    ? []
    : influencesOf(evidence.followed, kind, areDisplaced(evidence))) {
    const score = FOLLOWED + share * FOLLOWED_SHARE;
    if (score > (best.get(cause)?.score ?? TELLING)) best.set(cause, { score, evidence: text });
  }
  const state = stateOf(evidence, parted.wrong);
  if (state !== null) best.set(state.cause, { score: STATE, evidence: state.evidence });
  const sorted = [...best].sort(([, a], [, b]) => b.score - a.score);
  return sorted
    .slice(0, MOST_TOLD)
    .filter(([, { score }]) => score >= (sorted[0]?.[1].score ?? 0) - NEARBY)
    .map(([id, { evidence: told }]) => likely(id, told));
}

/** How wrong cells are held against what a rule takes for constant. */
const CONSTANTS: Readonly<Record<NonNullable<Rule["constant"]>, (parted: Parted) => Explained | null>> = {
  contents: sharpestContents,
  short: shareOfShort,
  bits: shareOfFewBits,
  places: sharpestPlaces,
  factor: (parted) => sharpestConstant("factor", parted),
  loss_grad: (parted) => sharpestConstant("loss_grad", parted),
  weight: (parted) => sharpestConstant("weight", parted),
  total_weight: (parted) => sharpestConstant("total_weight", parted),
};

/** A cause of the catalogue with what speaks for it. */
export function likely(id: CauseId, evidence: string): LikelyCause {
  return { id, ...CAUSES[id], evidence };
}

interface Judged {
  readonly score: number;
  readonly evidence: string;
}

/** How far a rule's parts hold; `null` if it does not apply, or no statement takes it past a score of `least`. */
function judge(rule: Rule, evidence: Evidence, parted: Parted, models: Models, platform: Platform, least: number): Judged | null {
  const { violation } = evidence;
  if (!rule.on.includes(violation.cell.kind)) return null;
  if (rule.reductions?.includes(violation.reduction) === false) return null;
  if (rule.when?.(evidence) === false) return null;
  const { wrong } = parted;
  const { got, families } = rule;
  const counted = got !== undefined || rule.models !== undefined || families !== undefined;
  if (counted && wrong.length === 0) return null;
  const holding = got === undefined ? 1 : wrong.filter((unit) => got.includes(unit.got)).length / wrong.length;
  if (holding < TELLING) return null;
  const model =
    rule.models !== undefined
      ? models.sharpest(rule.models, families !== undefined || rule.anyway === true)
      : rule.constant !== undefined
        ? CONSTANTS[rule.constant](parted)
        : null;
  if ((rule.models ?? rule.constant) !== undefined && (model === null || model.score < TELLING)) return null;
  // A formula that no right cell contradicts is parted from right ones as they are.
  const held = model === null || model.disagreeing.right.length === 0 ? parted : model.disagreeing;
  const isOdd = rule.anywhere === true && model === null && isLarge(shrunkOf(evidence));
  const few = counted && wrong.length < 3 ? 0.97 : 1;
  const whole = holding * (model?.score ?? 1) * few * (isOdd ? LESS_LIKELY : 1);
  const weight = rule.weight ?? 0;
  const statement = families === undefined ? null : sharpestOf(families, held, platform, (least - weight) / whole);
  if (families !== undefined && statement === null) return null;
  return {
    score: whole * (statement?.score ?? 1) + weight,
    evidence: [model?.text, statement?.text].filter((text) => text !== undefined).join("; "),
  };
}

/** The case that a finding was shrunk to; `null` if it is about more than a call. */
function shrunkOf({ plan, again }: Evidence): Case | null {
  return again === "always" && plan.kind === "call" && plan.before.length === 0 ? plan.call : null;
}

const isLarge = (c: Case | null): boolean => c !== null && (c.batch > SMALL.batch || c.classNum > SMALL.classNum);
