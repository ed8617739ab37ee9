/** The process that a kernel lives in, together with generator and judge. Started by `session.ts`; answers its requests. */
import { BrokenHarness } from "../adapters/harness/broken.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { examine } from "./examine.ts";
import { introduce, type Opening, openTarget } from "./opening.ts";
import { provePairs } from "./pairs.ts";
import type { Reply, Request } from "./protocol.ts";
import { measureSpeed } from "./speed.ts";
import { sweep } from "./sweep.ts";
import { tryPlans, type Workplace } from "./workplace.ts";

/** Milliseconds that a small call may take; each request says. */
let patience = 0;

let opening: Opening | undefined;
let workplace: Workplace | undefined;

async function answer(request: Request): Promise<Reply> {
  if (request.kind === "introduce") return { kind: "introduced", introduction: await introduce(request.target, request.beacon) };
  if (request.kind === "open") {
    patience = request.options.timeout;
    opening = await openTarget(request.options, () => patience);
    const { seed, only, campaign, wanted } = request.options;
    const { callee, executor, platform, pace, ahead, beacon, foreign } = opening;
    workplace = { callee, executor, platform, ahead, seed, only, campaign, wanted, at: beacon.at };
    return { kind: "opened", opened: { entries: callee.entries, pace, sees: callee.sees, foreign } };
  }
  if (opening === undefined || workplace === undefined) return { kind: "broken", message: "asked before a kernel was opened" };
  if (request.kind !== "close") {
    patience = request.patience;
    opening.ahead?.trust(request.patience, "hangIsProven" in request && request.hangIsProven === true);
  }
  switch (request.kind) {
    case "sweep":
      return { kind: "swept", swept: await sweep(workplace, request.piece, request.aligned, request.leave) };
    case "trial":
      return { kind: "tried", shown: await tryPlans(workplace, request) };
    case "examine":
      return { kind: "examined", calls: workplace.ahead === null ? await examine(workplace, request) : [] };
    case "measure":
      return { kind: "measured", speed: measureSpeed(workplace) };
    case "pairs":
      return { kind: "compared", pairs: provePairs(workplace, request.shape, request) };
    case "close":
      await opening.close();
      return { kind: "closed" };
  }
}

// This process leads a group of its own, with all that it started: nothing outlives whoever watches over it.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

// Ctrl-C in a terminal reaches this process too: it is the watching process that ends the run.
process.on("SIGINT", () => {});

process.on("message", (request: Request) => {
  answer(request)
    .catch((error: unknown): Reply => {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof UnusableTarget) return { kind: "unusable", message };
      if (error instanceof BrokenHarness) return { kind: "broken", message };
      return { kind: "broken", message: error instanceof Error ? (error.stack ?? message) : message };
    })
    .then((reply) => process.send?.(reply));
});
