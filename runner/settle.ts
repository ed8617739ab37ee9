import type { Platform } from "../core/contract.ts";
import type { Finding } from "../core/record.ts";
import { severityOf } from "../properties/violation.ts";
import { SHRINK_MILLISECONDS } from "./budget.ts";
import { Confirmer } from "./confirm.ts";
import { type Confirmed, untried } from "./confirmed.ts";
import type { RunOptions } from "./conformance.ts";
import { type Crew, isFromOutside } from "./crew.ts";
import { type Codes, type Drawing, findingOf } from "./findings.ts";
import type { Bucket } from "./protocol.ts";

/** A finding as the record has it, and whether it fails a gate. */
interface Settled {
  readonly finding: Finding;
  readonly severe: boolean;
}

/** Findings that were confirmed, and how many kinds were left out because another explains them. */
export interface Settlement {
  readonly findings: readonly Settled[];
  readonly explained: number;
}

/**
 * Groups of which the first finding, if it does not come again at once, is looked for at length: what it takes a kernel to
 * fail so is mostly one thing.
 */
const DEEP_SEARCHES = 4;

/** Whether a finding is about what happens after the return. */
const isLate = ({ violation }: Bucket): boolean => violation.clause === "complete-on-return";

/** What findings have in common that mostly share a cause. */
export function groupOf({ violation }: Bucket): string {
  return `${violation.clause}/${violation.cell.kind}/${violation.cell.buffer ?? ""}`;
}

/**
 * Confirms and shrinks: writes after the return first, which explain much that does not come again; then the first
 * finding of each group, whose small case the others of the group try. Which finding is in which part does not depend on
 * the number of workers.
 */
export async function confirmAll(
  buckets: readonly Bucket[],
  codes: Codes,
  crew: Crew,
  options: Pick<RunOptions, "workers" | "now" | "progress">,
  platform: Platform,
): Promise<Settlement> {
  const groups = new Map<string, Bucket[]>();
  for (const bucket of buckets) groups.set(groupOf(bucket), [...(groups.get(groupOf(bucket)) ?? []), bucket]);
  const leaders = [...groups.values()].map((group) => group[0] as Bucket);
  const confirmed = new Map<Bucket, Confirmed>();
  let done = 0;
  const confirm = async (part: readonly Bucket[], deep: number): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      const confirmer = new Confirmer(crew, platform, { now: options.now, milliseconds: SHRINK_MILLISECONDS });
      for (let k = next++; k < part.length; k = next++) {
        const bucket = part[k] as Bucket;
        const leader = confirmed.get(groups.get(groupOf(bucket))?.[0] as Bucket);
        const example = leader?.again === "always" ? leader : null;
        confirmed.set(bucket, await confirmer.confirm(bucket, example, k < deep, confirmed.size === buckets.length - 1));
        done++;
        options.progress({ phase: "shrinking", done, total: buckets.length, findings: buckets.length });
      }
      await confirmer.close();
    };
    await Promise.all(Array.from({ length: Math.min(options.workers, part.length) }, work));
  };
  await confirm(leaders.filter(isLate), DEEP_SEARCHES);
  const lateIsKnown = confirmed.size > 0;
  await confirm(
    leaders.filter((bucket) => !isLate(bucket)),
    lateIsKnown ? 0 : DEEP_SEARCHES,
  );
  await confirm(
    buckets.filter((bucket) => !leaders.includes(bucket)),
    0,
  );
  return settle(buckets, confirmed, codes, crew.setup, platform);
}

/** Findings as they were first seen, where nothing can be run again. */
export function keepAll(buckets: readonly Bucket[], codes: Codes, setup: Drawing, platform: Platform): Settlement {
  return settle(buckets, new Map(buckets.map((bucket) => [bucket, untried(bucket)])), codes, setup, platform);
}

/** The findings that confirmed buckets are; those that came from another, and do not come again by themselves, are left out. */
export function settle(
  buckets: readonly Bucket[],
  confirmed: ReadonlyMap<Bucket, Confirmed>,
  codes: Codes,
  setup: Drawing,
  platform: Platform,
): Settlement {
  // State, races and late writes show in many ways; where one is told, what did not come again by itself is left out.
  const elusive = [...confirmed.values()].some(
    ({ again, bucket, violation }) =>
      severityOf(violation) === "violation" && (again === "history" || again === "sometimes" || isLate(bucket)),
  );
  const findings = new Map<string, Settled>();
  let explained = 0;
  for (const bucket of buckets) {
    const shown = confirmed.get(bucket) as Confirmed;
    if (elusive && shown.again === "never" && !isLate(bucket)) {
      explained++;
      continue;
    }
    const finding = findingOf(shown, setup, platform, codes);
    // A hang that does not come again is a machine that stood still, for all one can tell, and a process may be ended by others.
    const doubtful = shown.again === "never" && (shown.violation.cell.kind === "hang" || isFromOutside(shown.violation.received));
    const severe = severityOf(shown.violation) === "violation" && !doubtful;
    const known = findings.get(finding.id);
    // Two kinds that turn out to be one: the graver tells it.
    const graver = known === undefined || (severe && !known.severe) ? { finding, severe } : known;
    findings.set(finding.id, { ...graver, finding: { ...graver.finding, count: finding.count + (known?.finding.count ?? 0) } });
  }
  return { findings: [...findings.values()], explained };
}
