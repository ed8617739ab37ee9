import type { TextStyle } from "./text.ts";

const same = (text: string): string => text;

/** Text that nothing is set off in: for files. */
export const PLAIN: TextStyle = { bold: same, dim: same, red: same, green: same, yellow: same };

/** Control characters, the lone halves of pairs, and the two code points that are none: what neither XML nor a terminal takes as text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** Text of others with what cannot be printed made visible: `\u0007` for a bell. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same in one line: records, too, may come from others. */
export function oneLine(text: string): string {
  return visible(text).replace(/[\r\n\t]+/g, " ");
}
