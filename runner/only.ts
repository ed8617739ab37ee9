import { PROPERTIES } from "../properties/list.ts";
import type { Violation } from "../properties/violation.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";

/** Whether a violation is one that the user's `--only` asks for: its clause, or its property's words, hold the pattern. */
export function matches(only: string, violation: Violation): boolean {
  if (only === "") return true;
  const clauses = [violation.clause, ...(violation.related ?? [])];
  return clauses.some((clause) => clause.includes(only)) || violation.property.includes(only);
}

/** Whether `--only` can match anything at all. */
export function matchesSomething(only: string): boolean {
  return CLAUSE_IDS.some((clause) => clause.includes(only)) || PROPERTIES.some(({ name }) => name.includes(only));
}
