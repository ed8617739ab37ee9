import type { Platform } from "../core/contract.ts";
import { maskCount } from "../properties/relations/cores.ts";
import type { GradientPlan } from "../properties/token.ts";
import { mainCase } from "./workplace.ts";

/** What shrinking one finding may cost: small calls, or as much time in large ones. A warning gets a part of it. */
export const BUDGET = { violation: 16000, warning: 4000 } as const;

/** Milliseconds that shrinking one finding may take, however slow the kernel. */
export const SHRINK_MILLISECONDS = 4000;

/** How long shrinking one finding may take: a run is to end, a campaign is to come to the same on every machine. */
export interface ShrinkLimits {
  readonly milliseconds: number;
  now(): number;
}

/** Cells that cost as much as a small call does besides. */
const CELLS_A_UNIT = 20_000;

/** Small calls in the time that a watched output is waited for. */
const WATCH_UNITS = 1500;

/** What a trial of a plan costs, in small calls. */
function costOf(plan: GradientPlan, platform: Platform): number {
  const c = mainCase(plan);
  const calls = plan.kind === "relation" && plan.relation === "masks" ? maskCount(platform) : 2;
  const cells = c === null ? 0 : c.batch * c.classNum;
  return (
    calls / 2 +
    (plan.kind === "relation" ? calls : 1) * (cells / CELLS_A_UNIT) +
    (plan.kind === "call" && plan.watch === "late" ? WATCH_UNITS : 0)
  );
}

/** Cells from which on plans of extents that failed to show the finding before are put behind all others. */
const LARGE_CELLS = CELLS_A_UNIT;

/** Extents that were too small to show a finding, when all else was larger. */
export class TooSmall {
  private rows = 0;
  private classes = 0;

  /** Learns that none of some plans showed what a larger one did. */
  note(plans: readonly GradientPlan[], larger: GradientPlan): void {
    const c = mainCase(larger);
    if (c === null) return;
    for (const smaller of plans.map(mainCase)) {
      if (smaller === null) continue;
      if (smaller.batch < c.batch) this.rows = Math.max(this.rows, smaller.batch);
      if (smaller.classNum < c.classNum) this.classes = Math.max(this.classes, smaller.classNum);
    }
  }

  /** Plans in the order to try them in: large ones cost time, and what was too small once mostly is again. */
  order(plans: Iterable<GradientPlan>, larger: GradientPlan): Iterable<GradientPlan> {
    const c = mainCase(larger);
    if (c === null || c.batch * c.classNum < LARGE_CELLS) return plans;
    const isLikely = (plan: GradientPlan): boolean => {
      const { batch, classNum } = mainCase(plan) ?? c;
      return (batch === c.batch || batch > this.rows) && (classNum === c.classNum || classNum > this.classes);
    };
    const all = [...plans];
    return [...all.filter(isLikely), ...all.filter((plan) => !isLikely(plan))];
  }
}

/** Plans that a budget allows, with what each and those before it cost; `all`: none was left out. */
interface Affordable {
  readonly plans: readonly GradientPlan[];
  readonly costs: readonly number[];
  readonly all: boolean;
}

/** The first plans that a budget allows. */
export function affordable(plans: Iterable<GradientPlan>, platform: Platform, budget: number, repeats: number): Affordable {
  const taken: GradientPlan[] = [];
  const costs: number[] = [];
  let sum = 0;
  for (const plan of plans) {
    sum += repeats * costOf(plan, platform);
    if (sum > budget) return { plans: taken, costs, all: false };
    taken.push(plan);
    costs.push(sum);
  }
  return { plans: taken, costs, all: true };
}
