import type { CampaignRecord } from "../core/campaign.ts";
import type { Finding } from "../core/record.ts";
import type { CampaignProgress } from "../fuzz/campaign.ts";
import type { EpochShape } from "../fuzz/configuration.ts";
import type { EpochSummary } from "../fuzz/outlook.ts";
import { newCellsAnHour } from "../reports/campaign.ts";
import type { CampaignView, ShownFinding, Since } from "../reports/campaign-screen.ts";

/** Words for how surely a finding shows again, short. */
const AGAIN: Readonly<Record<Finding["again"], string>> = {
  always: "",
  static: "",
  sometimes: "not at every try",
  history: "after other calls",
  never: "not again",
  untried: "not confirmed yet",
};

/** The findings of a record as a screen shows them. `counts`: of their identities, where more is known than when the record was made. */
function shownFindings({ run }: CampaignRecord, counts: ReadonlyMap<string, number>): ShownFinding[] {
  const shown = (severe: boolean) => (finding: Finding) => ({
    id: finding.id,
    severe,
    count: Math.max(finding.count, counts.get(finding.id) ?? 0),
    again: AGAIN[finding.again],
  });
  return [...run.violations.map(shown(true)), ...run.warnings.map(shown(false))];
}

/** What a face knows of a campaign that runs. Times in seconds of this sitting. */
export interface Watched {
  readonly title: string;
  readonly facts: string;
  readonly record: CampaignRecord;
  readonly summary: EpochSummary | null;
  readonly progress: CampaignProgress;
  readonly epoch: EpochShape;
  readonly seconds: number;
  /** Cases a second, of late. */
  readonly rate: number;
  /** When, in this sitting, a new cell was met and a new kind of finding seen; `null` if not in this one. */
  readonly newCellAt: number | null;
  readonly newKindAt: number | null;
  readonly alarms: readonly string[];
  readonly hint: string;
}

/** What a screen shows of a campaign that runs. */
export function viewOf(watched: Watched): CampaignView {
  const { record, summary, progress, epoch, seconds } = watched;
  const { campaign } = record;
  const mean = progress.sitting / Math.max(1, seconds);
  const ago = (plans: number | undefined, at: number | null): Since | null =>
    plans === undefined || plans === 0 ? null : { cases: progress.plans - plans, seconds: at === null ? null : seconds - at };
  const findings = shownFindings(record, progress.counts);
  return {
    title: watched.title,
    facts: watched.facts,
    state: progress.phase,
    seconds,
    epochs: progress.epoch,
    shards: { done: progress.done, of: epoch.shards },
    cases: progress.plans,
    rate: { now: watched.rate, mean },
    pairs: progress.pairs,
    triples: progress.triples,
    newCell: ago(summary?.lastCell, watched.newCellAt),
    newFinding: ago(summary?.lastFinding, watched.newKindAt),
    findings,
    unconfirmed: [...progress.counts.keys()].filter((identity) => !findings.some(({ id }) => id === identity)).length,
    stability: campaign.stability,
    residual: campaign.residual,
    outlook: campaign.outlook,
    newCellsAnHour: newCellsAnHour(campaign, mean),
    alarms: watched.alarms,
    hint: watched.hint,
  };
}
