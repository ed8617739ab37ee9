import { type CallModel, ONCE } from "../adapters/native/symbols.ts";
import type { ClauseId } from "../reference/clauses.ts";
import type { Target } from "./protocol.ts";

/** How a target's kernels are called. */
export function callModelOf(target: Target): CallModel {
  return target.kind === "library" ? (target.model ?? ONCE) : ONCE;
}

/** Clauses that a call model decides about: why they are not judged, or what is recorded of them. */
export function callModelReasons(model: CallModel): Readonly<Partial<Record<ClauseId, string>>> {
  switch (model.kind) {
    case "once":
      return { "call-model": "OPEN: called once with a mask" };
    case "each-core":
      return {
        "call-model": `OPEN: under the declared policy each-core, _s was called once on each masked core, after ${model.hook}`,
      };
    case "launch":
      return {
        "call-model": "OPEN: left to the launch layer, which is given the mask",
        "platform-dtypes":
          "which functions lie behind LaunchGroup cannot be read from its library; one that is missing fails when it is called",
      };
  }
}

/** What a reader of the record must know of the call model; empty where it is what the document's example does. */
export function callModelNotes(model: CallModel): string[] {
  switch (model.kind) {
    case "once":
      return [];
    case "each-core":
      return [
        `judged under the policy call-model each-core: ${model.hook}(core), then the function, for each core of the mask, one after another and in an order that the call decides; _p on core 0`,
      ];
    case "launch":
      return ["judged through LaunchGroup, WaitGroup and DestroyGroup; every function of the platform counts as offered"];
  }
}
