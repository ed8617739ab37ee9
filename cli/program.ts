import { NoProgram } from "../programs/room.ts";
import { LANGUAGES, type Language, writeProgram } from "../programs/write.ts";
import { InvalidToken } from "../properties/token.ts";
import { UsageError } from "./arguments.ts";
import { type CallingOptions, readCalling } from "./calling.ts";

/** What the command was asked to write a token's case as, and what else it was given. */
export interface ProgramRequest {
  readonly token: string;
  /** The text of `--as`. */
  readonly as: string;
  /** A target, which a program has no use for. */
  readonly place: string | undefined;
  /** The text of `--timeout`, if it was given. */
  readonly timeout: string | undefined;
  readonly calling: CallingOptions;
}

/**
 * A token's case as a program of its own. Nothing is run.
 *
 * @throws UsageError if the language is unknown, the token invalid or too large, or an option has no meaning here.
 */
export function programText({ token, as, place, timeout, calling }: ProgramRequest): string {
  const language = LANGUAGES.find((known): known is Language => known === as);
  if (language === undefined) throw new UsageError(`--as ${as}: takes ${LANGUAGES.join(", ")}`);
  if (place !== undefined)
    throw new UsageError(`replay ${place} --as ${as}: leave the target away; the program is given the kernel when it is run`);
  const idle =
    timeout !== undefined ? "--timeout" : calling.launch ? "--launch" : calling.policy !== undefined ? "--policy" : undefined;
  if (idle !== undefined)
    throw new UsageError(`${idle}: says how a target is called, and --as calls none; leave one of them away`);
  if (language === "ts" && calling.symbols.length > 0)
    throw new UsageError("--symbol: renames the functions of a library, and --as ts takes a module; leave one of them away");
  try {
    return writeProgram(token, language, readCalling(calling).symbols);
  } catch (error) {
    if (error instanceof InvalidToken || error instanceof NoProgram) throw new UsageError(error.message);
    throw error;
  }
}
