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

/** Columns that lines are indented by that have no room for more. */
const LITTLE = 4;

/** A second option in a line of help. */
const SECOND = /(?<=\S) {3,}(?=--)/;

/** What stands before the words of a line of help: its indentation, or the name of what they are about. */
const BEFORE = /^ *(?:--[\w-]+ [A-Z]+ +|\S.*? {2,})?(?=\S)/;

/** A command's help in so many columns: a line that is longer has one option, and goes on under its words. */
export function foldHelp(text: string, columns: number): string {
  return text
    .split("\n")
    .flatMap((line) => {
      if (widthOf(line) <= columns) return [line];
      const [first, ...others] = line.split(SECOND) as [string, ...string[]];
      const before = (BEFORE.exec(first) as RegExpExecArray)[0].length;
      // Under its words nothing would fit.
      const indent = before > columns / 2 ? LITTLE : before;
      const aligned = others.map((option) => {
        const name = (BEFORE.exec(option) as RegExpExecArray)[0].trimEnd();
        return `${`  ${name}`.padEnd(indent)}${option.slice(name.length).trimStart()}`;
      });
      return [first, ...aligned].map((part) => fold(part, columns, indent));
    })
    .join("\n");
}
