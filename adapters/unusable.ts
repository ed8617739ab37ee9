/** A target that cannot be judged at all. The message names it, what is wrong, and what to do. */
export class UnusableTarget extends Error {
  override readonly name = "UnusableTarget";
}
