/** Causes by which a label cell gets a wrong value: what the kernel takes for the formula. */
export const CAUSES_OF_FORMULA = {
  "reduction-codes-of-the-bullet": {
    text: "reduction codes of the contradicting sentence under loss_grad",
    remedy: "take 0 for Sum, 1 for Mean, 2 for None, as the enumeration has it",
  },
  "reduction-codes-swapped": { text: "reduction codes have changed places", remedy: "take 0 for Sum, 1 for Mean, 2 for None" },
  "sign-missing": { text: "the minus sign is missing", remedy: "negate once in each branch of the reduction" },
  "weight-ignored": { text: "weight is ignored", remedy: "multiply by weight[label] in this branch" },
  "loss-grad-ignored": {
    text: "loss_grad is ignored",
    remedy: "multiply by the upstream gradient: it is 1 for a last node alone",
  },
  "loss-grad-by-row": {
    text: "loss_grad[i] in place of loss_grad[0]",
    remedy: "read loss_grad[0] for every row of sum and mean",
  },
  "loss-grad-first": { text: "loss_grad[0] for every row", remedy: "read loss_grad[i] for row i of none" },
  "loss-grad-of-another-row": {
    text: "a row takes the loss_grad of another row",
    remedy: "index loss_grad by the row of the batch, not of the share, group or vector",
  },
  "not-divided": { text: "mean is not divided by total_weight", remedy: "divide by total_weight[0] in the branch of mean" },
  "divided-by-total": { text: "sum or none is divided by total_weight", remedy: "divide in the branch of mean alone" },
  "divided-by-batch": { text: "the result is divided by batch", remedy: "divide by total_weight[0], an input" },
  "divided-by-cores": {
    text: "the result is divided by the number of cores",
    remedy: "no reduction over cores follows: leave the division out",
  },
  "total-recomputed": {
    text: "the total is summed up anew from weights",
    remedy: "divide by total_weight[0], an input that need not be any sum",
  },
  "total-guarded": {
    text: "a guard on total_weight changes valid ones",
    remedy: "divide by total_weight as it is: negative and small totals are valid",
  },
  "epsilon-added": { text: "an epsilon is added to an operand", remedy: "take operands as they are: small ones are valid" },
  "operand-through-integer": { text: "an operand passes through an integer", remedy: "keep it in the element type" },
  "wrong-fast-path": {
    text: "a path of its own for some shape is wrong",
    remedy: "look at what the general path does that this one leaves out",
  },
  "weight-sign-lost": { text: "the sign of weight is lost", remedy: "weights may be negative: take them as they are" },
  "zero-operand-replaced": { text: "a zero operand is taken for an unset one", remedy: "a weight or gradient of 0 is a value" },
  "weight-inverted": { text: "weight divides where it should multiply", remedy: "look for a table of 1 / weight" },
  accumulates: { text: "the result is added to what stood in the output", remedy: "assign label cells, do not add to them" },
  "branch-missing": { text: "this reduction has no branch: its label cells stay 0", remedy: "add the branch, or dispatch to it" },
  "wrong-weight": { text: "the weight of another class is used", remedy: "index weight by the row's label" },
  "value-guessed": {
    text: "a fast path guesses what all values are from a few",
    remedy: "drop the fast path, or test every element that it stands for",
  },
  "value-sentinel": { text: "a valid value is taken for a mark", remedy: "no value of an input means anything but itself" },
  "special-values-lost": {
    text: "NaN or infinity among the operands is lost",
    remedy: "multiply whatever the operands are: look for x > 0 || x < 0, isnan, and shortcuts for zero factors",
  },
  "total-leaks": { text: "total_weight reaches sum and none", remedy: "choose by a branch, not by multiplying with 0 or 1" },
  "unused-elements-leak": {
    text: "elements of inputs that no row uses reach the result",
    remedy: "read the one element that counts: no product with a one-hot mask",
  },
  "logits-used": {
    text: "values of logits decide what is written",
    remedy: "logits give the extents alone; zeros are the constant 0",
  },
  "off-label-computed": {
    text: "off-label cells are computed",
    remedy: "store the constant 0: a NaN or infinity times 0 is NaN",
  },
  "divided-twice": {
    text: "the result is divided by total_weight twice",
    remedy: "divide once: look for a divisor in the gradient and again behind the product",
  },
  "weight-twice": { text: "the weight is applied twice", remedy: "multiply by weight[label] once" },
  "total-by-row": {
    text: "total_weight[i] in place of total_weight[0]",
    remedy: "total_weight has one element: fill the vector with it",
  },
  "total-sign-lost": {
    text: "the sign of total_weight is lost, or a negative one gives NaN",
    remedy: "divide by total_weight as it is: look for square roots, logarithms and absolute values",
  },
  "loss-grad-by-core": {
    text: "loss_grad[core] in place of loss_grad[0]",
    remedy: "every core reads the one element of loss_grad in sum and mean",
  },
  scaled: { text: "the result is scaled by a constant", remedy: "look for a factor that is not undone, or undone too late" },
  "operand-clamped": { text: "an operand is clamped to a range", remedy: "take operands as they are, however large or small" },
  "off-label-constant": {
    text: "off-label cells hold a constant other than 0",
    remedy: "store 0: a fill by bytes repeats its byte",
  },
} as const;
