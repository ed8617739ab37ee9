/** The process that a kernel lives in, together with generator and judge. Started by `session.ts`; answers its requests. */
import { answering, replyOf } from "./answering.ts";
import { tuneEngine } from "./engine.ts";
import { introduce, openTarget } from "./opening.ts";
import type { Reply, Request } from "./protocol.ts";

tuneEngine();

const answer = answering(openTarget);

// This process leads a group of its own, with all that it started: nothing outlives whoever watches over it.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

// Ctrl-C in a terminal reaches this process too: it is the watching process that ends the run.
process.on("SIGINT", () => {});

process.on("message", async (request: Request) => {
  const reply =
    request.kind === "introduce"
      ? await introduce(request.target, request.beacon).then(
          (introduction): Reply => ({ kind: "introduced", introduction }),
          replyOf,
        )
      : await answer(request);
  process.send?.(reply);
});
