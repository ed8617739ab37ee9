import type { ElementFormat } from "../../core/format.ts";
import { MEAN, NONE, type Reduction } from "../../reference/operator.ts";
import { type Case, movedBuffer } from "../case.ts";
import { isNearHypothesis } from "../hypotheses.ts";
import { Inputs } from "../inputs.ts";
import type { CauseId } from "./causes.ts";
import { type Evidence, isCellKind } from "./evidence.ts";
import { type CallPlan, telling } from "./telling.ts";
import { isSame, type Unit } from "./units.ts";

/** A cause about what a call leaves for later ones, and what speaks for it. */
export interface StateCause {
  readonly cause: CauseId;
  readonly evidence: string;
}

/** A call and its inputs. */
interface Called {
  readonly c: Case;
  readonly inputs: Inputs;
}

/** Operands of a label cell. */
interface Operands {
  readonly reduction: Reduction;
  readonly g: number | null;
  readonly label: number;
  readonly w: number | null;
  readonly t: number;
}

/** What an earlier call's may stand in for this call's. */
interface Kept {
  readonly what: string;
  readonly cause: CauseId;
  take(now: Operands, before: Operands, call: Called): Partial<Operands> | null;
}

/** Of several that explain the same the first is told. */
const KEPT: readonly Kept[] = [
  {
    what: "reduction_type",
    cause: "mode-kept",
    take: ({ reduction }, before) => (before.reduction === reduction ? null : { reduction: before.reduction }),
  },
  {
    what: "division",
    cause: "mode-kept",
    take: ({ reduction }, { reduction: other, t }) => (reduction !== MEAN && other === MEAN ? { reduction: MEAN, t } : null),
  },
  { what: "total_weight", cause: "input-kept", take: (_, { t }) => ({ t }) },
  { what: "loss_grad", cause: "input-kept", take: (_, { g }) => ({ g }) },
  { what: "weight", cause: "input-kept", take: ({ label }, _, before) => ({ w: elementOf(before.inputs.weight, label) }) },
  { what: "operands", cause: "input-kept", take: (_, { g, w, t }) => ({ g, w, t }) },
  {
    what: "loss_grad and weight",
    cause: "input-kept",
    take: ({ label }, { g }, before) => ({ g, w: elementOf(before.inputs.weight, label) }),
  },
];

/** Share of the wrong cells that an earlier call's operands have to explain. */
const MOST = 0.75;

/** Calls before, as few as show it, that fill something up rather than leave something behind. */
const MANY = 5;

/** What speaks for a cause in the calls before the one that a finding was shrunk to; `null` if it needs none, or they explain nothing. */
export function stateOf(evidence: Evidence, wrong: readonly Unit[]): StateCause | null {
  const { plan, violation } = evidence;
  if (plan.kind !== "call" || plan.before.length === 0 || !isCellKind(violation.cell.kind)) return null;
  if (plan.call.poison === "left") return null;
  return stateIn(telling(plan), evidence, wrong) ?? stateIn(plan, evidence, wrong);
}

/** What speaks for a cause in the calls before the last of some. */
function stateIn(plan: CallPlan, { violation, again, calls }: Evidence, wrong: readonly Unit[]): StateCause | null {
  const cells = wrong.filter(({ c }) => isSame(c, plan.call));
  const now = called(plan.call);
  const before = [...plan.before].reverse().map(called);
  const different = otherThan(now, before);
  const isUnwritten =
    cells.length === 0 ? violation.received.includes("never written") : cells.every(({ got }) => got === "poison");
  if (isUnwritten && movedBuffer(plan.call.placement) === "logits_grad")
    return {
      cause: "output-elsewhere",
      evidence: "cells are not written where logits_grad alone lies elsewhere than in the calls before",
    };
  if (cells.length === 0)
    return different !== null && violation.received.includes("never written")
      ? { cause: "table-kept", evidence: `cells are not written: ${different}` }
      : null;
  if (violation.cell.kind === "off-label") return offLabel(cells, now, before, different);
  for (const call of before) {
    const kept = keptIn(cells, now, call);
    if (kept !== null) return kept;
  }
  const added = cells.filter(({ models }) => models.has("accumulates")).length;
  if (added >= MOST * cells.length)
    return {
      cause: "accumulates",
      evidence: `${added} of ${cells.length} wrong cells hold the result and what stood there before`,
    };
  if (before.length >= MANY && cells.every(({ got }) => got === "poison"))
    return { cause: "queue-full", evidence: `label cells are not written after ${before.length} calls` };
  if (different !== null && cells.every(({ got }) => got === "poison"))
    return { cause: "table-kept", evidence: `label cells are not written: ${different}` };
  if (cells.every(({ got }) => got === "near"))
    return {
      cause: "mode-kept",
      evidence: `${cells.length} of ${cells.length} wrong cells are rounded otherwise after an earlier call`,
    };
  const failing = calls.filter((call) => call.failing && isSame(call.case, plan.call));
  const isWhole = failing.every(({ right }) => right.length === 0);
  return again === "history" && isWhole && cells.every(({ got }) => got === "zero")
    ? { cause: "mode-kept", evidence: "every label cell of the call is 0 after that before it" }
    : null;
}

