import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROPERTIES } from "../properties/list.ts";
import { CLAUSE_IDS, CLAUSES, type ClauseId } from "../reference/clauses.ts";

/** Lines of the document's text that are not blank; its digest stands on the page. */
const LINES = 82;

const page = readFileSync(new URL("specification.md", import.meta.url), "utf8");

/** The rows of a table, below its heading: cells without their padding. */
function rows(heading: string): string[][] {
  const [, section] = page.split(`\n## ${heading}\n`) as [string, string];
  const lines = (section.split("\n## ")[0] as string).split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

const sentences = ["What it computes", "What goes in", "What comes out, and where", "The two versions"].flatMap(rows);
const clausesOf = ([, , clauses]: string[]): string[] => (clauses === "—" ? [] : (clauses as string).split(", "));
const mapped = new Set(sentences.flatMap(clausesOf));
const silent = rows("Where it is silent").map(([clause]) => clause);
const open = rows("What it leaves open").map(([clause]) => clause);

describe("the map of the document", () => {
  it("has each of its lines, once and in order; a line that says several things by letters", () => {
    const places = sentences.map(([line]) => line as string);
    const numbers = places.flatMap((place) => {
      const [, first, last] = /^(\d+)[a-d]?(?:–(\d+))?$/.exec(place) ?? [];
      return Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, i) => Number(first) + i);
    });
    expect([...new Set(numbers)]).toEqual(Array.from({ length: LINES }, (_, i) => i + 1));
    expect(new Set(places).size).toBe(places.length);
    for (const [i, place] of places.entries()) {
      const letter = /[a-d]$/.exec(place)?.[0];
      if (letter && letter !== "a")
        expect(places[i - 1]).toBe(place.replace(letter, String.fromCharCode(letter.charCodeAt(0) - 1)));
    }
  });

  it("leads from each line to clauses, but from headings and empty lines", () => {
    for (const sentence of sentences) {
      for (const clause of clausesOf(sentence)) expect(CLAUSE_IDS).toContain(clause);
    }
    const nothing = sentences.filter((sentence) => clausesOf(sentence).length === 0).map(([line]) => line);
    expect(nothing).toEqual(["1", "5", "29", "49", "54", "57–58", "74", "78", "81–82"]);
  });

  it.each(CLAUSE_IDS)("has a sentence for %s, or says that there is none", (id) => {
    expect(mapped.has(id) || silent.includes(id) || open.includes(id)).toBe(true);
    if (CLAUSES[id].source.startsWith("silent") && CLAUSES[id].level !== "OPEN") expect(silent).toContain(id);
  });

  it("lists every OPEN clause as a choice, and no other", () => {
    expect(open).toEqual(CLAUSE_IDS.filter((id) => CLAUSES[id].level === "OPEN"));
  });

  it("gives the levels of what rests on no sentence", () => {
    for (const [clause, reason] of rows("Where it is silent")) {
      expect(reason).toMatch(new RegExp(`^${CLAUSES[clause as ClauseId].level}: `));
    }
  });

  it("gives for each clause the properties that try it", () => {
    expect(rows("From clauses to properties")).toEqual(
      CLAUSE_IDS.map((id) => {
        const properties = PROPERTIES.filter(({ clauses }) => clauses.includes(id)).map(({ name }) => name);
        return [id, CLAUSES[id].level, properties.join("; ") || "—"];
      }),
    );
  });
});
