import type { CauseId } from "../causes.ts";
import type { Followed } from "./followed.ts";
import { type Operands, operandsOf } from "./operands.ts";
import { type Said, saidByLabel, saidByOffLabel, saidByPoison } from "./said.ts";
import { fitOf, pairsOf, type Speaking, shapeOf } from "./shapes.ts";

/** A cause that what wrong cells follow speaks for. */
export interface Influence {
  readonly cause: CauseId;
  /** Share of the wrong cells that it speaks of. */
  readonly share: number;
  readonly text: string;
}

/**
 * What wrong cells follow that they should not, and the other way round: the most frequent causes first. `displaced`: where off-label cells are
 * wrong, the label cells of their rows are as well.
 */
export function influencesOf(followed: Followed, kind: "label" | "off-label", displaced: boolean): Influence[] {
  // What was never written follows what stood there, and what is 0 may follow nothing: neither speaks for or against anything.
  const operands = operandsOf(followed).filter((of) => (of.isPoison ? !isUntouched(of) : of.isNumber));
  const said = new Map<CauseId, Speaking[]>();
  for (const of of operands) {
    const says = of.isPoison ? saidByPoison(of) : kind === "label" ? saidByLabel(of) : saidByOffLabel(of, displaced);
    if (says !== null) said.set(says.cause, [...(said.get(says.cause) ?? []), { said: says, of }]);
  }
  const others = said.get("loss-grad-of-another-row");
  const before = said.get("accumulates");
  // Of groups that mix their rows the last takes those before it alone.
  if (others !== undefined && before !== undefined) {
    said.set("loss-grad-of-another-row", [...others, ...before]);
    said.delete("accumulates");
  }
  // A permutation has a formula; whatever else puts results into other columns of their row has none.
  if (fitOf(pairsOf(said.get("lane-permuted") ?? [])) === undefined) said.delete("lane-permuted");
  const first = firstRowOnly(others);
  return [...said]
    .map(([cause, all]) => ({
      cause: cause === "loss-grad-of-another-row" && first ? "loss-grad-first" : cause,
      share: all.length / operands.length,
      text: tell(all, operands.length),
    }))
    .sort((a, b) => b.share - a.share);
}

/** Causes by which a label cell is computed from another element of an input than its own. */
const OF_OTHER_ELEMENTS: ReadonlySet<CauseId> = new Set<CauseId>([
  "wrong-weight",
  "weight-ignored",
  "loss-grad-ignored",
  "loss-grad-by-row",
  "loss-grad-by-core",
  "loss-grad-first",
  "loss-grad-of-another-row",
  "label-of-another-row",
  "label-repeated",
  "unused-elements-leak",
  "accumulates",
]);

/** Causes that no longer come into question: every wrong label cell follows its own operands, and nothing else. */
export function ruledOutBy(followed: Followed, kind: "label" | "off-label"): ReadonlySet<CauseId> {
  const operands = operandsOf(followed).filter(({ isNumber }) => isNumber);
  const isClear = kind === "label" && operands.length > 0 && operands.every((o) => o.ownGradient && o.ownWeight && !hasOthers(o));
  return isClear ? OF_OTHER_ELEMENTS : new Set();
}

const hasOthers = ({ gradients, classes, labels, contents, logits }: Operands): boolean =>
  contents || logits || gradients.length + classes.length + labels.length > 0;

const isUntouched = ({ contents, cell: { follows } }: Operands): boolean =>
  contents && follows.every(({ what }) => what === "contents" || what === "labels");

/** Whether all of several rows take the gradient of row 0. */
function firstRowOnly(all: readonly { readonly said: Said }[] | undefined): boolean {
  return all !== undefined && all.length > 2 && all.every(({ said }) => said.from?.at === 0);
}

const MADE_AGAIN = "made again with each element changed by itself";

function tell(all: readonly Speaking[], cells: number): string {
  const words = new Map<string, number>();
  for (const { said } of all) words.set(said.words, (words.get(said.words) ?? 0) + 1);
  const [most] = [...words].sort(([, a], [, b]) => b - a)[0] as [string, number];
  const alike = all.filter(({ said }) => said.words === most);
  const pairs = pairsOf(alike);
  const where = pairs.length === alike.length && pairs.length > 0 ? `: ${shapeOf(pairs)}` : "";
  return `${MADE_AGAIN}, ${alike.length} of ${cells} wrong cells ${most}${where}`;
}
