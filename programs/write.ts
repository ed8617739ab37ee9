import { writeC } from "./c.ts";
import { type Program, programOf } from "./program.ts";
import { writePython } from "./python.ts";
import { writeTypeScript } from "./typescript.ts";

/** Languages that a case can be written in. */
export const LANGUAGES = ["c", "ts", "python"] as const;
export type Language = (typeof LANGUAGES)[number];

const WRITERS: Readonly<Record<Language, (program: Program) => string>> = Object.freeze({
  c: writeC,
  ts: writeTypeScript,
  python: writePython,
});

/**
 * A token's plan as a program of its own, which needs a kernel and nothing else.
 *
 * @throws InvalidToken, or NoProgram if it cannot be written in the language.
 */
export function writeProgram(token: string, language: Language, symbols: Program["symbols"] = {}): string {
  return WRITERS[language](programOf(token, symbols));
}
