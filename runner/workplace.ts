import type { Callee } from "../adapters/callee.ts";
import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import type { GradientPlan } from "../properties/token.ts";
import { identityOf, type Violation } from "../properties/violation.ts";
import type { Ahead } from "./ahead.ts";
import { evaluateWatched, type Sighting } from "./evaluate.ts";
import type { Executor } from "./executor.ts";
import { matches } from "./only.ts";
import type { HostOptions, Request, TrialResult } from "./protocol.ts";

/** Where plans are carried out: one kernel, and the process that it lives in. */
export interface Workplace {
  readonly callee: Callee;
  readonly platform: Platform;
  readonly executor: Executor;
  /** Where calls are made ahead of their judgement, over a link; `null` where they are made in place. */
  readonly ahead: Ahead | null;
  readonly seed: number;
  readonly only: string;
  /** What a campaign's hosts are told. */
  readonly campaign?: HostOptions["campaign"];
  /** What plans of the stratum `combinations` are to have, where combinations are metered. */
  readonly wanted?: HostOptions["wanted"];
  /** Says which plan of the request, and which call of the plan, comes next. */
  at(item: number, call: number): void;
}

/** How long a wrong output is given to become right by itself. */
const LATE_MILLISECONDS = 25;

/** Calls of the first round trip, where most of a list of plans will not be needed. */
const FIRST_CALLS = 8;

/** The case that a plan is about, if it has one. */
export function mainCase(plan: GradientPlan): Case | null {
  return plan.kind === "call" ? plan.call : plan.kind === "relation" ? plan.base : null;
}

/** The plan with its placement changed to one that no process dies of. */
export function settle(plan: GradientPlan, aligned: boolean): GradientPlan {
  const settled = (c: Case): Case => (c.placement === "exact" ? { ...c, placement: "aligned" } : c);
  if (!aligned || plan.kind === "example") return plan;
  if (plan.kind === "relation") return { ...plan, base: settled(plan.base) };
  return { ...plan, before: plan.before.map(settled), call: settled(plan.call) };
}

/** Whether the kernel's memory has room for every call of a plan. */
function holds({ executor }: Workplace, plan: GradientPlan): boolean {
  // A relation's other calls are no larger than its base.
  const calls = plan.kind === "call" ? [...plan.before, plan.call] : plan.kind === "relation" ? [plan.base] : [];
  return calls.every((c) => executor.holds(c));
}

/** One plan of a trial. */
interface Tried {
  readonly index: number;
  readonly plan: GradientPlan;
}

function* repeated(plans: readonly GradientPlan[], repeats: number): Generator<Tried> {
  for (const [index, plan] of plans.entries()) for (let k = 0; k < repeats; k++) yield { index, plan };
}

/** Those that a kernel behind a link can be called with. */
function* roomy(place: Workplace, tried: Iterable<Tried>): Generator<Tried> {
  for (const { index, plan } of tried) {
    const settled = settle(plan, true);
    if (holds(place, settled)) yield { index, plan: settled };
  }
}

/** The first of a request's plans that shows what it looks for. */
export async function tryPlans(place: Workplace, request: Extract<Request, { kind: "trial" }>): Promise<TrialResult | null> {
  const { plans, repeats } = request;
  place.executor.learning = false;
  if (place.ahead === null) {
    for (const tried of repeated(plans, repeats)) {
      const shown = holds(place, tried.plan) ? await tryPlan(place, tried, request) : null;
      if (shown !== null) return shown;
    }
    return null;
  }
  for await (const { item, made } of place.ahead.carry(roomy(place, repeated(plans, repeats)), FIRST_CALLS)) {
    const shown = made ? await tryPlan(place, item, request) : null;
    if (shown !== null) return shown;
  }
  return null;
}

/** Whether memory stands as the call left it that a sighting is about: not after calls that are held against each other, or a watch. */
function showsMemory({ plan }: Sighting): boolean {
  return plan.kind === "call" && plan.watch !== "late";
}

async function tryPlan(
  { executor, callee, platform, at, only }: Workplace,
  { index, plan }: Tried,
  { identity, wait }: Extract<Request, { kind: "trial" }>,
): Promise<TrialResult | null> {
  const asked = (violation: Violation): boolean => matches(only, violation);
  const sightings = await evaluateWatched(plan, executor, callee, platform, (call) => at(index, call), asked);
  const wanted = sightings.find(({ violation }) => identity === null || identityOf(violation) === identity);
  if (wanted === undefined) return null;
  const c = mainCase(wanted.plan);
  const snapshot = showsMemory(wanted) && c !== null ? executor.snapshot(c, wanted.violation.cell) : null;
  const output = wanted.violation.cell.kind === "label" || wanted.violation.cell.kind === "off-label";
  const mendedByWaiting =
    wait &&
    callee.sees.late &&
    output &&
    c !== null &&
    plan.kind === "call" &&
    (await executor.mendsByWaiting(c, wanted.violation, LATE_MILLISECONDS));
  return { index, sightings, mendedByWaiting, snapshot };
}
