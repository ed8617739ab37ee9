import type { Finding, Run, RunBasis, RunComparison, Speed } from "./record.ts";
import type { FindingChange, SpeedChange } from "./record-gate.ts";

/** A run, with the version of the suite that its record names. */
export interface DatedRun {
  readonly suite: string;
  readonly run: Run;
}

/**
 * Holds a run against an earlier one. `replayed`: the earlier run's findings were tried again in this one, so that what is gone is
 * known to be gone whatever else the runs differ in.
 */
export function compareRuns(earlier: DatedRun | null, now: DatedRun, replayed: boolean): RunComparison {
  const found = findingsOf(now.run);
  if (earlier === null) {
    const caveats = ["the earlier record has no run of this target and platform: all that was found counts as new"];
    const nothing = { changed: [], unchanged: [], fixed: [], unseen: [], clauses: [], speed: [] };
    return { before: null, caveats, new: [...found.keys()], ...nothing };
  }
  const before = findingsOf(earlier.run);
  const otherCases = differences(earlier, now);
  const both = [...found].flatMap(([id, { finding, severe }]) => {
    const known = before.get(id);
    if (known === undefined) return [];
    const what = changesOf(known.finding, finding, otherCases.length === 0);
    const graver = severe && !known.severe;
    if (severe !== known.severe) what.unshift(severe ? "a violation, before a warning" : "a warning, before a violation");
    return [{ id, what, graver }];
  });
  const gone = [...before].filter(([id]) => !found.has(id)).map(([, { finding }]) => finding);
  const isGone = (finding: Finding): boolean => {
    if (finding.again !== "always" && finding.again !== "static") return false;
    if (replayed && finding.token !== null && now.run.verdict !== "error") return true;
    return otherCases.length === 0 && now.run.complete;
  };
  return {
    before: basisOf(earlier),
    caveats: [...otherCases, ...shortfalls(earlier.run, now.run)],
    new: [...found.keys()].filter((id) => !before.has(id)),
    changed: both.filter(({ what }) => what.length > 0),
    unchanged: both.filter(({ what }) => what.length === 0).map(({ id }) => id),
    fixed: gone.filter(isGone),
    unseen: gone.filter((finding) => !isGone(finding)),
    clauses: now.run.clauses.flatMap(({ id, status }) => {
      const other = earlier.run.clauses.find((clause) => clause.id === id);
      return other === undefined || other.status === status ? [] : [{ id, before: other.status, after: status }];
    }),
    speed: now.run.speed.flatMap((speed) => {
      const same = ({ entry, reduction, batch, classNum }: Speed): boolean =>
        entry === speed.entry && reduction === speed.reduction && batch === speed.batch && classNum === speed.classNum;
      const old = earlier.run.speed.find(same);
      return old === undefined ? [] : [speedChange(old, speed)];
    }),
  };
}

function basisOf({ suite, run: { target, platform, verdict, tier, seed, cases } }: DatedRun): RunBasis {
  return { suite, target, platform, verdict, tier, seed, cases };
}

function findingsOf({ violations, warnings }: Run): Map<string, { readonly finding: Finding; readonly severe: boolean }> {
  const listed = (findings: readonly Finding[], severe: boolean) =>
    findings.map((finding) => [finding.id, { finding, severe }] as const);
  // A violation tells more than a warning of the same identity.
  return new Map([...listed(warnings, false), ...listed(violations, true)]);
}

/** What makes the cases of two runs others. */
function differences({ suite, run }: DatedRun, now: DatedRun): string[] {
  const other = [
    ...(suite === now.suite ? [] : [`suite ${suite} before, ${now.suite} now`]),
    ...(run.tier === now.run.tier ? [] : [`tier ${run.tier} before, ${now.run.tier} now`]),
    ...(run.seed === now.run.seed ? [] : [`seed ${run.seed} before, ${now.run.seed} now`]),
  ];
  if (other.length === 0) return [];
  return [`${other.join("; ")}: other cases were drawn, and what the smallest of them shows is not compared`];
}

/** What does not make the cases others, and has to be known of a comparison all the same. */
function shortfalls(before: Run, now: Run): string[] {
  return [
    ...(before.target === now.target
      ? []
      : [`called ${before.target} before, ${now.target} now: compared as the only runs of their platform`]),
    ...(before.complete ? [] : ["the earlier run was not complete: what is new here may have been there before"]),
    ...(now.complete ? [] : ["this run is not complete: what did not show may still be there"]),
  ];
}

/** What two findings of one identity differ in. `sameCases`: what the smallest case shows may be compared. */
function changesOf(before: Finding, now: Finding, sameCases: boolean): string[] {
  const changes: string[] = [];
  const note = (what: string, old: unknown, fresh: unknown): void => {
    if (old !== fresh) changes.push(`${what}${what === "" ? "" : " "}${fresh ?? "none"}, before ${old ?? "none"}`);
  };
  note("", before.message, now.message);
  note("clauses", before.clauses.join(" "), now.clauses.join(" "));
  if (!sameCases) return changes;
  note("received", before.received, now.received);
  note("steps", before.ulp, now.ulp);
  return changes;
}

/** A share is a ratio to a memset of the same process, so that shares of two machines may be compared with some right. */
function speedChange(before: Speed, { entry, reduction, batch, classNum, share, low, high }: Speed): SpeedChange {
  const change = low > before.high ? "faster" : high < before.low ? "slower" : "within noise";
  return { entry, reduction, batch, classNum, before: before.share, after: share, change };
}

/** Two runs of one target and platform, of which one may be missing. */
export interface Pair<Later> {
  readonly before: Run | null;
  readonly now: Later | null;
}

/**
 * Pairs the runs of two records by target and platform; runs that are the only ones of their platform on both sides are a pair under
 * whatever names: a kernel that was renamed is still compared.
 */
export function pairRuns<Later extends Pick<Run, "target" | "platform">>(
  before: readonly Run[],
  now: readonly Later[],
): Pair<Later>[] {
  const left = [...before];
  const take = (run: Run | undefined): Run | null => (run === undefined ? null : (left.splice(left.indexOf(run), 1)[0] ?? null));
  const only = (runs: readonly Pick<Run, "platform">[], platform: string): boolean =>
    runs.filter((run) => run.platform === platform).length === 1;
  const pairs = now.map((run) => {
    const sole = only(before, run.platform) && only(now, run.platform);
    const other = left.find(({ target, platform }) => platform === run.platform && (sole || target === run.target));
    return { before: take(other), now: run };
  });
  return [...pairs, ...left.map((run) => ({ before: run, now: null }))];
}

/** Changes of a comparison that a gate counts as new, by identity. */
export function isFresh({ new: fresh, changed }: RunComparison, id: string): boolean {
  return fresh.includes(id) || changed.some((change: FindingChange) => change.graver && change.id === id);
}
