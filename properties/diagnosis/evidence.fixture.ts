import { FLOAT } from "../../core/format.ts";
import { mix } from "../../core/random.ts";
import { MEAN, NONE, SUM } from "../../reference/operator.ts";
import { type Case, smallestCase } from "../case.ts";
import { Inputs } from "../inputs.ts";
import type { Violation } from "../violation.ts";
import type { Evidence, ExaminedCall, SampledCell } from "./evidence.ts";

/** A call of many shapes and masks, with ordinary values. */
export function drawn(k: number, change: Partial<Case>): Case {
  const batch = 1 + (mix(1, k) % 24);
  const pattern = (salt: number) => ({ kind: "drawn", values: "ordinary", seed: mix(salt, k) }) as const;
  return {
    ...smallestCase("fp_nlllossgrad_s"),
    batch,
    classNum: 1 + (mix(2, k) % 40),
    coreMask: 1 + (mix(3, k) % 255),
    labels: { kind: "drawn", labels: "random", seed: mix(4, k) },
    lossGrad: pattern(5),
    lossGradLength: batch,
    weight: pattern(6),
    totalWeight: FLOAT.toBits(3),
    ...change,
  };
}

/** What a kernel that goes wrong somewhere leaves of a call; `wrong`: what stands in a cell in place of what should. */
export function left(
  c: Case,
  kind: "label" | "off-label",
  wrong: (row: number, column: number, inputs: Inputs) => number | null,
): ExaminedCall {
  const inputs = new Inputs();
  inputs.fill(c);
  const cells: { readonly wrong: SampledCell[]; readonly right: SampledCell[] } = { wrong: [], right: [] };
  for (let i = 0; i < c.batch; i++) {
    const label = inputs.labels[i] as number;
    for (let j = 0; j < c.classNum; j++) {
      if ((j === label) !== (kind === "label")) continue;
      const g = inputs.lossGrad.values[c.reduction === NONE ? i : 0] as number;
      const right = kind === "label" ? (-g * (inputs.weight.values[j] as number)) / (c.reduction === MEAN ? 3 : 1) : 0;
      const bits = wrong(i, j, inputs);
      (bits === null ? cells.right : cells.wrong).push([i, j, bits ?? FLOAT.toBits(right)]);
    }
  }
  return { case: c, failing: cells.wrong.length > 0, wrong: some(cells.wrong), right: some(cells.right), unwritten: false };
}

/** As many cells as are kept of a call that is looked at. */
const some = (cells: readonly SampledCell[]): SampledCell[] => cells.filter((_, k) => k % Math.ceil(cells.length / 40) === 0);

/** What is known of a kernel that goes wrong somewhere, from calls of many shapes. */
export function evidenceOf(
  change: Partial<Case>,
  kind: "label" | "off-label",
  wrong: (c: Case) => Parameters<typeof left>[2],
): Evidence {
  const calls = Array.from({ length: 80 }, (_, k) => drawn(k, change)).map((c) => left(c, kind, wrong(c)));
  const violation = {
    clause: "output-extent",
    entry: "fp_nlllossgrad_s",
    reduction: change.reduction ?? SUM,
    cell: { kind },
    received: "",
  } as Violation;
  const plan = { kind: "call", before: [], call: (calls[0] as ExaminedCall).case, watch: "nothing" } as const;
  return { violation, plan, again: "untried", minimal: false, mendedByWaiting: false, calls, followed: null };
}

/** How many cores a mask has. */
export const cores = (mask: number): number => mask.toString(2).replaceAll("0", "").length;

/** A float as its bits. */
export const value = (x: number): number => FLOAT.toBits(x);

/** An element of an input. */
export const at = (array: { readonly values: Float64Array }, k: number): number => array.values[k] as number;
