import type { Platform } from "../core/contract.ts";
import type { Case } from "../properties/case.ts";
import { type RelationName, relationOf } from "../properties/relations.ts";
import type { Violation } from "../properties/violation.ts";
import type { GradientKernel } from "../reference/operator.ts";
import { PLATFORMS, type PlatformId, platformNamed } from "../reference/platforms.ts";
import { CAPACITY } from "../runner/conformance.ts";
import { evaluate } from "../runner/evaluate.ts";
import { UNWATCHED } from "../runner/inside.ts";
import { openKernel as open } from "../runner/opening.ts";

/** A kernel in this process that takes cases. */
export interface OpenKernel {
  readonly platform: Platform;
  /** Calls the kernel with a case, and gives what it breaks, MUST and SHOULD alike; nothing if it breaks nothing. */
  judge(c: Case): readonly Violation[];
  /**
   * Makes the calls of a relation, such as the same inputs under every mask, and gives what they break; nothing where the relation says
   * nothing of such a case. `seed`: decides what the relation draws.
   */
  judgeRelation(relation: RelationName, base: Case, seed: number): readonly Violation[];
  /** Lets go of what the kernel holds. */
  close(): Promise<void>;
}

/** The word that tokens have for a platform: one of the document's, or any other. */
export function idOf(platform: Platform): PlatformId {
  const known = Object.values(PLATFORMS).find(
    ({ title, elementTypes, cores }) =>
      title === platform.title && cores === platform.cores && elementTypes.join() === platform.elementTypes.join(),
  );
  return known?.id ?? platformNamed(platform.title, platform);
}

/**
 * Opens a kernel in JavaScript in this process, for tests of one's own: there is no process around it that would survive a call which does
 * not return.
 *
 * @throws UnusableTarget if it cannot be opened.
 */
export async function openKernel(kernel: GradientKernel, platform: Platform): Promise<OpenKernel> {
  const { alignment } = platform;
  const options = { platform: idOf(platform), alignment, capacity: CAPACITY };
  const { callee, executor, close } = await open(kernel, options, UNWATCHED, () => 0);
  return {
    platform,
    judge: (c) => executor.run(c).violations,
    judgeRelation(relation, base, seed) {
      if (!relationOf(relation).applies(base, platform)) return [];
      const plan = { kind: "relation", relation, seed, base } as const;
      return evaluate(plan, executor, callee, platform, () => {}).map(({ violation }) => violation);
    },
    close,
  };
}
