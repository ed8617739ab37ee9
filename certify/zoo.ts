import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CAUSE_IDS, type CauseId } from "../properties/diagnosis/causes.ts";
import { CLAUSE_IDS, type ClauseId } from "../reference/clauses.ts";
import { PLATFORM_IDS, type PlatformId } from "../reference/platforms.ts";

/** Folders of the zoo that hold kernels. */
const ZOO_FOLDERS = ["wrong", "right"] as const;
type ZooFolder = (typeof ZOO_FOLDERS)[number];

/** What kernels are written in, by how their files end: the longer ending first. */
const LANGUAGES = { ".wasm.c": "wasm", ".c": "c", ".ts": "module", ".mjs": "module" } as const;
export type ZooLanguage = (typeof LANGUAGES)[keyof typeof LANGUAGES];

/** A kernel of the zoo, as its header describes it. */
export interface ZooKernel {
  /** Folder and file name without its ending: `wrong/no-zero-fill`. */
  readonly name: string;
  readonly path: string;
  readonly language: ZooLanguage;
  readonly platform: PlatformId;
  /** Flags for the compiler. */
  readonly flags: readonly string[];
  /** What is wrong with it, or unusual in it: a sentence. */
  readonly about: string;
  /** Of a wrong kernel: the clauses that it breaks, the main one first. */
  readonly clauses: readonly ClauseId[];
  /** Of a wrong kernel: semantics, zero-fill, indexing, cores, numerics, memory, state or liveness. */
  readonly defectClass: string;
  /** Of a wrong kernel: the least tier that has to find it. */
  readonly tier: string;
  /** Of a wrong kernel: generator and diagnosis are not tuned on it. */
  readonly heldOut: boolean;
  /** Of a wrong kernel: what a diagnosis is to name first: any of these. */
  readonly causes: readonly CauseId[];
  /** Of a right kernel: the clauses that may be warned of. */
  readonly warns: readonly ClauseId[];
}

/** The folder zoo/ beside the sources, or above dist/; `null` where it is not, as in the published package. */
export function zooFolder(): string | null {
  const places = ["../zoo/", "../../zoo/"].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(`${place}wrong`)) ?? null;
}

/** Every kernel of the zoo, by name; wrong ones first. */
export function readZoo(zoo: string): ZooKernel[] {
  return ZOO_FOLDERS.flatMap((folder) =>
    readdirSync(`${zoo}${folder}`)
      .sort()
      .map((file) => readKernel(zoo, folder, file)),
  );
}

function readKernel(zoo: string, folder: ZooFolder, file: string): ZooKernel {
  const ending = Object.keys(LANGUAGES).find((end): end is keyof typeof LANGUAGES => file.endsWith(end));
  const path = `${zoo}${folder}/${file}`;
  if (ending === undefined) throw new Error(`${path}: no kernel; its name is to end in ${Object.keys(LANGUAGES).join(", ")}`);
  const stem = file.slice(0, -ending.length);
  const header = readHeader(path);
  const wrong = (what: string): Error => new Error(`${path}: its header ${what}; see CONTRIBUTING.md`);
  const line = (key: string): string => {
    const text = header.get(key);
    if (text === undefined) throw wrong(`lacks a line "${key}"`);
    return text;
  };
  const one = <Choice extends string>(key: string, choices: readonly Choice[]): Choice => {
    const choice = choices.find((known) => known === line(key));
    if (choice === undefined) throw wrong(`has "${key}: ${line(key)}", which takes ${choices.join(", ")}`);
    return choice;
  };
  const clauses = (key: string): ClauseId[] =>
    listOf(line(key)).map((id) => {
      if (!CLAUSE_IDS.includes(id as ClauseId))
        throw wrong(
          `names the clause ${id}, which this build does not know (if reference/clauses.ts has it, dist/ is older: npm run build)`,
        );
      return id as ClauseId;
    });
  const causes = (key: string): CauseId[] =>
    listOf(line(key)).map((id) => {
      const known = CAUSE_IDS.find((cause) => cause === id);
      if (known === undefined)
        throw wrong(
          `names the cause ${id}, which this build does not know (if properties/diagnosis/causes.ts has it, dist/ is older: npm run build)`,
        );
      return known;
    });
  if (line("zoo") !== stem) throw wrong(`is of ${line("zoo")}`);
  const common = {
    name: `${folder}/${stem}`,
    path,
    language: LANGUAGES[ending],
    platform: one("platform", PLATFORM_IDS),
    flags: flagsOf(line("flags")),
  };
  if (folder === "right")
    return {
      ...common,
      about: line("unusual"),
      clauses: [],
      defectClass: "",
      tier: "",
      heldOut: false,
      causes: [],
      warns: clauses("warns"),
    };
  return {
    ...common,
    about: line("defect"),
    clauses: clauses("clauses"),
    defectClass: one("class", DEFECT_CLASSES),
    tier: one("tier", ["gate", "huge"]),
    heldOut: one("held-out", ["yes", "no"]) === "yes",
    causes: causes("cause"),
    warns: [],
  };
}

/** Classes of defects. */
export const DEFECT_CLASSES = ["semantics", "zero-fill", "indexing", "cores", "numerics", "memory", "state", "liveness"] as const;

/** A header's lines: `clauses: off-label-zero, output-extent`. */
export function readHeader(path: string): ReadonlyMap<string, string> {
  const [header = ""] = readFileSync(path, "utf8").split("*/");
  return new Map([...header.matchAll(/^ \* ([a-z-]+): (.*)$/gm)].map(([, key, text]) => [key as string, text as string]));
}

/** A header's flags, which may hold commas. */
export function flagsOf(text: string): string[] {
  return text === "-" ? [] : text.split(" ");
}

/** A header's list: `-` is none. */
export function listOf(text: string): string[] {
  return text === "-" ? [] : text.split(/[ ,]+/);
}
