import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { align, showNumber } from "./table.ts";

/** The bench runs compiled, from `dist/bench/`; C stays where it is. */
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HARD = join(ROOT, "zoo/hard");
const HUNT = fileURLToPath(new URL("hunt.js", import.meta.url));

/** How cases are drawn: as the gate draws, steered but without the kernel's own counters, steered. */
const HOWS = ["plain", "blind", "steered"] as const;
type How = (typeof HOWS)[number];

/** What a hunt came to; see hunt.ts. */
interface Hunt {
  readonly cases: number;
  readonly found: boolean;
}

/** What a hard mutant took, each way, seed by seed. */
export interface MutantResult {
  readonly name: string;
  /** Whether it was compiled with counters; then it was hunted without them too. */
  readonly counters: boolean;
  /** Why it was left out; `null` if it was not. */
  readonly missing: string | null;
  readonly hunts: Readonly<Record<How, readonly Hunt[]>>;
}

/** A kernel's compiler and flags: those whose defects lie deep in conditions are compiled with clang's counters. */
function compile(file: string, library: string): boolean {
  const counters = /^ \* class: code$/m.test(readFileSync(file, "utf8"));
  const [compiler, ...flags] = counters ? ["clang", "-O1", "-fsanitize=fuzzer-no-link"] : ["cc", "-O2"];
  const common = ["-std=gnu11", "-w", "-shared", "-fPIC", "-I", join(ROOT, "zoo/support"), "-o", library, file, "-lm"];
  execFileSync(compiler as string, [...flags, ...common]);
  return counters;
}

/** Seeds one after another. */
interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** Hunts every hard mutant with each of the seeds, each way, until it is found or `most` cases were drawn. */
export function hunts(folder: string, { from, count }: Seeds, most: number, say: (text: string) => void): MutantResult[] {
  const hasClang = spawnSync("clang", ["--version"]).status === 0;
  return readdirSync(HARD)
    .filter((name) => name.endsWith(".c"))
    .sort()
    .map((file) => {
      const name = basename(file, ".c");
      const source = readFileSync(join(HARD, file), "utf8");
      const none = { plain: [], blind: [], steered: [] };
      if (/^ \* class: code$/m.test(source) && !hasClang) return { name, counters: true, missing: "clang", hunts: none };
      const library = join(folder, `${name}.so`);
      const counters = compile(join(HARD, file), library);
      const platform = /^ \* platform: (\w+)$/m.exec(source)?.[1] as string;
      const hunt = (how: How): Hunt[] =>
        Array.from({ length: count }, (_, k) => {
          const seed = `${from + k}`;
          const args = [HUNT, library, platform, join(folder, "beacon"), seed, `${most}`, how];
          const came = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Hunt;
          say(`${name}, ${how}, seed ${seed}: ${show(came)}`);
          return came;
        });
      return {
        name,
        counters,
        missing: null,
        hunts: { plain: hunt("plain"), blind: counters ? hunt("blind") : [], steered: hunt("steered") },
      };
    });
}

/** The middle of the cases, those that found nothing as more than any; of an even number the greater of both. */
function median(all: readonly Hunt[]): Hunt | undefined {
  return all.toSorted((a, b) => Number(b.found) - Number(a.found) || a.cases - b.cases)[Math.floor(all.length / 2)];
}

const show = (hunt: Hunt | undefined): string =>
  hunt === undefined ? "-" : `${hunt.found ? "" : "> "}${showNumber(hunt.cases)}`;

const found = (all: readonly Hunt[]): string => `${all.filter((hunt) => hunt.found).length}/${all.length}`;

const sum = (all: readonly Hunt[]): number => all.reduce((total, { cases }) => total + cases, 0);

/** Cases without steering to those with it, all seeds together; one that found nothing counts what it drew. */
const ratioOf = ({ hunts: { plain, steered } }: MutantResult): number => sum(plain) / sum(steered);

/** The results as a table for people. */
export function steeringTable(results: readonly MutantResult[]): string {
  const rows = results.map((result) => {
    const { name, missing, hunts: own } = result;
    if (missing !== null) return [name, `left out, this machine lacks ${missing}`];
    const columns = HOWS.flatMap((how) => (own[how].length === 0 ? ["-", "-"] : [show(median(own[how])), found(own[how])]));
    return [name, ...columns, ratioOf(result).toFixed(2)];
  });
  const judged = results.filter(({ missing }) => missing === null);
  const total = (how: How): string[] => {
    const all = judged.flatMap((one) => one.hunts[how === "blind" && !one.counters ? "steered" : how]);
    return [showNumber(sum(all)), found(all)];
  };
  const all = { plain: judged.flatMap((one) => one.hunts.plain), steered: judged.flatMap((one) => one.hunts.steered) };
  const geometric = Math.exp(judged.reduce((logs, one) => logs + Math.log(ratioOf(one)), 0) / judged.length);
  const head = ["median cases to the first finding", "without", "found", "no counters", "found", "steered", "found", "ratio"];
  const totals = ["all, cases drawn", ...HOWS.flatMap(total), (sum(all.plain) / sum(all.steered)).toFixed(2)];
  const worse = judged.filter((one) => ratioOf(one) < 1).length;
  return `${align([head, ...rows, totals])}\ngeometric mean of the ratios: ${geometric.toFixed(2)}; below 1 for ${worse} of ${judged.length}`;
}
