import { BrokenHarness } from "../adapters/harness/broken.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { Opening } from "./opening.ts";
import type { HostOptions, Reply, Request } from "./protocol.ts";
import { sweep } from "./sweep.ts";
import { tryPlans, type Workplace } from "./workplace.ts";

/** Opens a kernel. `patience`: milliseconds that a small call may take, asked at each call. */
export type Open = (options: HostOptions, patience: () => number) => Promise<Opening>;

/** What a host asked of its kernel, in the process that has it. */
export type Asked = Exclude<Request, { kind: "introduce" }>;

/** Gives what answers requests about one kernel, which the first of them opens. Whatever goes wrong is a reply as well. */
export function answering(open: Open): (request: Asked) => Promise<Reply> {
  /** Milliseconds that a small call may take; each request says. */
  let patience = 0;
  let opening: Opening | undefined;
  let workplace: Workplace | undefined;

  async function answer(request: Asked): Promise<Reply> {
    if (request.kind === "open") {
      patience = request.options.timeout;
      opening = await open(request.options, () => patience);
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
    // What is timed is the kernel, not what fills its heap.
    workplace.callee.perturbHeap?.(request.kind !== "time" && request.kind !== "measure");
    switch (request.kind) {
      case "sweep":
        return { kind: "swept", swept: await sweep(workplace, request.piece, request.aligned, request.leave) };
      case "trial":
        return { kind: "tried", shown: await tryPlans(workplace, request) };
      // What few hosts are asked is loaded by those: each of them is waited for.
      case "examine": {
        const { examine } = await import("./examine.ts");
        return { kind: "examined", calls: workplace.ahead === null ? await examine(workplace, request) : [] };
      }
      case "follow": {
        const { follow } = await import("./follow.ts");
        return { kind: "followed", followed: workplace.ahead === null ? follow(workplace, request) : null };
      }
      case "time": {
        const { timeShapes } = await import("./timing.ts");
        const { beacon, pace } = opening;
        return { kind: "timed", timed: await timeShapes(workplace, request.shapes, pace === "threads", () => beacon.beat()) };
      }
      case "measure": {
        const { measureSpeed } = await import("./speed.ts");
        return { kind: "measured", speed: measureSpeed(workplace) };
      }
      case "pairs": {
        const { provePairs } = await import("./pairs.ts");
        return { kind: "compared", pairs: provePairs(workplace, request.shape, request) };
      }
      case "close":
        await opening.close();
        return { kind: "closed" };
    }
  }

  return (request) => answer(request).catch(replyOf);
}

/** What is told of an error. */
export function replyOf(error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UnusableTarget) return { kind: "unusable", message };
  if (error instanceof BrokenHarness) return { kind: "broken", message };
  return { kind: "broken", message: error instanceof Error ? (error.stack ?? message) : message };
}
