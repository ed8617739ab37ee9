import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sight } from "../adapters/callee.ts";
import type { CallResult } from "../adapters/harness/calls.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { StratumName } from "../properties/strata.ts";
import type { EntryName } from "../reference/operator.ts";
import type { PackBatch } from "./plans.ts";

/** Results that were brought back, taken in the order of the pack's calls. */
export interface Results {
  readonly path: string;
  /** What the kernel is called there; `null` if nothing says so. */
  readonly name: string | null;
  readonly entries: readonly EntryName[];
  readonly sees: Sight;
  /** Strata that such a file never holds. */
  readonly leftOut: readonly StratumName[];
  /**
   * The results of a plan's calls, or of those up to the one that crashed or hung; `null` if the file ended before.
   *
   * @throws UnusableTarget if they are not that plan's results; HarnessFailure if the harness said what it could not do.
   */
  take(batch: PackBatch): readonly CallResult[] | null;
  /**
   * Looks whether anything follows the last result.
   *
   * @throws UnusableTarget if it does.
   */
  finish(calls: number): void;
  close(): void;
}

/**
 * The file that holds a pack's results, unless the user names another.
 *
 * @throws UnusableTarget if there is none.
 */
export function findResults(folder: string): string {
  for (const name of ["results.bin", "results.npz"]) if (existsSync(join(folder, name))) return join(folder, name);
  throw new UnusableTarget(
    `${folder}: holds neither results.bin nor results.npz; run the pack's calls and put there what came back, or name it with --results FILE`,
  );
}
