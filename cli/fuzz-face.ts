import type { CampaignRecord } from "../core/campaign.ts";
import type { FeedEvent, StartEvent } from "../core/feed.ts";
import { type Alarm, Alarms } from "../fuzz/alarms.ts";
import type { CampaignProgress, CampaignState } from "../fuzz/campaign.ts";
import { campaignScreen } from "../reports/campaign-screen.ts";
import type { Console } from "./check.ts";
import { type Feed, openFeed } from "./feed.ts";
import type { FuzzArguments } from "./fuzz-arguments.ts";
import { campaignLines } from "./fuzz-progress.ts";
import { viewOf } from "./fuzz-view.ts";
import { OnFinding } from "./on-finding.ts";
import { writeCampaignReports } from "./report-files.ts";
import { prepareReports } from "./report-folder.ts";
import { Screen } from "./screen.ts";
import { styleFor } from "./style.ts";

/** How often a campaign is looked at, and the screen drawn. */
const LOOK_MILLISECONDS = 250;

/** The time that a rate of late is taken over. */
const LATE_MILLISECONDS = 10_000;

/** Cases by which every stratum of a kernel in place but `vast` was drawn several times: what never applied then will not by itself. */
const APPLIED_BY = 200_000;

/** What a face is told once, when the campaign begins. */
export interface Introduced {
  /** What is shown above all: target and platform. */
  readonly title: string;
  readonly workers: number;
  /** The record of what a campaign came to so far. */
  record(state: CampaignState): CampaignRecord;
}

/** Everything that a campaign shows of itself while it runs. */
export interface Face {
  progress(state: CampaignProgress): void;
  reached(state: CampaignState): void;
  /** What a queue says: what is going on, and what is amiss. */
  tell(line: string): void;
  warn(line: string): void;
  /** Gives the terminal back. */
  close(): void;
  /** Tells how it ended, and waits for commands that were started; with Ctrl-C they are ended. Gives what a reader must know besides. */
  end(record: CampaignRecord, exitCode: number): Promise<readonly string[]>;
}

/**
 * The face of a campaign: a screen on a terminal or plain lines, a feed, reports, a command for each finding, as the options ask.
 *
 * @throws UsageError if the feed or the folder of reports cannot be written to.
 */
export function fuzzFace(given: FuzzArguments, console: Console, about: Introduced): Face {
  return new CampaignFace(given, console, about);
}

class CampaignFace implements Face {
  private readonly given: FuzzArguments;
  private readonly console: Console;
  private readonly about: Introduced;
  private readonly started: number;
  private readonly alarms = new Alarms();
  private readonly feed: Feed | null;
  private readonly hook: OnFinding | null;
  private readonly lines: ReturnType<typeof campaignLines> | null;
  private readonly timer: NodeJS.Timeout;
  /** Alarms of this sitting, the last of each kind. */
  private readonly remarks = new Map<Alarm["kind"], string>();
  private hookFailures = 0;
  private screen: Screen | null = null;
  private feedBroken = false;
  private last: { readonly state: CampaignState; readonly record: CampaignRecord } | null = null;
  private latest: CampaignProgress | null = null;
  private readonly samples: { readonly at: number; readonly plans: number }[] = [];
  private readonly told = new Set<string>();
  private newCellAt: number | null = null;
  private newKindAt: number | null = null;

  constructor(given: FuzzArguments, console: Console, about: Introduced) {
    this.given = given;
    this.console = console;
    this.about = about;
    this.started = console.now();
    if (given.report !== undefined) prepareReports(given.report);
    this.feed = given.feed === undefined ? null : openFeed(given.feed, console.out);
    this.hook =
      given.onFinding === undefined
        ? null
        : new OnFinding(given.onFinding, (problem) => {
            const times = ++this.hookFailures === 1 ? "" : ` (and ${this.hookFailures - 1} times before)`;
            this.raise({ kind: "on-finding", message: `--on-finding ${problem}${times}` });
          });
    const plain = given.quiet || this.onScreen();
    this.lines = plain ? null : campaignLines(console.err, about.title, console.now);
    this.timer = setInterval(() => this.look(), LOOK_MILLISECONDS);
  }

  private onScreen(): boolean {
    const { given, console } = this;
    return console.err.isTTY === true && console.environment.TERM !== "dumb" && given.mode === undefined && !given.quiet;
  }

  private seconds(): number {
    return (this.console.now() - this.started) / 1000;
  }

  progress(state: CampaignProgress): void {
    this.latest = state;
    this.lines?.show(state);
  }

  reached(state: CampaignState): void {
    const before = this.last;
    const record = this.about.record(state);
    this.last = { state, record };
    if (before === null) this.begin(state, record);
    else this.noteEpoch(before.state, state, record);
    for (const finding of [...record.run.violations, ...record.run.warnings]) {
      if (this.told.has(finding.id) || finding.again === "untried") continue;
      this.told.add(finding.id);
      const severe = record.run.violations.includes(finding);
      this.send({ event: "finding", seconds: this.seconds(), epochs: state.epochs, severe, finding });
      this.lines?.say(
        `found ${finding.id}${finding.token === null ? "" : `   nllgrad replay ${finding.token} ${record.run.place}`}`,
      );
      this.hook?.tell(finding);
    }
    if (this.given.report !== undefined) this.writeReports(record);
    this.look();
  }

