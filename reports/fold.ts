import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";

/** Characters of one column each: ASCII, the rest of Latin, and dashes, quotes and dots. */
const NARROW = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027]*$/;

let stringWidth: ((text: string) => number) | undefined;

/** The columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (NARROW.test(plain)) return plain.length;
  // Loaded where a text needs it: it takes as long as a tenth of a hunt.
  stringWidth ??= (createRequire(import.meta.url)("string-width") as typeof import("string-width")).default;
  return stringWidth(plain);
}

/** Text padded with spaces to so many columns of a terminal: names may be in any script. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/** The columns that the widest of some texts takes. */
export function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => widthOf(text)));
}

/** Columns below which folding would leave a word a line. */
const LEAST = 40;

/** A line folded at spaces to so many columns, those after the first indented. A word that is longer stays whole, to be copied. */
export function fold(line: string, columns: number, indent: number): string {
  if (columns < LEAST || widthOf(line) <= columns) return line;
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/(?<=\S)(?= )/)) {
    const joined = current + word;
    if (current !== "" && widthOf(joined) > columns) {
      lines.push(current);
      current = " ".repeat(indent) + word.trimStart();
    } else current = joined;
  }
  return [...lines, current].join("\n");
}
