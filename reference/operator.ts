import type { Kernel, KernelSession } from "../core/contract.ts";
import type { ElementType } from "../core/format.ts";

/** The document's reduction codes. It contradicts itself about 0: see the clause `reduction-codes`. */
export const SUM = 0;
export const MEAN = 1;
export const NONE = 2;

export type Reduction = typeof SUM | typeof MEAN | typeof NONE;
export const REDUCTIONS: readonly Reduction[] = [SUM, MEAN, NONE];

export type ReductionName = "sum" | "mean" | "none";
export const REDUCTION_NAMES: readonly [ReductionName, ReductionName, ReductionName] = ["sum", "mean", "none"];

/** `s`: shared storage, with a core mask; `p`: private storage, one core. */
export type Storage = "s" | "p";

/** The document's four functions. */
export type EntryName = "fp_nlllossgrad_s" | "fp_nlllossgrad_p" | "hp_nlllossgrad_s" | "hp_nlllossgrad_p";

export interface Entry {
  readonly name: EntryName;
  readonly type: ElementType;
  readonly storage: Storage;
}

const NAMES: Readonly<Record<ElementType, Readonly<Record<Storage, EntryName>>>> = Object.freeze({
  fp: Object.freeze({ s: "fp_nlllossgrad_s", p: "fp_nlllossgrad_p" }),
  hp: Object.freeze({ s: "hp_nlllossgrad_s", p: "hp_nlllossgrad_p" }),
});

/** The entry of an element type and a storage. */
export function entryOf(type: ElementType, storage: Storage): EntryName {
  return NAMES[type][storage];
}

const entry = (type: ElementType, storage: Storage): Entry => Object.freeze({ name: entryOf(type, storage), type, storage });

export const ENTRIES: Readonly<Record<EntryName, Entry>> = Object.freeze({
  fp_nlllossgrad_s: entry("fp", "s"),
  fp_nlllossgrad_p: entry("fp", "p"),
  hp_nlllossgrad_s: entry("hp", "s"),
  hp_nlllossgrad_p: entry("hp", "p"),
});

export const ENTRY_NAMES: readonly EntryName[] = Object.keys(ENTRIES) as EntryName[];

/** The element type of an entry. By comparison, since it is asked several times a call, and a look-up by a name that changes is slow. */
export function elementTypeOf(name: EntryName): ElementType {
  return name === "fp_nlllossgrad_s" || name === "fp_nlllossgrad_p" ? "fp" : "hp";
}

/** The six buffers, in the order of the document's parameters; `logitsGrad` is the output. */
export const BUFFERS = ["logits", "lossGrad", "labels", "weight", "totalWeight", "logitsGrad"] as const;
export type BufferName = (typeof BUFFERS)[number];

/** The buffers' names in the document. */
export const DOCUMENT_NAMES: Readonly<Record<BufferName, string>> = Object.freeze({
  logits: "logits",
  lossGrad: "loss_grad",
  labels: "labels",
  weight: "weight",
  totalWeight: "total_weight",
  logitsGrad: "logits_grad",
});

/** The parameters of a call that are not buffers. */
export interface CallShape {
  readonly entry: EntryName;
  readonly batch: number;
  readonly classNum: number;
  readonly reduction: number;
  /** Bit i is core i. Not read by `_p`, whose prototype has none. */
  readonly coreMask: number;
  /** Elements that `loss_grad` has. */
  readonly lossGradLength: number;
}

/** A buffer of elements: values for fp, the bits of halves for hp. */
export type Elements = Float32Array | Uint16Array;

/** One call of one of the four functions, with its buffers as views. */
export interface GradientCall {
  readonly entry: EntryName;
  /** batch * classNum elements, for their number alone. */
  readonly logits: Elements;
  /** none: `batch` elements; sum and mean: at least one, of which the first counts. */
  readonly lossGrad: Elements;
  /** `batch` class indices. */
  readonly labels: Int32Array;
  /** `classNum` elements. */
  readonly weight: Elements;
  /** One element. */
  readonly totalWeight: Elements;
  /** The output: batch * classNum elements. */
  readonly logitsGrad: Elements;
  readonly batch: number;
  readonly classNum: number;
  /** A `Reduction`, if the call is valid. */
  readonly reduction: number;
  /** Bit i is core i. Not read by `_p`, whose prototype has none. */
  readonly coreMask: number;
}

/** A kernel of this operator. */
export type GradientKernel = Kernel<GradientCall>;
export type GradientSession = KernelSession<GradientCall>;
