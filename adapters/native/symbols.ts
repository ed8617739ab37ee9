import type { EntryName } from "../../reference/operator.ts";

/** The functions of a launch layer, as MindSpore Lite's DSPRuntime::RunKernel calls them, in their order. */
export const LAUNCH_NAMES = ["LaunchGroup", "WaitGroup", "DestroyGroup"] as const;
export type LaunchName = (typeof LAUNCH_NAMES)[number];

/** Names to use in place of the documented ones: symbols to look up, or kernels to ask a launch layer for. */
export type SymbolNames = Readonly<Partial<Record<EntryName | LaunchName, string>>>;

/**
 * How a library's kernels are called. `once`: directly, `_s` once with its mask, as in the document's example. `each-core`:
 * directly, `_s` once on each core of its mask, one after another; before each call the library's function
 * `void hook(int core)` is told the core. `launch`: by name, through the library's own LaunchGroup, WaitGroup and
 * DestroyGroup.
 */
export type CallModel =
  | { readonly kind: "once" }
  | { readonly kind: "each-core"; readonly hook: string }
  | { readonly kind: "launch" };

/** What the document's examples do, and every kernel that is no shared library. */
export const ONCE: CallModel = Object.freeze({ kind: "once" });
