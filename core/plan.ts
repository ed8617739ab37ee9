/** What is watched beside a call's results. */
export type Watch = "nothing" | "late" | "inputs";

/**
 * The calls to make to see one thing. `call`: one call, with the calls before it that it needs (a kernel that keeps
 * state), and what is watched beside its results: the output after it returned (`late`), or writes to the inputs (`inputs`). `relation`: calls derived from a base by a named rule and
 * held against each other; `seed` is whatever the rule draws. `example`: one of the document's own, at its addresses.
 */
export type Plan<Case, Relation extends string = string> =
  | { readonly kind: "call"; readonly before: readonly Case[]; readonly call: Case; readonly watch: Watch }
  | { readonly kind: "relation"; readonly relation: Relation; readonly seed: number; readonly base: Case }
  | { readonly kind: "example"; readonly example: number; readonly seed: number };
