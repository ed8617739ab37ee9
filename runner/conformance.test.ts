import { describe, expect, it } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, zooKernel } from "../adapters/native/kernels.fixture.ts";
import type { Finding, Run } from "../core/record.ts";
import { decodeToken } from "../properties/token.ts";
import type { RunOptions } from "./conformance.ts";
import { hastyClock, judgeLibrary, stoppedAfter } from "./judging.fixture.ts";
import { Session } from "./session.ts";
import { mainCase } from "./workplace.ts";

const ids = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id).sort();
const clauseOf = (run: Run, id: string): Run["clauses"][number] | undefined => run.clauses.find((clause) => clause.id === id);

/** Writes past the output, in one function and reduction at some widths, and in another at some batches. */
const TWO_FAULTS =
  "if (is_p ? reduction == NONE && class_num % 8 == 5 : reduction == MEAN && batch > 9) out[batch * class_num] = 1;";

describe.skipIf(!HAS_COMPILER)(`a run${NEEDS_COMPILER}`, () => {
  it("outlives a kernel that crashes at one shape, hangs at another and exits at a third: three findings", async () => {
    const library = madeKernel("three-ends", {
      first: `
  if (!is_p && reduction == SUM && class_num == 7) *(volatile int *)0 = 1;
  if (!is_p && reduction == NONE && class_num == 11) for (;;) pause();
  if (is_p && reduction == MEAN && class_num == 13) _exit(5);`,
    });
    // Until the smallest strata have run: what follows is more of the same.
    const run = await judgeLibrary(library, "ft78ne", { cases: 2000, timeout: 500, ...stoppedAfter(1000), ...hastyClock(1500) });
    expect(ids(run.violations)).toEqual([
      "terminates/fp_nlllossgrad_p/mean/exit",
      "terminates/fp_nlllossgrad_s/none/hang",
      "terminates/fp_nlllossgrad_s/sum/crash",
    ]);
    const received = Object.fromEntries(
      run.violations.map(({ cell, id, received }) => [`${id.split("/")[3]} of ${cell}`, received]),
    );
    expect(received).toEqual({
      "exit of the call": "the process exited with code 5",
      "hang of the call": expect.stringMatching(/^no return within \d+ ms$/),
      "crash of the call": "SIGSEGV (write at 0x0, outside of every buffer)",
    });
    const shapes = run.violations.map(({ token }) => mainCase(decodeToken(token as string).plan));
    expect(shapes.map((c) => c?.classNum)).toEqual(expect.arrayContaining([7, 11, 13]));
    expect(run.verdict).toBe("fails");
    expect(clauseOf(run, "terminates")).toMatchObject({ status: "failed" });
    // The rest was judged all the same.
    expect(run.cases).toBeGreaterThan(900);
    expect(clauseOf(run, "reduction-mean")).toMatchObject({ status: "passed" });
  });

  it("comes to the same findings, tokens and counts with one worker and with two", async () => {
    const library = madeKernel("two-faults", { first: TWO_FAULTS });
    const one = await judgeLibrary(library, "ft78ne", { workers: 1, cases: 600 });
    const two = await judgeLibrary(library, "ft78ne", { workers: 2, cases: 600 });
    expect(new Set(one.violations.map(({ entry, reduction }) => `${entry} ${reduction}`))).toEqual(
      new Set(["fp_nlllossgrad_p none", "fp_nlllossgrad_s mean"]),
    );
    expect(one.violations.every(({ again, token }) => again === "always" && token !== null)).toBe(true);
    // Speed is a measure, which no two runs share.
    expect({ ...two, speed: [] }).toEqual({ ...one, speed: [] });
  });

  it("draws other cases under another seed, and finds the same faults", async () => {
    const library = madeKernel("two-faults", { first: TWO_FAULTS });
    const first = await judgeLibrary(library, "ft78ne", { ...stoppedAfter(1), ...hastyClock(1000) });
    const second = await judgeLibrary(library, "ft78ne", { ...stoppedAfter(1), ...hastyClock(1000), seed: 7 });
    expect(ids(second.violations)).toEqual(ids(first.violations));
    expect(second.coverage).not.toEqual(first.coverage);
  });

  it("stops at the first violation with bail, which fails all the same", async () => {
    const { path, platform } = zooKernel("wrong/no-zero-fill");
    const run = await judgeLibrary(path, platform, { bail: true, workers: 1 });
    expect(run.verdict).toBe("fails");
    expect(run.violations).toHaveLength(1);
    expect(run.cases).toBeLessThanOrEqual(1000);
    expect(run.notes).toContain("stopped at the first violation, as --bail asks");
  });

  it("is not stopped by a warning with bail, and does not say so", async () => {
    const { path, platform } = zooKernel("right/half-flushed-at-each-step");
    const run = await judgeLibrary(path, platform, { bail: true, workers: 1, cases: 600 });
    expect(run.warnings.length).toBeGreaterThan(0);
    expect(run.notes.filter((note) => note.includes("--bail"))).toEqual([]);
  });

  it("looks at what the first request found in the process that found it, and confirms it in the only other one", async () => {
    const { path, platform } = zooKernel("wrong/sign-missing");
    let hosts = 0;
    const host: RunOptions["host"] = (setup) => {
      hosts++;
      return Session.start(setup);
    };
    const run = await judgeLibrary(path, platform, { bail: true, host });
    expect(run.violations).toMatchObject([{ again: "always" }]);
    expect(hosts).toBe(2);
  });

  it("tells a finding that needs calls before it with those calls, though it shows where it was first seen", async () => {
    const { path, platform } = zooKernel("wrong/label-cell-accumulated-from-second-call");
    // Under this seed a call by itself shows it first, after those before it.
    const run = await judgeLibrary(path, platform, { bail: true, seed: 2 });
    expect(run.violations).toMatchObject([{ again: "history" }]);
    const { plan } = decodeToken(run.violations[0]?.token as string);
    expect(plan.kind === "call" && plan.before.length).toBeGreaterThan(0);
  });

  it("is incomplete when its time is spent before all cases have run, and says so", async () => {
    const run = await judgeLibrary(madeKernel("right", {}), "ft78ne", { time: 500, ...hastyClock(100) });
    expect(run.verdict).toBe("incomplete");
    expect(run.cases).toBeLessThan(4000);
    expect(run.notes).toEqual([expect.stringMatching(/^the time budget was spent before the tier's cases had all run/)]);
  });

  it("is incomplete when it is interrupted, and keeps what it had found", async () => {
    const { path, platform } = zooKernel("wrong/reciprocal-estimate-only");
    const right = await judgeLibrary(madeKernel("right", {}), "ft78ne", { ...stoppedAfter(1) });
    expect(right).toMatchObject({
      verdict: "incomplete",
      violations: [],
      notes: [expect.stringMatching(/^interrupted before the tier's cases had all run/)],
    });
    const wrong = await judgeLibrary(path, platform, { ...stoppedAfter(1) });
    expect(wrong.verdict).toBe("fails");
    expect(wrong.violations[0]?.clauses).toContain("mean-rounding");
    expect(wrong.notes.join()).toContain("interrupted before the tier's cases had all run");
  });

  it("judges nothing but what `only` asks for, and says so of every other clause", async () => {
    const { path, platform } = zooKernel("wrong/sign-missing");
    const run = await judgeLibrary(path, platform, { only: "off-label", ...stoppedAfter(1000) });
    expect(run.verdict).toBe("incomplete");
    expect(run.violations).toEqual([]);
    expect(clauseOf(run, "off-label-zero")).toMatchObject({ status: "passed", why: "" });
    expect(clauseOf(run, "reduction-sum")).toEqual({
      id: "reduction-sum",
      level: "MUST",
      status: "not judged",
      cases: 0,
      by: {},
      why: "not asked for by --only",
    });
    expect(run.notes.join()).toContain('only properties that match "off-label" were asked for');
  });

  it("fails on a warning under strict, and on none otherwise", async () => {
    const { path, platform } = zooKernel("right/zero-total-gives-zero");
    const lenient = await judgeLibrary(path, platform, { cases: 6000, ...stoppedAfter(3000) });
    const strict = await judgeLibrary(path, platform, { cases: 6000, ...stoppedAfter(3000), strict: true });
    expect(lenient.verdict).toBe("incomplete");
    expect(strict.verdict).toBe("fails");
    expect(strict.violations).toEqual([]);
    expect(ids(strict.warnings)).toEqual(ids(lenient.warnings));
    expect(strict.warnings.flatMap(({ clauses }) => clauses)).toContain("zero-total");
  });

  it("holds a missing function against a library, and judges the others", async () => {
    const { path } = zooKernel("wrong/hp-private-missing");
    const run = await judgeLibrary(path, "mt7004", { ...stoppedAfter(1000) });
    expect(run.verdict).toBe("fails");
    expect(run.violations).toMatchObject([
      { id: "platform-dtypes/hp_nlllossgrad_p/missing", again: "static", token: null, received: "no such symbol" },
    ]);
    expect(clauseOf(run, "platform-dtypes")).toMatchObject({ status: "failed" });
    const called = Object.keys(run.coverage["entry and reduction"] ?? {});
    expect(new Set(called.map((name) => name.split(" ")[0]))).toEqual(
      new Set(["fp_nlllossgrad_s", "fp_nlllossgrad_p", "hp_nlllossgrad_s"]),
    );
    expect(clauseOf(run, "reduction-sum")).toMatchObject({ status: "passed" });
  });

  it("warns of functions that a library has beyond its platform, and calls none of them", async () => {
    const run = await judgeLibrary(zooKernel("right/order-e-hp-in-float").path, "ft78ne", { ...stoppedAfter(1) });
    expect(run.violations).toEqual([]);
    expect(ids(run.warnings)).toEqual(["platform-dtypes/hp_nlllossgrad_p/surplus", "platform-dtypes/hp_nlllossgrad_s/surplus"]);
    expect(Object.keys(run.fingerprint.entries).filter((entry) => entry.startsWith("hp"))).toEqual([]);
  });

  it("says why of every clause that it did not judge, and counts cases for every one that it did", async () => {
    const run = await judgeLibrary(madeKernel("right", {}), "ft78ne", { ...stoppedAfter(1) });
    for (const { id, status, cases, why } of run.clauses) {
      expect(why !== "", id).toBe(status === "not judged");
      expect(cases > 0, id).toBe(status !== "not judged");
    }
    expect(clauseOf(run, "large-extent")?.why).toBe("only the huge tier makes tensors past 2^31 cells");
    expect(clauseOf(run, "no-state")?.why).toBe("no case reached it");
    expect(clauseOf(run, "zero-sign")?.why).toBe("OPEN: the choice is recorded in the fingerprint");
  });

  it("tells what a kernel printed, and how much", async () => {
    const run = await judgeLibrary(zooKernel("right/talks-to-stdout").path, "mt7004", { ...stoppedAfter(1000) });
    expect(run.notes.join("\n")).toMatch(/the kernel printed \d+ bytes, beginning: "\[nlllossgrad\] batch=/);
  });
});
