import type { ElementType } from "../../../core/format.ts";
import { NONE } from "../../../reference/operator.ts";
import { type Case, typeOf } from "../../case.ts";
import { Inputs } from "../../inputs.ts";
import { drawElement, type LabelPattern, type ValuePattern } from "../../patterns.ts";
import type { ExaminedCall } from "../evidence.ts";

/** What a call is made again with: another value in one place of an input, or other contents of logits or the output. */
export interface Change {
  readonly what: "loss_grad" | "weight" | "labels" | "total_weight" | "logits" | "contents";
  /** The element; 0 for what changes as a whole. */
  readonly at: number;
}

/** A call with one change; `null`: as it is. */
export interface Changed {
  readonly change: Change | null;
  readonly case: Case;
}

/** Rows and classes of a call that is made again with each of its elements changed, at most: all its label cells are looked at then. */
const MOST_ROWS = 40;
const MOST_CLASSES = 128;

/** A seed of values that no other call is drawn with. */
const OTHER = 0x5eed;

/**
 * The call that tells best which operands its wrong cells follow: a failing one with few elements, and rows enough to see a pattern
 * in. `null` if none is small enough.
 */
export function baseOf(calls: readonly ExaminedCall[]): Case | null {
  let best: { readonly c: Case; readonly merit: number } | null = null;
  for (const { case: c, failing, wrong, unsteady, mended } of calls) {
    if (!failing || unsteady === true || mended === true || wrong.length === 0 || c.poison === "left") continue;
    if (c.batch > MOST_ROWS || c.classNum > MOST_CLASSES) continue;
    const isOrdinary = [c.lossGrad, c.weight].every((p) => p.kind === "drawn" && p.values === "ordinary");
    const merit =
      Math.min(c.batch, ROWS_ENOUGH) +
      2 * Math.min(c.classNum, CLASSES_ENOUGH) +
      2 * Math.min(wrong.length, CELLS_ENOUGH) +
      (isOrdinary ? 20 : 0) -
      c.classNum / 64;
    if (best === null || merit > best.merit) best = { c, merit };
  }
  return best === null ? null : { ...best.c, unused: "drawn", placement: "aligned" };
}

const ROWS_ENOUGH = 8;
const CLASSES_ENOUGH = 6;
const CELLS_ENOUGH = 6;

/** A call in ways that tell more than it does, each if the one before shows nothing; last, as it is. */
export function basesOf(call: Case, kind: "label" | "off-label"): Case[] {
  // A finite number in the output shows whether something is added to it.
  const finite = { ...call, poison: "finite" } as const;
  // In none each row has a gradient, by which its result is known wherever it is.
  const apart = { ...finite, reduction: NONE, lossGradLength: call.batch } as const;
  return [...(kind === "off-label" ? [apart] : []), finite, call];
}

/** A call as it is, with each element of its inputs changed by itself, and as it is once more. */
export function changesOf(base: Case): Changed[] {
  const { batch, classNum, lossGradLength } = base;
  const inputs = new Inputs();
  inputs.fill(base);
  const labels = [...inputs.labels.subarray(0, batch)];
  const type = typeOf(base);
  const changed: Changed[] = [{ change: null, case: base }];
  const add = (what: Change["what"], at: number, change: Partial<Case>): void => {
    changed.push({ change: { what, at }, case: { ...base, ...change } });
  };
  for (let k = 0; k < Math.min(lossGradLength, batch); k++) add("loss_grad", k, { lossGrad: other(base.lossGrad, type, k) });
  for (let k = 0; k < classNum; k++) add("weight", k, { weight: other(base.weight, type, k) });
  for (let k = 0; k < batch; k++) add("labels", k, { labels: otherLabel(base.labels, k, labels, classNum) });
  add("total_weight", 0, { totalWeight: drawElement(type, "ordinary", OTHER, 0) });
  add("logits", 0, { logits: base.logits === "finite" ? "nan" : "finite" });
  add("contents", 0, { poison: base.poison === "finite" ? "infinity" : "finite" });
  changed.push({ change: null, case: base });
  return changed;
}

/** A pattern with another element in one place. */
function other(pattern: ValuePattern, type: ElementType, at: number): ValuePattern {
  const bits = drawElement(type, "ordinary", OTHER, at);
  if (pattern.kind === "explicit") return { kind: "explicit", bits: pattern.bits.map((own, k) => (k === at ? bits : own)) };
  return { ...pattern, except: [...(pattern.except ?? []).filter(([k]) => k !== at), [at, bits]] };
}

/** Labels with another class in one row: that of some row besides, where there is one. */
function otherLabel(pattern: LabelPattern, at: number, labels: readonly number[], classNum: number): LabelPattern {
  const label = (labels[at] as number) + 1 < classNum ? (labels[at] as number) + 1 : 0;
  if (pattern.kind === "explicit") return { kind: "explicit", labels: labels.map((own, k) => (k === at ? label : own)) };
  return { ...pattern, except: [...(pattern.except ?? []).filter(([k]) => k !== at), [at, label]] };
}
