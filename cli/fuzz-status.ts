import { plansBefore, plansOfShard } from "../fuzz/configuration.ts";
import { StoreProblem } from "../fuzz/database.ts";
import { campaignPlatform } from "../fuzz/local.ts";
import { type EpochSummary, outlookOf } from "../fuzz/outlook.ts";
import { type PackedSwath, unpackSwath } from "../fuzz/packed.ts";
import { residualRisk, stabilityOf } from "../fuzz/report.ts";
import { Store } from "../fuzz/store.ts";
import { severityOf } from "../properties/violation.ts";
import { type CampaignView, campaignScreen } from "../reports/campaign-screen.ts";
import type { Confirmed } from "../runner/confirmed.ts";
import { emptySwath } from "../runner/swath.ts";
import { UsageError } from "./arguments.ts";
import type { Console } from "./check.ts";
import { styleFor } from "./style.ts";

/** Columns of a status that goes to no terminal, and lines that are more than any has. */
const COLUMNS = 100;
const ROWS = 10_000;

/**
 * Shows what a store holds, while its campaign may be running; changes nothing. Gives the exit code.
 *
 * @throws UsageError if there is no campaign in it, or none that can be read now.
 */
export function showStatus(path: string, console: Console): number {
  const style = styleFor(console.out, console.environment);
  const columns = console.out.isTTY === true ? console.out.columns : COLUMNS;
  const lines = campaignScreen(statusView(path), columns, ROWS, style);
  console.out.write(lines.map((line) => `${line.trimEnd()}\n`).join(""));
  return 0;
}

/** What a screen shows of a stored campaign. */
function statusView(path: string): CampaignView {
  const stored = readStore(path);
  const { configuration, state, summaries } = stored;
  const { seed, epoch, kernel, suite } = configuration;
  const swath = state === null ? emptySwath() : unpackSwath(JSON.parse(state.swath) as PackedSwath);
  const last = summaries.at(-1);
  const summary = last === undefined ? null : (JSON.parse(last) as EpochSummary);
  const known = new Map(
    stored.findings.map(({ identity, first, epoch: from, confirmed }) => [
      identity,
      { first, epoch: from, confirmed: JSON.parse(confirmed) as Confirmed },
    ]),
  );
  const findings = [...known].map(([id, { confirmed }]) => ({
    id,
    severe: severityOf(confirmed.violation) === "violation",
    count: swath.buckets.get(id)?.count ?? confirmed.bucket.count,
    again: confirmed.again === "always" ? "" : confirmed.again,
  }));
  const epochs = state?.epochs ?? 0;
  const cases = plansBefore(epoch, epochs);
  const since = (plans: number | undefined) =>
    plans === undefined || plans === 0 ? null : { cases: cases - plans, seconds: null };
  const met = (count: number | undefined, feasible: number | undefined) => ({ met: count ?? 0, feasible: feasible ?? 0 });
  return {
    title: `${path} · ${campaignPlatform(configuration).title}`,
    facts: `seed ${seed} · suite ${suite} · kernel ${kernel.slice(0, 12)} · epochs of ${epoch.shards} x ${plansOfShard(epoch, epochs)}`,
    state: "stored",
    seconds: null,
    epochs,
    shards: { done: stored.shards, of: epoch.shards },
    cases: cases + stored.shards * plansOfShard(epoch, epochs),
    rate: null,
    pairs: met(summary?.pairs, summary?.feasiblePairs),
    triples: met(summary?.triples, summary?.feasibleTriples),
    newCell: since(summary?.lastCell),
    newFinding: since(summary?.lastFinding),
    findings,
    unconfirmed: [...swath.buckets.keys()].filter((identity) => !known.has(identity)).length,
    stability: stabilityOf(swath, known),
    residual: residualRisk(swath),
    outlook: outlookOf(summary, epoch.shards * plansOfShard(epoch, Math.max(0, epochs - 1))),
    newCellsAnHour: null,
    alarms: [],
    hint: "as of the last epoch that ended; nllgrad fuzz TARGET --resume goes on with it, if nobody does so now",
  };
}

function readStore(path: string): ReturnType<typeof Store.read> {
  try {
    return Store.read(path);
  } catch (error) {
    if (error instanceof StoreProblem) throw new UsageError(error.message);
    throw error;
  }
}
