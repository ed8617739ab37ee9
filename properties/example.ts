import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { ENTRIES, MEAN } from "../reference/operator.ts";
import { type DocumentExample, fullMask } from "../reference/platforms.ts";
import type { Case } from "./case.ts";

/** A document's example as a case; the document gives sizes, not values. A platform with fewer cores gets the mask of its own. */
export function exampleCase(example: DocumentExample, platform: Platform, seed: number): Case {
  const { type } = ENTRIES[example.entry];
  return {
    entry: example.entry,
    batch: example.batch,
    classNum: example.classNum,
    reduction: example.reduction,
    coreMask: example.coreMask === null ? 1 : example.coreMask & fullMask(platform),
    labels: { kind: "drawn", labels: "random", seed },
    lossGrad: { kind: "drawn", values: "ordinary", seed: seed + 1 },
    lossGradLength: example.reduction === MEAN ? 1 : example.batch,
    weight: { kind: "drawn", values: "positive", seed: seed + 2 },
    totalWeight: formatOf(type).toBits(17.25),
    unused: "drawn",
    logits: "nan",
    poison: "nan",
    placement: "aligned",
  };
}
