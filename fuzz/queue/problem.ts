/** A queue that cannot be used: one line that names it without its password, what is wrong and the remedy. */
export class QueueProblem extends Error {
  override readonly name = "QueueProblem";
}

/** What came out of a queue and is not what belongs there. The message says what is wrong with it. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}
