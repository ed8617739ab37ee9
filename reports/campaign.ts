import type { Campaign, CampaignRecord, WorstCall } from "../core/campaign.ts";
import type { Met } from "../core/record.ts";
import { outlookText } from "./campaign-screen.ts";
import type { TextStyle } from "./text.ts";

/** Worst errors that are shown; the record has them all. */
const WORST_SHOWN = 4;

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Part of what is feasible, never rounded up to all of it. */
export function percentage({ met, feasible }: Met): string {
  if (feasible === 0) return "100 %";
  return `${(Math.floor((1000 * met) / feasible) / 10).toFixed(met === feasible ? 0 : 1)} %`;
}

/** Combinations that an hour at this rate can be expected to meet first, if it goes on as in the last epoch: no more than are left. */
export function newCellsAnHour(campaign: Omit<Campaign, "rate">, rate: number): number | null {
  const { pairs, triples, outlook, epochs, shards, shardPlans } = campaign;
  if (outlook.newCells === null || rate === 0 || epochs === 0) return null;
  const left = pairs.feasible - pairs.met + triples.feasible - triples.met;
  return Math.min(left, (outlook.newCells * 3600 * rate * epochs) / (shards * shardPlans));
}

function combinations(name: string, share: Met): string {
  return `${percentage(share)} of ${share.feasible} ${name}`;
}

/** What a campaign met, and what it came to. */
export function renderCampaign({ run, campaign }: CampaignRecord, style: TextStyle): string {
  const field = (name: string, text: string): string => `  ${style.dim(name.padEnd(9))}${text}`;
  const { edges } = campaign;
  const worst = largest(campaign.worst);
  const lines = [
    field("met", `${combinations("pairs", campaign.pairs)} and ${combinations("triples", campaign.triples)} of values`),
    ...(edges === null ? [] : [field("edges", `${edges.met} of ${edges.all} that the kernel counts`)]),
    ...worst.map((call, k) =>
      field(k === 0 ? "worst" : "", `${call.ulp.toFixed(3)} steps in ${call.entry} mean: ${call.operands}`),
    ),
    ...worst.slice(0, 1).map((call) => field("", `nllgrad replay ${call.token} ${run.place}`)),
    field("going on", outlookText(campaign.outlook, newCellsAnHour(campaign, campaign.rate))),
    field("digest", campaign.digest),
    field("store", campaign.store),
    field("go on", campaign.resume),
  ];
  const violations = run.violations.length;
  const verdict =
    campaign.ended === "failed"
      ? style.red("! error")
      : run.verdict === "fails"
        ? style.red("✗ found")
        : campaign.ended === "interrupted"
          ? style.yellow("? interrupted")
          : style.green("✓ nothing found");
  const counts = [
    ...(violations > 0 ? [counted(violations, "violation")] : []),
    ...(run.warnings.length > 0 ? [counted(run.warnings.length, "warning")] : []),
    counted(run.cases, "case"),
    counted(campaign.epochs, "epoch"),
    `${campaign.rate} a second`,
    `${run.seconds.toFixed(1)} s`,
  ];
  return [...lines, "", `${verdict}   ${style.bold(run.target)} · ${run.platform}   ${style.dim(counts.join(", "))}`].join("\n");
}

/** The largest error of each function, the largest first. */
function largest(worst: readonly WorstCall[]): WorstCall[] {
  const firsts = worst.filter((call, k) => worst.findIndex(({ entry }) => entry === call.entry) === k);
  return firsts.slice(0, WORST_SHOWN);
}
