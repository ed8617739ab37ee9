import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { smallestCase } from "../properties/case.ts";
import { decodeToken } from "../properties/token.ts";
import { identityOf } from "../properties/violation.ts";
import { mainCase } from "../runner/workplace.ts";
import { kernelOfFourFaults, sitting } from "./campaign.fixture.ts";
import type { CampaignOptions } from "./campaign.ts";

/** Two epochs of the fixture's. */
const TWO = 2 * 3 * 384;

const right = (): string => madeKernel("right", {});

/** Options that interrupt a sitting once it has carried out so many plans. */
function stoppedAfter(plans: number): Pick<CampaignOptions, "interrupted" | "progress"> {
  let done = 0;
  return {
    interrupted: () => done >= plans,
    progress({ sitting: carriedOut }) {
      done = carriedOut;
    },
  };
}

describe.skipIf(!HAS_COMPILER)(`a campaign${NEEDS_COMPILER}`, () => {
  it("finds every fault in one pass, each shrunk within its own identity, and comes to the same for 1 worker, for 3, and through interruptions", async () => {
    const kernel = kernelOfFourFaults();
    const one = await sitting(kernel, TWO, { workers: 1 });
    const shapes = one.run.violations.map(({ id, token }) => {
      const { batch, classNum } = mainCase(decodeToken(token as string).plan) as { batch: number; classNum: number };
      return [id, batch, classNum];
    });
    expect(shapes.sort()).toEqual([
      ["in-bounds/fp_nlllossgrad_p/none/around", 1, 13],
      ["inputs-unchanged/fp_nlllossgrad_s/mean/input:logits", 10, 1],
      ["off-label-zero/fp_nlllossgrad_s/sum/off-label", 7, 2],
      ["terminates/fp_nlllossgrad_p/sum/crash", 1, 7],
    ]);
    for (const { confirmed } of one.state.known.values()) {
      expect(identityOf(confirmed.violation)).toBe(confirmed.bucket.identity);
      expect(confirmed).toMatchObject({ again: "always", minimal: true });
    }
    expect(one.campaign).toMatchObject({ ended: "done", epochs: 2, shards: 6 });
    expect(one.run).toMatchObject({ verdict: "fails", tier: "fuzz" });

    const three = await sitting(kernel, TWO, { workers: 3 });
    expect(three.campaign.digest).toBe(one.campaign.digest);

    const first = await sitting(kernel, TWO, { workers: 1, ...stoppedAfter(500) });
    expect(first.campaign.ended).toBe("interrupted");
    const second = await sitting(kernel, TWO, { workers: 1, resume: first.store, ...stoppedAfter(900) });
    const last = await sitting(kernel, TWO, { resume: first.store });
    expect(last.campaign).toMatchObject({ ended: "done", digest: one.campaign.digest });
    expect(last.run.violations).toEqual(one.run.violations);
    // What was under way is done again, and nothing that was finished: at most a shard, twice.
    const carriedOut = first.state.sitting + second.state.sitting + last.state.sitting;
    expect(carriedOut).toBeLessThanOrEqual(TWO + 2 * 384);
  }, 120_000);

  it("tells what was found in an epoch that was not finished, as it was first seen", async () => {
    const broken = madeKernel("one-fault", { first: "if (class_num % 4 == 1) x[0] = 1;" });
    const { run, campaign } = await sitting(broken, TWO, { workers: 1, ...stoppedAfter(385) });
    expect(campaign).toMatchObject({ ended: "interrupted", epochs: 0 });
    expect(run.verdict).toBe("fails");
    expect(run.violations.map(({ again }) => again)).toEqual(run.violations.map(() => "untried"));
    expect(run.violations.length).toBeGreaterThan(0);
  });

  it("keeps so many findings and no more, also when it goes on: the others are told as they were first seen", async () => {
    const kernel = kernelOfFourFaults();
    const capped = await sitting(kernel, TWO / 2, { findingsKept: 2 });
    const resumed = await sitting(kernel, TWO, { findingsKept: 2, resume: capped.store });
    for (const { run, state } of [capped, resumed]) {
      expect(state.known.size).toBe(2);
      expect(run.violations.map(({ again }) => again).sort()).toEqual(["always", "always", "untried", "untried"]);
      expect(run.notes).toContain(
        "2 findings were confirmed and kept, which is the most: 2 more are told as they were first seen",
      );
    }
    expect(resumed.campaign.epochs).toBe(2);
  }, 60_000);

  it("rounds cases up to whole epochs, and begins none after its time", async () => {
    const rounded = await sitting(right(), TWO / 2 + 1, {});
    expect(rounded.campaign).toMatchObject({ epochs: 2, shardPlans: 384 });
    expect(rounded.run).toMatchObject({ verdict: "incomplete", violations: [], warnings: [] });
    let now = 0;
    const timed = await sitting(right(), Number.MAX_SAFE_INTEGER, { milliseconds: 1000, now: () => (now += 600) });
    expect(timed.campaign).toMatchObject({ ended: "done", epochs: 1 });
  }, 60_000);

  it("tells the largest error, and with another seed is another campaign", async () => {
    const [one, other] = await Promise.all([sitting(right(), TWO), sitting(right(), TWO, { seed: 5 })]);
    expect(other.campaign.digest).not.toBe(one.campaign.digest);
    // Two roundings, each of half a step of its own result.
    const [worst] = one.campaign.worst;
    expect(worst?.ulp).toBeGreaterThan(0.7);
    expect(worst?.ulp).toBeLessThan(2);
  }, 120_000);

  it("runs a corpus first: what it shows is told, and is no part of the digest", async () => {
    const broken = madeKernel("at-nine", { first: "if (batch == 9 && class_num == 7 && is_p) x[0] = 1;" });
    const call = { ...smallestCase("fp_nlllossgrad_p"), batch: 9, classNum: 7 };
    const first = { kind: "drawn", labels: "first", seed: 0 } as const;
    const corpus = [{ kind: "call", before: [], call: { ...call, labels: first }, watch: "nothing" }] as const;
    const short = { epoch: { shards: 1, plans: 16, doublings: 0 } };
    const [shown, fixed, without] = await Promise.all([
      sitting(broken, 16, { ...short, corpus }),
      sitting(right(), 16, { ...short, corpus }),
      sitting(broken, 16, short),
    ]);
    expect(shown.run.violations).toMatchObject([
      { id: "inputs-unchanged/fp_nlllossgrad_p/sum/input:logits", again: "always", count: 1 },
    ]);
    expect(mainCase(decodeToken(shown.run.violations[0]?.token as string).plan)).toEqual(corpus[0].call);
    expect(fixed.run.violations).toEqual([]);
    expect(without.run.violations).toEqual([]);
    expect(without.campaign.digest).toBe(shown.campaign.digest);
    expect(shown.run.cases).toBe(without.run.cases + 1);
  }, 60_000);
});
