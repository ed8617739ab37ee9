/** Text of others as one line of whole characters, control characters as spaces: no longer than `most`, but for a mark of the cut. */
export function plainLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line;
}
