import type { ElementType } from "../core/format.ts";
import type { GradientKernel } from "../reference/operator.ts";

/** Our implementations by name, each loaded when it is asked for. */
export const BUILT_INS: Readonly<Record<string, () => Promise<GradientKernel>>> = Object.freeze({
  reference: async () => (await import("./reference.ts")).reference,
  blocked: async () => (await import("./blocked.ts")).blocked,
  threaded: async () => (await import("./threaded.ts")).threaded,
  "hp-rounded": async () => (await import("./hp-rounded.ts")).hpRounded,
  "hp-rounded-once": async () => (await import("./hp-rounded.ts")).hpRoundedOnce,
  wasm: async () => (await import("./wasm.ts")).wasm,
});

/** Element types of each, known without loading it. */
export const BUILT_IN_TYPES: Readonly<Record<string, readonly ElementType[]>> = Object.freeze({
  reference: ["fp", "hp"],
  blocked: ["fp", "hp"],
  threaded: ["fp", "hp"],
  "hp-rounded": ["hp"],
  "hp-rounded-once": ["hp"],
  wasm: ["fp", "hp"],
});
