import { readFileSync } from "node:fs";
import { conform, type Schema, SchemaError, type Strictness } from "../core/json-schema.ts";
import { UsageError } from "./arguments.ts";

/** Schemas lie beside the sources, and one folder above dist/ for what is built. */
function readSchema(name: string): Schema {
  for (const place of ["../core/", "../../core/"]) {
    try {
      return JSON.parse(readFileSync(new URL(`${place}${name}`, import.meta.url), "utf8")) as Schema;
    } catch {
      // The other place.
    }
  }
  throw new Error(`core/${name} is missing: install the package again`);
}

/** A file that an option names. */
export interface NamedFile {
  readonly option: string;
  readonly file: string;
  /** What it is, for a remedy. */
  readonly what: string;
}

/**
 * Reads a file as text.
 *
 * @throws UsageError that names the option, the file and what to give.
 */
export function readText({ option, file, what }: NamedFile): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${option} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); give the path of ${what}`,
    );
  }
}

/**
 * Reads a text as JSON that conforms to one of the package's schemas.
 *
 * @throws UsageError that names the option, the file, the place in it, what is wrong there and what is taken.
 */
export function readAs({ option, file, what }: NamedFile, text: string, schema: string, strictness: Strictness): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${option} ${file}: not JSON: ${(error as Error).message}; give ${what}`);
  }
  try {
    return conform(readSchema(schema), parsed, strictness);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    throw new UsageError(`${option} ${file}: ${error.message}; core/${schema} says what ${what} holds`);
  }
}
