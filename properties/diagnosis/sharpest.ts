import type { Platform } from "../../core/contract.ts";
import type { Case } from "../case.ts";
import { ADDRESS_FAMILIES } from "./statements/addresses.ts";
import { CALL_FAMILIES } from "./statements/calls.ts";
import { CELL_FAMILIES, FAMILIES, type FamilyName } from "./statements/families.ts";
import type { Statement } from "./statements/statement.ts";
import type { Unit } from "./units.ts";

/** Units parted by whether they are wrong. */
export interface Parted {
  readonly wrong: readonly Unit[];
  readonly right: readonly Unit[];
  readonly kind: "label" | "off-label" | "call";
}

/** How well something fits, and in which words. */
export interface Told {
  readonly score: number;
  readonly text: string;
}

/** Families about values, which right cells with a result of 0, infinity or NaN speak of as much as others. */
const OF_VALUES: ReadonlySet<FamilyName> = new Set<FamilyName>([
  "zero operand",
  "large operand",
  "special operand",
  "one operand value",
  "odd value",
  "odd total",
  "odd unused",
  "overflowing result",
  "small result",
  "subnormal operand",
]);

/** Families that say which cells: that one of them is in every call that fails says nothing. */
const OF_CELLS_ALONE: ReadonlySet<FamilyName> = new Set<FamilyName>([
  ...(Object.keys(ADDRESS_FAMILIES) as FamilyName[]),
  "head",
  "doubling",
  "last column",
  "gap behind the label",
  "beside the label",
  "vector of the label",
  "whole tiles",
  "short tile",
  "periodic element",
  "label in a type",
  "multiple of the label",
]);

/**
 * The statement of some families that parts wrong units from right ones best, by cells or by whole calls; `null` if none scores more than
 * `least`.
 */
export function sharpestOf(families: readonly FamilyName[], parted: Parted, platform: Platform, least = 0): Told | null {
  let best = null as Told | null;
  for (const name of families) {
    const right = parted.kind !== "label" || OF_VALUES.has(name) ? parted.right : parted.right.filter(({ dull }) => !dull);
    const cells = { ...parted, right };
    const statements = FAMILIES[name](parted.wrong, platform).filter(isOfShrunk(parted));
    const isOfCalls = parted.kind !== "call" && name !== "everywhere" && !OF_CELLS_ALONE.has(name);
    const coarse = name in CALL_FAMILIES ? 0 : COARSE;
    const hold = (statement: Statement): void => {
      best = part(statement, cells, name === "everywhere", best?.score ?? least) ?? best;
      if (isOfCalls) best = partCalls(statement, cells, coarse, best?.score ?? least) ?? best;
    };
    for (const statement of statements) hold(statement);
    // What parts them already is not told any better.
    if ((best?.score ?? least) < 1 - NARROWED)
      for (const statement of refined(name, statements, cells, platform)) hold(statement);
  }
  return best;
}

/** Whether a statement holds in the shrunk case, if that is among the wrong: it is the smallest in which the cause is at work. */
function isOfShrunk({ wrong }: Parted): (statement: Statement) => boolean {
  const shrunk = wrong.filter((unit) => unit.shrunk);
  return ({ holds, silent }) => shrunk.length === 0 || shrunk.some((unit) => holds(unit) || silent?.(unit) === true);
}

/** Families that say in which calls a statement about places holds. */
const WHERE: readonly FamilyName[] = [
  "several cores",
  "number of cores",
  "core in the mask",
  "core not in the mask",
  "mask with gaps",
  "shape",
  "equal edges",
  "row in a vector",
  "row remainder",
  "row group",
  "column tail",
];

/** Share of wrong cells that a statement must hold for to be narrowed. */
const NEARLY_ALL = 0.9;

/** Wrong cells that it takes: of a few there is always something else that they have in common. */
const ENOUGH = 5;

/** What a statement loses by being narrowed: the simpler one wins where both part alike. */
const NARROWED = 0.06;

/** The sharpest statement on places, narrowed to some calls. */
function refined(name: FamilyName, statements: readonly Statement[], parted: Parted, platform: Platform): Statement[] {
  if (!(name in CELL_FAMILIES || name in ADDRESS_FAMILIES) || parted.kind === "call" || parted.wrong.length < ENOUGH) return [];
  let best: { readonly statement: Statement; readonly passing: number } | null = null;
  for (const statement of statements) {
    if (parted.wrong.filter(statement.holds).length < NEARLY_ALL * parted.wrong.length) continue;
    const passing = parted.right.filter(statement.holds).length;
    // What holds everywhere is no place.
    if (passing === parted.right.length) continue;
    if (best === null || passing < best.passing) best = { statement, passing };
  }
  if (best === null || best.passing < 0.02 * parted.wrong.length) return [];
  const { text, holds } = best.statement;
  const narrowing = WHERE.flatMap((where) => FAMILIES[where](parted.wrong, platform)).filter(({ ofOne }) => ofOne !== true);
  return narrowing.map((narrow) => ({
    text: `${text} and ${narrow.text}`,
    less: NARROWED,
    holds: (unit) => holds(unit) && narrow.holds(unit),
  }));
}

