import stringWidth from "string-width";

/** Text padded with spaces to so many columns of a terminal: names may be in any script. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

/** The columns that the widest of some texts takes. */
export function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** Columns below which folding would leave a word a line. */
const LEAST = 40;

/** A line folded at spaces to so many columns, those after the first indented. A word that is longer stays whole, to be copied. */
export function fold(line: string, columns: number, indent: number): string {
  if (columns < LEAST || stringWidth(line) <= columns) return line;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\S)(?= )/)) {
    const joined = current + word;
    if (current !== "" && stringWidth(joined) > columns) {
      lines.push(current);
      current = " ".repeat(indent) + word.trimStart();
    } else current = joined;
  }
  return [...lines, current].join("\n");
}
