import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { CLAUSE_IDS, levelOf } from "../reference/clauses.ts";
import { hastyClock, judgeLibrary, stoppedAfter } from "./judging.fixture.ts";

const OWN = "needs no more than its elements' own";

/** Plans after which a run ends: single small calls, those and calls held against each other, or those of all strata. */
const SMALL = 1;
const RELATIONS = 1700;
const ALL = Infinity;

/**
 * Right kernels of each unusual sort: how much is run, the clauses that are warned of, and what they turn out to need of
 * their buffers.
 */
const RIGHT: readonly (readonly [kernel: string, plans: number, warned: readonly string[], alignment: string])[] = [
  // Legal orders and formats.
  ["order-e-hp-in-float", RELATIONS, [], OWN],
  ["private-in-another-order", RELATIONS, ["storage-equivalence"], OWN],
  ["vector-body-scalar-tail", RELATIONS, ["core-mask-equivalence", "storage-equivalence", "position-independence"], OWN],
  // Tolerated arithmetic.
  ["reciprocal-newton", RELATIONS, ["mean-accuracy"], OWN],
  ["reciprocal-residual", SMALL, ["mean-accuracy", "mean-special", "subnormals", "zero-total", "extreme-total"], OWN],
  ["control-register-flushes", SMALL, ["subnormals"], OWN],
  // Memory.
  ["minus-zero-fill", SMALL, [], OWN],
  ["aligned-to-16", ALL, [], "needs 16 bytes"],
  ["whole-aligned-blocks", SMALL, [], OWN],
  ["blocks-from-the-start", SMALL, ["over-read"], OWN],
  // Cores.
  ["mask-ignored", RELATIONS, [], OWN],
  ["thread-per-core", SMALL, [], OWN],
  ["work-stealing", RELATIONS, [], OWN],
];

/** SHOULD clauses that no run of these tiers can warn of, and why. */
const NOT_WARNED = [
  // Tensors past 2^31 cells belong to the huge tier.
  "large-extent",
  // A call of batch 0 that goes wrong breaks clauses of its own.
  "empty",
];

describe.skipIf(!HAS_COMPILER)(`a right kernel${NEEDS_COMPILER}`, () => {
  it.each(RIGHT)("breaks no MUST clause, however unusual: %s", async (name, plans, warned, alignment) => {
    const { path, platform } = zooKernel(`right/${name}`);
    const run = await judgeLibrary(path, platform, { cases: 2000, ...stoppedAfter(plans), ...hastyClock(1500) });
    expect(run.violations).toEqual([]);
    // Fewer cases than the tier has never read as conforming.
    expect(run.verdict).toBe("incomplete");
    const clauses = new Set(run.warnings.flatMap((warning) => warning.clauses));
    expect([...CLAUSE_IDS].filter((id) => clauses.has(id))).toEqual(warned);
    expect(run.fingerprint.alignment).toBe(alignment);
    // Newton's steps err to one side: all cells together tell.
    expect(run.warnings.some(({ property }) => property === "mean rounds to both sides")).toBe(name === "reciprocal-newton");
    expect(run.clauses.filter(({ status }) => status === "warned").map(({ id }) => id)).toEqual(warned);
  });

  it("that reads past several buffers is told of each, by a call that shows it again in a process of its own", async () => {
    const { path, platform } = zooKernel("right/blocks-from-the-start");
    const { warnings } = await judgeLibrary(path, platform, { cases: 2000, ...stoppedAfter(SMALL), ...hastyClock(1500) });
    const past = new Map(warnings.map(({ cell, again }) => [cell, again]));
    expect(past).toEqual(new Map(["labels", "loss_grad", "total_weight", "weight"].map((name) => [`around ${name}`, "always"])));
  });

  it("is here for every SHOULD clause that a run can warn of", () => {
    const missing = CLAUSE_IDS.filter((id) => levelOf(id) === "SHOULD" && !RIGHT.some(([, , warned]) => warned.includes(id)));
    expect(missing).toEqual(NOT_WARNED);
  });
});
