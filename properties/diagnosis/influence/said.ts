import { MEAN, NONE } from "../../../reference/operator.ts";
import type { CauseId } from "../causes.ts";
import type { Operands } from "./operands.ts";

/** What one wrong cell says by the operands that it follows. */
export interface Said {
  readonly cause: CauseId;
  /** What it follows and should not, or the other way round; cells that say the same are counted together. */
  readonly words: string;
  /** The element that it follows in place of its own, if that is one. */
  readonly from?: { readonly input: string; readonly at: number };
}

function one(input: string, elements: readonly number[]): Pick<Said, "from"> {
  return elements.length === 1 ? { from: { input, at: elements[0] as number } } : {};
}

/** A cell that nobody wrote: whether it is written is decided by a value. */
export function saidByPoison(o: Operands): Said {
  const [gradient] = [...o.gradients, ...(o.ownGradient ? [o.row] : [])];
  return {
    cause: "early-exit",
    words: "are written or not by the value of an operand",
    ...(o.reduction === NONE && gradient !== undefined ? one("loss_grad", [gradient]) : {}),
  };
}

/** A label cell; `null` if it follows what it should. */
export function saidByLabel(o: Operands): Said | null {
  const { reduction } = o;
  if (o.logits) return { cause: "logits-used", words: "follow logits" };
  if (o.contents) return o.ownGradient || o.ownWeight ? { cause: "accumulates", words: "follow what stood in the output" } : null;
  if (o.gradients.length > 0) return saidOfGradients(o);
  // What does not depend on an operand has that of an earlier call, or none: formulas tell the latter.
  if (!o.ownGradient) return { cause: "uninitialised", words: "do not follow this call's loss_grad" };
  if (!o.ownWeight) return saidOfWeights(o);
  if (o.classes.length > 0) {
    if (reduction === MEAN && !o.total) return { cause: "total-recomputed", words: "follow other weights, and total_weight not" };
    const isUnused = o.classes.some((k) => o.rowsOf(k).length === 0);
    return { cause: isUnused ? "unused-elements-leak" : "accumulates", words: "follow the weights of other classes besides" };
  }
  if (reduction === MEAN && !o.total) return { cause: "uninitialised", words: "do not follow this call's total_weight" };
  if (reduction !== MEAN && o.total) return { cause: "divided-by-total", words: "follow total_weight" };
  return null;
}

function saidOfGradients(o: Operands): Said {
  if (o.reduction !== NONE)
    return {
      cause: o.ownGradient ? "unused-elements-leak" : "loss-grad-by-row",
      words: `follow loss_grad past its first element${o.ownGradient ? " besides" : ""}`,
      ...one("loss_grad", o.gradients),
    };
  if (!o.ownGradient)
    return { cause: "loss-grad-of-another-row", words: "follow the loss_grad of another row", ...one("loss_grad", o.gradients) };
  const isBefore = o.gradients.every((k) => k < o.row);
  return {
    cause: isBefore ? "accumulates" : "loss-grad-of-another-row",
    words: `follow the loss_grad of ${isBefore ? "rows before" : "other rows"} besides their own`,
  };
}

function saidOfWeights(o: Operands): Said {
  if (o.classes.length === 0) return { cause: "uninitialised", words: "do not follow this call's weight" };
  if (o.labels.length > 0)
    return { cause: "wrong-weight", words: "follow the weight at the label of another row", ...one("labels", o.labels) };
  return { cause: "wrong-weight", words: "follow the weight of another class", ...one("weight", o.classes) };
}

/** Columns of a vector, or of a bank of them. */
const VECTOR = 64;

/** Whether the cell lies in the vector that the row's label lies in. */
const isNeighbour = ({ cell, label }: Operands): boolean => Math.floor(cell.column / VECTOR) === Math.floor(label / VECTOR);

/** Another cell; `displaced`: the label cells of such rows are wrong as well. */
export function saidByOffLabel(o: Operands, displaced: boolean): Said | null {
  if (o.logits) return { cause: "logits-used", words: "follow logits" };
  if (o.contents) return null;
  const isOwn = o.ownGradient && o.gradients.length === 0;
  if (isOwn && o.labels.length === 1 && !o.ownLabel && !o.ownWeight)
    return { cause: "label-of-another-row", words: "follow the label of another row", ...one("labels", o.labels) };
  if (isOwn && o.ownWeight && o.ownLabel && o.classes.length + o.labels.length === 0 && isNeighbour(o))
    return { cause: "lane-permuted", words: "hold the result of their own row", ...one("column", [o.cell.column]) };
  // In none each row has a gradient of its own: it tells whose result stands there.
  if (o.reduction === NONE && !o.ownGradient && o.gradients.length === 1)
    return {
      cause: displaced ? "row-stride" : "scratch-not-cleaned",
      words: "hold the result of another row",
      ...one("row", o.gradients),
    };
  return null;
}
