import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROPERTIES } from "../properties/list.ts";
import { CLAUSE_IDS, type ClauseId, levelOf } from "../reference/clauses.ts";

const ZOO = new URL("../zoo/", import.meta.url);

/** The clauses that a header's line names; `-` is none. */
function named(source: string, key: string): readonly string[] {
  const line = new RegExp(`^ \\* ${key}: (.*)$`, "m").exec(source)?.[1] ?? "-";
  return line === "-" ? [] : line.split(/[ ,]+/);
}

const kernels = (folder: "wrong" | "right", key: string) =>
  readdirSync(new URL(folder, ZOO))
    .filter((file) => file.endsWith(".c"))
    .map((file) => ({ file, clauses: named(readFileSync(new URL(`${folder}/${file}`, ZOO), "utf8"), key) }));

const WRONG = kernels("wrong", "clauses");
const RIGHT = kernels("right", "warns");

const JUDGED = CLAUSE_IDS.filter((id) => levelOf(id) === "MUST" || levelOf(id) === "SHOULD");

/** Clauses that no kernel of the zoo breaks, and where they are broken. */
const ELSEWHERE: Readonly<Partial<Record<ClauseId, string>>> = {
  // A call of batch 0 that goes wrong: properties/judge.test.ts.
  empty: "properties/judge.test.ts",
};

describe("the map of clauses, properties and kernels has no holes", () => {
  it("every kernel names clauses that there are", () => {
    const unknown = [...WRONG, ...RIGHT].flatMap(({ file, clauses }) =>
      clauses.filter((id) => !CLAUSE_IDS.includes(id as ClauseId)).map((id) => `${file}: ${id}`),
    );
    expect(unknown).toEqual([]);
    expect(WRONG.filter(({ clauses }) => clauses.length === 0)).toEqual([]);
  });

  it.each(JUDGED)("%s has a property that judges it, and a kernel that breaks it", (id) => {
    expect(PROPERTIES.filter(({ clauses }) => clauses.includes(id)).map(({ name }) => name)).not.toEqual([]);
    const breaking = [...WRONG, ...RIGHT].filter(({ clauses }) => clauses.includes(id)).map(({ file }) => file);
    if (ELSEWHERE[id] === undefined) expect(breaking).not.toEqual([]);
    else {
      expect(breaking).toEqual([]);
      expect(readFileSync(new URL(`../${ELSEWHERE[id]}`, import.meta.url), "utf8")).toContain(`"${id}"`);
    }
  });

  it.each(PROPERTIES)("$name is broken by a kernel", ({ clauses }) => {
    const breaking = [...WRONG, ...RIGHT].filter((kernel) => clauses.some((id) => kernel.clauses.includes(id)));
    if (!clauses.some((id) => ELSEWHERE[id] !== undefined)) expect(breaking.length).toBeGreaterThan(0);
  });
});
