/**
 * What the package offers to programs: the contract for kernels in JavaScript, and the suite's cases and properties for fast-check.
 * docs/library.md says how they are used; `nlllossgrad-conformance/vitest` (`library/vitest.ts`) has the suite for vitest.
 */

export type { KernelContext, Platform } from "./core/contract.ts";
export type { ElementType } from "./core/format.ts";
export type { Finding, Run, RunRecord, Verdict } from "./core/record.ts";
export { type OpenKernel, openKernel } from "./library/open.ts";
export { CaseArbitrary } from "./properties/arbitrary.ts";
export type { Case } from "./properties/case.ts";
export { describeCase } from "./properties/describe.ts";
export { RELATIONS, type RelationName } from "./properties/relations.ts";
export type { Violation } from "./properties/violation.ts";
export { CLAUSES, type Clause, type ClauseId } from "./reference/clauses.ts";
export { type GradientInputs, gradient } from "./reference/gradient.ts";
export type { GradientCall, GradientKernel, GradientSession } from "./reference/operator.ts";
export { PLATFORMS } from "./reference/platforms.ts";
