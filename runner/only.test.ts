import { describe, expect, it } from "vitest";
import { PROPERTIES } from "../properties/list.ts";
import { CLAUSE_IDS } from "../reference/clauses.ts";
import { bucket } from "./bucket.fixture.ts";
import { matches, matchesSomething } from "./only.ts";

describe("--only", () => {
  const { violation } = bucket({
    violation: { clause: "in-bounds", related: ["output-extent"], property: "no access outside the buffers" },
  });

  it.each([
    ["nothing, which asks for everything", ""],
    ["its clause", "in-bounds"],
    ["a part of its clause", "bounds"],
    ["a clause that is broken with it", "output-extent"],
    ["words of its property", "outside the buffers"],
  ])("keeps a violation by %s", (_, pattern) => {
    expect(matches(pattern, violation)).toBe(true);
  });

  it.each(["off-label", "in-Bounds", "in-bounds ", "fp_nlllossgrad_s"])("drops a violation by %j", (pattern) => {
    expect(matches(pattern, violation)).toBe(false);
  });

  it("keeps everything but what matches, with ! in front", () => {
    expect(matches("!in-bounds", violation)).toBe(false);
    expect(matches("!outside the buffers", violation)).toBe(false);
    expect(matches("!off-label", violation)).toBe(true);
    expect(matchesSomething("!off-label")).toBe(true);
    expect(matchesSomething("!no-such-clause")).toBe(false);
  });

  it("can ask for every clause and every property by name", () => {
    for (const name of [...CLAUSE_IDS, ...PROPERTIES.map((property) => property.name)])
      expect(matchesSomething(name), name).toBe(true);
  });

  it("asks for nothing with a pattern that no name holds", () => {
    expect(matchesSomething("no-such-clause")).toBe(false);
  });
});
