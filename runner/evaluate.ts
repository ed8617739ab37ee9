import type { Callee } from "../adapters/callee.ts";
import type { Platform } from "../core/contract.ts";
import type { Watch } from "../core/plan.ts";
import type { Case } from "../properties/case.ts";
import { judgeRelation, type Output, relationOf } from "../properties/relations.ts";
import type { GradientPlan } from "../properties/token.ts";
import { severityOf, type Violation } from "../properties/violation.ts";
import { runExample } from "./example.ts";
import type { Executor, Trial } from "./executor.ts";

/** A violation, and the plan that shows it. */
export interface Sighting {
  readonly violation: Violation;
  readonly plan: GradientPlan;
}

const NOTHING: readonly Sighting[] = Object.freeze([]);

const RUNS: Readonly<Record<Watch, (executor: Executor, c: Case) => Trial>> = {
  nothing: (executor, c) => executor.run(c),
  late: (executor, c) => executor.run(c),
  inputs: (executor, c) => executor.runReadOnly(c),
};

/** The calls that a plan makes, in order, where it can be made anywhere: none of a document's example. */
export function callsOf(plan: GradientPlan, platform: Platform): readonly Case[] {
  switch (plan.kind) {
    case "call":
      return [...plan.before, plan.call];
    case "relation":
      return relationOf(plan.relation).calls(plan.base, plan.seed, platform);
    case "example":
      return [];
  }
}

/** How long the output is watched after a call returned. */
const WATCH_MILLISECONDS = 30;

/** The same, and of plans that ask for it what writes to the output after the call returned. */
export async function evaluateWatched(...given: Parameters<typeof evaluate>): Promise<readonly Sighting[]> {
  const [plan, executor] = given;
  const sightings = evaluate(...given);
  if (plan.kind !== "call" || plan.watch !== "late") return sightings;
  const violation = await executor.watch(plan.call, WATCH_MILLISECONDS);
  return violation === null ? sightings : [...sightings, { violation, plan: sightings[0]?.plan ?? plan }];
}

/**
 * Carries out a plan in this process, and gives everything that it shows against the kernel. What breaks in one call of a relation is
 * told, and the calls are not held against each other any more, unless it is nothing that was `asked` for. What is written after a call is
 * for `evaluateWatched`.
 */
export function evaluate(
  plan: GradientPlan,
  executor: Executor,
  callee: Callee,
  platform: Platform,
  onCall: (index: number) => void,
  asked: (violation: Violation) => boolean = () => true,
): readonly Sighting[] {
  switch (plan.kind) {
    case "call": {
      plan.before.forEach((c, index) => {
        onCall(index);
        executor.call(c);
      });
      onCall(plan.before.length);
      const trial = RUNS[plan.watch](executor, plan.call);
      if (trial.violations.length === 0) return NOTHING;
      const shown: GradientPlan = trial.case === plan.call ? plan : { ...plan, call: trial.case };
      return trial.violations.map((violation) => ({ violation, plan: shown }));
    }
    case "relation": {
      const calls = relationOf(plan.relation).calls(plan.base, plan.seed, platform);
      const outputs: Output[] = [];
      const seen: Sighting[] = [];
      for (const [index, c] of calls.entries()) {
        onCall(index);
        const trial = executor.run(c, index > 0);
        for (const violation of trial.violations) {
          seen.push({ violation, plan: { kind: "call", before: calls.slice(0, index), call: trial.case, watch: "nothing" } });
        }
        if (!executor.returned || trial.violations.some((v) => severityOf(v) === "violation" && asked(v))) return seen;
        outputs.push(executor.output(c));
      }
      const violation = judgeRelation(plan.relation, plan.seed, calls, outputs);
      if (violation !== null) seen.push({ violation, plan });
      return seen;
    }
    case "example":
      onCall(0);
      return runExample(callee, platform, plan.example, plan.seed).map((violation) => ({ violation, plan }));
  }
}
