/**
 * A harness that breaks the protocol, dies or stays silent. The message says what was expected and what came; it is never
 * held against the kernel behind it.
 */
export class BrokenHarness extends Error {
  override readonly name = "BrokenHarness";
}
