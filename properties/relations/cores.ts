import { ENTRIES, entryOf } from "../../reference/operator.ts";
import { fullMask } from "../../reference/platforms.ts";
import type { Case } from "../case.ts";
import { again, always, type Relation } from "./relation.ts";

/** Every mask of the platform against the full one. */
export const masks: Relation = {
  clause: "core-mask-equivalence",
  property: "every mask gives the same values",
  applies: (base) => ENTRIES[base.entry].storage === "s",
  calls(base, _seed, platform) {
    const full = fullMask(platform);
    const others = Array.from({ length: full - 1 }, (_, i) => i + 1);
    return [full, ...others].map((coreMask) => ({ ...base, coreMask }));
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
