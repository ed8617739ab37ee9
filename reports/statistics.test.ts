import { describe, expect, it } from "vitest";
import { renderComparison } from "./comparison.ts";
import { PLAIN } from "./plain.ts";
import { BROKEN, COMPARED, FAILING, HOSTILE, RIGHT, SHORT, UNWRITTEN } from "./run.fixture.ts";
import { boundsLine, notShown, percent, repeatsLine } from "./statistics.ts";

describe("a part as a percentage", () => {
  it.each([
    [0, "0 %"],
    [1, "100 %"],
    [0.5, "50 %"],
    [0.0445, "4.5 %"],
    [0.000075, "0.0075 %"],
    [3e-9, "3.0e-7 %"],
    [0.99999, "> 99 %"],
  ])("%d is %s: never rounded down to nothing nor up to all", (part, text) => {
    expect(percent(part)).toBe(text);
  });
});

describe("what a run rests on", () => {
  it("has a bound for each stratum in which nothing failed", () => {
    expect(boundsLine(FAILING)).toBe("with 95 % confidence fewer fail than: relations 8.4 %");
    expect(boundsLine({ ...FAILING, strata: [] })).toBe("");
  });

  it("counts findings that did not show at once when they were repeated, and none that nothing can be run of", () => {
    const flaky = (["sometimes", "history", "never", "untried"] as const).map((again) => ({ ...UNWRITTEN, again }));
    expect(repeatsLine({ ...FAILING, violations: [...FAILING.violations, ...flaky] })).toMatch(/^3 of 5 findings \(60 %\)/);
    expect(repeatsLine(RIGHT)).toBe("");
  });
});

describe("what a run does not show", () => {
  it("names what was not judged with its reason, and not what is open", () => {
    const open = { id: "aliasing", level: "OPEN", status: "not judged" as const, cases: 0, by: {}, why: "OPEN: not called" };
    const said = notShown({ ...FAILING, clauses: [...FAILING.clauses, open] }).join("\n");
    expect(said).toContain("large-extent: not judged, only the huge tier makes tensors past 2^31 cells.");
    expect(said).not.toContain("aliasing");
    expect(said).toContain("That there is no race");
  });

  it("says that a tier was not finished, and where so few cases were drawn that they bound little", () => {
    expect(notShown(SHORT).join("\n")).toContain("not all of its mandatory cases ran");
    expect(notShown(RIGHT).join("\n")).not.toContain("mandatory");
    const vast = { name: "vast", text: "single calls past 2^24 cells", cases: 1, failing: 0, failureRateBelow: 0.95 };
    expect(notShown({ ...RIGHT, strata: [{ ...vast, cases: 800, failing: 700 }] })).toEqual(notShown({ ...RIGHT, strata: [] }));
    expect(notShown({ ...RIGHT, strata: [vast] }).at(-1)).toBe(
      "Much of vast (single calls past 2^24 cells): 1 case bounds little.",
    );
  });

  it("says it of a run without a verdict as well", () => {
    expect(notShown(BROKEN).length).toBeGreaterThan(3);
  });
});

describe("a comparison as text", () => {
  it("lets no control character of a record through, and no line of its own", () => {
    const { baseline } = COMPARED;
    const hostile = { ...(baseline as NonNullable<typeof baseline>), new: [HOSTILE], caveats: [HOSTILE] };
    const text = renderComparison(hostile, PLAIN);
    expect(text).toContain("\\u0007\\u001b[31m\\u202e\\ud800");
    expect(text).not.toContain("\u001b");
    expect(text.split("\n").every((line) => line.startsWith("  "))).toBe(true);
  });

  it("says what it rests on, lists what is otherwise, and ends with counts that have their words", () => {
    expect(renderComparison(COMPARED.baseline as NonNullable<typeof COMPARED.baseline>, PLAIN)).toMatchInlineSnapshot(`
      "  baseline  against libmine.so · MT7004: fails, tier smoke, seed 6, 1000 cases, suite 0.1.0
        new       output-extent/hp_nlllossgrad_s/none/off-label
        fixed     inputs-unchanged/fp_nlllossgrad_s/sum/input   an input was written to
        changed   mean-accuracy/fp_nlllossgrad_p/mean/label   clauses mean-accuracy, before mean-rounding
        unchanged platform-dtypes/hp_nlllossgrad_p/missing
        clauses   output-extent   failed, before passed
        mind      seed 6 before, 7 now: other cases were drawn, and what the smallest of them shows is not compared
                  1 new, 1 fixed, 1 changed, 1 unchanged"
    `);
  });
});
