import { formatOf } from "../core/format.ts";
import type { Speed } from "../core/record.ts";
import { type Case, smallestCase, typeOf } from "../properties/case.ts";
import { type EntryName, MEAN, REDUCTION_NAMES } from "../reference/operator.ts";
import { fullMask } from "../reference/platforms.ts";
import type { Crew } from "./crew.ts";
import type { Workplace } from "./workplace.ts";

/** Rows of the call that is timed, and bytes of its output: past the caches that are nearest, as layers of real networks are. */
const ROWS = 1024;
const BYTES = 2 ** 22;

/** Pairs that are timed, after one that is not; fewer if they take longer than the milliseconds. */
const ROUNDS = 21;
const MILLISECONDS = 80;

/** The call that is timed: mean, which has most to compute, on all cores. */
function timedCase(entry: EntryName, cores: number): Case {
  const small = smallestCase(entry);
  const classNum = BYTES / ROWS / formatOf(typeOf(small)).bytes;
  return {
    ...small,
    batch: ROWS,
    classNum,
    reduction: MEAN,
    coreMask: entry.endsWith("_s") ? cores : 1,
    labels: { kind: "drawn", labels: "random", seed: 1 },
    lossGrad: { kind: "drawn", values: "ordinary", seed: 1 },
    weight: { kind: "drawn", values: "ordinary", seed: 2 },
  };
}

/**
 * Times calls of each function, each in turn with a memset of as many bytes (of this thread's own memory: setting shared memory is
 * slower in JavaScript), so that a machine that slows down slows both. Empty
 * for kernels that are far away: the link would be timed, not the kernel.
 */
export function measureSpeed({ callee, executor, platform, ahead, at }: Workplace): Speed[] {
  if (ahead !== null) return [];
  return callee.entries.flatMap((entry, item) => {
    const c = timedCase(entry, fullMask(platform));
    if (!platform.elementTypes.includes(typeOf(c)) || !executor.holds(c)) return [];
    at(item, 0);
    const set = new Uint8Array(BYTES);
    executor.lay(c);
    const { offset } = executor.layout;
    const shares: number[] = [];
    const end = performance.now() + MILLISECONDS;
    for (let round = 0; round <= ROUNDS && (round < 4 || performance.now() < end); round++) {
      const { arena } = callee;
      const before = performance.now();
      set.fill(0);
      const between = performance.now();
      if (callee.invoke(c, offset, arena).kind !== "returned") return [];
      const after = performance.now();
      if (round > 0) shares.push((between - before) / (after - between));
    }
    shares.sort((a, b) => a - b);
    const quantile = (part: number): number => Number((shares[Math.floor(part * (shares.length - 1))] as number).toPrecision(3));
    return [
      {
        entry,
        reduction: REDUCTION_NAMES[c.reduction],
        batch: c.batch,
        classNum: c.classNum,
        bytes: BYTES,
        rounds: shares.length,
        share: quantile(0.5),
        low: quantile(0.25),
        high: quantile(0.75),
      },
    ];
  });
}

/** Measures a run's kernel in a process of its own; nothing if it does not live through that. */
export async function speedOf(crew: Crew): Promise<readonly Speed[]> {
  const session = await crew.fresh();
  try {
    const answer = await session.ask<"measured">({ kind: "measure", patience: crew.timeout });
    return answer.kind === "measured" ? answer.speed : [];
  } finally {
    await crew.dismiss(session);
  }
}
