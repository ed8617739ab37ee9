import type { Finding } from "../core/record.ts";
import type { CauseId } from "../properties/diagnosis/causes.ts";
import { likely } from "../properties/diagnosis/diagnose.ts";
import { type EntryFingerprint, oneSidedRounding } from "../properties/fingerprint.ts";
import { ENTRIES, type EntryName } from "../reference/operator.ts";
import { entriesOf, type PlatformId, platformOf } from "../reference/platforms.ts";
import type { Target } from "./protocol.ts";
import type { Swath } from "./swath.ts";

/** A finding about the library, or about all cells together, that no single case shows. */
function staticFinding(id: string, message: string, expected: string, received: string, cause: CauseId | null = null): Finding {
  return {
    id,
    property: "a library offers what its platform has",
    clauses: ["platform-dtypes"],
    entry: null,
    reduction: null,
    cell: "the library",
    case: "",
    message,
    causes: cause === null ? [] : [likely(cause, "")],
    why: [],
    token: null,
    again: "static",
    expected,
    received,
    ulp: null,
    relative: null,
    count: 1,
    waived: null,
    matrix: null,
  };
}

/** What a target is that offers functions by their names; others say which element types they have. */
const OFFERING: Readonly<Partial<Record<Target["kind"], string>>> = { library: "library", wasm: "module", exec: "harness" };

/** Functions of the platform that a target lacks. */
export function exportFindings(target: Target, entries: readonly EntryName[], id: PlatformId): Finding[] {
  const offering = OFFERING[target.kind];
  if (offering === undefined) return [];
  const missing = entriesOf(platformOf(id)).filter((entry) => !entries.includes(entry));
  return missing.map((entry) =>
    staticFinding(
      `platform-dtypes/${entry}/missing`,
      `the ${offering} lacks ${entry}, which ${platformOf(id).title} has`,
      `${entry} exported`,
      "no such symbol",
      "function-missing",
    ),
  );
}

/** Functions that a target has and its platform does not. */
export function surplusFindings(target: Target, entries: readonly EntryName[], id: PlatformId): Finding[] {
  const offering = OFFERING[target.kind];
  if (offering === undefined) return [];
  const surplus = entries.filter((entry) => !platformOf(id).elementTypes.includes(ENTRIES[entry].type));
  return surplus.map((entry) =>
    staticFinding(
      `platform-dtypes/${entry}/surplus`,
      `the ${offering} offers ${entry}, which ${platformOf(id).title} does not have`,
      `no ${entry}`,
      "exported",
    ),
  );
}

/** Functions that the platform does not have, and that a kernel with a way to refuse carried out. */
export function foreignFindings(foreign: readonly EntryName[], id: PlatformId): Finding[] {
  return foreign.map((entry) => ({
    ...staticFinding(
      `platform-dtypes/${entry}/taken`,
      `the kernel carried out ${entry}, which ${platformOf(id).title} does not have`,
      "an error, and nothing written",
      "the call returned",
    ),
    property: "a kernel refuses what its platform does not have",
    cell: "the call",
  }));
}

/** Rounding of mean that leans to one side: a warning about all cells together. */
export function biasFindings(swath: Swath): Finding[] {
  return (Object.entries(swath.fingerprints) as [EntryName, EntryFingerprint][]).flatMap(([entry, seen]) => {
    const mean = oneSidedRounding(seen);
    if (mean === null) return [];
    return [
      {
        ...staticFinding(
          `mean-accuracy/${entry}/mean/bias`,
          "rounding of mean leans to one side",
          "a mean signed error near 0 ULP",
          `${mean.toFixed(2)} ULP over ${seen.errorCalls} calls`,
        ),
        property: "mean rounds to both sides",
        clauses: ["mean-accuracy"],
        entry,
        reduction: "mean",
        cell: "label cells",
        count: seen.errorCalls,
      },
    ];
  });
}
