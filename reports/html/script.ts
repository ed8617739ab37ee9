import { readFileSync } from "node:fs";

/** The page's script and what it imports, each before those that import it; paths from this folder, without extension. */
const MODULES = [
  "../../core/float",
  "../../core/half",
  "../../core/format",
  "text",
  "bits",
  "case",
  "../causes",
  "findings",
  "page",
];

/** Built modules: beside this one, or where the build puts them if this is a source file. */
const FOLDER = new URL(import.meta.url.endsWith(".ts") ? "../../dist/reports/html/" : "./", import.meta.url);

const nameOf = (path: string): string => (path.split("/").at(-1) as string).replace(/\.js$/, "");

/**
 * A module as the compiler writes it, as an object of its exports: a page of one file has nothing to import from.
 *
 * @throws Error if it imports a module that does not stand before it, or exports in a way that is not known here.
 */
function inlineModule(path: string, known: readonly string[]): string {
  const source = readFileSync(new URL(`${path}.js`, FOLDER), "utf8");
  const exported: string[] = [];
  const body = source
    .replace(/^import \{([^}]*)\} from "([^"]*)";$/gm, (_, names: string, from: string) => {
      if (!known.includes(nameOf(from)))
        throw new Error(`${path} imports ${from}, which is not among the page's modules before it`);
      return `const {${names.replaceAll(" as ", ": ")}} = modules["${nameOf(from)}"];`;
    })
    .replace(/^export (const|let|function|class) (\w+)/gm, (_, kind: string, name: string) => {
      exported.push(name);
      return `${kind} ${name}`;
    })
    .replace(/^export \{\s*\};$/gm, "");
  const left = /^(?:import|export)\b.*$/m.exec(body);
  if (left !== null) throw new Error(`${path} has «${left[0]}», which cannot be inlined`);
  return `modules["${nameOf(path)}"] = (() => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`;
}

let script: string | undefined;

/** The script of a report, as one text. */
export function pageScript(): string {
  script ??=
    `const modules = {};\n${MODULES.map((path, k) => inlineModule(path, MODULES.slice(0, k).map(nameOf))).join("\n")}\n`.replaceAll(
      /^\s*(?:\/\*\*[\s\S]*?\*\/|\/\/.*)\n/gm,
      "",
    );
  return script;
}
