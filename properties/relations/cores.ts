import type { Platform } from "../../core/contract.ts";
import { Random } from "../../core/random.ts";
import { ENTRIES, entryOf } from "../../reference/operator.ts";
import { ALL_MASKS_CORES, fullMask } from "../../reference/platforms.ts";
import type { Case } from "../case.ts";
import { again, always, type Relation } from "./relation.ts";

/** Masks besides the full one that are tried where there are too many for all. */
const MASKS_TRIED = 254;

/** How many calls the relation of masks makes. */
export function maskCount({ cores }: Platform): number {
  return cores <= ALL_MASKS_CORES ? 2 ** cores - 1 : MASKS_TRIED + 1;
}

/** Every mask but the full one; of many cores each core alone, all but it, the first ones, and masks that are drawn. */
function otherMasks(platform: Platform, seed: number): readonly number[] {
  const full = fullMask(platform);
  if (platform.cores <= ALL_MASKS_CORES) return Array.from({ length: full - 1 }, (_, i) => i + 1);
  const masks = new Set<number>();
  for (let core = 0; core < platform.cores; core++) masks.add(2 ** core).add(full - 2 ** core);
  for (let cores = 2; cores < platform.cores; cores++) masks.add(2 ** cores - 1);
  const random = new Random().reset(seed, 0, 0);
  while (masks.size < MASKS_TRIED) masks.add(random.between(1, full - 1));
  return [...masks];
}

/** Every mask of the platform against the full one; past eight cores, many of them. */
export const masks: Relation = {
  clause: "core-mask-equivalence",
  property: "every mask gives the same values",
  applies: (base) => ENTRIES[base.entry].storage === "s",
  calls(base, seed, platform) {
    return [fullMask(platform), ...otherMasks(platform, seed)].map((coreMask) => ({ ...base, coreMask }));
  },
  counterparts([base, ...others]) {
    const full = (base as Case).coreMask.toString(16);
    return others.map(({ coreMask }, k) => again(k + 1, `core_mask 0x${full} and 0x${coreMask.toString(16)}`));
  },
};

/** Shared against private storage. */
export const storage: Relation = {
  clause: "storage-equivalence",
  property: "_s and _p give the same values",
  applies: always,
  calls(base) {
    const { type } = ENTRIES[base.entry];
    return [
      { ...base, entry: entryOf(type, "s") },
      { ...base, entry: entryOf(type, "p"), coreMask: 1 },
    ];
  },
  counterparts: () => [again(1, "_s and _p")],
};
