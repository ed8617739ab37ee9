import type { Platform } from "../../core/contract.ts";
import type { LikelyCause } from "../../core/record.ts";
import { CAUSES, type CauseId } from "./causes.ts";
import { type Evidence, isCellKind } from "./evidence.ts";
import type { ModelName } from "./models.ts";
import { RULES, type Rule } from "./rules.ts";
import { FAMILIES, type FamilyName } from "./statements/families.ts";
import type { Statement } from "./statements/statement.ts";
import { type Unit, unitsOf } from "./units.ts";

/** Score below which a cause is not told. */
const TELLING = 0.75;

/** Causes that are told of a finding at most. */
const MOST_TOLD = 3;

/** The causes that a finding is likely to have, the likeliest first, each with its evidence counted both ways. */
export function diagnose(evidence: Evidence, platform: Platform): LikelyCause[] {
  const { violation, calls } = evidence;
  const kind = isCellKind(violation.cell.kind) ? violation.cell.kind : "call";
  const units = unitsOf(calls, kind);
  const parted: Parted = { wrong: units.filter(({ wrong }) => wrong), right: units.filter(({ wrong }) => !wrong), kind };
  const best = new Map<CauseId, Judged>();
  for (const rule of RULES) {
    const judged = judge(rule, evidence, parted, platform);
    if (judged !== null && judged.score > (best.get(rule.cause)?.score ?? TELLING)) best.set(rule.cause, judged);
  }
  return [...best]
    .sort(([, a], [, b]) => b.score - a.score)
    .slice(0, MOST_TOLD)
    .map(([id, { evidence: told }]) => likely(id, told));
}

/** A cause of the catalogue with what speaks for it. */
export function likely(id: CauseId, evidence: string): LikelyCause {
  return { id, ...CAUSES[id], evidence };
}

/** Units parted by whether they are wrong. */
interface Parted {
  readonly wrong: readonly Unit[];
  readonly right: readonly Unit[];
  readonly kind: "label" | "off-label" | "call";
}

interface Judged {
  readonly score: number;
  readonly evidence: string;
}

/** How far a rule's parts hold; `null` if it does not apply. */
function judge(rule: Rule, evidence: Evidence, parted: Parted, platform: Platform): Judged | null {
  const { violation } = evidence;
  if (!rule.on.includes(violation.cell.kind)) return null;
  if (rule.reductions?.includes(violation.reduction) === false) return null;
  if (rule.when?.(evidence) === false) return null;
  const { wrong } = parted;
  const counted = rule.got !== undefined || rule.models !== undefined || rule.families !== undefined;
  if (counted && wrong.length === 0) return null;
  const { got } = rule;
  const holding = got === undefined ? 1 : wrong.filter((unit) => got.includes(unit.got)).length / wrong.length;
  if (holding < TELLING) return null;
  const apart = rule.families !== undefined || rule.anyway === true;
  const model = rule.models === undefined ? null : sharpestModel(rule.models, parted, apart);
  if (model !== null && model.score < TELLING) return null;
  const statement =
    rule.families === undefined
      ? null
      : sharpestOf(rule.families, model === null ? parted : withoutAgreeing(parted, model.names), platform);
  if (rule.families !== undefined && statement === null) return null;
  const few = counted && wrong.length < 3 ? 0.97 : 1;
  return {
    score: holding * (model?.score ?? 1) * (statement?.score ?? 1) * few + (rule.weight ?? 0),
    evidence: [model?.text, statement?.text].filter((text) => text !== undefined).join("; "),
  };
}

/** Right cells that a wrong formula gives as well cannot tell where it is used. */
function withoutAgreeing(parted: Parted, names: readonly ModelName[]): Parted {
  return { ...parted, right: parted.right.filter(({ models }) => !names.some((name) => models.has(name))) };
}

interface Told {
  readonly score: number;
  readonly text: string;
}

