import { benchTarget } from "../runner/bench.ts";
import type { BenchShape } from "../runner/timing.ts";
import type { Ratio } from "./ratios.ts";

/** Shapes of growing cost; the first has next to none, so that what it takes is the dispatch. */
const SHAPES: readonly BenchShape[] = [
  { batch: 2, classNum: 1 },
  ...[16, 64, 256, 1024, 4096].map((batch) => ({ batch, classNum: 1000 })),
];

/** What a busy machine adds to the time of threads that wait for one another. */
const MOST = 1.25;

/** Microseconds of a call of floats at each of the shapes. */
async function microsecondsOf(name: string): Promise<number[]> {
  const { rows } = await benchTarget({
    ...{ target: { kind: "built-in", name }, name, platform: "ft78ne", shapes: SHAPES },
    ...{ timeout: 2000, alignment: 64, progress: () => {} },
  });
  return rows.map(({ microseconds }) => microseconds.middle);
}

/** The built-in with threads beside the same without: it may lose what its dispatch costs, and wins from some size on. */
export async function threads(say: (text: string) => void): Promise<Ratio[]> {
  say("threads: blocked and threaded");
  const alone = await microsecondsOf("blocked");
  const spread = await microsecondsOf("threaded");
  const dispatch = (spread[0] as number) - (alone[0] as number);
  const ratios = SHAPES.slice(1).map(({ batch, classNum }, k): Ratio => {
    const [one, several] = [alone[k + 1] as number, spread[k + 1] as number];
    say(`  ${batch} x ${classNum}: blocked ${one.toFixed(1)} us, threaded ${several.toFixed(1)} us`);
    return {
      what: `threaded, fp ${batch} x ${classNum}: time to blocked's and a dispatch`,
      ratio: several / (one + dispatch),
      most: MOST,
    };
  });
  const losing = SHAPES.findLastIndex((_, k) => (spread[k] as number) >= (alone[k] as number));
  const from = SHAPES[losing + 1];
  const told = `a dispatch takes ${dispatch.toFixed(1)} us; ${from === undefined ? "no shape here is large enough to win" : `wins from ${from.batch} x ${from.classNum} on`}`;
  return [...ratios, { what: "threaded, fp, against blocked", told }];
}
