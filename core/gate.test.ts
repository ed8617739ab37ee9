import { describe, expect, it } from "vitest";
import { COMPARED, FAILING, INACCURATE, RIGHT, SHORT, UNWRITTEN, WAIVED } from "../reports/run.fixture.ts";
import { compareRuns, pairRuns } from "./compare.ts";
import { failingFindings, gateOf, verdictOf } from "./gate.ts";
import type { Finding, Run, Speed } from "./record.ts";
import { applyWaivers, meets, type Pinned, type Waiver } from "./waive.ts";

const ids = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id);

describe("a verdict", () => {
  it.each<[string, Partial<Run>, string]>([
    ["fails with a violation", {}, "fails"],
    ["conforms with warnings alone", { violations: [] }, "conforms"],
    ["fails with warnings under strict", { violations: [], strict: true }, "fails"],
    ["is incomplete where not everything ran", { violations: [], complete: false }, "incomplete"],
    ["fails with a violation though not everything ran", { complete: false }, "fails"],
    ["conforms with all violations waived", { violations: [{ ...UNWRITTEN, waived: "*" }] }, "conforms"],
    ["fails with a stale waiver", { violations: [], waivers: WAIVED.waivers }, "fails"],
    ["conforms with a waiver that is used", { violations: [], waivers: WAIVED.waivers.slice(0, 1) }, "conforms"],
  ])("%s", (_, change, verdict) => {
    expect(verdictOf({ ...FAILING, ...change })).toBe(verdict);
  });
});

describe("the gate", () => {
  it("fails against a baseline for what is new, whatever else was found", () => {
    expect(gateOf(COMPARED)).toBe("fails");
    expect(ids(failingFindings(COMPARED))).toEqual([UNWRITTEN.id]);
    const known = { ...COMPARED, violations: COMPARED.violations.slice(1) };
    expect(known.verdict).toBe("fails");
    expect(gateOf(known)).toBe("passes");
    expect(gateOf({ ...known, complete: false })).toBe("incomplete");
    expect(gateOf({ ...known, verdict: "error" })).toBe("error");
    expect(gateOf({ ...known, waivers: WAIVED.waivers })).toBe("fails");
  });

  it("fails for a warning that has become a violation", () => {
    const baseline = compareRuns({ suite: "1", run: { ...FAILING, violations: [], warnings: [UNWRITTEN] } }, now(FAILING), false);
    expect(baseline.changed).toContainEqual({ id: UNWRITTEN.id, what: ["a violation, before a warning"], graver: true });
    expect(ids(failingFindings({ ...FAILING, baseline }))).toContain(UNWRITTEN.id);
  });
});

const now = (run: Run): { suite: string; run: Run } => ({ suite: "1", run });

describe("two runs compared", () => {
  const before: Run = { ...FAILING, violations: [UNWRITTEN], warnings: [INACCURATE] };

  it("tell what is new, fixed, changed and unchanged", () => {
    const changed = { ...INACCURATE, received: "1 (0x3f800000)", ulp: 7 };
    const fresh = { ...UNWRITTEN, id: "in-bounds/fp_nlllossgrad_s/sum/around" };
    const compared = compareRuns(now(before), now({ ...before, violations: [fresh], warnings: [changed] }), false);
    expect(compared).toMatchObject({
      caveats: [],
      new: [fresh.id],
      changed: [{ id: INACCURATE.id, graver: false }],
      unchanged: [],
      fixed: [UNWRITTEN],
      unseen: [],
    });
    expect(compared.changed[0]?.what).toEqual(["received 1 (0x3f800000), before -0.333333373 (0xbeaaaaac)", "steps 7, before 1"]);
    expect(compareRuns(now(before), now(before), false)).toMatchObject({
      new: [],
      changed: [],
      fixed: [],
      unchanged: [UNWRITTEN.id, INACCURATE.id].reverse(),
    });
  });

  it.each<[string, Partial<Run>, RegExp]>([
    ["another seed", { seed: 8 }, /seed 7 before, 8 now/],
    ["another tier", { tier: "gate" }, /tier smoke before, gate now/],
    ["a run that is not complete", { complete: false }, /this run is not complete/],
  ])("do not call fixed what did not show with %s, unless its case was run again", (_, change, caveat) => {
    const clean = { ...before, ...change, violations: [], warnings: [INACCURATE] };
    const compared = compareRuns(now(before), now(clean), false);
    expect(ids(compared.fixed)).toEqual([]);
    expect(ids(compared.unseen)).toEqual([UNWRITTEN.id]);
    expect(compared.caveats).toEqual([expect.stringMatching(caveat)]);
    expect(ids(compareRuns(now(before), now(clean), true).fixed)).toEqual([UNWRITTEN.id]);
  });

  it("say so when the suite is another one, and compare nothing that depends on its draws", () => {
    const later = { suite: "2", run: { ...before, warnings: [{ ...INACCURATE, ulp: 9 }] } };
    const compared = compareRuns(now(before), later, false);
    expect(compared.changed).toEqual([]);
    expect(compared.caveats[0]).toContain("suite 1 before, 2 now");
  });

  it("never call a race fixed that did not show", () => {
    const racy = { ...before, violations: [{ ...UNWRITTEN, again: "sometimes" as const }] };
    expect(ids(compareRuns(now(racy), now({ ...racy, violations: [] }), true).unseen)).toEqual([UNWRITTEN.id]);
  });

  it("call everything new where there is no earlier run, and say so", () => {
    const compared = compareRuns(null, now(before), true);
    expect(compared).toMatchObject({ before: null, new: [INACCURATE.id, UNWRITTEN.id] });
    expect(compared.caveats).toHaveLength(1);
  });

  it("compare speed with its noise", () => {
    const speed = (share: number): Speed => ({
      ...{ entry: "fp_nlllossgrad_s", reduction: "sum", batch: 8, classNum: 1000, bytes: 32000, rounds: 9 },
      ...{ share, low: share - 0.05, high: share + 0.05 },
    });
    const change = (from: number, to: number): string | undefined =>
      compareRuns(now({ ...before, speed: [speed(from)] }), now({ ...before, speed: [speed(to)] }), false).speed[0]?.change;
    expect([change(0.5, 0.58), change(0.5, 0.42), change(0.5, 0.7), change(0.5, 0.3)]).toEqual([
      "within noise",
      "within noise",
      "faster",
      "slower",
    ]);
  });

  it("tell clauses whose state changed: one that is no longer judged is not passed over", () => {
    const [clause, ...others] = before.clauses;
    const after = { ...before, clauses: [{ ...(clause as Run["clauses"][number]), status: "not judged" as const }, ...others] };
    expect(compareRuns(now(before), now(after), false).clauses).toEqual([
      { id: "output-extent", before: "failed", after: "not judged" },
    ]);
  });
});

