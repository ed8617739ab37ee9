import type { Finding, Run } from "../core/record.ts";

/** A part as a percentage of two digits, never rounded down to nothing, nor up to all. */
export function percent(part: number): string {
  if (part === 0 || part === 1) return `${100 * part} %`;
  const digits = part < 1e-6 ? (100 * part).toExponential(1) : String(Number((100 * part).toPrecision(2)));
  return digits === "100" ? "> 99 %" : `${digits} %`;
}

/** How high the failure rate may still be where no draw failed, in one line; empty if there is no such stratum. */
export function boundsLine({ strata }: Run): string {
  const known = strata.flatMap(({ name, failing, failureRateBelow }) =>
    failing > 0 || failureRateBelow === null ? [] : [`${name} ${percent(failureRateBelow)}`],
  );
  return known.length === 0 ? "" : `with 95 % confidence fewer fail than: ${known.join(", ")}`;
}

/** How the findings of a run stood up to being run again by themselves, in processes of their own. */
interface Repeats {
  readonly repeated: number;
  /** Findings that did not show at the first repeat: sometimes, after other calls alone, or not again. */
  readonly flaky: number;
}

/** Counts what was repeated; findings that nothing can be run of are none. */
function repeatsOf({ violations, warnings }: Run): Repeats {
  const repeated = [...violations, ...warnings].filter(({ again }) => again !== "static" && again !== "untried");
  return { repeated: repeated.length, flaky: repeated.filter(({ again }: Finding) => again !== "always").length };
}

/** Repeats in words; empty if nothing was repeated. */
export function repeatsLine(run: Run): string {
  const { repeated, flaky } = repeatsOf(run);
  if (repeated === 0) return "";
  return `${flaky} of ${repeated} findings (${percent(flaky / repeated)}) did not show at once when they were run again by themselves`;
}

/** What no run shows, whatever its tier. */
const NEVER_SHOWN: readonly string[] = [
  "That calls which were not drawn would pass: the bounds hold for calls drawn as these were, and say nothing of others.",
  "How the kernel does on the device: its caches, transfers, local memory and cores that run at the same time are not here.",
  "That there is no race: one is caught when it shows, and no sooner.",
  "What invalid calls do: labels out of range, a mask of 0, null pointers.",
];

/** What a run does not show, in words: what holds of any, then what was left out of this one. */
export function notShown(run: Run): string[] {
  const reasons = new Map<string, string[]>();
  for (const { id, level, status, why } of run.clauses)
    if (status === "not judged" && level !== "OPEN" && level !== "precondition")
      reasons.set(why, [...(reasons.get(why) ?? []), id]);
  return [
    ...NEVER_SHOWN,
    ...[...reasons].map(([why, ids]) => `${ids.join(", ")}: not judged, ${why}.`),
    ...(run.complete ? [] : ["The tier: not all of its mandatory cases ran."]),
    ...run.strata
      .filter(({ failing, failureRateBelow }) => failing === 0 && failureRateBelow !== null && failureRateBelow > 0.5)
      .map(
        ({ name, text, cases }) => `Much of ${name} (${text}): ${cases === 1 ? "1 case bounds" : `${cases} cases bound`} little.`,
      ),
  ];
}
