import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeToken, type GradientPlan, InvalidToken } from "../properties/token.ts";
import type { PlatformId } from "../reference/platforms.ts";
import { UsageError } from "./arguments.ts";

/**
 * Reads a regression corpus: a folder of files with a token a line. What stands after `#` is a comment.
 *
 * @throws UsageError that names the file and the line of what is no token.
 */
export function readCorpus(folder: string): (platform: PlatformId) => readonly GradientPlan[] {
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new UsageError(`--corpus ${folder}: cannot be read: ${(error as Error).message}; name a folder of files with tokens`);
  }
  const reproductions = names.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .flatMap((line, k) => {
        const token = line.replace(/#.*/, "").trim();
        return token === "" ? [] : [decode(token, `${join(folder, name)}:${k + 1}`)];
      }),
  );
  return (platform) => reproductions.filter((one) => one.platform === platform).map(({ plan }) => plan);
}

function decode(token: string, place: string): ReturnType<typeof decodeToken> {
  try {
    return decodeToken(token);
  } catch (error) {
    if (error instanceof InvalidToken) throw new UsageError(`${place}: ${error.message}, or remove the line`);
    throw error;
  }
}