describe("runs of two records", () => {
  const run = (target: string, platform: string): Run => ({ ...RIGHT, target, platform });

  it("are paired by target and platform, and the only ones of a platform under whatever names", () => {
    const [a, b, c] = [run("a", "MT7004"), run("b", "MT7004"), run("c", "FT78NE")];
    const renamed = run("d", "FT78NE");
    expect(pairRuns([a, b, c], [b, a, renamed])).toEqual([
      { before: b, now: b },
      { before: a, now: a },
      { before: c, now: renamed },
    ]);
    expect(pairRuns([a, b], [run("e", "MT7004")])).toEqual([
      { before: null, now: run("e", "MT7004") },
      { before: a, now: null },
      { before: b, now: null },
    ]);
    expect(pairRuns([a], [b])).toEqual([{ before: a, now: b }]);
  });
});

describe("a waiver's pattern", () => {
  it.each([
    ["a/b/c", "a/b/c", true],
    ["a/b/c", "a/b/cd", false],
    ["a/*", "a/b/c", true],
    ["a/*", "b/a/c", false],
    ["*/label", "a/b/label", true],
    ["*/label", "a/label/b", false],
    ["a/*/c/*", "a/b/c/d", true],
    ["a*a", "a", false],
    ["a/.*", "a/b", false],
    ["*", "anything", true],
  ])("%s means %s: %s", (pattern, identity, means) => {
    expect(meets(pattern, identity)).toBe(means);
  });
});

describe("waivers", () => {
  const WAIVER: Waiver = {
    finding: "output-extent/*",
    reason: "mended in the next drop",
    link: "https://example.org/12",
    token: "n1.AAEC",
    expires: "2026-03-31",
  };
  const found: Run = { ...FAILING, violations: [UNWRITTEN] };
  const applied = (pinned: Pinned, run: Run = found, today = "2026-03-31"): Run =>
    applyWaivers(run, [{ waiver: WAIVER, pinned }], today);

  it("cover what they name while their pinned case shows it, to the end of their last day", () => {
    const run = applied({ kind: "shows" });
    expect(run).toMatchObject({
      verdict: "conforms",
      violations: [{ waived: "output-extent/*" }],
      waivers: [{ state: "used", why: "" }],
    });
    expect(applied({ kind: "shows" }, FAILING).verdict).toBe("fails");
  });

  it.each<[string, Run, string, RegExp]>([
    ["has expired", applied({ kind: "shows" }, found, "2026-04-01"), "expired", /^expired on 2026-03-31: /],
    ["is no longer needed", applied({ kind: "passes" }, RIGHT), "unneeded", /^its pinned case passes now: remove it$/],
    ["has a pinned case that passes while others fail", applied({ kind: "passes" }), "unneeded", /still shows: .* pin n1\.AAEC$/],
    ["names nothing that was found", applied({ kind: "shows" }, RIGHT), "unmatched", /no finding of this run/],
    [
      "has a pinned case that shows something else",
      applied({ kind: "other", identities: ["in-bounds/x"] }),
      "unmatched",
      /shows in-bounds\/x/,
    ],
    [
      "has a pinned case that cannot be run",
      applied({ kind: "untried", why: "no such function" }),
      "unmatched",
      /no such function/,
    ],
  ])("cover nothing and fail the run if one %s", (_, run, state, why) => {
    expect(run.waivers).toMatchObject([{ state, why: expect.stringMatching(why) }]);
    expect([...run.violations, ...run.warnings].every(({ waived }) => waived === null)).toBe(true);
    expect(run.verdict).toBe("fails");
    expect(gateOf(run)).toBe("fails");
  });

  it("are not judged by a run that was cut short before it could show what they name, or by a broken one", () => {
    expect(applied({ kind: "shows" }, SHORT)).toMatchObject({ verdict: "incomplete", waivers: [{ state: "idle" }] });
    const broken = { ...found, verdict: "error" as const, complete: false };
    expect(applied({ kind: "untried", why: "" }, broken)).toMatchObject({ verdict: "error", waivers: [{ state: "idle" }] });
  });
});
