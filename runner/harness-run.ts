import { checkHarness } from "../adapters/harness/kit.ts";
import type { Run } from "../core/record.ts";
import { CLAUSE_IDS, CLAUSES } from "../reference/clauses.ts";
import { failedRun } from "./run.ts";

/**
 * Looks at a harness by itself, before the operator: what held stands in the run's notes, and last what did not, which is
 * a run without a verdict. `command`: its words.
 */
export async function judgeHarness(
  command: readonly string[],
  options: Parameters<typeof failedRun>[0] & { now(): number },
): Promise<Run> {
  const started = options.now();
  const { held, broken } = await checkHarness(command, options.now);
  const failed = broken === null ? [] : [`the harness failed: ${broken}`];
  const why = "only the harness was asked for";
  return {
    ...failedRun(options, ""),
    verdict: broken === null ? "incomplete" : "error",
    seconds: (options.now() - started) / 1000,
    clauses: CLAUSE_IDS.map((id) => ({ id, level: CLAUSES[id].level, status: "not judged", cases: 0, by: {}, why })),
    notes: [...held.map((text) => `the harness ${text}`), ...failed],
  };
}
