/** The process that a kernel lives in, together with generator and judge. Started by `session.ts`; answers its requests. */
import { openSync } from "node:fs";
import type { Callee } from "../adapters/callee.ts";
import { openModule } from "../adapters/module.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import type { CallShape } from "../reference/operator.ts";
import { PLATFORMS } from "../reference/platforms.ts";
import { fileBeacon, type HostBeacon, pageBeacon } from "./beacon.ts";
import { evaluate } from "./evaluate.ts";
import { Executor } from "./executor.ts";
import { type HostOptions, LOADING, type Opened, type Reply, type Request, type TrialResult } from "./protocol.ts";
import { mainCase, sweep, type Workplace } from "./sweep.ts";
import type { Pace } from "./tiers.ts";

/** Cells that a call may write in its base time; more cells, more time. */
const CELLS_IN_TIMEOUT = 2 ** 20;

/** Milliseconds that a small call may take; each request says. */
let patience = 0;

/** How long a wrong output is given to become right by itself. */
const LATE_MILLISECONDS = 25;

interface Host extends Workplace {
  readonly opened: Opened;
}

async function open(options: HostOptions): Promise<Host> {
  const platform = { ...PLATFORMS[options.platform], alignment: options.alignment };
  const allow = (shape: CallShape): number => Math.ceil(patience * (1 + (shape.batch * shape.classNum) / CELLS_IN_TIMEOUT));
  let beacon: HostBeacon;
  let callee: Callee;
  let pace: Pace = "native";
  if (options.target.kind === "library") {
    const { Guard, guardIsAvailable } = await import("../adapters/native/guard.ts");
    const { openLibrary } = await import("../adapters/native/library.ts");
    const guard = guardIsAvailable() ? new Guard(openSync(options.beacon, "r+")) : null;
    beacon = guard === null ? fileBeacon(options.beacon) : pageBeacon(guard.page);
    beacon.at(LOADING, 0);
    callee = openLibrary(
      options.target.path,
      { symbols: options.target.symbols, capacity: options.capacity, beacon, guard },
      allow,
    );
  } else {
    const { BUILT_INS } = await import("../impls/index.ts");
    const load = BUILT_INS[options.target.name];
    if (load === undefined) throw new UnusableTarget(`${options.target.name}: no built-in of that name`);
    const kernel = await load();
    beacon = fileBeacon(options.beacon);
    callee = await openModule(kernel, platform, options.capacity, beacon, allow);
    pace = kernel.threads === true ? "threads" : "script";
  }
  return {
    callee,
    platform,
    executor: new Executor(callee, options.alignment),
    seed: options.seed,
    only: options.only,
    at: beacon.at,
    opened: { entries: callee.entries, pace, guarded: callee.arena.guarded },
  };
}

function trial(
  host: Host,
  plans: readonly GradientPlan[],
  identity: string | null,
  repeats: number,
  wait: boolean,
): TrialResult | null {
  const { callee, executor, platform } = host;
  executor.learning = false;
  for (const [index, plan] of plans.entries()) {
    for (let k = 0; k < repeats; k++) {
      const sightings = evaluate(plan, executor, callee, platform, (call) => host.at(index, call));
      const wanted = sightings.find(({ violation }) => identity === null || identityOf(violation) === identity);
      if (wanted === undefined) continue;
      const c = mainCase(wanted.plan);
      const output = wanted.violation.cell.kind === "label" || wanted.violation.cell.kind === "off-label";
      const mendedByWaiting =
        wait && output && c !== null && plan.kind === "call" && executor.mendsByWaiting(c, wanted.violation, LATE_MILLISECONDS);
      return { index, sightings, mendedByWaiting };
    }
  }
  return null;
}

let host: Host | undefined;

async function answer(request: Request): Promise<Reply> {
  if (request.kind === "open") {
    host = await open(request.options);
    return { kind: "opened", opened: host.opened };
  }
  if (host === undefined) return { kind: "broken", message: "asked before a kernel was opened" };
  switch (request.kind) {
    case "sweep":
      patience = request.patience;
      return { kind: "swept", swept: sweep(host, request.piece, request.aligned, request.leave) };
    case "trial":
      patience = request.patience;
      return { kind: "tried", shown: trial(host, request.plans, request.identity, request.repeats, request.wait) };
    case "close":
      await host.callee.close();
      return { kind: "closed" };
  }
}

process.on("disconnect", () => process.exit());

// Ctrl-C in a terminal reaches this process too: it is the watching process that ends the run.
process.on("SIGINT", () => {});

process.on("message", (request: Request) => {
  answer(request)
    .catch((error: unknown): Reply => {
      const message = error instanceof Error ? error.message : String(error);
      return error instanceof UnusableTarget
        ? { kind: "unusable", message }
        : { kind: "broken", message: error instanceof Error ? (error.stack ?? message) : message };
    })
    .then((reply) => process.send?.(reply))
    .then(() => {
      if (request.kind === "close") process.disconnect();
    });
});
