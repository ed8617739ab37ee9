import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type ExaminedCall, isCellKind, NO_CELLS } from "../properties/diagnosis/evidence.ts";
import { identityOf } from "../properties/violation.ts";
import type { Request } from "./protocol.ts";
import type { Workplace } from "./workplace.ts";

/** Makes calls again, and looks at the cells that a finding is about. */
export async function examine(
  place: Workplace,
  { plans, violation, wait }: Extract<Request, { kind: "examine" }>,
): Promise<ExaminedCall[]> {
  const { executor, at } = place;
  const { kind } = violation.cell;
  const identity = identityOf(violation);
  executor.learning = false;
  const calls: ExaminedCall[] = [];
  let waits = wait;
  for (const [index, plan] of plans.entries()) {
    if (plan.kind !== "call" || !executor.holds(plan.call)) continue;
    for (const [k, c] of plan.before.entries()) {
      at(index, k);
      executor.call(c);
    }
    at(index, plan.before.length);
    const { violations } = executor.run(plan.call, true);
    if (!isCellKind(kind) || !executor.returned) {
      const failing = violations.some((v) => identityOf(v) === identity);
      const torn = executor.returned ? { torn: executor.sample(plan.call, "off-label").wrong.length > 0 } : {};
      calls.push({ case: plan.call, failing, ...NO_CELLS, ...torn });
      continue;
    }
    const cells = executor.sample(plan.call, kind);
    const failing = cells.wrong.length > 0;
    const call = { case: plan.call, failing, ...cells };
    if (!failing) calls.push(call);
    else if (waits) {
      waits = false;
      await setTimeout(LATE_MILLISECONDS);
      calls.push({ ...call, mended: executor.sample(plan.call, kind).wrong.length === 0 });
    } else {
      executor.call(plan.call);
      calls.push({ ...call, unsteady: !isDeepStrictEqual(executor.sample(plan.call, kind).wrong, cells.wrong) });
    }
  }
  return calls;
}

/** How long an output is given to become right by itself. */
const LATE_MILLISECONDS = 25;
