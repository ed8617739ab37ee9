/**
 * MUST: the document says it, the ABI cannot work without it, or no known implementation contests it. SHOULD: IEEE 754 or
 * common sense where the document is silent. OPEN: silent, and good implementations differ; recorded, never judged.
 * `precondition`: what the caller owes.
 */
export type Level = "MUST" | "SHOULD" | "OPEN" | "precondition";

export interface Clause {
  readonly level: Level;
  /** What a conforming kernel does. */
  readonly text: string;
  /** The document's sentence that it comes from (Chinese original), or why it holds where the document is silent. */
  readonly source: string;
}

const must = (text: string, source: string): Clause => Object.freeze({ level: "MUST", text, source });
const should = (text: string, source: string): Clause => Object.freeze({ level: "SHOULD", text, source });
const open = (text: string, source: string): Clause => Object.freeze({ level: "OPEN", text, source });

const FORMULA = "公式 ∂L/∂x[i,j]";
const ABI = "silent: the four C prototypes";
const SILENT = "silent";

/** The stable ids, in the order in which reports show them. */
export const CLAUSE_IDS = [
  "off-label-zero",
  "reduction-none",
  "reduction-sum",
  "reduction-mean",
  "reduction-codes",
  "loss-grad-extent",
  "total-weight-unused",
  "logits-unused",
  "weight-extent",
  "output-extent",
  "inputs-unchanged",
  "in-bounds",
  "core-mask-equivalence",
  "platform-dtypes",
  "no-state",
  "complete-on-return",
  "terminates",
  "product-rounding",
  "product-special",
  "mean-rounding",
  "mean-accuracy",
  "mean-special",
  "subnormals",
  "storage-equivalence",
  "position-independence",
  "zero-total",
  "extreme-total",
  "large-extent",
  "empty",
  "over-read",
  "label-range",
  "zero-sign",
  "evaluation-order",
  "hp-intermediate",
  "alignment",
  "call-model",
  "mask-zero",
  "mask-beyond",
  "reduction-other",
  "null-pointers",
  "aliasing",
] as const;

export type ClauseId = (typeof CLAUSE_IDS)[number];

