import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { benchTarget } from "../runner/bench.ts";
import type { BenchShape } from "../runner/timing.ts";
import type { Ratio } from "./ratios.ts";

const LARGE: readonly BenchShape[] = [
  { batch: 4096, classNum: 32000 },
  { batch: 4096, classNum: 1000 },
];
const SMALL: BenchShape = { batch: 32, classNum: 1000 };

/** The share of memset's speed that a large call has to reach, and how many memsets a small one may cost. */
const LEAST_SHARE = 0.9;
const MOST_MEMSETS = 1.5;

/** The bench runs compiled, from `dist/bench/`; Python stays where it is. */
const PYTORCH = fileURLToPath(new URL("../../bench/rivals/pytorch.py", import.meta.url));

const nameOf = (name: string, entry: string, { batch, classNum }: BenchShape): string =>
  `${name}, ${entry.slice(0, 2)} ${batch} x ${classNum}`;

/** The built-ins that are made for speed, beside memset and PyTorch. */
export async function kernels(say: (text: string) => void): Promise<Ratio[]> {
  const ratios: Ratio[] = [];
  const shares = new Map<string, number>();
  for (const name of ["blocked", "wasm", "threaded"]) {
    say(`kernels: ${name}`);
    // A small call is to cost little on one core: what waking others costs is told by `nllgrad bench`.
    const shapes = name === "threaded" ? LARGE : [...LARGE, SMALL];
    const { rows } = await benchTarget({
      ...{ target: { kind: "built-in", name }, name, platform: "mt7004", shapes },
      ...{ timeout: 2000, alignment: 64, progress: () => {} },
    });
    for (const { entry, batch, classNum, share } of rows) {
      const what = nameOf(name, entry, { batch, classNum });
      shares.set(what, share.middle);
      if (batch === SMALL.batch) ratios.push({ what: `${what}: cost in memsets`, ratio: 1 / share.middle, most: MOST_MEMSETS });
      else ratios.push({ what: `${what}: share of memset`, ratio: share.middle, least: LEAST_SHARE });
    }
  }
  for (const shape of LARGE) {
    say(`kernels: PyTorch, ${shape.batch} x ${shape.classNum}`);
    const { status, stdout } = spawnSync("/usr/bin/python3", [PYTORCH, `${shape.batch}`, `${shape.classNum}`], {
      encoding: "utf8",
    });
    const what = `blocked to PyTorch, fp ${shape.batch} x ${shape.classNum}`;
    const own = shares.get(nameOf("blocked", "fp", shape));
    if (status === 0 && own !== undefined) ratios.push({ what, ratio: own / Number(stdout), least: 1 });
    else ratios.push({ what, missing: "/usr/bin/python3 with torch (Debian: python3-torch)" });
  }
  return ratios;
}
