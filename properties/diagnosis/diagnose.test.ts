import { describe, expect, it } from "vitest";
import { mix } from "../../core/random.ts";
import { MEAN } from "../../reference/operator.ts";
import { PLATFORMS } from "../../reference/platforms.ts";
import { type Case, poisonBits } from "../case.ts";
import { CAUSE_IDS, CAUSES } from "./causes.ts";
import { diagnose } from "./diagnose.ts";
import { at, cores, drawn, evidenceOf, left, value } from "./evidence.fixture.ts";
import type { Evidence } from "./evidence.ts";
import { RULES } from "./rules.ts";

const platform = PLATFORMS.ft78ne;

/** What is known of a kernel that calls end with a signal. */
function endingIn(received: string, fails: (c: Case) => boolean): Evidence {
  const evidence = evidenceOf({}, "label", () => NOTHING);
  const calls = evidence.calls.map((call) => ({ ...call, failing: fails(call.case), wrong: [], right: [] }));
  return { ...evidence, calls, violation: { ...evidence.violation, clause: "terminates", cell: { kind: "crash" }, received } };
}

const NOTHING = (): null => null;

describe("the cause that comes first", () => {
  it.each<[cause: string, evidence: Evidence]>([
    ["vector-tail", evidenceOf({}, "off-label", (c) => (_, j) => (j >= c.classNum - (c.classNum % 8) ? poisonBits(c) : null))],
    ["row-longer-than-tile", evidenceOf({}, "off-label", (c) => (_, j) => (j >= 20 ? poisonBits(c) : null))],
    ["no-zero-fill", evidenceOf({}, "off-label", (c) => () => poisonBits(c))],
    [
      "mask-not-compacted",
      evidenceOf({}, "label", (c) => (c.coreMask & (c.coreMask + 1) ? (): number => poisonBits(c) : NOTHING)),
    ],
    [
      "remainder-of-rows",
      evidenceOf({}, "label", (c) => (i) => (i >= c.batch - (c.batch % cores(c.coreMask)) ? poisonBits(c) : null)),
    ],
    ["off-label-constant", evidenceOf({}, "off-label", () => () => value(-1e-38))],
    ["zero-fill-too-short", evidenceOf({}, "off-label", (c) => (_, j) => (j === c.classNum - 1 ? poisonBits(c) : null))],
    [
      "head-not-handled",
      evidenceOf(
        {},
        "off-label",
        (c) => (i, j) => ((i * c.classNum + j) * 4 < Math.ceil((i * c.classNum * 4) / 16) * 16 ? poisonBits(c) : null),
      ),
    ],
    [
      "label-of-another-row",
      evidenceOf(
        {},
        "off-label",
        (c) =>
          (i, j, { labels, lossGrad, weight }) =>
            i + 1 < c.batch && labels[i + 1] === j ? value(-at(lossGrad, 0) * at(weight, j)) : null,
      ),
    ],
    [
      "lane-permuted",
      evidenceOf(
        {},
        "off-label",
        () =>
          (i, j, { labels, lossGrad, weight }) =>
            ((labels[i] as number) ^ 3) === j ? value(-at(lossGrad, 0) * at(weight, j)) : null,
      ),
    ],
    [
      "weight-twice",
      evidenceOf(
        {},
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            value(-at(lossGrad, 0) * at(weight, j) ** 2),
      ),
    ],
    [
      "sign-missing",
      evidenceOf(
        {},
        "label",
        (c) =>
          (i, j, { lossGrad, weight }) =>
            i >= c.batch - (c.batch % 4) ? value(at(lossGrad, 0) * at(weight, j)) : null,
      ),
    ],
    [
      "scaled",
      evidenceOf(
        {},
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            value(-at(lossGrad, 0) * at(weight, j) * 0.125),
      ),
    ],
    [
      "wrong-weight",
      evidenceOf(
        {},
        "label",
        (c) =>
          (_, j, { lossGrad, weight }) =>
            j < 16 ? null : value(-at(lossGrad, 0) * at(weight, Math.min(15, c.classNum - 1))),
      ),
    ],
    ["label-zero-skipped", evidenceOf({}, "label", () => (_, j) => (j === 0 ? 0 : null))],
    ["branch-missing", evidenceOf({}, "label", () => () => 0)],
    [
      "sign-missing",
      evidenceOf(
        {},
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            value(at(lossGrad, 0) * at(weight, j)),
      ),
    ],
    [
      "row-stride",
      evidenceOf({}, "off-label", (c) => (i, j, { labels }) => {
        const element = i * c.classNum + j;
        return labels[element % c.batch] === Math.floor(element / c.batch) ? value(-3) : null;
      }),
    ],
    [
      "label-element-size",
      evidenceOf(
        {},
        "off-label",
        (c) =>
          (i, j, { labels }) =>
            2 * i < c.batch && labels[2 * i] === j ? value(-3) : null,
      ),
    ],
    [
      "operand-through-integer",
      evidenceOf(
        {},
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            Number.isInteger(at(weight, j)) ? null : value(-at(lossGrad, 0) * Math.trunc(at(weight, j))),
      ),
    ],
    [
      "epsilon-added",
      evidenceOf(
        {},
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            value(-at(lossGrad, 0) * (at(weight, j) + 1e-4)),
      ),
    ],
    [
      "not-divided",
      evidenceOf(
        { reduction: MEAN },
        "label",
        () =>
          (_, j, { lossGrad, weight }) =>
            value(-at(lossGrad, 0) * at(weight, j)),
      ),
    ],
    [
      "loss-grad-by-row",
      evidenceOf(
        {},
        "label",
        () =>
          (i, j, { lossGrad, weight }) =>
            i === 0 ? null : value(-at(lossGrad, i) * at(weight, j)),
      ),
    ],
    [
      "remainder-of-columns",
      evidenceOf({}, "off-label", (c) => (_, j) => (j >= c.classNum - (c.classNum % cores(c.coreMask)) ? poisonBits(c) : null)),
    ],
    [
      "remainder-of-columns",
      evidenceOf({}, "label", (c) => (_, j) => (j >= c.classNum - (c.classNum % cores(c.coreMask)) ? 0 : null)),
    ],
    [
      "tile-boundary",
      evidenceOf(
        {},
        "off-label",
        () =>
          (i, j, { labels, lossGrad, weight }) =>
            j % 8 === 0 && j > (labels[i] as number) ? value(-at(lossGrad, 0) * at(weight, labels[i] as number)) : null,
      ),
    ],
    [
      "exceptions-trap",
      endingIn(
        "SIGFPE (an overflow in floating point trapped)",
        ({ weight }) => weight.kind === "drawn" && weight.seed % 2 === 0,
      ),
    ],
    [
      "divides-by-zero",
      endingIn("SIGFPE (an integer division by zero, or one whose quotient does not fit)", ({ batch }) => batch < 8),
    ],
    [
      "misaligned-access",
      endingIn(
        "SIGSEGV (a vector instruction at an address that is no multiple of its width, or a wild pointer)",
        ({ classNum }) => classNum > 30,
      ),
    ],
  ])("is %s where a kernel does just that", (cause, evidence) => {
    expect(diagnose(evidence, platform)[0]?.id).toBe(cause);
  });

  it("comes with its evidence counted both ways", () => {
    const evidence = evidenceOf({}, "off-label", (c) => (_, j) => (j >= c.classNum - (c.classNum % 8) ? poisonBits(c) : null));
    const [first] = diagnose(evidence, platform);
    expect(first).toMatchObject({ text: CAUSES["vector-tail"].text, remedy: CAUSES["vector-tail"].remedy });
    expect(first?.evidence).toMatch(
      /^off-label cells fail (\d+) of \1 where column >= class_num - class_num % 8, pass (\d+) of \2 elsewhere$/,
    );
  });

  it("is none where nothing tells wrong from right", () => {
    const evidence = evidenceOf(
      {},
      "label",
      (c) => (i, j) => (c.weight.kind === "drawn" && c.weight.seed % 2 === 0 ? value(mix(j, i) % 1000) : null),
    );
    expect(diagnose(evidence, platform)).toEqual([]);
  });
});

