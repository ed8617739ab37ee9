/** Conformance as a suite of vitest: what `nlllossgrad-conformance/vitest` exports. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, it } from "vitest";
import { DEFAULT_SEED } from "../cli/arguments.ts";
import { readCalling } from "../cli/calling.ts";
import { readTarget } from "../cli/targets.ts";
import type { Platform } from "../core/contract.ts";
import type { Run } from "../core/record.ts";
import { CLAUSE_IDS, CLAUSES, type ClauseId } from "../reference/clauses.ts";
import type { GradientKernel } from "../reference/operator.ts";
import { PLATFORMS, type PlatformId, platformOf } from "../reference/platforms.ts";
import { renderFindings, type TextStyle } from "../reports/text.ts";
import { judgeTarget, type RunOptions } from "../runner/conformance.ts";
import { hostedInside } from "../runner/inside.ts";
import type { Tier } from "../runner/tiers.ts";
import { idOf } from "./open.ts";

/** How a kernel is judged; what is left out is as for `nllgrad check`, but for the tier. */
export interface ConformanceOptions {
  /** Platforms to judge it as; without it, those of the document that it can serve. */
  readonly platforms?: readonly Platform[];
  /** `smoke` if left out: seconds. */
  readonly tier?: Tier;
  readonly seed?: number;
  /** Whether a broken SHOULD fails its test; it is an annotation otherwise. */
  readonly strict?: boolean;
  /** Milliseconds that a small call may take: of a kernel that is named by its path. */
  readonly timeout?: number;
  /** Processes at a time, for a kernel that is named by its path. */
  readonly workers?: number;
}

/** What is judged: a run's target, and the platforms that it can be judged as. */
type Subject = Pick<RunOptions, "target" | "name" | "place" | "host"> & { readonly platforms: readonly PlatformId[] };

/** Clauses that a run can break; of the others there is nothing to fail. */
const JUDGED: readonly ClauseId[] = CLAUSE_IDS.filter((id) => CLAUSES[id].level === "MUST" || CLAUSES[id].level === "SHOULD");

const plain = (text: string): string => text;
const PLAIN: TextStyle = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain };

/** Milliseconds in which a run has to end: a gate takes minutes on a busy machine. */
const WHOLE_RUN = 3_600_000;

/**
 * Describes a suite of vitest with one test for each clause that is a MUST or a SHOULD, on each platform. A test fails with what the terminal would show of the findings
 * that break its clause; it is skipped, with the reason, where the clause cannot be judged.
 *
 * `kernel`: a kernel in JavaScript, which is judged in this process; or the path or URL of anything that `nllgrad check` takes, which is
 * judged in processes of its own, so that a crash or an endless loop is a finding.
 *
 * @throws UsageError or UnusableTarget, while the tests are collected, if it cannot be judged.
 */
export function describeConformance(kernel: GradientKernel | string | URL, options: ConformanceOptions = {}): void {
  const place = kernel instanceof URL ? fileURLToPath(kernel) : kernel;
  describe(`conformance of ${typeof place === "string" ? place : place.name}`, async () => {
    const asked = options.platforms?.map(idOf) ?? [];
    const subject = typeof place === "string" ? await atPlace(place, asked) : inside(place, asked);
    for (const platform of subject.platforms) describePlatform(subject, platform, options);
  });
}

async function atPlace(place: string, asked: readonly PlatformId[]): Promise<Subject> {
  const { name, target, platforms, failure } = await readTarget(place, asked, NO_CALLING);
  if (failure !== undefined) throw new Error(failure);
  return { name, target, place, platforms };
}

const NO_CALLING = readCalling({ symbols: [], launch: false, policy: undefined });

function inside(kernel: GradientKernel, asked: readonly PlatformId[]): Subject {
  const served = Object.values(PLATFORMS).filter(({ elementTypes }) =>
    elementTypes.some((type) => kernel.elementTypes.includes(type)),
  );
  return {
    name: kernel.name,
    target: { kind: "built-in", name: kernel.name },
    place: "PATH/OF/THE/KERNEL",
    platforms: asked.length > 0 ? asked : served.map(({ id }) => id),
    host: hostedInside(kernel),
  };
}

function describePlatform({ platforms: _, ...subject }: Subject, id: PlatformId, options: ConformanceOptions): void {
  const { title, alignment } = platformOf(id);
  describe(title, () => {
    let run: Run;
    beforeAll(async () => {
      run = await judgeTarget({
        ...subject,
        platform: id,
        alignment,
        tier: options.tier ?? "smoke",
        seed: options.seed ?? DEFAULT_SEED,
        workers: subject.host === undefined ? (options.workers ?? availableParallelism()) : 1,
        bail: false,
        strict: options.strict === true,
        only: "",
        timeout: options.timeout ?? 2000,
        now: () => performance.now(),
        interrupted: () => false,
        progress() {},
      });
    }, WHOLE_RUN);

    for (const clause of JUDGED) {
      it(`${clause}: ${CLAUSES[clause].text}`, async ({ skip, annotate }) => {
        const status = run.clauses.find((one) => one.id === clause);
        const { violations, warnings } = aboutClause(run, clause);
        if (violations.length > 0 || (run.strict && warnings.length > 0))
          throw failureOf({ ...run, violations, warnings: run.strict ? warnings : [] });
        if (warnings.length > 0) await annotate(textOf({ ...run, violations: [], warnings }), "warning");
        else if (status?.status === "not judged") skip(status.why);
      });
    }

    it("everything of the tier ran", () => {
      if (!run.complete) throw withoutStack(run.notes.join("\n"));
    });
  });
}

function aboutClause(run: Run, clause: ClauseId): Pick<Run, "violations" | "warnings"> {
  const about = ({ clauses }: { readonly clauses: readonly string[] }): boolean => clauses.includes(clause);
  return { violations: run.violations.filter(about), warnings: run.warnings.filter(about) };
}

const textOf = (run: Run): string => renderFindings(run, PLAIN).trimEnd();

const failureOf = (run: Run): Error => withoutStack(textOf(run));

/** An error about the kernel: where in this file it was thrown tells nobody anything. */
function withoutStack(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
