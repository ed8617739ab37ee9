import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../", import.meta.url);
const page = readFileSync(new URL("another-operator.md", import.meta.url), "utf8");

/** Modules of a folder that are part of the product. */
function modulesOf(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ts$/.test(path) && !/\.(?:test|fixture)\.ts$/.test(path))
    .map((path) => `${folder}/${path}`);
}

/** What a module imports, by the folder's path: names of values and of types. */
function importsOf(path: string): { readonly names: readonly string[]; readonly from: string }[] {
  const text = readFileSync(new URL(path, ROOT), "utf8");
  return [...text.matchAll(/^(?:import|export) (?:type )?(?:\{([^}]*)\} )?(?:from )?"((?:\.\.?\/)+[^"]+)";/gm)].map(
    ([, names = "", from]) => ({
      names: names.split(",").map((name) => name.replace("type ", "").trim()),
      from: new URL(from as string, new URL(path, ROOT)).pathname.slice(ROOT.pathname.length),
    }),
  );
}

/** What the page calls the tables of the operator, as they are exported. */
const TABLES: ReadonlySet<string> = new Set([
  ...["BUFFERS", "BufferName", "CallShape", "DOCUMENT_NAMES", "ENTRIES", "ENTRY_NAMES", "Elements", "EntryName"],
  ...[
    "GradientCall",
    "GradientKernel",
    "GradientSession",
    "REDUCTIONS",
    "REDUCTION_NAMES",
    "Reduction",
    "elementTypeOf",
    "entryOf",
    "",
  ],
]);

/** Modules of the operator's folder that say what is right: platforms and clauses are looked up by name. */
const isFormula = (from: string): boolean => /^reference\/(?!operator|platforms|clauses|bounds)/.test(from);

const GENERAL = ["adapters", "runner", "fuzz", "vectors", "certify", "cli", "library"];

describe("docs/another-operator.md", () => {
  it.each(["core", "reports"])("says truly that %s/ knows nothing of the operator's folders", (folder) => {
    const own = modulesOf(folder).flatMap((path) => importsOf(path).filter(({ from }) => !/^(?:core|reports)\//.test(from)));
    expect(own).toEqual([]);
  });

  it("lists each module of the general folders that knows more of the operator than its tables", () => {
    const [, section] = page.split("know more than the tables") as [string, string];
    const listed = [...(section.split("\n## ")[0] as string).matchAll(/^\| `([\w/.-]+\.ts)` \|/gm)].map(([, path]) => path);
    const knowing = GENERAL.flatMap(modulesOf).filter((path) =>
      importsOf(path).some(
        ({ names, from }) => isFormula(from) || (from === "reference/operator.ts" && names.some((name) => !TABLES.has(name))),
      ),
    );
    expect(listed).toEqual(knowing.sort());
  });
});