/** The formula that explains the most; `apart`: right cells need not follow it. */
function sharpestModel(
  models: readonly ModelName[],
  { wrong, right }: Parted,
  apart: boolean,
): Told & { readonly names: readonly ModelName[] } {
  let best: Told & { readonly names: readonly ModelName[] } = { score: 0, text: "", names: [] };
  for (const name of models) {
    const asked = (units: readonly Unit[]): Unit[] => units.filter((unit) => !unit.silent.has(name));
    const explains = (units: readonly Unit[]): number => units.filter((unit) => unit.models.has(name)).length;
    const [failing, passing] = [asked(wrong), asked(right)];
    if (failing.length === 0) continue;
    const [explained, agreeing] = [explains(failing), explains(passing)];
    const agreement = apart || passing.length === 0 ? 1 : agreeing / passing.length;
    const score = (explained / failing.length) * (0.6 + 0.4 * agreement);
    if (score <= best.score) continue;
    const both = apart || passing.length === 0 ? "" : `, and ${agreeing} of ${passing.length} right ones`;
    best = { score, text: `explains ${explained} of ${failing.length} wrong cells${both}`, names: [name] };
  }
  return best;
}

/** Families about values, which right cells with a result of 0, infinity or NaN speak of as much as others. */
const OF_VALUES: ReadonlySet<FamilyName> = new Set<FamilyName>([
  "everywhere",
  "zero operand",
  "special operand",
  "one operand value",
  "odd value",
  "odd total",
  "odd unused",
  "overflowing result",
  "small result",
  "subnormal operand",
]);

/** The statement of some families that parts wrong units from right ones best, by cells or by whole calls. */
function sharpestOf(families: readonly FamilyName[], parted: Parted, platform: Platform): Told | null {
  let best: Told | null = null;
  for (const name of families) {
    const right = parted.kind !== "label" || OF_VALUES.has(name) ? parted.right : parted.right.filter(({ dull }) => !dull);
    const cells = { ...parted, right };
    for (const statement of FAMILIES[name](parted.wrong, platform)) {
      for (const told of [
        part(statement, cells, name === "everywhere"),
        parted.kind === "call" || name === "everywhere" ? null : partCalls(statement, cells),
      ])
        if (told !== null && told.score > (best?.score ?? 0)) best = told;
    }
  }
  return best;
}

const CELLS: Readonly<Record<Parted["kind"], string>> = {
  label: "label cells fail",
  "off-label": "off-label cells fail",
  call: "fails",
};

/** How a statement parts cells, or calls where a finding is about no cells. */
function part({ text, holds }: Statement, { wrong, right, kind }: Parted, always: boolean): Told | null {
  const counts = {
    failing: wrong.filter(holds).length,
    wrong: wrong.length,
    passing: right.filter(holds).length,
    right: right.length,
  };
  return tell(text, CELLS[kind], counts, always);
}

/** How a statement parts calls: it holds for one if it holds for a wrong cell of it, or for any of one that is right. */
function partCalls({ text, holds }: Statement, { wrong, right }: Parted): Told | null {
  const failing = new Set(wrong.map(({ c }) => c));
  const passing = new Set(right.map(({ c }) => c).filter((c) => !failing.has(c)));
  const failingHolding = new Set(wrong.filter(holds).map(({ c }) => c));
  const passingHolding = new Set(right.filter((unit) => passing.has(unit.c) && holds(unit)).map(({ c }) => c));
  const counts = { failing: failingHolding.size, wrong: failing.size, passing: passingHolding.size, right: passing.size };
  return tell(text, "calls fail", counts, false);
}

interface Counts {
  /** Wrong units for which a statement holds, and all wrong units; the same of right units. */
  readonly failing: number;
  readonly wrong: number;
  readonly passing: number;
  readonly right: number;
}

/** The harmonic mean of precision and recall, less where the statement adds little to what holds anyway. */
function tell(text: string, what: string, { failing, wrong, passing, right }: Counts, always: boolean): Told | null {
  if (failing === 0) return null;
  const precision = failing / (failing + passing);
  const base = wrong / (wrong + right);
  const lift = always ? 1 : base === 1 ? 0.5 : Math.max(0, (precision - base) / (1 - base));
  const sharpness = (2 * failing) / (failing + passing + wrong);
  const elsewhere = right - passing;
  const others = elsewhere + wrong - failing;
  const rest = others === 0 ? "" : `, pass${what === "fails" ? "es" : ""} ${elsewhere} of ${others} elsewhere`;
  const where = always ? "" : ` where ${text}`;
  return { score: sharpness * (0.6 + 0.4 * lift), text: `${what} ${failing} of ${failing + passing}${where}${rest}` };
}
