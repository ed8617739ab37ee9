import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../adapters/native/kernels.fixture.ts";
import { CLAUSE_IDS, levelOf } from "../reference/clauses.ts";
import { DEFECT_CLASSES, readZoo, zooFolder } from "./zoo.ts";

const kernels = readZoo(zooFolder() as string);
const wrong = kernels.filter(({ name }) => name.startsWith("wrong/"));
const right = kernels.filter(({ name }) => name.startsWith("right/"));

describe("the zoo", () => {
  it("has at least 80 wrong kernels and 25 right ones, each of a name of its own", () => {
    expect(wrong.length).toBeGreaterThanOrEqual(80);
    expect(right.length).toBeGreaterThanOrEqual(25);
    expect(new Set(kernels.map(({ name }) => name)).size).toBe(kernels.length);
  });

  it.each([["wrong"], ["right"]])(
    "has %s kernels in C, in TypeScript or JavaScript, with threads, and in WebAssembly",
    (folder) => {
      const some = kernels.filter(({ name }) => name.startsWith(folder));
      expect(new Set(some.map(({ language }) => language))).toEqual(new Set(["c", "module", "wasm"]));
      expect(some.some(({ path }) => path.endsWith(".mjs"))).toBe(true);
    },
  );

  it("holds wrong kernels of nearly every class of defect out", () => {
    const held = wrong.filter(({ heldOut }) => heldOut);
    expect(held.length).toBeGreaterThanOrEqual(30);
    expect(new Set(held.map(({ defectClass }) => defectClass)).size).toBeGreaterThanOrEqual(DEFECT_CLASSES.length - 1);
  });

  it("breaks every MUST clause, and warns of what a run of these tiers can warn of", () => {
    const broken = new Set(wrong.flatMap(({ clauses }) => clauses));
    const must = CLAUSE_IDS.filter((id) => levelOf(id) === "MUST" && !broken.has(id));
    expect(must).toEqual([]);
    const warned = new Set(right.flatMap(({ warns }) => warns));
    const should = CLAUSE_IDS.filter((id) => levelOf(id) === "SHOULD" && !warned.has(id));
    // Past 2^31 cells, and a batch of none: runner/right-kernels.test.ts says why.
    expect(should).toEqual(["large-extent", "empty"]);
  });
});

describe("a kernel's header", () => {
  let zoos = 0;
  let zoo = "";
  const put = (file: string, lines: readonly string[]): (() => unknown) => {
    zoo = `${scratchFolder()}/zoo-${zoos++}/`;
    for (const folder of ["wrong", "right"]) mkdirSync(join(zoo, folder), { recursive: true });
    writeFileSync(join(zoo, "wrong", file), `/*\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`);
    return () => readZoo(zoo);
  };
  const whole = [
    "zoo: k",
    "class: state",
    "clauses: no-state",
    "platform: ft78ne",
    "tier: gate",
    "flags: -O1 -Wl,-z,now",
    "cause: input-kept",
    "held-out: no",
    "defect: It is.",
  ];
  const without = (key: string): string[] => whole.filter((line) => !line.startsWith(key));

  it("is read line by line", () => {
    const read = put("k.c", whole);
    expect(read()).toEqual([
      {
        name: "wrong/k",
        path: `${zoo}wrong/k.c`,
        language: "c",
        platform: "ft78ne",
        flags: ["-O1", "-Wl,-z,now"],
        about: "It is.",
        clauses: ["no-state"],
        defectClass: "state",
        tier: "gate",
        heldOut: false,
        causes: ["input-kept"],
        warns: [],
      },
    ]);
  });

  it.each([
    ["lacks a line", without("defect"), 'lacks a line "defect"'],
    ["names a class that there is not", [...without("class"), "class: magic"], "which takes semantics, zero-fill"],
    ["names a clause that there is not", [...without("clauses"), "clauses: no-magic"], "names the clause no-magic"],
    ["names a cause that an older dist/ does not know", [...without("cause"), "cause: magic"], "dist/ is older: npm run build"],
    ["is of another kernel", [...without("zoo"), "zoo: other"], "is of other"],
  ])("is refused if it %s", (_, lines, message) => {
    expect(put("k.c", lines)).toThrow(message);
  });

  it("is not looked for in what is no kernel", () => {
    expect(put("k.h", whole)).toThrow("its name is to end in .wasm.c, .c, .ts, .mjs");
  });
});
