import { PROPERTIES } from "../properties/list.ts";
import type { Violation } from "../properties/violation.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";

/** What of `--only` asks for a harness itself, and for nothing of the operator. */
export const ONLY_PROTOCOL = "protocol";

/** In front of a pattern: everything but what it matches. */
export const ALL_BUT = "!";

/**
 * Whether a violation is one that the user's `--only` asks for: its clause, or its property's words, hold the pattern, or with
 * `ALL_BUT` in front of it do not.
 */
export function matches(only: string, violation: Violation): boolean {
  if (only === "") return true;
  if (only.startsWith(ALL_BUT)) return !matches(only.slice(ALL_BUT.length), violation);
  const clauses = [violation.clause, ...(violation.related ?? [])];
  return clauses.some((clause) => clause.includes(only)) || violation.property.includes(only);
}

/** Whether the pattern of `--only` names anything at all. */
export function matchesSomething(only: string): boolean {
  const pattern = only.startsWith(ALL_BUT) ? only.slice(ALL_BUT.length) : only;
  return CLAUSE_IDS.some((clause) => clause.includes(pattern)) || PROPERTIES.some(({ name }) => name.includes(pattern));
}