/** Every clause of the operator. */
export const CLAUSES: Readonly<Record<ClauseId, Clause>> = Object.freeze({
  "off-label-zero": must(
    "for j != y_i the output is 0, whatever the inputs: no NaN or infinity reaches an off-label cell",
    "输出梯度在非真实类别位置恒为 0",
  ),
  "reduction-none": must("none: the label cell of row i is -g_i * w[y_i]", `${FORMULA}: -g_i · w_{y_i}, reduction = none`),
  "reduction-sum": must("sum: the label cell is -g * w[y_i], g = loss_grad[0]", `${FORMULA}: -g · w_{y_i}, reduction = sum`),
  "reduction-mean": must(
    "mean: the label cell is -g * w[y_i] / total_weight[0]; total_weight is an input and is not recomputed",
    `${FORMULA}: -g · w_{y_i} / Σw, reduction = mean; total_weight - 权重和地址`,
  ),
  "reduction-codes": must(
    "0 Sum, 1 Mean, 2 None",
    "reduction_type - 损失归约方式: 0:Sum 1:Mean 2:None. Contradicted by «reduction_type = 0 (none) 时,形状为 [batch]»; the enumeration, both C examples' comments and MindSpore's nnacl agree, so the enumeration wins",
  ),
  "loss-grad-extent": must(
    "sum and mean use loss_grad[0] alone, none uses batch elements; others have no influence",
    "reduction_type = 1 / 2 (sum / mean) 时,仅使用 loss_grad[0]",
  ),
  "total-weight-unused": must(
    "outside mean total_weight has no influence",
    "total_weight - 权重和地址(仅 reduction_type = mean 时使用)",
  ),
  "logits-unused": must(
    "logits gives sizes only: its values have no influence, and it is not written",
    "logits - … (仅用于尺寸信息)",
  ),
  "weight-extent": must("only w[y_i] of labels that occur matters", `${FORMULA}: w_{y_i}`),
  "output-extent": must(
    "all batch*class_num elements are written, whatever stood there, and nothing else is",
    "logits_grad - logits 的梯度输出地址,形状为 [batch, class_num]",
  ),
  "inputs-unchanged": must("no input buffer is modified", "输入 / 输出: only logits_grad is listed as output"),
  "in-bounds": must(
    "no write outside the output; no read outside the buffers beyond the last aligned block",
    "the shapes given for each buffer",
  ),
  "core-mask-equivalence": must(
    "any non-zero mask of existing cores gives the same values",
    "core_mask - 核掩码(仅适用于共享存储版本): who computes, not what",
  ),
  "platform-dtypes": must("FT78NE offers fp alone, MT7004 hp and fp", "FT78NE 仅支持 fp 类型; MT7004 支持 hp, fp 类型"),
  "no-state": must(
    "the same call gives the same values again, whatever was called between",
    `${FORMULA}: a function of its inputs`,
  ),
  "complete-on-return": must(
    "when the call returns the whole output stands and nothing writes later",
    `${ABI} return nothing to wait on`,
  ),
  terminates: must("no crash, no exit, no endless loop, for every valid call with aligned buffers", ABI),
  "product-rounding": must(
    "sum and none: the product correctly rounded (nearest, ties to even), overflow to infinity included",
    `${FORMULA}: one multiplication; IEEE 754 rounds it in one way`,
  ),
  "product-special": must(
    "sum and none: NaN and infinities as IEEE 754 multiplication gives them",
    `${FORMULA}; IEEE 754 section 6`,
  ),
  "mean-rounding": must("mean: a legal or tolerated result", `${FORMULA}: orders A to F, divisions within 2.5 ULP`),
  "mean-accuracy": should(
    "mean: a legal result, and no one-sided rounding",
    `${SILENT}: orders A to F with correctly rounded steps`,
  ),
  "mean-special": should("mean with NaN or infinity: a legal order's result", `${SILENT}: IEEE 754 section 6`),
  subnormals: should("subnormal operands and results are kept", `${SILENT}: IEEE 754 gradual underflow`),
  "storage-equivalence": should("_s and _p give the same values", "共享存储版本 / 私有存储版本: one formula"),
  "position-independence": should(
    "a row's result does not depend on where it stands or on its neighbours",
    `${FORMULA}: row by row`,
  ),
  "zero-total": should("total_weight = 0 divides as IEEE 754 does", `${SILENT}: known others are 0, or division by batch`),
  "extreme-total": should("total_weight subnormal or infinite still gives a legal result", SILENT),
  "large-extent": should("batch*class_num past 2^31 works", `${SILENT}: int batch, int class_num bound each, not their product`),
  empty: should("batch = 0 writes nothing and returns", SILENT),
  "over-read": should("no read past the last element even within an aligned block", "the shapes given for each buffer"),
  "label-range": Object.freeze({
    level: "precondition",
    text: "0 <= label < class_num",
    source: "labels 中索引需满足 0 <= label < class_num",
  }),
  "zero-sign": open("+0 or -0 at a label cell whose product is 0, and off-label", SILENT),
  "evaluation-order": open("which legal order mean is computed in", `${FORMULA} fixes the value, not the order`),
  "hp-intermediate": open("whether hp is computed in half or wider", SILENT),
  alignment: open("what a kernel needs of its buffers; 64 bytes are guaranteed", SILENT),
  "call-model": open("called once with a mask, or once on each masked core", "C调用示例: called once"),
  "mask-zero": open("core_mask 0", SILENT),
  "mask-beyond": open("core_mask with bits past the platform's cores", SILENT),
  "reduction-other": open("reduction_type outside 0, 1, 2", SILENT),
  "null-pointers": open("a null buffer", SILENT),
  aliasing: open("the output overlapping an input", SILENT),
});

/** The level of a clause. */
export function levelOf(id: ClauseId): Level {
  return CLAUSES[id].level;
}
