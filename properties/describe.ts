import { counted } from "../core/counted.ts";
import { formatOf } from "../core/format.ts";
import { DOCUMENT_NAMES, MEAN, NONE, REDUCTION_NAMES } from "../reference/operator.ts";
import { type Case, movedBuffer, typeOf } from "./case.ts";
import type { LabelPattern, ValuePattern } from "./patterns.ts";
import { relationOf } from "./relations.ts";
import type { GradientPlan } from "./token.ts";
import { type Cell, showBits } from "./violation.ts";

function describeValues(c: Case, pattern: ValuePattern, length: number): string {
  const format = formatOf(typeOf(c));
  if (pattern.kind === "drawn") {
    const rest =
      pattern.except === undefined
        ? ""
        : ` but ${pattern.except.map(([at, bits]) => `[${at}] = ${showBits(format, bits)}`).join(", ")}`;
    return `${pattern.values}${rest}`;
  }
  const shown = pattern.bits.slice(0, 4).map((bits) => showBits(format, bits));
  return `${shown.join(", ")}${length > shown.length ? ", …" : ""}`;
}

function describeLabels(pattern: LabelPattern): string {
  if (pattern.kind === "drawn") return pattern.labels;
  const shown = pattern.labels.slice(0, 8);
  return `${shown.join(", ")}${pattern.labels.length > shown.length ? ", …" : ""}`;
}

/** Calls before another that are told one by one. */
const TOLD = 2;

/** A case in one line: what a reader needs to see what is special about it. */
export function describeCase(c: Case): string {
  const parts = [`${counted(c.batch, "row", "rows")} x ${counted(c.classNum, "class", "classes")}`, REDUCTION_NAMES[c.reduction]];
  if (c.entry.endsWith("_s")) parts.push(`core_mask 0x${c.coreMask.toString(16)}`);
  parts.push(
    `labels ${describeLabels(c.labels)}`,
    `loss_grad ${describeValues(c, c.lossGrad, c.lossGradLength)}`,
    `weight ${describeValues(c, c.weight, c.classNum)}`,
  );
  if (c.reduction === MEAN || !Number.isFinite(formatOf(typeOf(c)).fromBits(c.totalWeight)))
    parts.push(`total_weight ${showBits(formatOf(typeOf(c)), c.totalWeight)}`);
  if (c.unused !== "drawn") parts.push(`unused inputs ${c.unused}`);
  if (c.reduction !== NONE && c.lossGradLength > 1) parts.push(`loss_grad of ${c.lossGradLength} elements`);
  if (c.logits !== "finite") parts.push(`logits ${c.logits}`);
  if (c.poison !== "nan")
    parts.push(c.poison === "left" ? "output as the call before left it" : `output filled with ${c.poison}`);
  if (c.placement === "start") parts.push("buffers at the start of their pages");
  const moved = movedBuffer(c.placement);
  if (moved !== null) parts.push(`${moved} elsewhere than before`);
  if (c.placement === "exact") parts.push("buffers ending at the unreadable zone");
  return parts.join(", ");
}

/** The calls before another, in words: what they are where they are few. */
function describeBefore(before: readonly Case[], call: Case): string {
  if (before.length === 0) return "";
  if (before.length > TOLD) return ` after ${counted(before.length, "other call", "other calls")}`;
  const told = before.map((c) => `${c.entry === call.entry ? "a call" : c.entry} of ${describeCase(c)}`);
  return `; after ${told.join("; and ")}`;
}

/** A plan in one line. */
export function describePlan(plan: GradientPlan): string {
  switch (plan.kind) {
    case "call": {
      const watch = { nothing: "", late: ", watched after the return", inputs: ", inputs read-only" }[plan.watch];
      return `${describeCase(plan.call)}${describeBefore(plan.before, plan.call)}${watch}`;
    }
    case "relation":
      return `${relationOf(plan.relation).property}: ${describeCase(plan.base)}`;
    case "example":
      return `the document's ${plan.example === 0 ? "shared" : "private"}-storage example at its addresses`;
  }
}

/** A cell in words. */
export function describeCell(cell: Cell): string {
  switch (cell.kind) {
    case "label":
    case "off-label":
    case "relation":
    case "late":
      return `row ${cell.row}, class ${cell.column}`;
    case "around":
      return `around ${cell.buffer === undefined ? "a buffer" : DOCUMENT_NAMES[cell.buffer]}`;
    case "input":
      return `in ${cell.buffer === undefined ? "an input" : DOCUMENT_NAMES[cell.buffer]}`;
    default:
      return "the call";
  }
}
