/** What a campaign is watched for, that it may not stand still for a weekend. */
export type AlarmKind =
  | "no-executions"
  | "falling-rate"
  | "worker-gone"
  | "never-applied"
  | "on-finding"
  | "report"
  | "feed"
  | "queue";

/** Something that whoever relies on a campaign should look at; none of it says anything of the kernel. */
export interface Alarm {
  readonly kind: AlarmKind;
  readonly message: string;
}

/** What is seen of a campaign at one moment. Times in milliseconds. */
export interface Sight {
  readonly now: number;
  readonly phase: "judging" | "shrinking";
  /** Plans of this sitting. */
  readonly sitting: number;
  /** Shards under way, by number, and when each was heard of last. */
  readonly heard: ReadonlyMap<number, number>;
}

/** Silence that is told of. A host that hangs is replaced after 20 seconds at most: what is silent for longer is something else. */
const SILENCE = 60_000;

/** Where kernels are slow, silence is longer than so many times the longest pause so far. */
const PAUSES = 5;

/** The time that a rate is taken over, and the judging before it that it is held against. */
const RECENT = 60_000;
const BEFORE = 120_000;

/** A rate that fell to less than this part is told of: other programs on the machine take as much now and then. */
const FALLEN = 0.5;

/** Reports in the recent time that it takes to speak of a rate. */
const LEAST_REPORTS = 10;

const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`;

/** Watches a campaign for silence. Time in which findings are shrunk counts for nothing: no case is drawn then. */
export class Alarms {
  private readonly raised = new Map<string, Alarm>();
  private last: Sight | null = null;
  /** Judging time so far, and when within it the campaign was heard of last. */
  private judged = 0;
  private heardAt = 0;
  private longest = 0;
  /** Reports: plans of this sitting by judging time. */
  private readonly reports: { readonly at: number; readonly plans: number }[] = [];

  /** Alarms that stand. */
  get standing(): readonly Alarm[] {
    return [...this.raised.values()];
  }

  /** Looks at a campaign, and gives the alarms that did not stand before. */
  look(sight: Sight): readonly Alarm[] {
    const { last } = this;
    this.last = sight;
    if (last !== null && last.phase === "judging" && sight.phase === "judging") this.judged += sight.now - last.now;
    if (last === null || sight.sitting > last.sitting || sight.phase !== "judging") {
      this.longest = Math.max(this.longest, this.judged - this.heardAt);
      this.heardAt = this.judged;
      if (sight.phase === "judging") this.reports.push({ at: this.judged, plans: sight.sitting });
    }
    while ((this.reports[1]?.at ?? Number.POSITIVE_INFINITY) < this.judged - RECENT - BEFORE) this.reports.shift();
    const silence = this.judged - this.heardAt;
    const patience = Math.max(SILENCE, PAUSES * this.longest);
    const silent = sight.phase === "judging" && silence > patience;
    return [
      ...this.state(
        "no-executions",
        silent,
        () => `no case ended in the last ${seconds(silence)}: does the kernel, or the machine, stand still?`,
      ),
      ...this.gone(sight, silent ? Number.POSITIVE_INFINITY : patience),
      ...this.falling(silent),
    ];
  }

  /** Raises an alarm that does not come from looking: in place of what stands of its kind, for good. */
  raise(alarm: Alarm): void {
    this.raised.set(alarm.kind, alarm);
  }

  private state(kind: AlarmKind, stands: boolean, message: () => string, key: string = kind): readonly Alarm[] {
    if (!stands) {
      this.raised.delete(key);
      return [];
    }
    const known = this.raised.has(key);
    const alarm = { kind, message: message() };
    this.raised.set(key, alarm);
    return known ? [] : [alarm];
  }

  private gone({ now, phase, heard }: Sight, patience: number): readonly Alarm[] {
    const silent = [...heard].filter(([, at]) => phase === "judging" && now - at > patience).map(([number]) => number);
    for (const key of this.raised.keys())
      if (key.startsWith("worker-gone/") && !silent.some((number) => key === `worker-gone/${number}`)) this.raised.delete(key);
    return silent.flatMap((number) => {
      const since = now - (heard.get(number) as number);
      const message = (): string =>
        `whoever carries out shard ${number + 1} has told nothing for ${seconds(since)}: a worker is gone, or stands still`;
      return this.state("worker-gone", true, message, `worker-gone/${number}`);
    });
  }

  private falling(silent: boolean): readonly Alarm[] {
    const [first] = this.reports;
    const border = this.reports.findLast(({ at }) => at <= this.judged - RECENT);
    const recent = this.reports.filter(({ at }) => at > this.judged - RECENT);
    const latest = recent.at(-1);
    if (first === undefined || border === undefined || latest === undefined) return [];
    // From report to report: what lies between two is not known.
    const now = (latest.plans - border.plans) / (latest.at - border.at);
    const before = (border.plans - first.plans) / (border.at - first.at);
    const known = recent.length >= LEAST_REPORTS && border.at - first.at >= BEFORE / 2;
    const perSecond = (rate: number): string => `${Math.round(1000 * rate)}`;
    return this.state(
      "falling-rate",
      known && !silent && now < FALLEN * before,
      () =>
        `the rate fell from ${perSecond(before)} to ${perSecond(now)} cases a second: is something else running on this machine?`,
    );
  }
}
