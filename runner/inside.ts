import type { GradientKernel } from "../reference/operator.ts";
import { answering } from "./answering.ts";
import type { HostBeacon } from "./beacon.ts";
import type { HostSetup } from "./crew.ts";
import { openKernel } from "./opening.ts";
import type { Opened, Reply, Request } from "./protocol.ts";
import { type Answer, HarnessFailure, type Hosted } from "./session.ts";

/** Nobody watches over the calls of a kernel in one's own process. */
export const UNWATCHED: HostBeacon = Object.freeze({ at() {}, enter() {}, leave() {}, beat() {} });

/** Lets timers and messages of this process have their turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Starts hosts of a kernel in JavaScript in this very process: each has memory and a session of its own. A call that does not return
 * stops everything here, and what the kernel keeps in its module is kept from one host to the next.
 */
export function hostedInside(kernel: GradientKernel): (setup: HostSetup) => Promise<Hosted> {
  return async (setup) => {
    const answer = answering((options, patience) => openKernel(kernel, options, UNWATCHED, patience));
    const ask = async (request: Exclude<Request, { kind: "introduce" }>): Promise<Reply> => {
      await turn();
      const reply = await answer(request);
      if (reply.kind === "broken" || reply.kind === "unusable") throw new HarnessFailure(`${kernel.name}: ${reply.message}`);
      return reply;
    };
    const { opened } = (await ask({ kind: "open", options: { ...setup, beacon: -1 } })) as { readonly opened: Opened };
    return {
      opened,
      printed: "",
      printedBytes: 0,
      ask: async <K extends Reply["kind"]>(request: Exclude<Request, { kind: "introduce" }>) => (await ask(request)) as Answer<K>,
      end: async () => {
        await ask({ kind: "close" });
      },
    };
  };
}
