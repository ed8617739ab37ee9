import { describe, expect, it } from "vitest";
import type { Run } from "../core/record.ts";
import { renderAnnotations } from "./github.ts";
import { BROKEN, COMPARED, FAILING, HOSTILE_RUN, RIGHT, recordOf, SHORT, UNWRITTEN, WAIVED } from "./run.fixture.ts";

const lines = (...runs: readonly Run[]): string[] =>
  renderAnnotations(recordOf(...runs))
    .split("\n")
    .slice(0, -1);

describe("annotations", () => {
  it("are an error for what fails, and a warning for what else was found", () => {
    expect(lines(FAILING)).toEqual([
      "::error file=libmine.so,title=output-extent hp_nlllossgrad_s none::libmine.so · MT7004: an off-label cell was not written: row 0, class 8, expected 0, received NaN (0x7ebd), the poison: never written%0Anllgrad replay n1.AAEC ./libmine.so",
      "::error file=libmine.so,title=platform-dtypes::libmine.so · MT7004: the library lacks hp_nlllossgrad_p, which MT7004 has: the library, expected hp_nlllossgrad_p exported, received no such symbol",
      expect.stringMatching(/^::warning file=libmine\.so,title=mean-accuracy fp_nlllossgrad_p mean::/),
    ]);
    expect(lines(RIGHT)).toEqual([]);
  });

  it("are errors for stale waivers and for runs without a verdict, and warnings for what is waived or known", () => {
    expect(lines(WAIVED).map((line) => line.slice(0, 48))).toEqual([
      "::error file=libmine.so,title=waiver off-label-z",
      "::error file=libmine.so,title=platform-dtypes::l",
      "::warning file=libmine.so,title=waived%3A output",
      "::warning file=libmine.so,title=mean-accuracy fp",
    ]);
    expect(lines(COMPARED).map((line) => line.slice(2, 7))).toEqual(["error", "warni", "warni"]);
    expect(lines({ ...BROKEN, notes: ["the harness failed: no answer"] })).toEqual([
      expect.stringMatching(/^::error .*title=nllgrad%3A error::the harness failed: no answer$/),
    ]);
    expect(lines({ ...SHORT, notes: ["interrupted"] })).toEqual([
      expect.stringMatching(/^::warning .*title=nllgrad%3A not complete::interrupted$/),
    ]);
  });

  it("stay one command each, whatever a name holds", () => {
    const [first, ...others] = lines(HOSTILE_RUN);
    expect(others).toHaveLength(1);
    const [, properties, message] = /^::error ([^:]*)::(.*)$/.exec(first as string) as RegExpExecArray;
    expect(properties?.split(",")).toHaveLength(2);
    expect(message).toContain("%250A%0D%0A# b");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none must be left.
    expect(first).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u202e]/);
  });

  it("are ten of a level at most, since no more are shown", () => {
    const many = Array.from({ length: 30 }, (_, k) => ({ ...UNWRITTEN, id: `output-extent/${k}` }));
    expect(lines({ ...FAILING, violations: many })).toHaveLength(11);
  });
});