const CELLS: Readonly<Record<Parted["kind"], string>> = {
  label: "label cells fail",
  "off-label": "off-label cells fail",
  call: "fails",
};

/** How a statement parts cells, or calls where a finding is about no cells; `null` if it scores no more than `least`. */
function part(statement: Statement, { kind, ...units }: Parted, always: boolean, least: number): Told | null {
  const { holds, silent } = statement;
  const asked = (of: readonly Unit[]): readonly Unit[] => (silent === undefined ? of : of.filter((unit) => !silent(unit)));
  const wrong = asked(units.wrong);
  // Most statements are told by few wrong units to be no match: right ones, of which there are more, need not be asked then.
  const failing = holdingOf(wrong, holds, fewestOf(statement, wrong.length, least));
  if (failing === null) return null;
  const right = asked(units.right);
  const counts = { failing, wrong: wrong.length, passing: right.filter(holds).length, right: right.length };
  return tell(statement, CELLS[kind], counts, always, least);
}

/** How many a statement holds for; `null` as soon as they cannot be so many any more. */
function holdingOf<T>(of: readonly T[], holds: (one: T) => boolean, fewest: number): number | null {
  let missing = 0;
  for (const one of of) if (!holds(one) && of.length - ++missing < fewest) return null;
  return of.length < fewest ? null : of.length - missing;
}

/** Wrong ones that a statement must hold for to score more than `least`, if no right one speaks against it; 1 at least. */
function fewestOf({ less = 0 }: Statement, wrong: number, least: number): number {
  // 2 failing / (failing + wrong) - less > least.
  const share = least + less;
  return share >= 1 ? Infinity : Math.max(1, Math.ceil((wrong * share) / (2 - share) - 1e-9));
}

/** What a statement about cells loses by being held against whole calls: cells tell more. */
const COARSE = 0.06;

/** The calls of parted units, each with its cells: those with a wrong one, of which the wrong ones, and the others. */
interface Calls {
  readonly failing: readonly (readonly Unit[])[];
  readonly passing: readonly (readonly Unit[])[];
}

const callsOfUnits = new WeakMap<readonly Unit[], Calls>();

function callsOf({ wrong, right }: Parted): Calls {
  const known = callsOfUnits.get(right);
  if (known !== undefined) return known;
  const failing = byCall(wrong);
  const passing = byCall(right.filter(({ c }) => !failing.has(c)));
  const calls = { failing: [...failing.values()], passing: [...passing.values()] };
  callsOfUnits.set(right, calls);
  return calls;
}

function byCall(units: readonly Unit[]): Map<Case, Unit[]> {
  const calls = new Map<Case, Unit[]>();
  for (const unit of units) {
    const cells = calls.get(unit.c);
    if (cells === undefined) calls.set(unit.c, [unit]);
    else cells.push(unit);
  }
  return calls;
}

/** How a statement parts calls: it holds for one if it holds for a wrong cell of it, or for any of one that is right. */
function partCalls(statement: Statement, parted: Parted, coarse: number, least: number): Told | null {
  const holds = (units: readonly Unit[]): boolean => units.some(statement.holds);
  const coarser = { ...statement, less: (statement.less ?? 0) + coarse };
  const { failing, passing } = callsOf(parted);
  const holding = holdingOf(failing, holds, fewestOf(coarser, failing.length, least));
  if (holding === null) return null;
  const counts = { failing: holding, wrong: failing.length, passing: passing.filter(holds).length, right: passing.length };
  return tell(coarser, "calls fail", counts, false, least);
}

interface Counts {
  /** Wrong units for which a statement holds, and all wrong units; the same of right units. */
  readonly failing: number;
  readonly wrong: number;
  readonly passing: number;
  readonly right: number;
}

/** The harmonic mean of precision and recall, less where the statement adds little to what holds anyway. */
function tell(
  { text, less = 0 }: Statement,
  what: string,
  { failing, wrong, passing, right }: Counts,
  always: boolean,
  least: number,
): Told | null {
  const precision = failing / (failing + passing);
  const base = wrong / (wrong + right);
  const lift = always ? 1 : base === 1 ? 0.5 : Math.max(0, (precision - base) / (1 - base));
  const sharpness = (2 * failing) / (failing + passing + wrong);
  const score = sharpness * (0.6 + 0.4 * lift) - less;
  if (score <= least) return null;
  const elsewhere = right - passing;
  const others = elsewhere + wrong - failing;
  const rest = others === 0 ? "" : `, pass${what === "fails" ? "es" : ""} ${elsewhere} of ${others} elsewhere`;
  const where = always ? "" : ` where ${text}`;
  return { score, text: `${what} ${failing} of ${failing + passing}${where}${rest}` };
}
