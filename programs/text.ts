import { REDUCTION_NAMES } from "../reference/operator.ts";
import type { Data } from "./data.ts";
import type { Program } from "./program.ts";

/** Columns that a program's text keeps to. */
const WIDTH = 110;

/** Breaks words into lines. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

/** Numbers in rows, each followed by a comma. */
export function rows(items: readonly string[], indent: string): string {
  return wrapped(items.map((item) => `${item},`).join(" "), indent).join("\n");
}

/** Bits as hexadecimal digits, as many as the element has. */
export function hex(bits: number, bytes: number): string {
  return `0x${bits.toString(16).padStart(2 * bytes, "0")}`;
}

/** A place on the line of all values: see `Range`. */
export function showPlace(place: number): string {
  return `${place < 0 ? "-" : ""}0x${Math.abs(place).toString(16)}`;
}

/** What a program without unreadable memory misses. */
const NO_ZONES =
  "Reads past a buffer do not show here, and writes only where they hit its canaries: --as c lays buffers between unreadable memory.";

/** What every program says about itself first, without the comment's marks. `usage`: how to run it. */
export function headingOf(program: Program, language: string, usage: readonly string[]): string[] {
  const { title, alignment } = program.platform;
  return [
    ...wrapped(`One case of NLLLossGrad for ${title}, buffers aligned to ${alignment} bytes:`, ""),
    "",
    ...wrapped(program.words, "    "),
    "",
    ...usage.map((line) => (line === "" ? "" : `    ${line}`)),
    "",
    ...wrapped(
      "It prints each cell that is not what the operator's document leaves legal, then `holds` (exit code 0) or `fails: N cells` (exit code 1). A warning is a result that the document does not forbid, but IEEE 754 or common sense does.",
      "",
    ),
    "",
    ...wrapped(
      "Elements are written as their bits. A label cell must hold what `expected` says, or lie in one of the ranges that `allowed` has for its key: results by their place on the line of all values, which is the bits without the sign, negative for negative numbers, and NaN one past +infinity.",
      "",
    ),
    ...(language === "c" ? [] : ["", ...wrapped(NO_ZONES, "")]),
    "",
    `Written by: nllgrad replay ${program.token} --as ${language}`,
  ];
}

/** A data set in words: `2 rows x 3 classes, mean`. */
export function shapeOf({ batch, classNum, reduction }: Data): string {
  return `${batch} ${batch === 1 ? "row" : "rows"} x ${classNum} ${classNum === 1 ? "class" : "classes"}, ${REDUCTION_NAMES[reduction]}`;
}
