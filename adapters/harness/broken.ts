/**
 * A harness that breaks the protocol, dies or stays silent. The message says what was expected and what came; it is never
 * held against the kernel behind it.
 */
export class BrokenHarness extends Error {
  override readonly name = "BrokenHarness";
}

/** Text of others as one line: control characters and lone surrogates as spaces, and no longer than `most` characters. */
export function plainLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