describe("the case that a finding was shrunk to", () => {
  const tail = (c: Case) => (_: number, j: number) => (j >= c.classNum - (c.classNum % 8) ? poisonBits(c) : null);
  const shrunkTo = (call: Case, evidence: Evidence): Evidence => ({
    ...evidence,
    again: "always",
    plan: { kind: "call", before: [], call, watch: "nothing" },
    calls: [left(call, "off-label", tail(call)), ...evidence.calls],
  });

  it("rules out statements that do not hold in it", () => {
    const evidence = evidenceOf({}, "off-label", tail);
    const small = drawn(0, { batch: 1, classNum: 2, lossGradLength: 1 });
    expect(diagnose(shrunkTo(small, evidence), platform).map(({ id }) => id)).not.toContain("row-longer-than-tile");
  });

  it("makes a cause less likely that would show in a smaller one", () => {
    const missing = evidenceOf({}, "label", () => () => 0);
    const large = drawn(0, { batch: 24, classNum: 40, lossGradLength: 24 });
    const shrunk: Evidence = { ...missing, again: "always", plan: { kind: "call", before: [], call: large, watch: "nothing" } };
    expect(diagnose(missing, platform)[0]?.id).toBe("branch-missing");
    expect(diagnose(shrunk, platform)[0]?.id).not.toBe("branch-missing");
  });
});

describe("the catalogue", () => {
  it("has a rule for every cause, but for those that are told elsewhere", () => {
    const ruled = new Set<string>(RULES.map(({ cause }) => cause));
    expect(CAUSE_IDS.filter((id) => !ruled.has(id))).toEqual([
      // Told by the numbering of all reductions, by calls before, and by the library's functions.
      "reduction-codes-of-the-bullet",
      "reduction-codes-swapped",
      "mode-kept",
      "function-missing",
    ]);
  });

  it("names each cause and its remedy in words of its own", () => {
    expect(new Set(CAUSE_IDS.map((id) => CAUSES[id].text)).size).toBe(CAUSE_IDS.length);
    for (const id of CAUSE_IDS) expect(CAUSES[id].remedy).not.toBe("");
  });
});