/** What an earlier call had in other numbers, if one had; `null` if all had the same shape and cores. */
function otherThan({ c }: Called, before: readonly Called[]): string | null {
  const other = before.find(({ c: b }) => b.batch !== c.batch || b.classNum !== c.classNum || b.coreMask !== c.coreMask)?.c;
  if (other === undefined) return null;
  const told = ({ batch, classNum, coreMask }: Case): string =>
    `${batch} x ${classNum} with core_mask 0x${coreMask.toString(16)}`;
  return `a call of ${told(other)} came before one of ${told(c)}`;
}

function called(c: Case): Called {
  const inputs = new Inputs();
  inputs.fill(c);
  return { c, inputs };
}

const elementOf = ({ length, values }: Inputs["weight"], k: number): number | null => (k < length ? (values[k] as number) : null);

/** The operands of a row; `null` past the last. */
function operandsOf({ c, inputs }: Called, row: number): Operands | null {
  if (row >= c.batch) return null;
  const label = inputs.labels[row] as number;
  return {
    reduction: c.reduction,
    g: elementOf(inputs.lossGrad, c.reduction === NONE ? row : 0),
    label,
    w: elementOf(inputs.weight, label),
    t: inputs.totalWeight.values[0] as number,
  };
}

/** What a call has beside its rows. */
function scalarsOf({ c, inputs }: Called): Operands {
  const g = c.reduction === NONE ? null : elementOf(inputs.lossGrad, 0);
  return { reduction: c.reduction, g, label: -1, w: null, t: inputs.totalWeight.values[0] as number };
}

function keptIn(wrong: readonly Unit[], now: Called, before: Called): StateCause | null {
  // What is 0, infinite or no number tells of no operand.
  const cells = wrong.filter(({ got }) => got === "number" || got === "stray" || got === "near");
  if (cells.length === 0) return null;
  for (const { what, cause, take } of KEPT) {
    const explained = cells.filter(({ row, format, bits }) => {
      const own = operandsOf(now, row);
      const other = operandsOf(before, row) ?? scalarsOf(before);
      if (own === null) return false;
      const taken = take(own, other, before);
      if (taken === null) return false;
      const { reduction, g, w, t } = { ...own, ...taken };
      if (g === null || w === null) return false;
      const received = format.fromBits(bits);
      return isNearHypothesis(format, (-g * w) / (reduction === MEAN ? t : 1), received);
    }).length;
    if (explained >= MOST * cells.length)
      return {
        cause,
        evidence: `computed with the ${what} of an earlier call: explains ${explained} of ${cells.length} wrong cells`,
      };
  }
  return null;
}

/** What stands beside the labels is what an earlier call left, where its rows had their labels, or what a table made for it gives. */
function offLabel(cells: readonly Unit[], now: Called, before: readonly Called[], other: string | null): StateCause {
  const count = (of: (unit: Unit) => boolean): number => cells.filter(of).length;
  if (count(({ got }) => got === "poison") >= MOST * cells.length)
    return other === null
      ? { cause: "contents-kept", evidence: "off-label cells are not written after an earlier call of the same shape" }
      : { cause: "table-kept", evidence: `off-label cells are not written: ${other}` };
  // Where a call puts its own results in other places, it knows them from an earlier shape.
  const own = count(({ format, bits }) => holdsResult(now, format, bits));
  if (other !== null && own >= MOST * cells.length)
    return { cause: "table-kept", evidence: `${own} of ${cells.length} wrong cells hold results of other rows: ${other}` };
  const isKept = ({ column, format, bits }: Unit): boolean => before.some((call) => holdsResult(call, format, bits, column));
  const values = count(isKept);
  if (values >= MOST * cells.length)
    return { cause: "contents-kept", evidence: `${values} of ${cells.length} wrong cells hold results of an earlier call` };
  const places = count(({ row, column }) => before.some((call) => operandsOf(call, row)?.label === column));
  if (places >= MOST * cells.length)
    return { cause: "input-kept", evidence: `${places} of ${cells.length} wrong cells are where labels of an earlier call were` };
  const misread = count((unit) => isOfItsRow(now, unit));
  return misread >= MOST * cells.length
    ? { cause: "mode-kept", evidence: `${misread} of ${cells.length} wrong cells are where their rows' labels are misread` }
    : { cause: "contents-kept", evidence: "off-label cells are written after an earlier call of the same shape" };
}

/** Whether a cell holds what its row would hold there if its label were that column. */
function isOfItsRow(now: Called, { row, column, format, bits }: Unit): boolean {
  const o = operandsOf(now, row);
  const w = elementOf(now.inputs.weight, column);
  if (o === null || o.g === null || w === null) return false;
  return isNearHypothesis(format, (-o.g * w) / (o.reduction === MEAN ? o.t : 1), format.fromBits(bits));
}

/** Whether an element is the result of some row of a call, of one with a label if that is given. */
function holdsResult(call: Called, format: ElementFormat, bits: number, label?: number): boolean {
  for (let i = 0; i < call.c.batch; i++) {
    const o = operandsOf(call, i);
    if (o === null || o.g === null || o.w === null || (label !== undefined && o.label !== label)) continue;
    const value = (-o.g * o.w) / (o.reduction === MEAN ? o.t : 1);
    if (Number.isFinite(value) && isNearHypothesis(format, value, format.fromBits(bits))) return true;
  }
  return false;
}
