import { UnusableTarget } from "../unusable.ts";

/**
 * Parts a command into words as a shell would, and expands nothing: spaces part, single and double quotes and the backslash protect.
 *
 * @throws UnusableTarget if it is empty, or a quote is left open.
 */
export function splitCommand(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let k = 0; k < text.length; k++) {
    const c = text[k] as string;
    if (c === "\\" && quote !== "'" && k + 1 < text.length) word = (word ?? "") + (text[++k] as string);
    else if (quote !== "") {
      if (c === quote) quote = "";
      else word = (word ?? "") + c;
    } else if (c === "'" || c === '"') {
      quote = c;
      word ??= "";
    } else if (/\s/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + c;
  }
  if (quote !== "") throw new UnusableTarget(`exec:${text}: the quote ${quote} is not closed`);
  if (word !== null) words.push(word);
  if (words.length === 0) throw new UnusableTarget("exec: names no command; write exec:COMMAND ARG, in quotes for your shell");
  return words;
}
