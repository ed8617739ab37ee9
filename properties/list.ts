import type { ClauseId } from "../reference/clauses.ts";
import { RELATIONS, relationOf } from "./relations.ts";

/** A property: what must hold of any kernel, and the clauses that it is about. */
export interface Property {
  readonly name: string;
  readonly clauses: readonly ClauseId[];
  /** What it is judged from. */
  readonly from: "a single call" | "several calls" | "a watched call" | "a whole run" | "the start of a run" | "the library";
}

const single = (name: string, ...clauses: ClauseId[]): Property => ({ name, clauses, from: "a single call" });

/** Every property of the suite. */
export const PROPERTIES: readonly Property[] = [
  single("every valid call returns", "terminates", "large-extent"),
  single("an empty batch writes nothing and returns", "empty"),
  single("no access outside the buffers", "in-bounds", "output-extent"),
  single("no read past the last element", "over-read"),
  single("no input changes", "inputs-unchanged", "logits-unused"),
  single("every cell is written", "output-extent", "off-label-zero"),
  single("off-label cells are zero", "off-label-zero", "logits-unused", "weight-extent", "total-weight-unused"),
  single(
    "label cells follow the formula",
    "reduction-none",
    "reduction-sum",
    "reduction-mean",
    "reduction-codes",
    "loss-grad-extent",
    "total-weight-unused",
    "weight-extent",
  ),
  single("products are correctly rounded", "product-rounding"),
  single("NaN and infinities multiply as in IEEE 754", "product-special"),
  single("mean is a legal or tolerated result", "mean-rounding"),
  single("mean is a legal result", "mean-accuracy"),
  single("mean of special values is a legal result", "mean-special"),
  single("subnormals are kept", "subnormals"),
  single("division by a zero total follows IEEE 754", "zero-total"),
  single("mean by an extreme total is a legal result", "extreme-total"),
  { name: "the document's examples run", clauses: ["inputs-unchanged", "logits-unused", "terminates"], from: "a single call" },
  { name: "nothing writes after the call returned", clauses: ["complete-on-return"], from: "a watched call" },
  ...RELATIONS.map(
    (name): Property => ({ name: relationOf(name).property, clauses: [relationOf(name).clause], from: "several calls" }),
  ),
  { name: "mean rounds to both sides", clauses: ["mean-accuracy"], from: "a whole run" },
  {
    name: "a kernel refuses what its platform does not have",
    clauses: ["platform-dtypes"],
    from: "the start of a run",
  },
  { name: "a library offers what its platform has", clauses: ["platform-dtypes"], from: "the library" },
];
