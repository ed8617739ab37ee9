import type { Console } from "./check.ts";
export const REPLAY_HELP = "";
export async function replay(_args: readonly string[], _console: Console): Promise<number> {
  return 2;
}
