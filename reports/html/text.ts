/** Characters that show nothing, or move what stands beside them: controls, formats such as bidi overrides, line ends, lone halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const codeOf = (character: string): string => `\\u{${(character.codePointAt(0) as number).toString(16)}}`;

/** Text for an attribute: never markup, and nothing in it unseen. */
export function plainText(text: string): string {
  return text.replace(UNSEEN, codeOf).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/** Text of others between tags: never markup; what shows nothing is told by its code, set apart from letters that spell the same. */
export function escapeText(text: string): string {
  return text
    .split(/([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}])/u)
    .map((part, k) => (k % 2 === 1 ? `<span class="unseen">${codeOf(part)}</span>` : plainText(part)))
    .join("");
}

/** A count with its noun. */
export function plural(n: number, one: string, many: string): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** A whole number with its digits in groups, by narrow spaces that no line breaks at. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A small number, short: `1.2e-7`. */
export function shortNumber(value: number): string {
  return value === 0 ? "0" : value >= 0.001 && value < 1000 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}
