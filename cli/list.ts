import { PROPERTIES } from "../properties/list.ts";
import { CLAUSE_IDS, CLAUSES } from "../reference/clauses.ts";
import { entriesOf, fullMask, PLATFORM_IDS, PLATFORMS } from "../reference/platforms.ts";
import { UsageError } from "./arguments.ts";
import type { Console } from "./check.ts";

export const LIST_HELP = `nllgrad list clauses|properties|impls|platforms   what the suite knows

  clauses      the operator's clauses: id, level, text, and the document's sentence
  properties   what is checked, the clauses that it is about, and where
  impls        the built-in implementations
  platforms    element types, cores, functions

  Example: nllgrad list clauses
`;

/** Runs `nllgrad list`. */
export async function list(args: readonly string[], console: Console): Promise<number> {
  const [what, ...rest] = args;
  if (rest.length > 0) throw new UsageError(`list ${rest[0]}: takes one word, clauses, properties, impls or platforms`);
  const lines = await linesOf(what);
  console.out.write(`${lines.join("\n")}\n`);
  return 0;
}

async function linesOf(what: string | undefined): Promise<string[]> {
  switch (what) {
    case "clauses":
      return CLAUSE_IDS.flatMap((id) => [
        `${id.padEnd(22)} ${CLAUSES[id].level.padEnd(12)} ${CLAUSES[id].text}`,
        `${" ".repeat(36)}${CLAUSES[id].source}`,
      ]);
    case "properties":
      return PROPERTIES.map(({ name, clauses, from }) => `${name.padEnd(56)} ${from.padEnd(16)} ${clauses.join(", ")}`);
    case "impls": {
      const { BUILT_INS } = await import("../impls/index.ts");
      return await Promise.all(
        Object.entries(BUILT_INS).map(async ([name, load]) => {
          const kernel = await load();
          return `${name.padEnd(16)} ${kernel.elementTypes.join(", ").padEnd(8)} ${kernel.description ?? ""}`;
        }),
      );
    }
    case "platforms":
      return PLATFORM_IDS.map((id) => {
        const platform = PLATFORMS[id];
        return `${id.padEnd(8)} ${platform.title.padEnd(8)} ${platform.elementTypes.join(", ").padEnd(8)} ${platform.cores} cores, masks 0x1 to 0x${fullMask(platform).toString(16)}   ${entriesOf(platform).join(", ")}`;
      });
    default:
      throw new UsageError(`list ${what ?? ""}: takes clauses, properties, impls or platforms`.replace("list :", "list:"));
  }
}
