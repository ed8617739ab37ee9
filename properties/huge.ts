import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { ENTRIES, type EntryName, MEAN, NONE } from "../reference/operator.ts";
import { entriesOf, fullMask } from "../reference/platforms.ts";
import { type Case, smallestCase } from "./case.ts";

/** Extents whose product is just past 2^31, neither of them a power of two: 4 GiB of halves, 8 GiB of floats. */
export const HUGE_SHAPE = { batch: 65_537, classNum: 32_769 } as const;

/** Cells next to which 32-bit counts of elements or of bytes change sign or begin anew. */
const WRAPS = [2 ** 29, 2 ** 30, 2 ** 31];

/** Calls of the stratum `huge`, whatever the platform. */
export const HUGE_CALLS = 4;

/** Call `index`: the platform's functions in turn, those of halves first since they take half of the memory. */
export function hugeCase(platform: Platform, index: number): Case {
  const { batch, classNum } = HUGE_SHAPE;
  const entries = [...entriesOf(platform)].sort((a, b) => formatOf(ENTRIES[a].type).bytes - formatOf(ENTRIES[b].type).bytes);
  const entry = entries[index % entries.length] as EntryName;
  const reduction = index < entries.length ? NONE : MEAN;
  const cells = [0, batch * classNum - 1, ...WRAPS.flatMap((cell) => [cell - classNum, cell])];
  return {
    ...smallestCase(entry),
    batch,
    classNum,
    reduction,
    coreMask: ENTRIES[entry].storage === "s" ? fullMask(platform) : 1,
    labels: {
      kind: "drawn",
      labels: "random",
      seed: index,
      except: cells.map((cell) => [Math.floor(cell / classNum), cell % classNum]),
    },
    lossGrad: { kind: "drawn", values: "ordinary", seed: index },
    lossGradLength: reduction === NONE ? batch : 1,
    weight: { kind: "drawn", values: "ordinary", seed: index + 1 },
    totalWeight: formatOf(ENTRIES[entry].type).toBits(2.5),
    unused: "nan",
    // Nobody touches them: they take no memory.
    logits: "finite",
    placement: "start",
  };
}
