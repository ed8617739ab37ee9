import { expect, it } from "vitest";
import { PLAIN } from "./plain.ts";
import { FAILING, HOSTILE, HOSTILE_RUN, RIGHT } from "./run.fixture.ts";
import { renderSideBySide } from "./side-by-side.ts";

it("shows choices, the clauses that some do not pass, and a line for each run", () => {
  const lines = renderSideBySide([FAILING, RIGHT], PLAIN).split("\n");
  expect(lines).toContain("output-extent   ✗  ·");
  expect(lines).toContain("mean-accuracy   !  ·");
  expect(lines.filter((line) => line.startsWith("in-bounds"))).toEqual([]);
  expect(lines.at(-2)).toMatch(/^✗ fails .* libmine\.so /);
  expect(lines.at(-1)).toMatch(/^✓ conforms .* reference /);
});

it("prints nothing of others that a terminal would obey", () => {
  const hostile = { ...HOSTILE_RUN, platform: HOSTILE, fingerprint: { ...HOSTILE_RUN.fingerprint, alignment: HOSTILE } };
  const text = renderSideBySide([hostile, hostile], PLAIN);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
});
