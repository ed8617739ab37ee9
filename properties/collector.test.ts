import { expect, it } from "vitest";
import { PLAIN } from "./bench.fixture.ts";
import { Collector } from "./collector.ts";
import type { Cell } from "./violation.ts";

const text = { expected: "0", received: "1", message: "wrong" };

it("violations of one clause and kind of place, in one buffer, are one: the first, with the number of cells", () => {
  const findings = new Collector();
  const add = (clause: "in-bounds" | "output-extent", cell: Cell, cells?: number): void =>
    findings.add(PLAIN, clause, "a property", cell, () => ({ ...text, received: JSON.stringify(cell) }), cells);
  add("in-bounds", { kind: "around", buffer: "weight", byte: -4 });
  add("in-bounds", { kind: "around", buffer: "weight", byte: 28 }, 3);
  add("in-bounds", { kind: "around", buffer: "labels", byte: -4 });
  add("in-bounds", { kind: "input", buffer: "weight", byte: -4 });
  add("output-extent", { kind: "around", buffer: "weight", byte: -4 }, 2);
  const found = findings.take();
  expect(found.map(({ clause, cell, cells }) => [clause, cell.kind, cell.buffer, cells])).toEqual([
    ["in-bounds", "around", "weight", 4],
    ["in-bounds", "around", "labels", 1],
    ["in-bounds", "input", "weight", 1],
    ["output-extent", "around", "weight", 2],
  ]);
  expect(found[0]).toEqual({
    ...text,
    received: '{"kind":"around","buffer":"weight","byte":-4}',
    ...{ clause: "in-bounds", property: "a property", entry: PLAIN.entry, reduction: PLAIN.reduction },
    ...{ cell: { kind: "around", buffer: "weight", byte: -4 }, cells: 4, ulp: null, relative: null },
  });
});

it("what was gathered is taken once, and nothing is always the same nothing", () => {
  const findings = new Collector();
  const nothing = findings.take();
  findings.add(PLAIN, "empty", "a property", { kind: "crash" }, () => text);
  expect(findings.take()).toHaveLength(1);
  expect(findings.take()).toBe(nothing);
});
