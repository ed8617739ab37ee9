import { readFileSync } from "node:fs";
import type { CallModel } from "../adapters/native/symbols.ts";
import { UsageError } from "./arguments.ts";

/** Choices for OPEN clauses, as a file declares them. */
export interface Policy {
  readonly "call-model": Exclude<CallModel, { kind: "launch" }> | undefined;
}

/** What each-core calls a library's function by which a kernel learns its core, unless the policy names another. */
const DEFAULT_HOOK = "nllgrad_set_core";

/** What can be declared: said in every refusal. */
const KNOWN = 'known is "call-model", with the choice "once" or "each-core"';

/**
 * Reads a policy: a JSON object from the ids of OPEN clauses to choices. A choice is its name, or an object with the name
 * as `choice` and what else the choice takes: `{ "call-model": { "choice": "each-core", "core": "set_core_id" } }`.
 *
 * @throws UsageError that names the file, what is wrong in it, and what is known.
 */
export function readPolicy(file: string): Policy {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === undefined
        ? `--policy ${file}: not JSON: ${(error as Error).message}`
        : `--policy ${file}: cannot be read (${code}); give the path of a JSON file`,
    );
  }
  if (!isObject(parsed)) throw new UsageError(`--policy ${file}: holds no object of choices; ${KNOWN}`);
  const unknown = Object.keys(parsed).find((clause) => clause !== "call-model");
  if (unknown !== undefined) throw new UsageError(`--policy ${file}: takes no choice for ${JSON.stringify(unknown)}; ${KNOWN}`);
  const value = parsed["call-model"];
  return { "call-model": value === undefined ? undefined : readCallModel(file, value) };
}

function readCallModel(file: string, value: unknown): Exclude<CallModel, { kind: "launch" }> {
  const refuse = (what: string): UsageError => new UsageError(`--policy ${file}: call-model: ${what}`);
  const fields = isObject(value) ? value : { choice: value };
  const { choice, core, ...others } = fields;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse(`there is no field ${JSON.stringify(unknown)}; known are "choice" and "core"`);
  if (choice !== "once" && choice !== "each-core")
    throw refuse(`${choice === undefined ? "has no choice" : `${JSON.stringify(choice)} is no choice`}; ${KNOWN}`);
  if (choice === "once") {
    if (core !== undefined) throw refuse('"core" goes with each-core alone; leave it away');
    return { kind: "once" };
  }
  if (core !== undefined && !(typeof core === "string" && /^[A-Za-z_]\w{0,254}$/.test(core)))
    throw refuse(`"core" takes the name of a C function, void NAME(int core); without it, that is ${DEFAULT_HOOK}`);
  return { kind: "each-core", hook: core ?? DEFAULT_HOOK };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
