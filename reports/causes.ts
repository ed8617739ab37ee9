import type { Finding } from "../core/record.ts";

/** What a finding probably comes from, a line for each cause, the likeliest first: `[name of the line, text]`. */
export function causeLines({ causes }: Finding): readonly (readonly [name: string, text: string])[] {
  return causes.map(({ text, remedy, evidence }, k) => [
    k === 0 ? "cause" : "or",
    `${text}${evidence === "" ? "" : `: ${evidence}`}${k === 0 ? `; ${remedy}` : ""}`,
  ]);
}