  /** What was known before this sitting is not told again. */
  private begin({ configuration, epochs, known, store }: CampaignState, { suite, run }: CampaignRecord): void {
    if (epochs > 0 || known.size > 0) for (const { id } of [...run.violations, ...run.warnings]) this.told.add(id);
    const { seed, kernel, epoch } = configuration;
    const start: StartEvent = {
      event: "start",
      schema: "nllgrad.feed/1",
      suite,
      time: new Date().toISOString(),
      target: run.target,
      platform: run.platform,
      seed,
      kernel,
      shards: epoch.shards,
      shardPlans: epoch.plans,
      workers: this.about.workers,
      store,
      epochs,
      cases: run.cases,
      known: [...this.told],
    };
    this.send(start);
    if (this.onScreen()) this.screen = new Screen(this.console.err, (columns, rows) => this.draw(columns, rows));
  }

  private noteEpoch(before: CampaignState, state: CampaignState, { run, campaign }: CampaignRecord): void {
    const seconds = this.seconds();
    if (state.summary?.lastCell !== before.summary?.lastCell) this.newCellAt = seconds;
    if (state.summary?.lastFinding !== before.summary?.lastFinding) this.newKindAt = seconds;
    const { epochs, rate, pairs, triples, residual, stability, outlook } = campaign;
    const counts = { violations: run.violations.length, warnings: run.warnings.length };
    this.send({
      ...{ event: "epoch", seconds, epochs, cases: run.cases, rate, pairs, triples, ...counts },
      ...{ residual, stability, outlook },
    });
    if (run.cases < APPLIED_BY) return;
    const missed = run.clauses
      .filter(({ status, why }) => status === "not judged" && why === "no case reached it")
      .map(({ id }) => id);
    if (missed.length > 0 && !this.remarks.has("never-applied"))
      this.raise({ kind: "never-applied", message: `never put to the test in ${run.cases} cases: ${missed.join(", ")}` });
  }

  private writeReports(record: CampaignRecord): void {
    const folder = this.given.report as string;
    try {
      writeCampaignReports(folder, record);
    } catch (error) {
      this.raise({ kind: "report", message: `--report ${folder}: cannot be written: ${(error as Error).message}` });
    }
  }

  tell(line: string): void {
    if (!this.onScreen() && !this.given.quiet) this.console.err.write(`nllgrad: ${line}\n`);
  }

  warn(message: string): void {
    const alarm: Alarm = { kind: "queue", message };
    this.alarms.raise(alarm);
    this.send({ event: "alarm", seconds: this.seconds(), ...alarm });
    if (this.screen === null) this.console.err.write(`nllgrad: ${message}\n`);
  }

  private send(event: FeedEvent): void {
    if (this.feed === null || this.feedBroken) return;
    try {
      this.feed.write(event);
    } catch (error) {
      this.feedBroken = true;
      this.raise({ kind: "feed", message: `--feed ${this.given.feed}: cannot be written any more: ${(error as Error).message}` });
    }
  }

  private raise(alarm: Alarm): void {
    this.alarms.raise(alarm);
    this.tellAlarm(alarm);
  }

  private tellAlarm({ kind, message }: Alarm): void {
    // Lines stay sparse: the first of a kind; the feed has them all.
    if (!this.remarks.has(kind)) this.lines?.say(`! ${message}`);
    this.remarks.set(kind, message);
    this.send({ event: "alarm", seconds: this.seconds(), kind, message });
  }

  private look(): void {
    const { latest } = this;
    const now = this.console.now();
    if (latest !== null) {
      const { phase, sitting, heard } = latest;
      for (const alarm of this.alarms.look({ now, phase, sitting, heard })) this.tellAlarm(alarm);
      this.samples.push({ at: now, plans: sitting });
      while ((this.samples[1]?.at ?? now) < now - LATE_MILLISECONDS) this.samples.shift();
    }
    this.screen?.draw();
  }

  private draw(columns: number, rows: number): readonly string[] {
    const { last, latest, about, given, console } = this;
    if (last === null || latest === null) return [];
    const { state, record } = last;
    const { seed, epoch } = state.configuration;
    const [first, newest] = [this.samples[0], this.samples.at(-1)];
    const spent = first === undefined || newest === undefined ? 0 : newest.at - first.at;
    const rate = spent === 0 ? 0 : (1000 * ((newest?.plans ?? 0) - (first?.plans ?? 0))) / spent;
    const facts = `seed ${seed} · ${about.workers} ${about.workers === 1 ? "worker" : "workers"} · ${state.store}`;
    const view = viewOf({
      ...{ title: about.title, facts, record, summary: state.summary, progress: latest, epoch, rate },
      ...{ seconds: this.seconds(), newCellAt: this.newCellAt, newKindAt: this.newKindAt },
      alarms: this.alarms.standing.map(({ message }) => message),
      hint: `Ctrl-C ends it and keeps what was found${given.report === undefined ? "" : ` · reports in ${given.report}`}`,
    });
    return campaignScreen(view, columns, rows, styleFor(console.err, console.environment));
  }

  close(): void {
    clearInterval(this.timer);
    this.screen?.close();
    this.screen = null;
  }

  async end(record: CampaignRecord, exitCode: number): Promise<readonly string[]> {
    const { run, campaign } = record;
    if (campaign.ended === "interrupted") await this.hook?.end();
    else await this.hook?.settled();
    if (this.given.report !== undefined) this.writeReports(record);
    const { ended, digest, epochs, resume } = campaign;
    const counts = { cases: run.cases, violations: run.violations.length, warnings: run.warnings.length };
    const { verdict } = run;
    this.send({ event: "end", seconds: this.seconds(), ended, verdict, exitCode, digest, epochs, ...counts, resume });
    this.feed?.close();
    return [...this.remarks.values()];
  }
}
